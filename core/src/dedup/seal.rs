//! Making tokens, and telling whose they are.

use core::hash::Hasher as _;

use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::fingerprint::Fingerprint;
use super::record::Lease;
use super::token::Token;
use super::window::DedupWindow;
use crate::error::Error;

/// What a token says: fingerprint 16 bytes, lease 4.
const CLAIM: usize = 20;

impl DedupWindow<'_> {
    pub(super) fn token(&self, fingerprint: &Fingerprint, lease: Lease) -> Token {
        let mut bytes = [0; Token::SIZE];
        let words = fingerprint.words().into_iter().chain([lease.pack()]);
        for (place, word) in bytes.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        if let Some((claim, check)) = bytes.split_at_mut_checked(CLAIM) {
            for (place, byte) in check.iter_mut().zip(self.check_of(claim)) {
                *place = byte;
            }
        }
        Token::from_bytes(bytes)
    }

    /// What a token says, if this window gave it.
    pub(super) fn open_token(&self, token: &Token) -> Result<(Fingerprint, Lease), Error> {
        let (claim, check) = token.as_bytes().split_at_checked(CLAIM).ok_or(Error::TokenInvalid)?;
        if !self.check_of(claim).iter().zip(check).all(|(expected, given)| expected == given) {
            return Err(Error::TokenInvalid);
        }
        let mut words = [0; 5];
        for (word, bytes) in words.iter_mut().zip(claim.chunks_exact(4)) {
            *word = bytes.try_into().map_or(0, u32::from_le_bytes);
        }
        let [first, second, third, fourth, lease] = words;
        Ok((Fingerprint::from_words([first, second, third, fourth]), Lease::unpack(lease)))
    }

    /// Under the window's key, so that it is no other window's. Tokens stay with their owners: this tells mistakes,
    /// and need not hold against an attack.
    fn check_of(&self, claim: &[u8]) -> [u8; 16] {
        let mut hasher = SipHasher13::new_with_key(&self.settings.key);
        hasher.write(claim);
        hasher.finish128().as_bytes()
    }
}

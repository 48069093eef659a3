//! HMAC-SHA256 of one message under every secret of a keyring, while the message streams in.

use core::slice;

use hmac::block_api::HmacCore;
use sha2::digest::{
    Output,
    block_api::{Buffer, FixedOutputCore as _, UpdateCore as _},
};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use crate::encoding::Tag;
use crate::secret::{Keyring, Midstate, Midstates, copy_midstates};

/// One running HMAC a secret over a shared block buffer, and a digest. States are wiped when dropped.
#[derive(Clone)]
pub(crate) struct Macs {
    digest: Option<Sha256>,
    states: Midstates,
    /// None until started: the buffer has no `const` constructor.
    buffer: Option<Buffer<HmacCore<Sha256>>>,
}

impl Macs {
    pub(crate) const fn idle() -> Self {
        Self { digest: None, states: heapless::Vec::new(), buffer: None }
    }

    pub(crate) fn start(&mut self, keyring: &Keyring, has_digest: bool) {
        self.digest = has_digest.then(Sha256::new);
        copy_midstates(&mut self.states, keyring.midstates());
        self.buffer = Some(Buffer::<HmacCore<Sha256>>::default());
    }

    /// Takes the next bytes of the message, which the digest may cover as well.
    #[inline]
    pub(crate) fn update(&mut self, bytes: &[u8], is_digested: bool) {
        let Self { digest, states, buffer } = self;
        match digest {
            Some(digest) if is_digested => {
                for piece in bytes.chunks(TURN) {
                    absorb(states, buffer, piece);
                    digest.update(piece);
                }
            }
            Some(_) | None => absorb(states, buffer, bytes),
        }
    }

    /// The lowest index of a secret under which one of `candidates` is the tag. Ends the HMACs.
    pub(crate) fn finish(&mut self, candidates: &[Tag]) -> Option<u8> {
        let buffer = self.buffer.as_ref()?;
        let tags = self.states.iter_mut().map(|state| finish(state, &mut buffer.clone()));
        let found = lowest_match(tags, candidates);
        // Where it is: a buffer that is moved out leaves its bytes behind.
        self.wipe();
        found
    }

    /// The digest, if there is one. Ends it in place: a hash that is moved out leaves the end of the body behind.
    pub(crate) fn digest(&mut self) -> Option<[u8; 32]> {
        self.digest.as_mut().map(|digest| digest.finalize_reset().into())
    }

    pub(crate) fn wipe(&mut self) {
        self.digest = None;
        self.states.clear();
        self.buffer = None;
    }
}

/// How many bytes a hash takes before it is the other's turn. Hashes that do not wait for each other overlap in
/// the processor, which looks no more than a few hundred instructions ahead.
const TURN: usize = 64;

#[inline]
fn absorb(states: &mut [Midstate], buffer: &mut Option<Buffer<HmacCore<Sha256>>>, bytes: &[u8]) {
    let Some(buffer) = buffer else { return };
    buffer.digest_blocks(bytes, |blocks| match &mut *states {
        [state] => state.update_blocks(blocks),
        states => {
            for block in blocks {
                states.iter_mut().for_each(|state| state.update_blocks(slice::from_ref(block)));
            }
        }
    });
}

/// As [`Macs::finish`], of the message made of `pieces`, without keeping anything between them.
#[inline]
pub(crate) fn find<'p>(
    keyring: &Keyring,
    pieces: impl Iterator<Item = &'p [u8]> + Clone,
    candidates: &[Tag],
) -> Option<u8> {
    lowest_match(keyring.midstates().iter().map(|midstate| tag_from(midstate, pieces.clone())), candidates)
}

/// The tag of the message made of `pieces` under the keyring's first secret.
pub(crate) fn tag<'p>(keyring: &Keyring, pieces: impl Iterator<Item = &'p [u8]>) -> Option<Tag> {
    keyring.midstates().first().map(|midstate| tag_from(midstate, pieces))
}

#[inline]
fn tag_from<'p>(midstate: &Midstate, pieces: impl Iterator<Item = &'p [u8]>) -> Tag {
    let mut state = midstate.clone();
    let mut buffer = Buffer::<HmacCore<Sha256>>::default();
    for piece in pieces {
        buffer.digest_blocks(piece, |blocks| state.update_blocks(blocks));
    }
    finish(&mut state, &mut buffer)
}

#[inline]
fn finish(state: &mut Midstate, buffer: &mut Buffer<HmacCore<Sha256>>) -> Tag {
    let mut tag = Output::<HmacCore<Sha256>>::default();
    state.finalize_fixed_core(buffer, &mut tag);
    tag.into()
}

/// The lowest index of a tag that is among `candidates`.
///
/// Every candidate is compared with every tag, in constant time and without an early exit. Only the result is
/// branched on, and that is told to the caller anyway.
#[inline]
fn lowest_match(tags: impl Iterator<Item = Tag>, candidates: &[Tag]) -> Option<u8> {
    let mut matching = 0_u8;
    for (index, tag) in tags.enumerate() {
        let mut is_match = Choice::from(0);
        for candidate in candidates {
            is_match |= words(&tag).ct_eq(&words(candidate));
        }
        matching |= is_match.unwrap_u8() << index;
    }
    (matching != 0).then(|| u8::try_from(matching.trailing_zeros()).unwrap_or_default())
}

/// Eight bytes at a time, which is eight times as fast to compare.
fn words(tag: &Tag) -> [u64; 4] {
    let (words, _) = tag.as_chunks::<8>();
    let mut result = [0; 4];
    for (result, word) in result.iter_mut().zip(words) {
        *result = u64::from_ne_bytes(*word);
    }
    result
}

//! HMAC-SHA256 of one message under every secret of a keyring, while the message streams in.

use hmac::block_api::HmacCore;
use sha2::Sha256;
use sha2::digest::{
    Output,
    block_api::{Buffer, FixedOutputCore as _, UpdateCore as _},
};
use subtle::{Choice, ConstantTimeEq as _};

use crate::encoding::Tag;
use crate::secret::{Keyring, Midstate};

/// One running HMAC a secret over a shared block buffer. States are wiped when dropped.
#[derive(Clone)]
pub(crate) struct Macs {
    states: heapless::Vec<Midstate, { Keyring::CAPACITY }>,
    /// None until started: the buffer has no `const` constructor.
    buffer: Option<Buffer<HmacCore<Sha256>>>,
}

impl Macs {
    pub(crate) const fn idle() -> Self {
        Self { states: heapless::Vec::new(), buffer: None }
    }

    pub(crate) fn start(&mut self, keyring: &Keyring) {
        self.states.clear();
        // Both hold up to Keyring::CAPACITY, so nothing is left out.
        self.states.extend(keyring.midstates().iter().cloned());
        self.buffer = Some(Buffer::<HmacCore<Sha256>>::default());
    }

    #[inline]
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        let states = &mut self.states;
        if let Some(buffer) = &mut self.buffer {
            buffer.digest_blocks(bytes, |blocks| states.iter_mut().for_each(|state| state.update_blocks(blocks)));
        }
    }

    /// The lowest index of a secret under which one of `candidates` is the tag. Ends the HMACs.
    ///
    /// Every candidate is compared under every secret, in constant time and without an early exit. Only the
    /// result is branched on, and that is told to the caller anyway.
    pub(crate) fn finish(&mut self, candidates: &[Tag]) -> Option<u8> {
        let buffer = self.buffer.as_ref()?;
        let tags = self.states.iter_mut().map(|state| finish(state, &mut buffer.clone()));
        let found = lowest_match(tags, candidates);
        // Where it is: a buffer that is moved out leaves its bytes behind.
        self.wipe();
        found
    }

    pub(crate) fn wipe(&mut self) {
        self.states.clear();
        self.buffer = None;
    }
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

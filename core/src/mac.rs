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
        let mut matching = 0_u8;
        let buffer = self.buffer.take()?;
        for (index, state) in self.states.iter_mut().enumerate() {
            let mut tag = Output::<HmacCore<Sha256>>::default();
            state.finalize_fixed_core(&mut buffer.clone(), &mut tag);
            let mut is_match = Choice::from(0);
            for candidate in candidates {
                is_match |= tag.as_slice().ct_eq(candidate);
            }
            matching |= is_match.unwrap_u8() << index;
        }
        self.states.clear();
        (matching != 0).then(|| u8::try_from(matching.trailing_zeros()).unwrap_or_default())
    }

    pub(crate) fn wipe(&mut self) {
        self.states.clear();
        self.buffer = None;
    }
}

/// The tag of the message made of `pieces` under the keyring's first secret.
pub(crate) fn tag<'p>(keyring: &Keyring, pieces: impl Iterator<Item = &'p [u8]>) -> Option<Tag> {
    let mut state = keyring.midstates().first()?.clone();
    let mut buffer = Buffer::<HmacCore<Sha256>>::default();
    for piece in pieces {
        buffer.digest_blocks(piece, |blocks| state.update_blocks(blocks));
    }
    let mut tag = Output::<HmacCore<Sha256>>::default();
    state.finalize_fixed_core(&mut buffer, &mut tag);
    Some(tag.into())
}

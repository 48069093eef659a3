//! A bucket: sixteen slots that are searched together.

use super::record::{Meta, Slot};
use super::word::Word;

/// Slots of a bucket.
pub const SLOTS: usize = 16;

/// 384 bytes of a window's memory, on a cache line of their own; all zero is empty, and so is whatever else is found
/// there that makes no sense.
#[derive(Debug)]
#[repr(C, align(64))]
pub struct Bucket {
    meta: [Word; SLOTS],
    exp: [Word; SLOTS],
    fingerprint: [[Word; 4]; SLOTS],
}

const _: () = assert!(size_of::<Bucket>() == 384);

impl Bucket {
    /// Sixteen empty slots.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            meta: [const { Word::new() }; SLOTS],
            exp: [const { Word::new() }; SLOTS],
            fingerprint: [const { [const { Word::new() }; 4] }; SLOTS],
        }
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = Slot<'_>> {
        let words = self.meta.iter().zip(&self.exp).zip(&self.fingerprint);
        words.map(|((meta, exp), fingerprint)| Slot { meta, exp, fingerprint })
    }

    /// The slots with this tag, from one cache line.
    #[inline]
    pub(super) fn tagged(&self, tag: u32) -> impl Iterator<Item = Slot<'_>> {
        // Gathered first, without a branch per slot: nearly always there is none or one.
        let mut found = 0_u32;
        for (place, meta) in self.meta.iter().enumerate() {
            found |= u32::from(meta.get() >> Meta::TAG_SHIFT == tag) << place;
        }
        core::iter::from_fn(move || {
            let place = found.trailing_zeros() as usize;
            found &= found.wrapping_sub(1);
            self.slot(place)
        })
    }

    fn slot(&self, place: usize) -> Option<Slot<'_>> {
        Some(Slot { meta: self.meta.get(place)?, exp: self.exp.get(place)?, fingerprint: self.fingerprint.get(place)? })
    }
}

impl Default for Bucket {
    fn default() -> Self {
        Self::new()
    }
}

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

    /// The slots of a set.
    #[inline]
    pub(super) fn chosen(&self, set: Set) -> impl Iterator<Item = Slot<'_>> {
        let Set(mut left) = set;
        core::iter::from_fn(move || {
            let place = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            Some(Slot {
                meta: self.meta.get(place)?,
                exp: self.exp.get(place)?,
                fingerprint: self.fingerprint.get(place)?,
            })
        })
    }

    /// The slots with this tag, from one cache line.
    #[inline]
    pub(super) fn tagged(&self, tag: u32) -> Set {
        Set::of(&self.meta, |meta| Meta::has_tag(meta, tag))
    }

    /// The slots without a record, from one cache line.
    #[inline]
    pub(super) fn empty(&self) -> Set {
        Set::of(&self.meta, Meta::is_empty)
    }

    /// The slots whose record has ended at `t`, from one cache line.
    #[inline]
    pub(super) fn ended(&self, t: u32) -> Set {
        Set::of(&self.exp, |exp| exp <= t)
    }

    /// Brings back the ends of records that would outlive a lifetime by far: they were written under a wrong clock.
    pub(super) fn bring_back(&self, latest: u32) {
        let misdated = Set::of(&self.exp, |exp| exp > latest);
        self.chosen(misdated).for_each(|slot| slot.exp.set(latest));
    }
}

/// Some slots of a bucket, a bit each.
#[derive(Clone, Copy)]
pub(super) struct Set(u32);

impl Set {
    /// Gathered without a branch a slot.
    #[inline]
    fn of(column: &[Word; SLOTS], has: impl Fn(u32) -> bool) -> Self {
        Self(column.iter().rev().fold(0, |set, word| set << 1 | u32::from(has(word.get()))))
    }

    pub(super) const fn len(self) -> u32 {
        self.0.count_ones()
    }
}

impl Default for Bucket {
    fn default() -> Self {
        Self::new()
    }
}

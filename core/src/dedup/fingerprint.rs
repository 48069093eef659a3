//! What stands for a dedup key inside one window.

use core::hash::Hasher as _;

use siphasher::sip128::{Hasher128 as _, SipHasher24};

use super::key::DedupKey;

/// Bits of a fingerprint that are repeated in a slot's meta word, where one cache line shows those of 16 slots.
pub(super) const TAG_BITS: u32 = 18;

const TAG: u32 = (1 << TAG_BITS) - 1;

/// SipHash-2-4-128 of a dedup key under the window's own key (Aumasson and Bernstein, "SipHash: a fast short-input
/// PRF", 2012), as four little-endian words. Nobody who does not know the key can aim at a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint([u32; 4]);

impl Fingerprint {
    #[expect(clippy::cast_possible_truncation, reason = "the halves of the hash")]
    #[inline]
    pub(super) fn new(window_key: &[u8; 16], key: &DedupKey) -> Self {
        let mut hasher = SipHasher24::new_with_key(window_key);
        hasher.write(key.as_bytes());
        let hash = hasher.finish128();
        Self([hash.h1 as u32, (hash.h1 >> 32) as u32, hash.h2 as u32, (hash.h2 >> 32) as u32])
    }

    pub(super) const fn from_words(words: [u32; 4]) -> Self {
        Self(words)
    }

    pub(super) const fn words(&self) -> [u32; 4] {
        self.0
    }

    #[inline]
    pub(super) const fn tag(&self) -> u32 {
        let [first, ..] = self.0;
        first & TAG
    }

    /// From a slot's four words and its tag: the fingerprint, and the spare bits that stood in the tag's place.
    #[inline]
    pub(super) const fn with_spare([first, second, third, fourth]: [u32; 4], tag: u32) -> (Self, u32) {
        (Self([first & !TAG | tag & TAG, second, third, fourth]), first & TAG)
    }

    /// A slot's four words.
    #[inline]
    pub(super) const fn with_spare_in(&self, spare: u32) -> [u32; 4] {
        let [first, second, third, fourth] = self.0;
        [first & !TAG | spare & TAG, second, third, fourth]
    }

    /// The two buckets of `buckets` that may hold it; different ones where there are two.
    #[inline]
    pub(super) fn places(&self, buckets: u32) -> (u32, u32) {
        let [_, second, third, _] = self.0;
        let first = scale(second, buckets);
        let other = scale(third, buckets);
        if first != other {
            (first, other)
        } else if first + 1 < buckets {
            (first, first + 1)
        } else {
            (first, 0)
        }
    }
}

/// `word / 2³²` of `range`, rounded down, so below it.
const fn scale(word: u32, range: u32) -> u32 {
    ((word as u64 * range as u64) >> 32) as u32
}

//! A window's header: what it is, and what it counted.

use core::fmt;
use core::hash::Hasher as _;
use core::mem::offset_of;

use siphasher::sip::SipHasher24;

use super::bucket::SLOTS;
use super::config::WindowConfig;
use super::counters::Tally;
use super::word::Word;
use crate::error::Error;

/// `hookseal`, in two words.
const MAGIC: [u32; 2] = [u32::from_le_bytes(*b"hook"), u32::from_le_bytes(*b"seal")];

/// The layout that this code reads and writes.
const LAYOUT: u32 = 1;

const SLIDING: u32 = 1;

/// The first 384 bytes of a window's memory; all zero until a window is made in it.
#[repr(C, align(64))]
pub struct Header {
    identity: [Word; 14],
    checksum: [Word; 2],
    retired: Word,
    reserved: [Word; 47],
    pub(super) tally: Tally,
}

const _: () = assert!(size_of::<Header>() == 384);

/// What a window was made with, as its header says. Never its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Buckets of 16 slots.
    pub buckets: u32,
    /// The lifetime in seconds.
    pub ttl: u32,
    /// The lease in seconds.
    pub lease: u32,
    /// Whether duplicates refresh finished records.
    pub is_sliding: bool,
    /// The Unix time that it counts from.
    pub epoch: u64,
}

impl Header {
    /// From which byte on the window's key stands, 16 bytes.
    pub const KEY_AT: usize = offset_of!(Self, identity) + 10 * size_of::<Word>();

    /// From which byte on the mark of a retired window stands, 4 bytes, zero in any other.
    pub const RETIRED_AT: usize = offset_of!(Self, retired);

    /// No window yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            identity: [const { Word::new() }; 14],
            checksum: [const { Word::new() }; 2],
            retired: Word::new(),
            reserved: [const { Word::new() }; 47],
            tally: Tally::new(),
        }
    }

    /// What window this is.
    ///
    /// # Errors
    /// [`Error::WindowForeign`] where it is none, [`Error::WindowVersion`] for a newer layout,
    /// [`Error::WindowCorrupt`] where the checksum is wrong or a value impossible.
    pub fn identity(&self) -> Result<Identity, Error> {
        self.read().map(|(identity, _)| identity)
    }

    pub(super) fn read(&self) -> Result<(Identity, [u8; 16]), Error> {
        let words = self.identity.each_ref().map(Word::get);
        let [magic, zic, layout, flags, buckets, ttl, lease, reserved, since, epoch, k0, k1, k2, k3] = words;
        if [magic, zic] != MAGIC {
            return Err(Error::WindowForeign);
        }
        if layout > LAYOUT {
            return Err(Error::WindowVersion);
        }
        let identity = Identity {
            buckets,
            ttl,
            lease,
            is_sliding: flags == SLIDING,
            epoch: (u64::from(epoch) << 32) | u64::from(since),
        };
        let is_sane = layout == LAYOUT && flags <= SLIDING && reserved == 0 && buckets > 0;
        if !is_sane || self.checksum.each_ref().map(Word::get) != checksum(&words) {
            return Err(Error::WindowCorrupt);
        }
        identity.config().check().map_err(|_| Error::WindowCorrupt)?;
        let mut key = [0; 16];
        for (place, word) in key.chunks_exact_mut(4).zip([k0, k1, k2, k3]) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        Ok((identity, key))
    }

    /// Writes a new window's header; the magic last, so that one that is half written is none.
    #[expect(clippy::cast_possible_truncation, reason = "the halves of the epoch")]
    pub(super) fn write(&self, identity: &Identity, key: [u8; 16]) {
        let mut words = [0; 14];
        let flags = if identity.is_sliding { SLIDING } else { 0 };
        let settings = [MAGIC[0], MAGIC[1], LAYOUT, flags, identity.buckets, identity.ttl, identity.lease, 0];
        let epoch = [identity.epoch as u32, (identity.epoch >> 32) as u32];
        let key = key.chunks_exact(4).map(|bytes| bytes.try_into().map_or(0, u32::from_le_bytes));
        for (word, value) in words.iter_mut().zip(settings.into_iter().chain(epoch).chain(key)) {
            *word = value;
        }
        for word in self.identity.iter().take(2).chain([&self.retired]).chain(&self.reserved) {
            word.set(0);
        }
        self.tally.copy_from(&Tally::new());
        for (word, value) in self.checksum.iter().zip(checksum(&words)) {
            word.set(value);
        }
        for (word, value) in self.identity.iter().zip(words).rev() {
            word.set(value);
        }
    }

    #[cfg(test)]
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.identity.iter().chain(&self.checksum).chain([&self.retired]).chain(self.tally.words())
    }

    pub(super) fn retire(&self) {
        self.retired.set(1);
    }

    pub(super) fn is_retired(&self) -> bool {
        self.retired.get() != 0
    }
}

impl fmt::Debug for Header {
    /// Never the window's key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("identity", &self.identity())
            .field("is_retired", &self.is_retired())
            .finish_non_exhaustive()
    }
}

impl Default for Header {
    fn default() -> Self {
        Self::new()
    }
}

impl Identity {
    /// Slots.
    #[must_use]
    pub const fn capacity(&self) -> u64 {
        self.buckets as u64 * SLOTS as u64
    }

    /// The settings that made it, with the opener's own left at their defaults.
    #[must_use]
    pub fn config(&self) -> WindowConfig {
        let Self { buckets: _, ttl, lease, is_sliding, epoch } = *self;
        WindowConfig { ttl, lease, is_sliding, epoch, ..WindowConfig::default() }
    }
}

/// SipHash-2-4 under a key of zeros: against torn and flipped bits, not against malice.
#[expect(clippy::cast_possible_truncation, reason = "the halves of the hash")]
fn checksum(words: &[u32; 14]) -> [u32; 2] {
    let mut hasher = SipHasher24::new();
    for word in words {
        hasher.write(&word.to_le_bytes());
    }
    let hash = hasher.finish();
    [hash as u32, (hash >> 32) as u32]
}

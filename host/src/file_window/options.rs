//! What an opener wants of a file.

use hookseal_core::Error;
use hookseal_core::dedup::{FullPolicy, Identity, OpenConfig, SLOTS, WindowConfig};

use crate::error::HostError;

/// Slots of a new file where none are given: 24 MiB.
const CAPACITY: usize = 1 << 20;

/// Seconds that a new window reaches back: half of what it can count.
const REACH: u64 = 1 << 31;

/// A clock of this year 2514 tells other units than seconds, or that it failed.
const CLOCK_END: u64 = 1 << 34;

/// How to open or create a window's file. The first four are written into it when it is created; a file that is there
/// keeps its own, and a value given here must be the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileWindowOptions {
    /// Slots, rounded up to whole buckets of 16; 2²⁰ (24 MiB) in a new file.
    pub capacity: Option<usize>,
    /// Seconds that a record lives; 345,600 (96 h) in a new file.
    pub ttl: Option<u32>,
    /// Seconds that a claim is held; 300 in a new file.
    pub lease: Option<u32>,
    /// Whether duplicates refresh finished records; no in a new file.
    pub is_sliding: Option<bool>,
    /// Attempts after which a claim is exhausted, 1 to 15; the opener's own.
    pub max_attempts: Option<u8>,
    /// What a claim answers when there is no room; the opener's own.
    pub full: FullPolicy,
    /// Whether each answer waits until the disk has what it rests on. Without it what was written survives the death
    /// of any process at any instruction, but a power cut may forget the last seconds.
    pub is_durable: bool,
}

/// Checks settings, and says which is impossible.
fn checked(config: &WindowConfig) -> Result<(), HostError> {
    config.flaw().map_or(Ok(()), |flaw| Err(HostError::new(Error::WindowConfig, flaw)))
}

impl FileWindowOptions {
    /// The same, with what is not given taken from `identity`.
    pub(super) fn or(self, identity: &Identity) -> Self {
        let Self { capacity, ttl, lease, is_sliding, .. } = self;
        let held = usize::try_from(identity.capacity()).unwrap_or(usize::MAX);
        Self {
            capacity: capacity.or(Some(held)),
            ttl: ttl.or(Some(identity.ttl)),
            lease: lease.or(Some(identity.lease)),
            is_sliding: is_sliding.or(Some(identity.is_sliding)),
            ..self
        }
    }

    /// The same, and whatever identity the file has.
    pub(super) const fn of_any(self) -> Self {
        Self { capacity: None, ttl: None, lease: None, is_sliding: None, ..self }
    }

    /// Buckets, where a capacity is given.
    pub(super) fn buckets(&self) -> Option<usize> {
        self.capacity.map(|slots| slots.div_ceil(SLOTS))
    }

    /// Buckets and settings for a new file.
    pub(super) fn for_new(&self, now: u64) -> Result<(usize, WindowConfig), HostError> {
        if now >= CLOCK_END {
            let detail =
                format!("{now} is no time in Unix seconds: a window that begins there would refuse every claim");
            return Err(HostError::new(Error::ClockRange, detail));
        }
        let usual = WindowConfig::default();
        let config = WindowConfig {
            ttl: self.ttl.unwrap_or(usual.ttl),
            lease: self.lease.unwrap_or(usual.lease),
            is_sliding: self.is_sliding.unwrap_or(usual.is_sliding),
            max_attempts: self.max_attempts,
            full: self.full,
            epoch: now.saturating_sub(REACH),
        };
        checked(&config)?;
        let buckets = self.buckets().unwrap_or(CAPACITY / SLOTS);
        if buckets == 0 {
            return Err(HostError::new(Error::WindowTooSmall, "a capacity of 0 slots holds nothing: give at least 16"));
        }
        if u32::try_from(buckets).is_err() {
            return Err(HostError::new(Error::WindowConfig, "the capacity is over 2^36 slots: give a smaller one"));
        }
        Ok((buckets, config))
    }

    /// Settings for a file that is there.
    pub(super) const fn for_existing(&self) -> OpenConfig {
        let Self { capacity: _, ttl, lease, is_sliding, max_attempts, full, is_durable: _ } = *self;
        OpenConfig { ttl, lease, is_sliding, max_attempts, full }
    }

    /// Checks the opener's own settings.
    pub(super) fn check_own(&self, identity: &Identity) -> Result<(), HostError> {
        checked(&WindowConfig { max_attempts: self.max_attempts, full: self.full, ..identity.config() })
    }

    /// What differs from a file's identity, in words.
    pub(super) fn differences(&self, identity: &Identity) -> Option<String> {
        let wanted = self.buckets().map(|buckets| (buckets as u64).saturating_mul(SLOTS as u64));
        let numbers = [
            ("capacity", wanted, identity.capacity()),
            ("ttl", self.ttl.map(u64::from), identity.ttl.into()),
            ("lease", self.lease.map(u64::from), identity.lease.into()),
        ];
        let mut found: Vec<_> = numbers
            .into_iter()
            .filter_map(|(name, wanted, held)| {
                let wanted = wanted.filter(|wanted| *wanted != held)?;
                Some(format!("{name} is {held} in the file and {wanted} here"))
            })
            .collect();
        if let Some(wanted) = self.is_sliding.filter(|wanted| *wanted != identity.is_sliding) {
            found.push(format!("sliding is {} in the file and {wanted} here", identity.is_sliding));
        }
        (!found.is_empty()).then(|| found.join(", "))
    }
}

//! How dedup windows are set up.

use hookseal_core::Error;
use hookseal_core::dedup::{FullPolicy, OpenConfig, WindowConfig};

use crate::boundary::input;

/// What a claim answers when there is no room for its record.
pub type hookseal_full_policy = u32;
/// Refuse the event: nothing is lost where the sender retries.
pub const HOOKSEAL_FULL_REFUSE: hookseal_full_policy = 0;
/// Forget the oldest finished event of those in reach, if it was claimed at least `min_age` seconds ago.
pub const HOOKSEAL_FULL_EVICT_DONE: hookseal_full_policy = 1;
/// Let the event be processed without a record.
pub const HOOKSEAL_FULL_UNGUARDED: hookseal_full_policy = 2;

/// How a window is set up. Set it to zeros for the usual: zeros are the defaults.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_window_config {
    /// Seconds that an event is remembered after its claim, at most 2^30. 0: 96 h in a new window, else as it was made.
    /// Longer than the sender goes on retrying: hookseal_retry_required_ttl. Below 300 only with a lease that is no longer.
    pub ttl: u32,
    /// Seconds that a claim is held, at most 72 h and `ttl`. 0: 5 min in a new window, else as it was made.
    pub lease: u32,
    /// The Unix time that a new window counts from; it covers 2^32 s less one lifetime.
    pub epoch: u64,
    /// What a claim answers when there is no room.
    pub full: hookseal_full_policy,
    /// Seconds that keep a finished event from being forgotten, for HOOKSEAL_FULL_EVICT_DONE.
    pub min_age: u32,
    /// Attempts after which an event is exhausted, 1 to 15; only with a dead-letter sink. 0: no limit.
    pub max_attempts: u8,
    /// Whether a duplicate of a finished event starts its lifetime again: 0 or not. Only where the ID is signed.
    pub sliding: u8,
}

impl hookseal_window_config {
    fn full(&self) -> Result<FullPolicy, Error> {
        Ok(match self.full {
            HOOKSEAL_FULL_REFUSE => FullPolicy::Refuse,
            HOOKSEAL_FULL_EVICT_DONE => FullPolicy::EvictDone { min_age: self.min_age },
            HOOKSEAL_FULL_UNGUARDED => FullPolicy::Unguarded,
            _ => return Err(Error::ArgumentInvalid),
        })
    }

    fn max_attempts(&self) -> Option<u8> {
        Some(self.max_attempts).filter(|attempts| *attempts > 0)
    }

    /// A byte and no `bool`, which not every byte is: what C leaves in a struct may be any.
    const fn is_sliding(&self) -> bool {
        self.sliding != 0
    }

    pub(crate) fn for_new(&self) -> Result<WindowConfig, Error> {
        let usual = WindowConfig::default();
        Ok(WindowConfig {
            ttl: if self.ttl == 0 { usual.ttl } else { self.ttl },
            lease: if self.lease == 0 { usual.lease } else { self.lease },
            is_sliding: self.is_sliding(),
            max_attempts: self.max_attempts(),
            full: self.full()?,
            epoch: self.epoch,
        })
    }

    pub(crate) fn for_existing(&self) -> Result<OpenConfig, Error> {
        Ok(OpenConfig {
            ttl: Some(self.ttl).filter(|ttl| *ttl > 0),
            lease: Some(self.lease).filter(|lease| *lease > 0),
            is_sliding: self.is_sliding().then_some(true),
            max_attempts: self.max_attempts(),
            full: self.full()?,
        })
    }
}

/// # Safety
/// The header's rules for pointers.
pub(crate) unsafe fn config_or_default(config: *const hookseal_window_config) -> Result<hookseal_window_config, Error> {
    if config.is_null() {
        let (full, max_attempts, sliding) = (HOOKSEAL_FULL_REFUSE, 0, 0);
        return Ok(hookseal_window_config { ttl: 0, lease: 0, epoch: 0, full, min_age: 0, max_attempts, sliding });
    }
    // SAFETY: as the caller says.
    unsafe { input(config) }.copied()
}

//! A window's settings, and what of them is possible.

use crate::error::Error;
use crate::scheme::DedupBy;
use crate::verifier::Verifier;

/// Seconds that a clock may go backwards, or two clocks differ, before records are taken to be misdated.
pub(super) const SKEW: u32 = 300;

/// The longest lifetime, 2³⁰ s.
pub const TTL_MAX: u32 = 1 << 30;

/// The longest lease, 72 h, so that a release's `not_before` fits its 18 bits.
pub const LEASE_MAX: u32 = 259_200;

/// The most that `max_attempts` may be: attempts are counted in 4 bits.
pub const ATTEMPTS_MAX: u8 = 15;

/// What a claim answers when there is no room for its record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FullPolicy {
    /// Refuse the event: nothing is lost where the sender retries.
    #[default]
    Refuse,
    /// Forget the oldest finished event of those in reach, if it was claimed at least `min_age` seconds ago.
    EvictDone {
        /// Seconds since its claim that keep an event from being forgotten.
        min_age: u32,
    },
    /// Let the event be processed without a record.
    Unguarded,
}

/// How a new window is set up. Lifetime, lease, sliding and epoch are written into it and stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowConfig {
    /// Seconds that a record lives after its claim, 1 to [`TTL_MAX`]. Longer than the sender goes on retrying:
    /// [`RetrySchedule::required_ttl`](crate::retry::RetrySchedule::required_ttl).
    pub ttl: u32,
    /// Seconds that a claim is held unless renewed, 1 to [`LEASE_MAX`] and at most the lifetime.
    pub lease: u32,
    /// Whether a duplicate of a finished event starts its lifetime again. Only where the ID is signed: with
    /// digests, two genuine events may be alike.
    pub is_sliding: bool,
    /// Attempts after which a claim is exhausted, 1 to [`ATTEMPTS_MAX`]; only with a dead-letter sink.
    pub max_attempts: Option<u8>,
    /// What a claim answers when there is no room.
    pub full: FullPolicy,
    /// The Unix time that the window counts seconds from; it covers 2³² s less one lifetime.
    pub epoch: u64,
}

impl Default for WindowConfig {
    /// 96 h, which covers ten attempts over four days; a lease of 5 min; nothing else.
    fn default() -> Self {
        Self { ttl: 345_600, lease: 300, is_sliding: false, max_attempts: None, full: FullPolicy::Refuse, epoch: 0 }
    }
}

impl WindowConfig {
    /// Checks that the settings are possible.
    ///
    /// # Errors
    /// [`Error::WindowConfig`]; [`flaw`](Self::flaw) says which of them is not.
    pub const fn check(&self) -> Result<(), Error> {
        if self.flaw().is_none() { Ok(()) } else { Err(Error::WindowConfig) }
    }

    /// What of the settings is impossible, and what would be possible; none if nothing.
    #[must_use]
    pub const fn flaw(&self) -> Option<&'static str> {
        let attempts = match self.max_attempts {
            None => 1,
            Some(attempts) => attempts,
        };
        if self.ttl < 1 || self.ttl > TTL_MAX {
            Some("the lifetime must be 1 to 1,073,741,824 s (34 years)")
        } else if self.lease < 1 || self.lease > LEASE_MAX {
            Some("the lease must be 1 to 259,200 s (72 h)")
        } else if self.lease > self.ttl {
            Some("the lease is longer than the lifetime: give a shorter lease or a longer lifetime")
        } else if attempts < 1 || attempts > ATTEMPTS_MAX {
            Some("the most attempts must be 1 to 15, or not be given: then there is no limit")
        } else if self.max_attempts.is_some() && self.lease == self.ttl {
            // A record that ends with its lease counts no second attempt.
            Some("to count attempts, the lifetime must be longer than the lease")
        } else {
            None
        }
    }

    /// Checks that a window so set up is safe for the deliveries that `verifier` accepts: it must not forget an
    /// event while the event's signature is still fresh, and may slide only over signed IDs. The lifetime (or
    /// `min_age`) has to be longer than both tolerances together: a signature is still fresh at its last second.
    ///
    /// # Errors
    /// [`Error::WindowConfig`].
    pub fn check_for(&self, verifier: &Verifier) -> Result<(), Error> {
        let tolerance = verifier.tolerance();
        let needed = match (tolerance.past, tolerance.future) {
            (Some(past), Some(future)) => u64::from(past) + u64::from(future) + 1,
            (None, _) | (_, None) => 0,
        };
        let kept = match self.full {
            FullPolicy::EvictDone { min_age } => min_age.min(self.ttl),
            FullPolicy::Refuse | FullPolicy::Unguarded => self.ttl,
        };
        let may_slide = match verifier.rules.dedup {
            DedupBy::SignedId | DedupBy::None => true,
            DedupBy::SignedIdOrDigest | DedupBy::Digest | DedupBy::UnsignedId => false,
        };
        self.check()?;
        if u64::from(kept) >= needed && (may_slide || !self.is_sliding) { Ok(()) } else { Err(Error::WindowConfig) }
    }
}

/// How an existing window is opened: what it must be, if that is given, and what is the opener's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenConfig {
    /// The lifetime that the window must have.
    pub ttl: Option<u32>,
    /// The lease that the window must have.
    pub lease: Option<u32>,
    /// Whether the window must be sliding.
    pub is_sliding: Option<bool>,
    /// As [`WindowConfig::max_attempts`].
    pub max_attempts: Option<u8>,
    /// As [`WindowConfig::full`].
    pub full: FullPolicy,
}

//! What an endpoint wants of a store.

use core::time::Duration;

use hookseal_core::Error;
use hookseal_core::dedup::WindowConfig;
use hookseal_host::HostError;

/// The settings of one endpoint. Other than in a window's file they are the caller's own: whoever shares a store should
/// agree on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreOptions {
    /// Seconds that a record lives after its claim.
    pub ttl: u32,
    /// Seconds that a claim is held.
    pub lease: u32,
    /// Whether a duplicate of a finished event starts its lifetime again.
    pub is_sliding: bool,
    /// Attempts after which a claim is exhausted, 1 to 15; only with a dead-letter sink.
    pub max_attempts: Option<u8>,
    /// How long to wait for a connection: for one that is free, and where it has to be made.
    pub connect_timeout: Duration,
    /// How long to wait for an answer.
    pub call_timeout: Duration,
    /// Connections at most, 1 to 10,000.
    pub connections: u16,
}

const WAITS: &str = "a time-out must be a millisecond to an hour";
const CONNECTIONS: &str = "a store has 1 to 10,000 connections";

impl Default for StoreOptions {
    /// 96 h, 5 min, not sliding, no limit of attempts; two seconds for either wait, 32 connections.
    fn default() -> Self {
        let WindowConfig { ttl, lease, is_sliding, max_attempts, .. } = WindowConfig::default();
        let wait = Duration::from_secs(2);
        Self { ttl, lease, is_sliding, max_attempts, connect_timeout: wait, call_timeout: wait, connections: 32 }
    }
}

impl StoreOptions {
    /// Checks that the settings are possible: the same limits as a window's.
    ///
    /// # Errors
    /// [`Error::WindowConfig`].
    pub fn check(&self) -> Result<(), HostError> {
        let Self { ttl, lease, is_sliding, max_attempts, connect_timeout, call_timeout, connections } = *self;
        let is_possible = |wait: Duration| (Duration::from_millis(1)..=Duration::from_secs(3600)).contains(&wait);
        let flaw = WindowConfig { ttl, lease, is_sliding, max_attempts, ..WindowConfig::default() }.flaw();
        let flaw = flaw.or((!is_possible(connect_timeout) || !is_possible(call_timeout)).then_some(WAITS));
        match flaw.or((!(1..=10_000).contains(&connections)).then_some(CONNECTIONS)) {
            Some(flaw) => Err(HostError::new(Error::WindowConfig, flaw)),
            None => Ok(()),
        }
    }
}

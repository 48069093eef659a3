//! `MemoryStore`.

use hookseal_core::dedup::WindowConfig;
use hookseal_host::Window;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Own, claimed, counted, forgotten, settled, token};
use crate::failure::Answer;
use crate::given::{dedup_key, now, optional_small};

/// Remembers events in this process's memory, for all its threads. For one process only: several need a `FileStore`.
///
/// `capacity` is the number of events, 2**16 unless given, 1.5 MiB. `ttl` is how many seconds a record lives, 345,600
/// unless given; `lease` for how many seconds a claim is held, 300 unless given. With `sliding`, a duplicate of a
/// finished event starts its lifetime again. `max_attempts`, 1 to 15, is for endpoints with a dead-letter sink.
///
/// `full` says what happens without room: `"refuse"` unless given, `"unguarded"`, or `{"evict_done": SECONDS}` for
/// finished events that were claimed so long ago.
///
/// Raises `WindowConfig`, `WindowTooSmall`, `ArgumentInvalid`.
#[pyclass(frozen, module = "hookseal.stores")]
pub(crate) struct MemoryStore {
    window: Window,
    own: Own,
}

#[pymethods]
impl MemoryStore {
    // `epoch`, the Unix time before which it refuses every call, is for the vectors.
    #[new]
    #[pyo3(
        signature = (
            *, capacity=None, ttl=None, lease=None, sliding=false, max_attempts=None, full=None, epoch=None
        ),
        text_signature = "(*, capacity=None, ttl=None, lease=None, sliding=False, max_attempts=None, full=None)"
    )]
    fn new(
        capacity: Option<&Bound<'_, PyAny>>,
        ttl: Option<&Bound<'_, PyAny>>,
        lease: Option<&Bound<'_, PyAny>>,
        sliding: bool,
        max_attempts: Option<&Bound<'_, PyAny>>,
        full: Option<&Bound<'_, PyAny>>,
        epoch: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Self> {
        let own = Own::new(max_attempts, full)?;
        let usual = WindowConfig::default();
        let config = WindowConfig {
            ttl: optional_small("ttl", ttl)?.unwrap_or(usual.ttl),
            lease: optional_small("lease", lease)?.unwrap_or(usual.lease),
            is_sliding: sliding,
            max_attempts: own.max_attempts,
            full: own.full,
            epoch: optional_small("epoch", epoch)?.unwrap_or(usual.epoch),
        };
        let capacity = optional_small("capacity", capacity)?.unwrap_or(Window::CAPACITY);
        Ok(Self { window: Window::new(capacity, &config)?, own })
    }

    /// Claims an event. `key` is the 16 bytes of `Verified.dedup_key`; `now` is Unix seconds, the clock's unless given.
    ///
    /// Raises `ClockRange`, `ArgumentInvalid`.
    #[pyo3(signature = (key, /, *, now=None))]
    fn claim<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> Answer<Bound<'py, PyAny>> {
        claimed(py, &self.window.claim(&dedup_key("key", key)?, self::now(now)?)?)
    }

    /// Records that the event was processed. Raises `TokenInvalid`, and what `claim` raises.
    #[pyo3(signature = (token, /, *, now=None))]
    fn commit(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(settled(self.window.commit(&self::token(token)?, self::now(now)?)?))
    }

    /// Records that the dead-letter sink took the event. Raises `TokenInvalid`, and what `claim` raises.
    #[pyo3(signature = (token, /, *, now=None))]
    fn bury(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(settled(self.window.bury(&self::token(token)?, self::now(now)?)?))
    }

    /// Gives a claim back: the event can be claimed again from `not_before` seconds on, at most 300.
    ///
    /// Raises `TokenInvalid`, and what `claim` raises.
    #[pyo3(signature = (token, /, not_before=None, *, now=None))]
    fn release(
        &self,
        token: &Bound<'_, PyAny>,
        not_before: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> Answer<&'static str> {
        let not_before = optional_small("not_before", not_before)?.unwrap_or(0);
        Ok(settled(self.window.release(&self::token(token)?, self::now(now)?, not_before)?))
    }

    /// Starts the lease again, for work that takes longer. Raises `TokenInvalid`, and what `claim` raises.
    #[pyo3(signature = (token, /, *, now=None))]
    fn renew(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(settled(self.window.renew(&self::token(token)?, self::now(now)?)?))
    }

    /// Forgets an event, so that its next delivery is processed as a first one. Raises what `claim` raises.
    #[pyo3(signature = (key, /, *, now=None))]
    fn forget(&self, key: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(forgotten(self.window.forget(&dedup_key("key", key)?, self::now(now)?)?))
    }

    /// What happened since it was made: counts by name. `commit_stolen` and `commit_late` are the evidence of a
    /// possible double run.
    fn counters<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyDict>> {
        Ok(counted(py, &self.window.counters())?)
    }

    /// How full it is, in percent, from a sample.
    #[pyo3(signature = (*, now=None))]
    fn load(&self, now: Option<&Bound<'_, PyAny>>) -> Answer<u8> {
        Ok(self.window.load(self::now(now)?)?)
    }

    /// What is to be logged as an error, once: that it is 80 % full. For after a claim; it looks every ten seconds at
    /// most.
    #[pyo3(signature = (*, now=None))]
    fn take_warning(&self, now: Option<&Bound<'_, PyAny>>) -> Answer<Option<String>> {
        Ok(self.window.take_warning(self::now(now)?))
    }

    /// How many events it holds, finished ones included.
    #[getter]
    fn capacity(&self) -> u64 {
        self.window.identity().capacity()
    }

    /// Seconds that a record lives after its claim.
    #[getter]
    fn ttl(&self) -> u32 {
        self.window.identity().ttl
    }

    /// Seconds that a claim is held unless renewed.
    #[getter]
    fn lease(&self) -> u32 {
        self.window.identity().lease
    }

    /// Whether a duplicate of a finished event starts its lifetime again.
    #[getter]
    fn sliding(&self) -> bool {
        self.window.identity().is_sliding
    }

    /// Attempts after which a claim is exhausted, `None` for no limit.
    #[getter]
    const fn max_attempts(&self) -> Option<u8> {
        self.own.max_attempts
    }

    /// Seconds after its claim from which a finished event may be evicted, where `full` says so.
    #[getter]
    const fn min_age(&self) -> Option<u32> {
        self.own.min_age()
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.stores.MemoryStore of {}>", self.capacity())
    }
}

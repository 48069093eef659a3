//! `FileStore`.

use std::path::PathBuf;

use hookseal_core::dedup::WindowConfig;
use hookseal_host::{FileWindow, FileWindowOptions};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Own, claimed, counted, forgotten, settled, token};
use crate::failure::Answer;
use crate::given::{self, dedup_key, now, optional_small};

/// Remembers events in a file that all processes of a machine share. It survives restarts and crashes.
///
/// The file is made where it is missing, for this user alone, with `capacity` events (2**20 unless given, 24 MiB),
/// `ttl` (seconds that a record lives, 345,600 unless given), `lease` (seconds that a claim is held, 300 unless given)
/// and `sliding` (whether a duplicate of a finished event starts its lifetime again, no unless given). A file that is
/// there keeps its own.
///
/// `max_attempts`, 1 to 15, is for endpoints with a dead-letter sink. `full` says what happens without room: `"refuse"`
/// unless given, `"unguarded"`, or `{"evict_done": SECONDS}` for finished events that were claimed so long ago. With
/// `durable`, answers wait for the disk, and outlive the loss of power.
///
/// Raises `WindowMismatch` where the file was made with other settings, `WindowForeign`, `WindowTruncated`,
/// `WindowCorrupt`, `WindowVersion`, `WindowConfig`, `WindowTooSmall`, `StoreConfig` on a network file system, `Io`,
/// `ArgumentInvalid`.
#[pyclass(frozen, module = "hookseal.stores")]
pub(crate) struct FileStore {
    window: FileWindow,
    path: PathBuf,
    /// As the file has them.
    config: WindowConfig,
    capacity: u64,
    own: Own,
}

/// The settings that a file keeps.
fn of_the_file(
    capacity: Option<&Bound<'_, PyAny>>,
    ttl: Option<&Bound<'_, PyAny>>,
    lease: Option<&Bound<'_, PyAny>>,
    sliding: Option<bool>,
) -> Answer<FileWindowOptions> {
    Ok(FileWindowOptions {
        capacity: optional_small("capacity", capacity)?,
        ttl: optional_small("ttl", ttl)?,
        lease: optional_small("lease", lease)?,
        is_sliding: sliding,
        ..FileWindowOptions::default()
    })
}

/// Gives the window in a file another `capacity`, `ttl`, `lease` (both in seconds) or `sliding`; what is left out stays as
/// it is. Every record that lives goes along, and workers may go on meanwhile: those that use the file find the new one
/// with their next call. A worker that is started later must give the new settings, or none.
///
/// A shorter `ttl` forgets what is older at once. While records are copied (0.1 to 1 s for each million), other calls
/// raise `StoreUnavailable` once they have waited 250 ms. It is done at once or not at all.
///
/// Raises `WindowTooSmall` where the live records do not fit, `WindowConfig`, `StoreUnavailable`, `Io` where there is no
/// file or no room for a second one, and what opening it raises. Then the file is as it was.
#[pyfunction]
#[pyo3(signature = (path, *, capacity=None, ttl=None, lease=None, sliding=None))]
pub(crate) fn resize(
    py: Python<'_>,
    path: &Bound<'_, PyAny>,
    capacity: Option<&Bound<'_, PyAny>>,
    ttl: Option<&Bound<'_, PyAny>>,
    lease: Option<&Bound<'_, PyAny>>,
    sliding: Option<bool>,
) -> Answer<()> {
    let path = given::path("path", path)?;
    let (options, now) = (of_the_file(capacity, ttl, lease, sliding)?, now(None)?);
    py.detach(|| hookseal_host::resize(&path, &options, now))?;
    Ok(())
}

// Other threads may run meanwhile: a call waits up to 250 ms where another process holds the file.
#[pymethods]
impl FileStore {
    #[new]
    #[pyo3(signature = (
        path, *, capacity=None, ttl=None, lease=None, sliding=None, max_attempts=None, full=None, durable=false
    ))]
    fn new(
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        capacity: Option<&Bound<'_, PyAny>>,
        ttl: Option<&Bound<'_, PyAny>>,
        lease: Option<&Bound<'_, PyAny>>,
        sliding: Option<bool>,
        max_attempts: Option<&Bound<'_, PyAny>>,
        full: Option<&Bound<'_, PyAny>>,
        durable: bool,
    ) -> Answer<Self> {
        let path = given::path("path", path)?;
        let own = Own::new(max_attempts, full)?;
        let options = FileWindowOptions {
            max_attempts: own.max_attempts,
            full: own.full,
            is_durable: durable,
            ..of_the_file(capacity, ttl, lease, sliding)?
        };
        let now = now(None)?;
        let (window, identity) = py.detach(|| {
            let window = FileWindow::open(&path, options, now)?;
            window.identity(now).map(|identity| (window, identity))
        })?;
        Ok(Self { window, path, config: identity.config(), capacity: identity.capacity(), own })
    }

    /// Claims an event. `key` is the 16 bytes of `Verified.dedup_key`; `now` is Unix seconds, the clock's unless given.
    ///
    /// Raises `StoreUnavailable` where another process holds the file for 250 ms, what opening it raises where another
    /// file has taken its place, `ClockRange`, `ArgumentInvalid`.
    #[pyo3(signature = (key, /, *, now=None))]
    fn claim<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> Answer<Bound<'py, PyAny>> {
        let (key, now) = (dedup_key("key", key)?, self::now(now)?);
        claimed(py, &py.detach(|| self.window.claim(&key, now))?)
    }

    /// Records that the event was processed. Raises `TokenInvalid`, and what `claim` raises.
    #[pyo3(signature = (token, /, *, now=None))]
    fn commit(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, token, now) = (token.py(), self::token(token)?, self::now(now)?);
        Ok(settled(py.detach(|| self.window.commit(&token, now))?))
    }

    /// Records that the dead-letter sink took the event. Raises `TokenInvalid`, and what `claim` raises.
    #[pyo3(signature = (token, /, *, now=None))]
    fn bury(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, token, now) = (token.py(), self::token(token)?, self::now(now)?);
        Ok(settled(py.detach(|| self.window.bury(&token, now))?))
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
        let (py, token, now) = (token.py(), self::token(token)?, self::now(now)?);
        Ok(settled(py.detach(|| self.window.release(&token, now, not_before))?))
    }

    /// Starts the lease again, for work that takes longer. Raises `TokenInvalid`, and what `claim` raises.
    #[pyo3(signature = (token, /, *, now=None))]
    fn renew(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, token, now) = (token.py(), self::token(token)?, self::now(now)?);
        Ok(settled(py.detach(|| self.window.renew(&token, now))?))
    }

    /// Forgets an event, so that its next delivery is processed as a first one. Raises what `claim` raises.
    #[pyo3(signature = (key, /, *, now=None))]
    fn forget(&self, key: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, key, now) = (key.py(), dedup_key("key", key)?, self::now(now)?);
        Ok(forgotten(py.detach(|| self.window.forget(&key, now))?))
    }

    /// What happened in the file since it was made, in all processes: counts by name. `commit_stolen` and `commit_late` are the
    /// evidence of a possible double run.
    fn counters<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyDict>> {
        let now = now(None)?;
        Ok(counted(py, &py.detach(|| self.window.counters(now))?)?)
    }

    /// How full it is, in percent, from a sample.
    #[pyo3(signature = (*, now=None))]
    fn load(&self, py: Python<'_>, now: Option<&Bound<'_, PyAny>>) -> Answer<u8> {
        let now = self::now(now)?;
        Ok(py.detach(|| self.window.load(now))?)
    }

    /// What is to be logged as an error, once: that it is 80 % full, or that the file was gone and was made anew.
    ///
    /// For after a claim. It looks at the file every ten seconds at most.
    #[pyo3(signature = (*, now=None))]
    fn take_warning(&self, py: Python<'_>, now: Option<&Bound<'_, PyAny>>) -> Answer<Option<String>> {
        let now = self::now(now)?;
        Ok(py.detach(|| self.window.take_warning(now)))
    }

    /// The file's path, as it was given.
    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    /// How many events it holds, finished ones included.
    #[getter]
    const fn capacity(&self) -> u64 {
        self.capacity
    }

    /// Seconds that a record lives after its claim.
    #[getter]
    const fn ttl(&self) -> u32 {
        self.config.ttl
    }

    /// Seconds that a claim is held unless renewed.
    #[getter]
    const fn lease(&self) -> u32 {
        self.config.lease
    }

    /// Whether a duplicate of a finished event starts its lifetime again.
    #[getter]
    const fn sliding(&self) -> bool {
        self.config.is_sliding
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
        format!("<hookseal.stores.FileStore {}>", self.path.display())
    }
}

//! `FileStore`.

use std::path::PathBuf;

use hookseal_core::dedup::WindowConfig;
use hookseal_host::{FileWindow, FileWindowOptions};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Own, claimed, counted, forgotten, key, settled, token};
use crate::failure::Answer;
use crate::given::{now, optional_small};

/// A dedup window in a file that all processes of a machine share.
#[pyclass(frozen, module = "hookseal.stores")]
pub(crate) struct FileStore {
    window: FileWindow,
    path: PathBuf,
    /// As the file has them.
    config: WindowConfig,
    capacity: u64,
    own: Own,
}

// Other threads may run meanwhile: a call waits up to 250 ms where another process holds the file.
#[pymethods]
impl FileStore {
    #[new]
    #[pyo3(signature = (path, *, capacity=None, ttl=None, lease=None, sliding=None, max_attempts=None, full=None, durable=false))]
    fn new(
        py: Python<'_>,
        path: PathBuf,
        capacity: Option<&Bound<'_, PyAny>>,
        ttl: Option<&Bound<'_, PyAny>>,
        lease: Option<&Bound<'_, PyAny>>,
        sliding: Option<bool>,
        max_attempts: Option<&Bound<'_, PyAny>>,
        full: Option<&Bound<'_, PyAny>>,
        durable: bool,
    ) -> Answer<Self> {
        let own = Own::new(max_attempts, full)?;
        let options = FileWindowOptions {
            capacity: optional_small("capacity", capacity)?,
            ttl: optional_small("ttl", ttl)?,
            lease: optional_small("lease", lease)?,
            is_sliding: sliding,
            max_attempts: own.max_attempts,
            full: own.full,
            is_durable: durable,
        };
        let now = now(None)?;
        let (window, identity) = py.detach(|| {
            let window = FileWindow::open(&path, options, now)?;
            window.identity(now).map(|identity| (window, identity))
        })?;
        let capacity = u64::from(identity.buckets) * hookseal_core::dedup::SLOTS as u64;
        Ok(Self { window, path, config: identity.config(), capacity, own })
    }

    #[pyo3(signature = (key, /, *, now=None))]
    fn claim<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> Answer<Bound<'py, PyAny>> {
        let (key, now) = (self::key(key)?, self::now(now)?);
        claimed(py, &py.detach(|| self.window.claim(&key, now))?)
    }

    #[pyo3(signature = (token, /, *, now=None))]
    fn commit(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, token, now) = (token.py(), self::token(token)?, self::now(now)?);
        Ok(settled(py.detach(|| self.window.commit(&token, now))?))
    }

    #[pyo3(signature = (token, /, *, now=None))]
    fn bury(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, token, now) = (token.py(), self::token(token)?, self::now(now)?);
        Ok(settled(py.detach(|| self.window.bury(&token, now))?))
    }

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

    #[pyo3(signature = (token, /, *, now=None))]
    fn renew(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, token, now) = (token.py(), self::token(token)?, self::now(now)?);
        Ok(settled(py.detach(|| self.window.renew(&token, now))?))
    }

    #[pyo3(signature = (key, /, *, now=None))]
    fn forget(&self, key: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        let (py, key, now) = (key.py(), self::key(key)?, self::now(now)?);
        Ok(forgotten(py.detach(|| self.window.forget(&key, now))?))
    }

    fn counters<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyDict>> {
        let now = now(None)?;
        Ok(counted(py, &py.detach(|| self.window.counters(now))?)?)
    }

    #[pyo3(signature = (*, now=None))]
    fn load(&self, py: Python<'_>, now: Option<&Bound<'_, PyAny>>) -> Answer<u8> {
        let now = self::now(now)?;
        Ok(py.detach(|| self.window.load(now))?)
    }

    #[pyo3(signature = (*, now=None))]
    fn take_warning(&self, py: Python<'_>, now: Option<&Bound<'_, PyAny>>) -> Answer<Option<String>> {
        let now = self::now(now)?;
        Ok(py.detach(|| self.window.take_warning(now)))
    }

    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    #[getter]
    const fn capacity(&self) -> u64 {
        self.capacity
    }

    #[getter]
    const fn ttl(&self) -> u32 {
        self.config.ttl
    }

    #[getter]
    const fn lease(&self) -> u32 {
        self.config.lease
    }

    #[getter]
    const fn sliding(&self) -> bool {
        self.config.is_sliding
    }

    #[getter]
    const fn max_attempts(&self) -> Option<u8> {
        self.own.max_attempts
    }

    #[getter]
    const fn min_age(&self) -> Option<u32> {
        self.own.min_age()
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.stores.FileStore {}>", self.path.display())
    }
}

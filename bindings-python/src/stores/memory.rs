//! `MemoryStore`.

use hookseal_core::dedup::WindowConfig;
use hookseal_host::Window;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Own, claimed, counted, forgotten, key, settled, token};
use crate::failure::Answer;
use crate::given::{now, optional_small};

/// A dedup window in this process's memory.
#[pyclass(frozen, module = "hookseal.stores")]
pub(crate) struct MemoryStore {
    window: Window,
    own: Own,
}

#[pymethods]
impl MemoryStore {
    #[new]
    #[pyo3(signature = (*, capacity=None, ttl=None, lease=None, sliding=false, max_attempts=None, full=None, epoch=None))]
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

    #[pyo3(signature = (key, /, *, now=None))]
    fn claim<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> Answer<Bound<'py, PyAny>> {
        claimed(py, &self.window.claim(&self::key(key)?, self::now(now)?)?)
    }

    #[pyo3(signature = (token, /, *, now=None))]
    fn commit(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(settled(self.window.commit(&self::token(token)?, self::now(now)?)?))
    }

    #[pyo3(signature = (token, /, *, now=None))]
    fn bury(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(settled(self.window.bury(&self::token(token)?, self::now(now)?)?))
    }

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

    #[pyo3(signature = (token, /, *, now=None))]
    fn renew(&self, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(settled(self.window.renew(&self::token(token)?, self::now(now)?)?))
    }

    #[pyo3(signature = (key, /, *, now=None))]
    fn forget(&self, key: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> Answer<&'static str> {
        Ok(forgotten(self.window.forget(&self::key(key)?, self::now(now)?)?))
    }

    fn counters<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyDict>> {
        Ok(counted(py, &self.window.counters())?)
    }

    #[pyo3(signature = (*, now=None))]
    fn load(&self, now: Option<&Bound<'_, PyAny>>) -> Answer<u8> {
        Ok(self.window.load(self::now(now)?)?)
    }

    #[getter]
    fn capacity(&self) -> u64 {
        u64::from(self.window.identity().buckets) * hookseal_core::dedup::SLOTS as u64
    }

    #[getter]
    fn ttl(&self) -> u32 {
        self.window.identity().ttl
    }

    #[getter]
    fn lease(&self) -> u32 {
        self.window.identity().lease
    }

    #[getter]
    fn sliding(&self) -> bool {
        self.window.identity().is_sliding
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
        format!("<hookseal.stores.MemoryStore of {}>", self.capacity())
    }
}

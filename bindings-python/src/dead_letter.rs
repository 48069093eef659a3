//! `DeadLetterFolder`: deliveries that no attempt could process.

use std::path::PathBuf;

use hookseal_core::DedupKey;
use hookseal_host::dead_letter::{DeadLetterFolder as HostFolder, Limits, Taken};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::capture::Capture;
use crate::failure::Answer;
use crate::given::{array, optional_number};

/// A folder of dead letters.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct DeadLetterFolder {
    folder: HostFolder,
    path: PathBuf,
}

/// A dead letter in a list.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct DeadLetter {
    key: DedupKey,
    #[pyo3(get)]
    bytes: u64,
    #[pyo3(get)]
    received: Option<u64>,
    #[pyo3(get)]
    scheme: Option<String>,
    #[pyo3(get)]
    event_id: Option<String>,
    #[pyo3(get)]
    event_type: Option<String>,
    #[pyo3(get)]
    attempt: Option<u8>,
    #[pyo3(get)]
    reason: Option<String>,
    #[pyo3(get)]
    error: Option<&'static str>,
}

#[pymethods]
impl DeadLetter {
    #[getter]
    fn dedup_key<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.key.as_bytes())
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.DeadLetter {}>", self.key)
    }
}

// Other threads may run meanwhile: the disk takes its time.
#[pymethods]
impl DeadLetterFolder {
    #[new]
    #[pyo3(signature = (path, *, max_bytes=None, max_files=None))]
    fn new(path: PathBuf, max_bytes: Option<&Bound<'_, PyAny>>, max_files: Option<&Bound<'_, PyAny>>) -> Answer<Self> {
        let usual = Limits::default();
        let limits = Limits {
            bytes: optional_number("max_bytes", max_bytes)?.unwrap_or(usual.bytes),
            files: optional_number("max_files", max_files)?.unwrap_or(usual.files),
        };
        Ok(Self { folder: HostFolder::create(&path, limits)?, path })
    }

    fn put(&self, py: Python<'_>, key: &Bound<'_, PyAny>, capture: &Bound<'_, Capture>) -> Answer<&'static str> {
        let (key, capture) = (DedupKey::from_bytes(array("key", key)?), &capture.get().0);
        Ok(match py.detach(|| self.folder.put(&key, capture))? {
            Taken::Now => "now",
            Taken::Before => "before",
        })
    }

    fn list(&self, py: Python<'_>) -> Answer<Vec<DeadLetter>> {
        let entries = py.detach(|| self.folder.list())?;
        let letters = entries.into_iter().map(|entry| {
            let (facts, error) = match entry.facts {
                Ok(facts) => (facts, None),
                Err(error) => (hookseal_host::capture::Facts::default(), Some(error.error().name())),
            };
            DeadLetter {
                key: entry.key,
                bytes: entry.bytes,
                received: facts.received,
                scheme: facts.scheme,
                event_id: facts.event_id,
                event_type: facts.event_type,
                attempt: facts.attempt,
                reason: facts.reason,
                error,
            }
        });
        Ok(letters.collect())
    }

    fn get(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> Answer<Capture> {
        let key = DedupKey::from_bytes(array("key", key)?);
        Ok(Capture(py.detach(|| self.folder.get(&key))?))
    }

    fn forget(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> Answer<bool> {
        let key = DedupKey::from_bytes(array("key", key)?);
        Ok(py.detach(|| self.folder.forget(&key))?)
    }

    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.DeadLetterFolder {}>", self.path.display())
    }
}

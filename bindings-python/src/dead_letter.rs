//! `DeadLetterFolder`: deliveries that no attempt could process.

use std::path::PathBuf;

use hookseal_core::DedupKey;
use hookseal_host::dead_letter::{DeadLetterFolder as HostFolder, Limits, Taken};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::capture::Capture;
use crate::failure::Answer;
use crate::given::{self, dedup_key, optional_number};

/// A folder of dead letters: a file `<dedup key in hex>.http` each, which only this user can read. Processes share one.
///
/// The folder is made where it is missing. At `max_bytes` (1 GiB unless given) or `max_files` (10,000 unless given) it
/// takes no more.
///
/// Raises `StoreConfig` for a folder that is a link, somebody else's or open to others, `Io`, and `ArgumentInvalid`.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct DeadLetterFolder {
    folder: HostFolder,
    path: PathBuf,
}

/// A dead letter in a list: what is known of the delivery, `None` where it is not.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct DeadLetter {
    dedup_key: DedupKey,
    /// Bytes of the file.
    #[pyo3(get)]
    bytes: u64,
    /// When the delivery came, in Unix seconds.
    #[pyo3(get)]
    received: Option<u64>,
    /// The scheme's name.
    #[pyo3(get)]
    scheme: Option<String>,
    /// The event ID.
    #[pyo3(get)]
    event_id: Option<String>,
    /// The event type.
    #[pyo3(get)]
    event_type: Option<String>,
    /// The attempts made.
    #[pyo3(get)]
    attempt: Option<u8>,
    /// Why the last attempt failed.
    #[pyo3(get)]
    reason: Option<String>,
    /// The name of the error with which the file cannot be read, if it cannot.
    #[pyo3(get)]
    error: Option<&'static str>,
}

#[pymethods]
impl DeadLetter {
    /// The event's dedup key, 16 bytes.
    #[getter]
    fn dedup_key<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.dedup_key.as_bytes())
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.DeadLetter {}>", self.dedup_key)
    }
}

// Other threads may run meanwhile: the disk takes its time.
#[pymethods]
impl DeadLetterFolder {
    #[new]
    #[pyo3(signature = (path, *, max_bytes=None, max_files=None))]
    fn new(
        path: &Bound<'_, PyAny>,
        max_bytes: Option<&Bound<'_, PyAny>>,
        max_files: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Self> {
        let path = given::path("path", path)?;
        let usual = Limits::default();
        let limits = Limits {
            bytes: optional_number("max_bytes", max_bytes)?.unwrap_or(usual.bytes),
            files: optional_number("max_files", max_files)?.unwrap_or(usual.files),
        };
        Ok(Self { folder: HostFolder::create(&path, limits)?, path })
    }

    /// Keeps a delivery under its dedup key, and returns once the disk has it.
    ///
    /// Gives `"now"`, or `"before"` where there is one for the event already: the first is kept.
    ///
    /// Raises `StoreUnavailable` where the folder is full, `StoreConfig`, `Io`, `ArgumentInvalid`.
    fn put(&self, py: Python<'_>, key: &Bound<'_, PyAny>, capture: &Bound<'_, Capture>) -> Answer<&'static str> {
        let (key, capture) = (dedup_key("key", key)?, &capture.get().0);
        Ok(match py.detach(|| self.folder.put(&key, capture))? {
            Taken::Now => "now",
            Taken::Before => "before",
        })
    }

    /// What is in the folder, the oldest first. Raises `Io`.
    fn list(&self, py: Python<'_>) -> Answer<Vec<DeadLetter>> {
        let letters = py.detach(|| self.folder.list())?;
        let letters = letters.into_iter().map(|letter| {
            let (facts, error) = match letter.facts {
                Ok(facts) => (facts, None),
                Err(error) => (hookseal_host::capture::Facts::default(), Some(error.error().name())),
            };
            DeadLetter {
                dedup_key: letter.dedup_key,
                bytes: letter.bytes,
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

    /// The delivery kept under a dedup key.
    ///
    /// Raises `Io` where there is none, `StoreConfig` where the file is not safely this user's, and `ArgumentInvalid`
    /// where it is no capture.
    fn get(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> Answer<Capture> {
        let key = dedup_key("key", key)?;
        Ok(Capture(py.detach(|| self.folder.get(&key))?))
    }

    /// Removes a letter, and says whether there was one. Raises `Io`, `ArgumentInvalid`.
    fn forget(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> Answer<bool> {
        let key = dedup_key("key", key)?;
        Ok(py.detach(|| self.folder.forget(&key))?)
    }

    /// The folder's path, as it was given.
    #[getter]
    fn path(&self) -> PathBuf {
        self.path.clone()
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.DeadLetterFolder {}>", self.path.display())
    }
}

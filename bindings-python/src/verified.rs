//! `Verified`: what is known of a delivery once it was verified.

use hookseal_core::{Error, SCOPE_MAX};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::failure::{Answer, Failure};
use crate::given::{hashing, text};

/// What is known of a delivery once it was verified. Nothing makes one but a `Verifier`.
///
/// Fields that the signature does not cover say so: an attacker who saw one delivery can choose them for a replay.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Verified {
    pub(crate) inner: hookseal_core::Verified,
    body: Option<Py<PyBytes>>,
}

impl Verified {
    pub(crate) const fn new(inner: hookseal_core::Verified, body: Option<Py<PyBytes>>) -> Self {
        Self { inner, body }
    }

    fn whole(&self) -> Answer<&Py<PyBytes>> {
        let missing = || Failure::new(Error::State, "the body was verified in pieces and not kept: use your own copy");
        self.body.as_ref().ok_or_else(missing)
    }
}

#[pymethods]
impl Verified {
    /// The scheme's name.
    #[getter]
    fn scheme(&self) -> &str {
        self.inner.scheme()
    }

    /// The event ID, `None` where it is absent or unreadable.
    #[getter]
    fn id(&self) -> Option<&str> {
        self.inner.id()
    }

    /// The event type, `None` where it is absent or unreadable.
    #[getter(r#type)]
    fn event_type(&self) -> Option<&str> {
        self.inner.event_type()
    }

    /// The version of the event's format, `None` where it is absent or unreadable.
    #[getter]
    fn version(&self) -> Option<&str> {
        self.inner.version()
    }

    /// Whether the signature covers the ID.
    #[getter]
    fn id_signed(&self) -> bool {
        self.inner.id_signed()
    }

    /// Whether the signature covers the type.
    #[getter]
    fn type_signed(&self) -> bool {
        self.inner.type_signed()
    }

    /// Whether the signature covers the version.
    #[getter]
    fn version_signed(&self) -> bool {
        self.inner.version_signed()
    }

    /// Why a field is `None` although the body may hold it: `EVENT_NOT_JSON` or `EVENT_FIELD_INVALID`. The delivery is
    /// genuine all the same.
    #[getter]
    fn field_error(&self) -> Option<&'static str> {
        self.inner.field_error().map(Error::name)
    }

    /// When the sender says it signed, in Unix seconds.
    #[getter]
    fn timestamp(&self) -> Option<u64> {
        self.inner.timestamp()
    }

    /// Whether the signature covers the timestamp.
    #[getter]
    fn timestamp_signed(&self) -> bool {
        self.inner.timestamp_signed()
    }

    /// Which of the secrets matched, from 0; `None` for an endpoint without a signature.
    #[getter]
    fn key_index(&self) -> Option<u8> {
        self.inner.key_index()
    }

    /// The bytes that were verified, `None` where they came in pieces.
    #[getter]
    fn body(&self, py: Python<'_>) -> Option<Py<PyBytes>> {
        self.body.as_ref().map(|body| body.clone_ref(py))
    }

    /// The event's dedup key, 16 bytes, or `None` where the endpoint does not dedup.
    ///
    /// `scope`, up to 255 bytes, names one sender and one consumer: two tenants, or two endpoints that must each see an
    /// event, have different ones.
    ///
    /// Raises `EventIdMissing`, `EventNotJson` or `EventFieldInvalid` where the key needs an ID that is not there, and
    /// `ArgumentInvalid`.
    #[pyo3(signature = (scope=None))]
    fn dedup_key<'py>(
        &self,
        py: Python<'py>,
        scope: Option<&Bound<'py, PyAny>>,
    ) -> Answer<Option<Bound<'py, PyBytes>>> {
        let key = self.inner.dedup_key(&scope_of(scope)?)?;
        Ok(key.map(|key| PyBytes::new(py, key.as_bytes())))
    }

    /// A key, 16 bytes, for a delivery that `dedup_key` has none for: by the digest of its body, and of nothing else.
    ///
    /// Raises `ArgumentInvalid`, and `State` where the body was verified in pieces.
    #[pyo3(signature = (scope=None))]
    fn body_key<'py>(&self, py: Python<'py>, scope: Option<&Bound<'py, PyAny>>) -> Answer<Bound<'py, PyBytes>> {
        let scope = scope_of(scope)?;
        let body = self.whole()?.as_bytes(py);
        let call = || self.inner.body_key(&scope, body);
        let key = hashing(py, body.len(), call)?;
        Ok(PyBytes::new(py, key.as_bytes()))
    }

    /// The body as JSON in UTF-8, with or without a byte order mark. Parsed anew by each call.
    ///
    /// Of equal keys in one object it gives the last, as Python's `json` does; `id`, `type` and `version` are the first.
    ///
    /// Raises `EventNotJson`, and `State` where the body was verified in pieces.
    fn json<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyAny>> {
        static PARSE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        Ok(PARSE.import(py, "hookseal._json", "parse")?.call1((self.whole()?,))?)
    }

    /// Refuses to be pickled or copied: what was verified is known only here.
    fn __reduce__(&self) -> Answer<()> {
        Err(Failure::argument("a Verified cannot be pickled or copied: pass its fields and its body on"))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let Self { inner, .. } = self;
        let (id, event_type) = (inner.id().into_pyobject(py)?, inner.event_type().into_pyobject(py)?);
        Ok(format!("<hookseal.Verified {} id={} type={}>", inner.scheme(), id.repr()?, event_type.repr()?))
    }
}

/// A scope as a key takes it; none is the empty one.
fn scope_of(scope: Option<&Bound<'_, PyAny>>) -> Answer<String> {
    let scope = scope.map(|scope| text("scope", scope)).transpose()?.map_or_else(String::new, |text| text.to_string());
    if scope.len() > SCOPE_MAX {
        return Err(Failure::argument(format!("scope is longer than {SCOPE_MAX} bytes of UTF-8")));
    }
    Ok(scope)
}

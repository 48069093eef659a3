//! `Verified`: what is known of a delivery once it was verified.

use hookseal_core::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::failure::{Answer, Failure};
use crate::given::text;

/// What is known of a delivery once it was verified. Nothing in Python makes one but a verifier.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Verified {
    pub(crate) inner: hookseal_core::Verified,
    body: Option<Py<PyBytes>>,
}

impl Verified {
    pub(crate) const fn new(inner: hookseal_core::Verified, body: Option<Py<PyBytes>>) -> Self {
        Self { inner, body }
    }
}

#[pymethods]
impl Verified {
    #[getter]
    fn scheme(&self) -> &str {
        self.inner.scheme()
    }

    #[getter]
    fn id(&self) -> Option<&str> {
        self.inner.id()
    }

    #[getter(r#type)]
    fn event_type(&self) -> Option<&str> {
        self.inner.event_type()
    }

    #[getter]
    fn version(&self) -> Option<&str> {
        self.inner.version()
    }

    #[getter]
    fn id_signed(&self) -> bool {
        self.inner.id_signed()
    }

    #[getter]
    fn type_signed(&self) -> bool {
        self.inner.type_signed()
    }

    #[getter]
    fn version_signed(&self) -> bool {
        self.inner.version_signed()
    }

    #[getter]
    fn field_error(&self) -> Option<&'static str> {
        self.inner.field_error().map(Error::name)
    }

    #[getter]
    fn timestamp(&self) -> Option<u64> {
        self.inner.timestamp()
    }

    #[getter]
    fn timestamp_signed(&self) -> bool {
        self.inner.timestamp_signed()
    }

    #[getter]
    fn key_index(&self) -> Option<u8> {
        self.inner.key_index()
    }

    #[getter]
    fn body(&self, py: Python<'_>) -> Option<Py<PyBytes>> {
        self.body.as_ref().map(|body| body.clone_ref(py))
    }

    #[pyo3(signature = (scope=None))]
    fn dedup_key<'py>(
        &self,
        py: Python<'py>,
        scope: Option<&Bound<'py, PyAny>>,
    ) -> Answer<Option<Bound<'py, PyBytes>>> {
        let scope = scope.map(|scope| text("scope", scope)).transpose()?;
        let key = self.inner.dedup_key(scope.as_deref().unwrap_or_default())?;
        Ok(key.map(|key| PyBytes::new(py, key.as_bytes())))
    }

    fn json<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyAny>> {
        static PARSE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let Some(body) = &self.body else {
            return Err(Failure::new(
                Error::State,
                "the body was verified in pieces and not kept: parse your own copy",
            ));
        };
        Ok(PARSE.import(py, "hookseal._json", "parse")?.call1((body,))?)
    }

    /// Not even by way of a pickle.
    fn __reduce__(&self) -> Answer<()> {
        Err(Failure::argument("a Verified cannot be pickled or copied: pass its fields and its body on"))
    }

    fn __repr__(&self) -> String {
        let Self { inner, .. } = self;
        format!("<hookseal.Verified {} id={:?} type={:?}>", inner.scheme(), inner.id(), inner.event_type())
    }
}

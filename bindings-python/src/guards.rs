//! `ApiKeys` and `CertificatePins`: guards beside or instead of a signature.

use hookseal_core::{ApiKeys as CoreKeys, CertificatePins as CorePins};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::failure::{Answer, Failure};
use crate::given::{body, secrets, slices, text};
use crate::headers::Given;

/// API keys, and the header that carries one.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct ApiKeys(pub(crate) CoreKeys);

#[pymethods]
impl ApiKeys {
    #[new]
    #[pyo3(signature = (keys, *, header))]
    fn new(keys: &Bound<'_, PyAny>, header: &Bound<'_, PyAny>) -> Answer<Self> {
        let keys = secrets("keys", keys)?;
        Ok(Self(CoreKeys::new(&text("header", header)?, &slices(&keys))?))
    }

    #[staticmethod]
    fn bearer(keys: &Bound<'_, PyAny>) -> Answer<Self> {
        Ok(Self(CoreKeys::bearer(&slices(&secrets("keys", keys)?))?))
    }

    fn check(&self, headers: &Bound<'_, PyAny>) -> Answer<()> {
        Ok(self.0.check(&Given::pick(headers, &[self.0.header().to_owned()])?)?)
    }

    #[getter]
    fn header(&self) -> &str {
        self.0.header()
    }

    #[getter]
    const fn weak(&self) -> bool {
        self.0.weak()
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.ApiKeys in {}>", self.0.header())
    }
}

/// Client certificates, each pinned by the SHA-256 of its DER.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct CertificatePins(pub(crate) CorePins);

#[pymethods]
impl CertificatePins {
    #[new]
    fn new(pins: &Bound<'_, PyAny>) -> Answer<Self> {
        let wrong = |error| Failure::caused("pins must be a list of SHA-256 fingerprints in hex", error);
        if pins.is_instance_of::<PyString>() {
            return Err(Failure::argument("pins must be a list, even of one: put it in brackets"));
        }
        let mut parsed = Vec::new();
        for pin in pins.try_iter().map_err(wrong)? {
            parsed.push(CorePins::parse(&text("each of pins", &pin.map_err(wrong)?)?)?);
        }
        Ok(Self(CorePins::new(&parsed)?))
    }

    #[pyo3(signature = (certificate))]
    fn check(&self, certificate: Option<&Bound<'_, PyAny>>) -> Answer<()> {
        let der = certificate.map(|der| body("certificate", der)).transpose()?;
        Ok(self.0.check(der.as_ref().map(PyBytesMethods::as_bytes))?)
    }
}

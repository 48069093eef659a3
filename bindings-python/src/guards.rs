//! `ApiKeys` and `CertificatePins`: guards beside or instead of a signature.

use hookseal_core::{ApiKeys as CoreKeys, CertificatePins as CorePins, Error};
use pyo3::prelude::*;

use crate::failure::{Answer, Failure};
use crate::given::{body, list, secrets, slices, text};
use crate::headers::Given;

/// Up to 4 API keys, and the header that carries one. For the guards of a `Verifier`, or to check a request alone.
///
/// `keys` is a list of `str` or `bytes`. Only digests of them are kept, and they are compared in constant time.
///
/// Raises `KeyringEmpty`, `KeyringFull`, `SecretEmpty`, `SecretWhitespace`, `SecretTooLong`, `SchemeInvalid` for a name
/// that no header can have, and `ArgumentInvalid`.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct ApiKeys(pub(crate) CoreKeys);

#[pymethods]
impl ApiKeys {
    #[new]
    #[pyo3(signature = (keys, *, header))]
    fn new(keys: &Bound<'_, PyAny>, header: &Bound<'_, PyAny>) -> Answer<Self> {
        let keys = secrets("keys", keys)?;
        Ok(Self(CoreKeys::new(&text("header", header)?, &slices(&keys)).map_err(of_a_key)?))
    }

    /// Keys that stand in `Authorization: Bearer`.
    #[staticmethod]
    fn bearer(keys: &Bound<'_, PyAny>) -> Answer<Self> {
        Ok(Self(CoreKeys::bearer(&slices(&secrets("keys", keys)?)).map_err(of_a_key)?))
    }

    /// Checks the key that a request carries. `headers` are as those of `Verifier.verify`.
    ///
    /// Raises `ApiKeyMissing`, `ApiKeyMismatch`, `HeaderDuplicate`, `ArgumentInvalid`.
    fn check(&self, headers: &Bound<'_, PyAny>) -> Answer<()> {
        let names = [self.0.header().to_owned()];
        Ok(self.0.check(&Given::pick(headers, &names)?)?)
    }

    /// The name of the header that carries the key.
    #[getter]
    fn header(&self) -> &str {
        self.0.header()
    }

    /// Whether a key is shorter than 16 bytes: worth one line in the log.
    #[getter]
    const fn weak(&self) -> bool {
        self.0.weak()
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.ApiKeys in {}>", self.0.header())
    }
}

/// An error's own words speak of secrets, of which there may be none beside the keys.
fn of_a_key(error: Error) -> Failure {
    match error {
        Error::SchemeInvalid => Failure::new(error, "header must be a name that a header can have"),
        Error::KeyringEmpty => Failure::new(error, "no API key was given: give at least one"),
        Error::SecretEmpty => Failure::new(error, "an API key is empty or blank: set it to what the sender sends"),
        error => error.into(),
    }
}

/// An error's own words speak of secrets, and a pin is none.
fn of_a_pin(error: Error) -> Failure {
    match error {
        Error::SecretEncoding => Failure::new(
            error,
            "a pin is the SHA-256 of a certificate in hex, as `openssl x509 -fingerprint -sha256` prints it",
        ),
        Error::KeyringEmpty => Failure::new(error, "no pin was given: give at least one"),
        error => error.into(),
    }
}

/// Up to 8 client certificates, each pinned by the SHA-256 of its DER.
///
/// `pins` is a list of fingerprints as `openssl x509 -fingerprint -sha256` prints them: 64 hex digits, with or without
/// colons.
///
/// Raises `KeyringEmpty`, `KeyringFull`, `SecretEncoding`, `ArgumentInvalid`.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct CertificatePins(pub(crate) CorePins);

#[pymethods]
impl CertificatePins {
    #[new]
    fn new(pins: &Bound<'_, PyAny>) -> Answer<Self> {
        let pins =
            list("pins", pins, Error::KeyringFull, |name, pin| CorePins::parse(&text(name, pin)?).map_err(of_a_pin))?;
        Ok(Self(CorePins::new(&pins).map_err(of_a_pin)?))
    }

    /// Checks the client's certificate, as DER, or `None` where it has none. It must come from the TLS connection
    /// itself, never from a header that anybody can send.
    ///
    /// Raises `CertificateMissing`, `CertificateMismatch`, `ArgumentInvalid`.
    #[pyo3(signature = (certificate))]
    fn check(&self, certificate: Option<&Bound<'_, PyAny>>) -> Answer<()> {
        let der = certificate.map(|der| body("certificate", der)).transpose()?;
        Ok(self.0.check(der.as_ref().map(PyBytesMethods::as_bytes))?)
    }

    fn __repr__(&self) -> &'static str {
        "<hookseal.CertificatePins>"
    }
}

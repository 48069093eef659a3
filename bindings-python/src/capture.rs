//! `Capture`: one delivery, as it is kept.

use hookseal_core::DedupKey;
use hookseal_host::capture::{Capture as HostCapture, Facts, Keep, Received};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyString};

use crate::failure::{Answer, Failure};
use crate::given::{array, body, optional_number, optional_small, optional_text, text};
use crate::verifier::Verifier;

/// One delivery, as it is kept.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Capture(pub(crate) HostCapture);

/// Names and values, as a list of pairs of text or bytes.
fn pairs(headers: &Bound<'_, PyAny>) -> Answer<Vec<(PyBackedStr, Vec<u8>)>> {
    let wrong = |error| Failure::caused("headers must be a list of pairs of text", error);
    let mut all = Vec::new();
    for pair in headers.try_iter().map_err(wrong)? {
        let pair = pair.map_err(wrong)?;
        let (name, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().map_err(wrong)?;
        // A header's text is Latin-1; what is beyond it no server passed on.
        let value = match value.cast::<PyString>() {
            Ok(_) => {
                text("a header's value", &value)?.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect()
            }
            Err(_) => body("a header's value", &value)?.as_bytes().to_owned(),
        };
        all.push((text("a header's name", &name)?, value));
    }
    Ok(all)
}

#[pymethods]
impl Capture {
    #[new]
    #[pyo3(signature = (method, target, headers, body, *, verifier, received=None, scope=None, dedup_key=None, event_id=None, event_type=None, attempt=None, reason=None))]
    fn new(
        method: &Bound<'_, PyAny>,
        target: &Bound<'_, PyAny>,
        headers: &Bound<'_, PyAny>,
        body: &Bound<'_, PyAny>,
        verifier: &Bound<'_, Verifier>,
        received: Option<&Bound<'_, PyAny>>,
        scope: Option<&Bound<'_, PyAny>>,
        dedup_key: Option<&Bound<'_, PyAny>>,
        event_id: Option<&Bound<'_, PyAny>>,
        event_type: Option<&Bound<'_, PyAny>>,
        attempt: Option<&Bound<'_, PyAny>>,
        reason: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Self> {
        let owned = |name: &str, given: Option<&Bound<'_, PyAny>>| -> Answer<Option<String>> {
            Ok(optional_text(name, given)?.map(|text| text.to_string()))
        };
        let (keep, scheme) =
            verifier.get().with(|verifier| Ok((Keep::for_verifier(verifier), verifier.scheme().to_owned())))?;
        let facts = Facts {
            received: optional_number("received", received)?,
            scheme: Some(scheme),
            scope: owned("scope", scope)?,
            dedup_key: dedup_key.map(|key| array("dedup_key", key).map(DedupKey::from_bytes)).transpose()?,
            event_id: owned("event_id", event_id)?,
            event_type: owned("event_type", event_type)?,
            attempt: optional_small("attempt", attempt)?,
            reason: owned("reason", reason)?,
        };
        let headers = pairs(headers)?;
        let headers: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (&**name, value.as_slice())).collect();
        let (method, target) = (text("method", method)?, text("target", target)?);
        let body = self::body("body", body)?;
        let received = Received { method: &method, target: &target, headers: &headers, body: body.as_bytes() };
        Ok(Self(HostCapture::new(&received, &keep, facts)?))
    }

    #[staticmethod]
    fn from_bytes(message: &Bound<'_, PyAny>) -> Answer<Self> {
        Ok(Self(HostCapture::from_bytes(body("message", message)?.as_bytes())?))
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    #[getter]
    fn method(&self) -> &str {
        self.0.method()
    }

    #[getter]
    fn target(&self) -> &str {
        self.0.target()
    }

    #[getter]
    fn headers(&self) -> Vec<(String, String)> {
        let latin1 = |value: &[u8]| value.iter().copied().map(char::from).collect();
        self.0.headers().map(|(name, value)| (name.to_owned(), latin1(value))).collect()
    }

    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body())
    }

    #[getter]
    fn received(&self) -> Option<u64> {
        self.0.facts().received
    }

    #[getter]
    fn scheme(&self) -> Option<&str> {
        self.0.facts().scheme.as_deref()
    }

    #[getter]
    fn scope(&self) -> Option<&str> {
        self.0.facts().scope.as_deref()
    }

    #[getter]
    fn dedup_key<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.0.facts().dedup_key.map(|key| PyBytes::new(py, key.as_bytes()))
    }

    #[getter]
    fn event_id(&self) -> Option<&str> {
        self.0.facts().event_id.as_deref()
    }

    #[getter]
    fn event_type(&self) -> Option<&str> {
        self.0.facts().event_type.as_deref()
    }

    #[getter]
    fn attempt(&self) -> Option<u8> {
        self.0.facts().attempt
    }

    #[getter]
    fn reason(&self) -> Option<&str> {
        self.0.facts().reason.as_deref()
    }
}

//! `Capture`: one delivery, as it is kept.

use hookseal_host::capture::{Capture as HostCapture, Facts, Keep, Received};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::failure::{Answer, Failure};
use crate::given::{self, body, copy, optional_number, optional_small, optional_text, text};
use crate::headers::{Value, each};
use crate::verifier::Verifier;

/// One delivery as it is kept in a file, such as a dead letter: an HTTP/1.1 request message.
///
/// `method` and `target` are those of the request line, `headers` and `body` as for `Verifier.verify`. Values of
/// headers that neither the `verifier` nor a reader needs become `[redacted]`, and the target loses its query unless it
/// is signed.
///
/// What is known of the delivery goes along: `received` in Unix seconds, the `scope` and `dedup_key` (16 bytes) of the
/// store, `event_id`, `event_type`, the number of the last `attempt`, and the `reason` for which it failed.
///
/// Raises `ArgumentInvalid` for what no HTTP message can hold, and `State` for a closed verifier.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Capture(pub(crate) HostCapture);

/// Names and values of all headers.
fn pairs(headers: &Bound<'_, PyAny>) -> Answer<Vec<(String, Value)>> {
    let mut all = Vec::new();
    each(headers, |name, value| {
        let name = String::from_utf8(Value::of(name)?.as_bytes().to_owned());
        let name =
            name.map_err(|_| Failure::argument("a header's name is no HTTP token: pass it as it was received"))?;
        all.push((name, Value::of(value)?));
        Ok(())
    })?;
    Ok(all)
}

#[pymethods]
impl Capture {
    #[new]
    #[pyo3(signature = (
        method, target, headers, body, *, verifier, received=None, scope=None, dedup_key=None, event_id=None,
        event_type=None, attempt=None, reason=None
    ))]
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
            dedup_key: dedup_key.map(|key| given::dedup_key("dedup_key", key)).transpose()?,
            event_id: owned("event_id", event_id)?,
            event_type: owned("event_type", event_type)?,
            attempt: optional_small("attempt", attempt)?,
            reason: owned("reason", reason)?,
        };
        let headers = pairs(headers)?;
        let headers: Vec<(&str, &[u8])> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let (method, target) = (text("method", method)?, text("target", target)?);
        let body = self::body("body", body)?;
        let received = Received { method: &method, target: &target, headers: &headers, body: body.as_bytes() };
        Ok(Self(HostCapture::new(&received, &keep, facts)?))
    }

    /// Reads a message that `to_bytes` wrote. Raises `ArgumentInvalid`.
    #[staticmethod]
    fn from_bytes(message: &Bound<'_, PyAny>) -> Answer<Self> {
        Ok(Self(HostCapture::from_bytes(body("message", message)?.as_bytes())?))
    }

    /// The message, ready to be kept.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyBytes>> {
        copy(py, &self.0.to_bytes())
    }

    /// The HTTP method.
    #[getter]
    fn method(&self) -> &str {
        self.0.method()
    }

    /// The request target, such as `/hooks/stripe`.
    #[getter]
    fn target(&self) -> &str {
        self.0.target()
    }

    /// Names and values, those of `Hookseal-*` left out. Values are Latin-1.
    #[getter]
    fn headers(&self) -> Vec<(String, String)> {
        let latin1 = |value: &[u8]| value.iter().copied().map(char::from).collect();
        self.0.headers().map(|(name, value)| (name.to_owned(), latin1(value))).collect()
    }

    /// The body, byte for byte.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyBytes>> {
        copy(py, self.0.body())
    }

    /// When the delivery came, in Unix seconds.
    #[getter]
    fn received(&self) -> Option<u64> {
        self.0.facts().received
    }

    /// The scheme's name.
    #[getter]
    fn scheme(&self) -> Option<&str> {
        self.0.facts().scheme.as_deref()
    }

    /// The scope of the store.
    #[getter]
    fn scope(&self) -> Option<&str> {
        self.0.facts().scope.as_deref()
    }

    /// The event's dedup key, 16 bytes.
    #[getter]
    fn dedup_key<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.0.facts().dedup_key.map(|key| PyBytes::new(py, key.as_bytes()))
    }

    /// The event ID.
    #[getter]
    fn event_id(&self) -> Option<&str> {
        self.0.facts().event_id.as_deref()
    }

    /// The event type.
    #[getter]
    fn event_type(&self) -> Option<&str> {
        self.0.facts().event_type.as_deref()
    }

    /// The number of the last attempt.
    #[getter]
    fn attempt(&self) -> Option<u8> {
        self.0.facts().attempt
    }

    /// Why the last attempt failed.
    #[getter]
    fn reason(&self) -> Option<&str> {
        self.0.facts().reason.as_deref()
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.Capture {} {}>", self.0.method(), self.0.target())
    }
}

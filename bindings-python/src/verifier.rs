//! `Verifier`: a scheme, its secrets and its limits.

use std::sync::{PoisonError, RwLock};

use hookseal_core::{Error, Keyring, Request, Scheme, Tolerance, Verifier as CoreVerifier};
use hookseal_host::scheme_file::Spelled as _;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};

use crate::failure::{Answer, Failure};
use crate::given::{hashing, now, optional_number, optional_text, secret, secrets, slices, small, text};
use crate::guards::{ApiKeys, CertificatePins};
use crate::headers::Given;
use crate::scheme;
use crate::verification::Verification;
use crate::verified::Verified;

/// Checks the deliveries of one endpoint. Threads share one.
///
/// `scheme` is the name of a built-in scheme (`hookseal.schemes()` lists them) or a `Scheme`.
///
/// `secrets` is a list of up to 4, each `str` or `bytes`: several while a secret is being replaced. An endpoint without
/// a signature has guards instead.
///
/// `tolerance` says how far from now a signed timestamp may lie: seconds both ways, a pair `(past, future)` with `None`
/// for no limit, or `"none"`. The scheme's own unless given.
///
/// `max_body` is the largest body in bytes. The scheme's own unless given, which is 1 MiB for most.
///
/// `dedup` says what the dedup key is made of: `"signed_id"`, `"signed_id_or_digest"`, `"digest"`, `"unsigned_id"` or
/// `"none"`. The scheme's own unless given.
///
/// `api_keys` and `certificates` are guards, which must pass as well.
///
/// Whatever is wrong is raised here and not at the first delivery: `SecretEmpty`, `SecretWhitespace`, `SecretEncoding`,
/// `SecretTooLong`, `KeyringEmpty`, `KeyringFull`, `SchemeUnknown`, `SchemeInvalid`, `SchemeTooLarge`, `DedupUnsigned`,
/// `LimitInvalid`, `ArgumentInvalid`.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Verifier {
    /// None once it is closed. Nothing waits for the interpreter while it holds the lock.
    inner: RwLock<Option<CoreVerifier>>,
    scheme: String,
    headers: Vec<String>,
    signs_url: bool,
    signs_method: bool,
    has_certificates: bool,
    weak: bool,
    max_body: u64,
    tolerance: Tolerance,
    dedup: &'static str,
}

/// What stands around a body, as the caller gave it.
struct Facts<'v> {
    headers: Given<'v>,
    now: u64,
    method: Option<PyBackedStr>,
    url: Option<PyBackedStr>,
    content_length: Option<u64>,
    certificate: Option<PyBackedBytes>,
}

impl<'v> Facts<'v> {
    fn request(&self) -> Request<'_, Given<'v>> {
        Request {
            headers: &self.headers,
            now: self.now,
            method: self.method.as_deref(),
            url: self.url.as_deref(),
            content_length: self.content_length,
            certificate: self.certificate.as_deref(),
        }
    }
}

impl Verifier {
    fn facts(
        &self,
        headers: &Bound<'_, PyAny>,
        method: Option<&Bound<'_, PyAny>>,
        url: Option<&Bound<'_, PyAny>>,
        now_given: Option<&Bound<'_, PyAny>>,
        content_length: Option<&Bound<'_, PyAny>>,
        certificate: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Facts<'_>> {
        // Nobody looks at the clock where any time will do.
        let is_timeless = self.tolerance == Tolerance::NONE && now_given.is_none();
        Ok(Facts {
            headers: Given::pick(headers, &self.headers)?,
            now: if is_timeless { 0 } else { now(now_given)? },
            method: optional_text("method", method)?,
            url: optional_text("url", url)?,
            content_length: optional_number("content_length", content_length)?,
            certificate: certificate.map(|der| secret("certificate", der)).transpose()?,
        })
    }

    /// Calls it, unless it is closed.
    pub(crate) fn with<R>(&self, call: impl FnOnce(&CoreVerifier) -> Result<R, Error>) -> Result<R, Error> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        inner.as_ref().ok_or(Error::State).and_then(call)
    }
}

/// A number for both ways, a pair of past and future, or `"none"`.
fn tolerance(given: &Bound<'_, PyAny>) -> Answer<Tolerance> {
    if let Ok((past, future)) = given.extract::<(Option<Bound<'_, PyAny>>, Option<Bound<'_, PyAny>>)>() {
        let limit = |limit: Option<Bound<'_, PyAny>>| limit.map(|limit| small("tolerance", &limit)).transpose();
        return Ok(Tolerance { past: limit(past)?, future: limit(future)? });
    }
    if given.extract::<PyBackedStr>().is_ok_and(|word| &*word == "none") {
        return Ok(Tolerance::NONE);
    }
    let wrong = |_| Failure::argument("tolerance must be seconds, a pair (past, future) of them, or \"none\"");
    small("tolerance", given).map(Tolerance::both).map_err(wrong)
}

/// A verifier for `scheme` with secrets or guards, one of which must be there.
fn build(
    scheme: &Scheme<'_>,
    secrets: Option<&[&[u8]]>,
    guards: hookseal_core::Guards,
) -> Result<CoreVerifier, Failure> {
    let Some(secrets) = secrets else {
        if scheme.signature.is_some() {
            return Err(Failure::new(Error::KeyringEmpty, "no secret was given: pass secrets=[…]"));
        }
        return Ok(CoreVerifier::guarded(scheme, guards)?);
    };
    if scheme.signature.is_none() {
        return Err(Failure::new(Error::SchemeInvalid, "the scheme has no signature: leave out secrets"));
    }
    let mut verifier = CoreVerifier::new(scheme, Keyring::new(scheme.key, secrets)?)?;
    if !guards.is_empty() {
        verifier.set_guards(guards)?;
    }
    Ok(verifier)
}

#[pymethods]
impl Verifier {
    #[new]
    #[pyo3(signature = (
        scheme, *, secrets=None, tolerance=None, max_body=None, dedup=None, api_keys=None, certificates=None
    ))]
    fn new(
        scheme: &Bound<'_, PyAny>,
        secrets: Option<&Bound<'_, PyAny>>,
        tolerance: Option<&Bound<'_, PyAny>>,
        max_body: Option<&Bound<'_, PyAny>>,
        dedup: Option<&Bound<'_, PyAny>>,
        api_keys: Option<&Bound<'_, ApiKeys>>,
        certificates: Option<&Bound<'_, CertificatePins>>,
    ) -> Answer<Self> {
        let secrets = secrets.map(|given| self::secrets("secrets", given)).transpose()?;
        let guards = hookseal_core::Guards {
            api_keys: api_keys.map(|keys| keys.get().0.clone()),
            certificates: certificates.map(|pins| pins.get().0.clone()),
        };
        let has_certificates = guards.certificates.is_some();
        let mut inner =
            scheme::with(scheme, |scheme| build(scheme, secrets.as_deref().map(slices).as_deref(), guards))??;
        if let Some(given) = tolerance {
            inner.set_tolerance(self::tolerance(given)?)?;
        }
        if let Some(given) = max_body {
            inner.set_max_body(small("max_body", given)?)?;
        }
        if let Some(given) = dedup {
            let word = text("dedup", given)?;
            let by = hookseal_core::DedupBy::from_word(&word)
                .ok_or_else(|| Failure::argument(format!("dedup must be {}", hookseal_core::DedupBy::EXPECTED)))?;
            inner.set_dedup(by)?;
        }
        let mut headers: Vec<String> = Vec::new();
        for name in inner.headers() {
            if !headers.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                headers.push(name.to_owned());
            }
        }
        Ok(Self {
            scheme: inner.scheme().to_owned(),
            headers,
            signs_url: inner.signs_url(),
            signs_method: inner.signs_method(),
            has_certificates,
            weak: inner.weak(),
            max_body: inner.max_body(),
            tolerance: inner.tolerance(),
            dedup: inner.dedup().word(),
            inner: RwLock::new(Some(inner)),
        })
    }

    /// Verifies a delivery whose body is all there, and gives what is known of it.
    ///
    /// `body` is what was hashed: the raw bytes as they came, never parsed and written again. `bytes` are used as they
    /// are, anything else is copied first, `str` as UTF-8.
    ///
    /// `headers` is a mapping or an iterable of pairs, names in any letter case, `str` or `bytes`. A header's `str` is
    /// Latin-1, as servers decode it.
    ///
    /// `method` and `url` are for schemes that sign them (`signs_method`, `signs_url`). The URL is the public one from
    /// your configuration, never rebuilt from the request. `now` is Unix seconds, the system's clock unless given.
    /// `content_length` is what the request declares. `certificate` is the client's, as DER, from the TLS connection.
    ///
    /// Raises a `WebhookError` for whatever is not genuine; its `status` is what to answer. What a delivery may be
    /// refused with: `SignatureMissing`, `SignatureVersion`, `SignatureMalformed`, `SignatureTooMany`,
    /// `SignatureMismatch`, `TimestampMissing`, `TimestampMalformed`, `TimestampTooOld`, `TimestampTooNew`,
    /// `HeaderMissing`, `HeaderDuplicate`, `HeaderMalformed`, `HeaderTooLong`, `BodyTooLarge`, `BodyTruncated`,
    /// `ApiKeyMissing`, `ApiKeyMismatch`, `CertificateMissing`, `CertificateMismatch`. What the endpoint got wrong:
    /// `UrlRequired`, `MethodRequired`, `ArgumentInvalid`, and `State` once it is closed.
    #[pyo3(signature = (body, headers, *, method=None, url=None, now=None, content_length=None, certificate=None))]
    fn verify(
        &self,
        py: Python<'_>,
        body: &Bound<'_, PyAny>,
        headers: &Bound<'_, PyAny>,
        method: Option<&Bound<'_, PyAny>>,
        url: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
        content_length: Option<&Bound<'_, PyAny>>,
        certificate: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Verified> {
        let body = crate::given::body("body", body)?;
        let facts = self.facts(headers, method, url, now, content_length, certificate)?;
        let bytes = body.as_bytes();
        let call = || self.with(|verifier| verifier.verify(&facts.request(), bytes));
        let verified = hashing(py, bytes.len(), call)?;
        Ok(Verified::new(verified, Some(body.unbind())))
    }

    /// Begins to verify a delivery whose body is still to come. Arguments and errors are those of `verify`.
    ///
    /// What is too long, unsigned or stale is refused here, before its body is read. The verification borrows nothing:
    /// the verifier may be closed while it goes on.
    #[pyo3(signature = (headers, *, method=None, url=None, now=None, content_length=None, certificate=None))]
    fn start(
        &self,
        headers: &Bound<'_, PyAny>,
        method: Option<&Bound<'_, PyAny>>,
        url: Option<&Bound<'_, PyAny>>,
        now: Option<&Bound<'_, PyAny>>,
        content_length: Option<&Bound<'_, PyAny>>,
        certificate: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Verification> {
        let facts = self.facts(headers, method, url, now, content_length, certificate)?;
        Ok(Verification::new(self.with(|verifier| verifier.start(&facts.request()))?))
    }

    /// Wipes the secrets. Waits for calls in flight; later ones raise `State`.
    fn close(&self, py: Python<'_>) {
        // Without the interpreter, which a call in flight may need to end.
        py.detach(|| *self.inner.write().unwrap_or_else(PoisonError::into_inner) = None);
    }

    /// Gives the verifier itself, to be closed at the end of the `with` block.
    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    /// Closes the verifier.
    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.close(py);
    }

    /// The scheme's name.
    #[getter]
    fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The names of the headers that it reads. All others are passed over.
    #[getter]
    fn headers(&self) -> Vec<String> {
        self.headers.clone()
    }

    /// Whether the scheme signs the URL, so that `url` must be given.
    #[getter]
    const fn signs_url(&self) -> bool {
        self.signs_url
    }

    /// Whether the scheme signs the HTTP method, so that `method` must be given.
    #[getter]
    const fn signs_method(&self) -> bool {
        self.signs_method
    }

    /// Whether a client certificate is asked for.
    #[getter]
    const fn has_certificates(&self) -> bool {
        self.has_certificates
    }

    /// Whether a secret or an API key is shorter than 16 bytes: worth one line in the log.
    #[getter]
    const fn weak(&self) -> bool {
        self.weak
    }

    /// The largest body that it accepts, in bytes.
    #[getter]
    const fn max_body(&self) -> u64 {
        self.max_body
    }

    /// Seconds that a timestamp may lie in the past and in the future, `None` for no limit.
    #[getter]
    const fn tolerance(&self) -> (Option<u32>, Option<u32>) {
        (self.tolerance.past, self.tolerance.future)
    }

    /// What the dedup key is made of.
    #[getter]
    const fn dedup(&self) -> &'static str {
        self.dedup
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.Verifier {}>", self.scheme)
    }
}

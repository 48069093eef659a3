//! `Verifier`: a scheme, its secrets and its limits.

use std::sync::{PoisonError, RwLock};

use hookseal_core::dedup::{FullPolicy, WindowConfig};
use hookseal_core::{Error, Keyring, Request, Scheme, Tolerance, Verifier as CoreVerifier};
use hookseal_host::scheme_file::Spelled as _;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};

use crate::failure::{Answer, Failure};
use crate::given::{DETACH_FROM, body, now, optional_number, optional_text, secrets, slices, small, text};
use crate::guards::{ApiKeys, CertificatePins};
use crate::headers::Given;
use crate::scheme;
use crate::verification::Verification;
use crate::verified::Verified;

/// Checks the deliveries of one endpoint.
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
struct Facts {
    headers: Given,
    now: u64,
    method: Option<PyBackedStr>,
    url: Option<PyBackedStr>,
    content_length: Option<u64>,
    certificate: Option<PyBackedBytes>,
}

impl Facts {
    fn request(&self) -> Request<'_, Given> {
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
    ) -> Answer<Facts> {
        Ok(Facts {
            headers: Given::pick(headers, &self.headers)?,
            now: now(now_given)?,
            method: optional_text("method", method)?,
            url: optional_text("url", url)?,
            content_length: optional_number("content_length", content_length)?,
            certificate: certificate.map(|der| body("certificate", der).map(PyBackedBytes::from)).transpose()?,
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
    let has_guards = guards.api_keys.is_some() || guards.certificates.is_some();
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
    if has_guards {
        verifier.set_guards(guards)?;
    }
    Ok(verifier)
}

#[pymethods]
impl Verifier {
    #[new]
    #[pyo3(signature = (scheme, *, secrets=None, tolerance=None, max_body=None, dedup=None, api_keys=None, certificates=None))]
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
        let (mut inner, signs_method) = scheme::with(scheme, |scheme| {
            let signs_method = scheme.parts.contains(&hookseal_core::Part::Method);
            build(scheme, secrets.as_deref().map(slices).as_deref(), guards).map(|inner| (inner, signs_method))
        })??;
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
        for name in inner.needs() {
            if !headers.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                headers.push(name.to_owned());
            }
        }
        Ok(Self {
            scheme: inner.scheme().to_owned(),
            headers,
            signs_url: inner.signs_url(),
            signs_method,
            has_certificates,
            weak: inner.weak(),
            max_body: inner.max_body(),
            tolerance: inner.tolerance(),
            dedup: inner.dedup().word(),
            inner: RwLock::new(Some(inner)),
        })
    }

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
        let verified = if bytes.len() < DETACH_FROM { call() } else { py.detach(call) }?;
        Ok(Verified::new(verified, Some(body.unbind())))
    }

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

    /// Waits without the interpreter: who verifies may need it to end.
    fn close(&self, py: Python<'_>) {
        py.detach(|| *self.inner.write().unwrap_or_else(PoisonError::into_inner) = None);
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.close(py);
    }

    #[getter]
    fn scheme(&self) -> &str {
        &self.scheme
    }

    #[getter]
    fn headers(&self) -> Vec<String> {
        self.headers.clone()
    }

    #[getter]
    const fn signs_url(&self) -> bool {
        self.signs_url
    }

    #[getter]
    const fn signs_method(&self) -> bool {
        self.signs_method
    }

    #[getter]
    const fn has_certificates(&self) -> bool {
        self.has_certificates
    }

    #[getter]
    const fn weak(&self) -> bool {
        self.weak
    }

    #[getter]
    const fn max_body(&self) -> u64 {
        self.max_body
    }

    #[getter]
    const fn tolerance(&self) -> (Option<u32>, Option<u32>) {
        (self.tolerance.past, self.tolerance.future)
    }

    #[getter]
    const fn dedup(&self) -> &'static str {
        self.dedup
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.Verifier {}>", self.scheme)
    }
}

/// Checks that a store with this lifetime is safe for what a verifier accepts.
#[pyfunction]
#[pyo3(signature = (verifier, ttl, *, sliding=false, min_age=None))]
pub(crate) fn check_lifetime(
    verifier: &Bound<'_, Verifier>,
    ttl: &Bound<'_, PyAny>,
    sliding: bool,
    min_age: Option<u32>,
) -> Answer<()> {
    let full = min_age.map_or(FullPolicy::Refuse, |min_age| FullPolicy::EvictDone { min_age });
    let ttl: u32 = small("ttl", ttl)?;
    let config = WindowConfig { ttl, lease: 1, is_sliding: sliding, full, ..WindowConfig::default() };
    let checked = verifier.get().with(|verifier| config.check_for(verifier));
    checked.map_err(|error| match error {
        Error::WindowConfig => Failure::new(
            error,
            "the store would forget an event while its signature is still fresh, or slides over events that are told \
             apart by digests: give it a lifetime (and min_age) of at least past + future tolerance, and sliding only \
             with signed IDs",
        ),
        _ => error.into(),
    })
}

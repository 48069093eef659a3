//! `Signer`: the headers that a sender of any scheme would add.

use std::sync::{PoisonError, RwLock};

use hookseal_core::{Delivery, Error, Keyring, Signer as CoreSigner};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyDict;

use crate::failure::{Answer, Failure};
use crate::given::{self, body, now_as, optional_text, text};
use crate::headers::each;
use crate::scheme;

/// Signs deliveries as a sender of the scheme would, with one secret. Threads share one.
///
/// `scheme` is a name or a `Scheme`, `secret` is `str` or `bytes`.
///
/// Raises what `Verifier` raises for the same scheme and secret.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Signer {
    inner: RwLock<Option<CoreSigner>>,
    scheme: String,
}

#[pymethods]
impl Signer {
    #[new]
    fn new(scheme: &Bound<'_, PyAny>, secret: &Bound<'_, PyAny>) -> Answer<Self> {
        let secret = given::secret("secret", secret)?;
        let (inner, name) = scheme::with(scheme, |scheme| -> Answer<_> {
            let keyring = Keyring::new(scheme.key, &[&secret])?;
            Ok((CoreSigner::new(scheme, keyring)?, scheme.name.to_owned()))
        })??;
        Ok(Self { inner: RwLock::new(Some(inner)), scheme: name })
    }

    /// The headers to send with a body: the signature's, and those of the event ID and the timestamp where the scheme
    /// has them.
    ///
    /// `timestamp` is Unix seconds, the system's clock unless given. `id` is the event ID, for schemes that send it in
    /// a header. `method` and `url` are for schemes that sign them, `headers` for those that sign further ones.
    ///
    /// Raises `HeaderMissing`, `HeaderMalformed`, `HeaderTooLong`, `UrlRequired`, `MethodRequired`, `ArgumentInvalid`,
    /// and `State` once it is closed.
    #[pyo3(signature = (body, *, id=None, timestamp=None, method=None, url=None, headers=None))]
    fn sign<'py>(
        &self,
        py: Python<'py>,
        body: &Bound<'py, PyAny>,
        id: Option<&Bound<'py, PyAny>>,
        timestamp: Option<&Bound<'py, PyAny>>,
        method: Option<&Bound<'py, PyAny>>,
        url: Option<&Bound<'py, PyAny>>,
        headers: Option<&Bound<'py, PyAny>>,
    ) -> Answer<Bound<'py, PyDict>> {
        let body = self::body("body", body)?;
        let (id, method, url) =
            (optional_text("id", id)?, optional_text("method", method)?, optional_text("url", url)?);
        let mut further: Vec<(PyBackedStr, PyBackedStr)> = Vec::new();
        if let Some(headers) = headers {
            each(headers, |name, value| {
                further.push((text("a header's name", name)?, text("a header's value", value)?));
                Ok(())
            })?;
        }
        let further: Vec<(&str, &str)> = further.iter().map(|(name, value)| (&**name, &**value)).collect();
        let delivery = Delivery {
            body: body.as_bytes(),
            timestamp: now_as("timestamp", timestamp)?,
            id: id.as_deref(),
            method: method.as_deref(),
            url: url.as_deref(),
            headers: &further,
        };
        let signed = py.detach(|| {
            let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
            inner.as_ref().ok_or(Error::State)?.sign(&delivery)
        });
        let signed = signed.map_err(|error| match error {
            // Its own words are for whoever receives.
            Error::HeaderMissing => {
                Failure::new(error, "the scheme signs a header that was not given: give id= or headers=")
            }
            error => error.into(),
        })?;
        let dict = PyDict::new(py);
        for (name, value) in signed.iter() {
            dict.set_item(name, value)?;
        }
        Ok(dict)
    }

    /// Wipes the secret. Waits for calls in flight; later ones raise `State`.
    fn close(&self, py: Python<'_>) {
        py.detach(|| *self.inner.write().unwrap_or_else(PoisonError::into_inner) = None);
    }

    /// The scheme's name.
    #[getter]
    fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Gives the signer itself, to be closed at the end of the `with` block.
    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    /// Closes the signer.
    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.Signer {}>", self.scheme)
    }
}

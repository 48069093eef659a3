//! `Signer`: the headers that a sender of any scheme would add.

use std::sync::{PoisonError, RwLock};

use hookseal_core::{Delivery, Error, Keyring, Signer as CoreSigner};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyDict;

use crate::failure::Answer;
use crate::given::{body, now, optional_text, secrets, slices, text};
use crate::scheme;

/// Signs deliveries of one scheme with one secret.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Signer {
    inner: RwLock<Option<CoreSigner>>,
    scheme: String,
}

#[pymethods]
impl Signer {
    #[new]
    fn new(scheme: &Bound<'_, PyAny>, secret: &Bound<'_, PyAny>) -> Answer<Self> {
        let secret = secrets("secret", pyo3::types::PyList::new(secret.py(), [secret])?.as_any())?;
        let (inner, name) = scheme::with(scheme, |scheme| -> Answer<_> {
            let keyring = Keyring::new(scheme.key, &slices(&secret))?;
            Ok((CoreSigner::new(scheme, keyring)?, scheme.name.to_owned()))
        })??;
        Ok(Self { inner: RwLock::new(Some(inner)), scheme: name })
    }

    #[pyo3(signature = (body, *, id=None, timestamp=None, method=None, url=None, headers=None))]
    fn sign<'py>(
        &self,
        py: Python<'py>,
        body: &Bound<'py, PyAny>,
        id: Option<&Bound<'py, PyAny>>,
        timestamp: Option<&Bound<'py, PyAny>>,
        method: Option<&Bound<'py, PyAny>>,
        url: Option<&Bound<'py, PyAny>>,
        headers: Option<&Bound<'py, PyDict>>,
    ) -> Answer<Bound<'py, PyDict>> {
        let body = self::body("body", body)?;
        let (id, method, url) =
            (optional_text("id", id)?, optional_text("method", method)?, optional_text("url", url)?);
        let mut further: Vec<(PyBackedStr, PyBackedStr)> = Vec::new();
        for (name, value) in headers.into_iter().flat_map(PyDictMethods::iter) {
            further.push((text("a header's name", &name)?, text("a header's value", &value)?));
        }
        let further: Vec<(&str, &str)> = further.iter().map(|(name, value)| (&**name, &**value)).collect();
        let delivery = Delivery {
            body: body.as_bytes(),
            timestamp: now(timestamp)?,
            id: id.as_deref(),
            method: method.as_deref(),
            url: url.as_deref(),
            headers: &further,
        };
        let signed = py.detach(|| {
            let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
            inner.as_ref().ok_or(Error::State)?.sign(&delivery)
        })?;
        let dict = PyDict::new(py);
        for (name, value) in signed.iter() {
            dict.set_item(name, value)?;
        }
        Ok(dict)
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| *self.inner.write().unwrap_or_else(PoisonError::into_inner) = None);
    }

    #[getter]
    fn scheme(&self) -> &str {
        &self.scheme
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self) -> String {
        format!("<hookseal.Signer {}>", self.scheme)
    }
}

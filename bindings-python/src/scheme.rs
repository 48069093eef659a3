//! `Scheme`: a built-in one, or one that the user describes.

use std::fs;
use std::path::PathBuf;

use hookseal_core::Error;
use hookseal_core::{Scheme as CoreScheme, SenderRetries, providers};
use hookseal_host::HostError;
use hookseal_host::scheme_file::{OwnedScheme, SchemeForm, Spelled as _};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::failure::{Answer, Failure};
use crate::given::text;

/// How a sender signs its deliveries.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct Scheme(Origin);

enum Origin {
    BuiltIn(&'static CoreScheme<'static>),
    Own(Box<OwnedScheme>),
}

impl Scheme {
    pub(crate) fn lend<R>(&self, borrower: impl FnOnce(&CoreScheme<'_>) -> R) -> R {
        match &self.0 {
            Origin::BuiltIn(scheme) => borrower(scheme),
            Origin::Own(scheme) => scheme.lend(borrower),
        }
    }

    fn own(read: Result<OwnedScheme, hookseal_host::scheme_file::SchemeFileError>) -> Answer<Self> {
        Ok(Self(Origin::Own(Box::new(read?))))
    }

    fn named(name: &str) -> Answer<Self> {
        let scheme = providers::by_name(name).map_err(|_| {
            // Somebody may have put a secret here: what no name can be is not repeated.
            let is_name = name.len() <= 48 && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
            let named = if is_name { format!("`{name}`") } else { "that name".to_owned() };
            let detail =
                format!("no built-in scheme has {named}: `hookseal.schemes()` lists them, or describe your own");
            Failure::new(Error::SchemeUnknown, detail)
        })?;
        Ok(Self(Origin::BuiltIn(scheme)))
    }
}

/// Lends the scheme that a caller gives: a `Scheme`, or the name of a built-in one.
pub(crate) fn with<R>(given: &Bound<'_, PyAny>, borrower: impl FnOnce(&CoreScheme<'_>) -> R) -> Answer<R> {
    if let Ok(scheme) = given.cast::<Scheme>() {
        return Ok(scheme.get().lend(borrower));
    }
    let name = given.cast::<PyString>().map_err(|_| Failure::argument("scheme must be a name or a Scheme"))?;
    Ok(Scheme::named(&text("scheme", name)?)?.lend(borrower))
}

/// The names of all built-in schemes.
#[pyfunction]
pub(crate) fn schemes() -> Vec<&'static str> {
    providers::ALL.iter().map(|scheme| scheme.name).collect()
}

#[pymethods]
impl Scheme {
    #[new]
    #[pyo3(signature = (name, **fields))]
    fn new(name: &Bound<'_, PyAny>, fields: Option<&Bound<'_, PyDict>>) -> Answer<Self> {
        let py = name.py();
        let form = PyDict::new(py);
        form.set_item("name", text("name", name)?.as_str())?;
        for (field, value) in fields.into_iter().flat_map(PyDictMethods::iter).filter(|(_, value)| !value.is_none()) {
            form.set_item(field, value)?;
        }
        let json = py.import("json")?.call_method1("dumps", (form,));
        let json =
            json.map_err(|error| Failure::caused("a scheme's fields are text, numbers, lists and dicts", error))?;
        Self::own(OwnedScheme::from_json(&text("name", &json)?))
    }

    #[staticmethod]
    fn builtin(name: &Bound<'_, PyAny>) -> Answer<Self> {
        Self::named(&text("name", name)?)
    }

    #[staticmethod]
    fn from_file(path: PathBuf) -> Answer<Self> {
        let text = fs::read_to_string(&path).map_err(|error| HostError::io("read", &path, &error))?;
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        Self::own(if is_json { OwnedScheme::from_json(&text) } else { OwnedScheme::from_toml(&text) })
    }

    #[staticmethod]
    fn from_toml(content: &Bound<'_, PyAny>) -> Answer<Self> {
        Self::own(OwnedScheme::from_toml(&text("content", content)?))
    }

    #[getter]
    fn name(&self) -> String {
        self.lend(|scheme| scheme.name.to_owned())
    }

    #[getter]
    fn family(&self) -> String {
        self.lend(|scheme| scheme.family.to_owned())
    }

    #[getter]
    fn signed(&self) -> bool {
        self.lend(|scheme| scheme.signature.is_some())
    }

    #[getter]
    fn dedup(&self) -> &'static str {
        self.lend(|scheme| scheme.dedup.word())
    }

    #[getter]
    fn max_body(&self) -> u64 {
        self.lend(|scheme| scheme.max_body)
    }

    #[getter]
    fn sender_retries(&self) -> Option<u8> {
        self.lend(|scheme| match scheme.sender_retries {
            SenderRetries::None => Some(0),
            SenderRetries::Count(count) => Some(count),
            SenderRetries::Unknown => None,
        })
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyAny>> {
        let json = self.lend(|scheme| serde_json::to_string(&SchemeForm::from(scheme)));
        let json = json.map_err(|error| Failure::new(Error::SchemeInvalid, error.to_string()))?;
        Ok(py.import("json")?.call_method1("loads", (json,))?)
    }

    fn __repr__(&self) -> String {
        self.lend(|scheme| format!("<hookseal.Scheme {}>", scheme.name))
    }
}

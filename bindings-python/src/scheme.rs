//! `Scheme`: a built-in one, or one that the user describes.

use std::fs;

use hookseal_core::Error;
use hookseal_core::{Scheme as CoreScheme, SenderRetries, providers};
use hookseal_host::HostError;
use hookseal_host::scheme_file::{OwnedScheme, SchemeForm, Spelled as _};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::failure::{Answer, Failure};
use crate::given::{self, text};

/// How a sender signs its deliveries: a scheme of your own, with the fields of a scheme file.
///
/// `family` is what dedup keys go by; the name unless given. `key` says how secrets are written: `"utf8"` unless given,
/// `"raw"`, `"base64"`, `"hex"` or `"whsec"`. `signed` is what is signed, as a template such as `"{timestamp}.{body}"`
/// of `{timestamp} {id} {body} {method} {url} {header:Name}`.
///
/// `signature` says where the signature is: a dict of `headers` (1 to 4 names), `encoding` (`"hex"`, `"base64"` or
/// `"base64url"`), `prefix`, and `separator` where the header is a list. `timestamp` is a dict of one of `header`,
/// `entry` and `json`, `unit` (`"seconds"`, `"milliseconds"` or `"rfc3339"`), and `past` and `future` in seconds, no
/// limit unless given. `id`, `type` and `version` are dicts of one of `header` and `json`.
///
/// `dedup` is as for `Verifier`; the signed ID where there is one, unless given. `bodies_repeat` says that distinct
/// events may have the same body, `sender_retries` how often the sender tries again (a number or `"none"`), `max_body`
/// the largest body in bytes (1 MiB unless given), `source` where all this is documented.
///
/// Raises `SchemeInvalid`, `SchemeTooLarge`, `DedupUnsigned`, `LimitInvalid`, `ArgumentInvalid`.
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

/// The names of all built-in schemes, in alphabetical order.
#[pyfunction]
pub(crate) fn schemes() -> Vec<&'static str> {
    providers::ALL.iter().map(|scheme| scheme.name).collect()
}

#[pymethods]
impl Scheme {
    #[new]
    #[pyo3(signature = (
        name, *, family=None, key=None, signed=None, signature=None, timestamp=None, id=None, r#type=None, version=None,
        dedup=None, bodies_repeat=None, sender_retries=None, max_body=None, source=None
    ))]
    fn new(
        name: &Bound<'_, PyAny>,
        family: Option<&Bound<'_, PyAny>>,
        key: Option<&Bound<'_, PyAny>>,
        signed: Option<&Bound<'_, PyAny>>,
        signature: Option<&Bound<'_, PyAny>>,
        timestamp: Option<&Bound<'_, PyAny>>,
        id: Option<&Bound<'_, PyAny>>,
        r#type: Option<&Bound<'_, PyAny>>,
        version: Option<&Bound<'_, PyAny>>,
        dedup: Option<&Bound<'_, PyAny>>,
        bodies_repeat: Option<&Bound<'_, PyAny>>,
        sender_retries: Option<&Bound<'_, PyAny>>,
        max_body: Option<&Bound<'_, PyAny>>,
        source: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Self> {
        let py = name.py();
        let form = PyDict::new(py);
        let fields = [
            ("name", Some(name)),
            ("family", family),
            ("key", key),
            ("signed", signed),
            ("signature", signature),
            ("timestamp", timestamp),
            ("id", id),
            ("type", r#type),
            ("version", version),
            ("dedup", dedup),
            ("bodies_repeat", bodies_repeat),
            ("sender_retries", sender_retries),
            ("max_body", max_body),
            ("source", source),
        ];
        for (field, value) in fields {
            value.map_or(Ok(()), |value| form.set_item(field, value))?;
        }
        let json = py.import("json")?.call_method1("dumps", (form,));
        let json =
            json.map_err(|error| Failure::caused("a scheme's fields are text, numbers, lists and dicts", error))?;
        Self::own(OwnedScheme::from_json(&text("name", &json)?))
    }

    /// A built-in scheme. Raises `SchemeUnknown`, `ArgumentInvalid`.
    #[staticmethod]
    fn builtin(name: &Bound<'_, PyAny>) -> Answer<Self> {
        Self::named(&text("name", name)?)
    }

    /// Reads a scheme file: JSON where its name ends in `.json`, else TOML.
    ///
    /// Raises `Io`, and what the constructor raises.
    #[staticmethod]
    fn from_file(path: &Bound<'_, PyAny>) -> Answer<Self> {
        let path = given::path("path", path)?;
        let text = fs::read_to_string(&path).map_err(|error| HostError::io("read", &path, &error))?;
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        Self::own(if is_json { OwnedScheme::from_json(&text) } else { OwnedScheme::from_toml(&text) })
    }

    /// Reads the text of a scheme file in TOML. Raises what the constructor raises.
    #[staticmethod]
    fn from_toml(content: &Bound<'_, PyAny>) -> Answer<Self> {
        Self::own(OwnedScheme::from_toml(&text("content", content)?))
    }

    /// The scheme's name.
    #[getter]
    fn name(&self) -> String {
        self.lend(|scheme| scheme.name.to_owned())
    }

    /// What dedup keys go by: a brand that sends another's format has that one's family.
    #[getter]
    fn family(&self) -> String {
        self.lend(|scheme| scheme.family.to_owned())
    }

    /// Whether deliveries are signed at all.
    #[getter]
    fn signed(&self) -> bool {
        self.lend(|scheme| scheme.signature.is_some())
    }

    /// What the dedup key is made of unless a verifier says otherwise.
    #[getter]
    fn dedup(&self) -> &'static str {
        self.lend(|scheme| scheme.dedup.word())
    }

    /// The largest body in bytes unless a verifier says otherwise.
    #[getter]
    fn max_body(&self) -> u64 {
        self.lend(|scheme| scheme.max_body)
    }

    /// How often the sender tries again, 0 for never, `None` where no source says.
    #[getter]
    fn sender_retries(&self) -> Option<u8> {
        self.lend(|scheme| match scheme.sender_retries {
            SenderRetries::None => Some(0),
            SenderRetries::Count(count) => Some(count),
            SenderRetries::Unknown => None,
        })
    }

    /// The fields of its scheme file. `Scheme(**fields)` makes an own scheme again.
    fn to_dict<'py>(&self, py: Python<'py>) -> Answer<Bound<'py, PyAny>> {
        let json = self.lend(|scheme| serde_json::to_string(&SchemeForm::from(scheme)));
        let json = json.map_err(|error| Failure::new(Error::SchemeInvalid, error.to_string()))?;
        Ok(py.import("json")?.call_method1("loads", (json,))?)
    }

    fn __repr__(&self) -> String {
        self.lend(|scheme| format!("<hookseal.Scheme {}>", scheme.name))
    }
}

//! A request's headers, of any mapping or list of pairs, in `str` or `bytes`.

use hookseal_core::{Found, Headers};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

use crate::failure::{Answer, Failure};

/// The headers that a verifier reads. All others are passed over unseen.
#[derive(Default)]
pub(crate) struct Given(Vec<(Text, Text)>);

/// A name or value as bytes.
enum Text {
    Str(PyBackedStr),
    Bytes(PyBackedBytes),
    /// Text beyond ASCII: its characters are bytes, as HTTP libraries decode them.
    Latin1(Vec<u8>),
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Str(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            Self::Latin1(bytes) => bytes,
        }
    }
}

impl Headers for Given {
    fn find(&self, name: &str) -> Found<'_> {
        self.0.as_slice().find(name)
    }
}

impl Given {
    /// Picks the headers called as one of `names`.
    pub(crate) fn pick(headers: &Bound<'_, PyAny>, names: &[String]) -> Answer<Self> {
        let mut given = Self::default();
        if let Ok(dict) = headers.cast_exact::<PyDict>() {
            for (name, value) in dict {
                given.take(&name, &value, names)?;
            }
        } else if let Ok(list) = headers.cast_exact::<PyList>() {
            for pair in list {
                given.take_pair(&pair, names)?;
            }
        } else {
            given.take_all(headers, names)?;
        }
        Ok(given)
    }

    fn take_all(&mut self, headers: &Bound<'_, PyAny>, names: &[String]) -> Answer<()> {
        let unreadable = |error| Failure::caused("headers must be a mapping or a list of pairs", error);
        let is_text = headers.is_instance_of::<PyString>() || headers.is_instance_of::<PyBytes>();
        let pairs = match headers.getattr_opt("items").map_err(unreadable)? {
            _ if is_text => return Err(Failure::argument("headers must be a mapping or a list of pairs, not text")),
            Some(items) => items.call0().map_err(unreadable)?,
            None => headers.clone(),
        };
        for pair in pairs.try_iter().map_err(unreadable)? {
            self.take_pair(&pair.map_err(unreadable)?, names)?;
        }
        Ok(())
    }

    fn take_pair(&mut self, pair: &Bound<'_, PyAny>, names: &[String]) -> Answer<()> {
        let wrong = || Failure::argument("each header must be a pair of a name and a value");
        if let Ok(pair) = pair.cast::<PyTuple>() {
            let (name, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().map_err(|_| wrong())?;
            return self.take(&name, &value, names);
        }
        let [name, value] = pair.extract::<[Bound<'_, PyAny>; 2]>().map_err(|_| wrong())?;
        if pair.is_instance_of::<PyString>() {
            return Err(wrong());
        }
        self.take(&name, &value, names)
    }

    fn take(&mut self, name: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>, names: &[String]) -> Answer<()> {
        let Some(name) = Self::name(name, names)? else { return Ok(()) };
        let value = Text::of(value)?;
        self.0.push((name, value));
        Ok(())
    }

    /// A name, if it is one of `names`.
    fn name(name: &Bound<'_, PyAny>, names: &[String]) -> Answer<Option<Text>> {
        let is_read = |name: &[u8]| names.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name));
        if let Ok(bytes) = name.cast::<PyBytes>() {
            return Ok(is_read(bytes.as_bytes()).then(|| Text::Bytes(PyBackedBytes::from(bytes.clone()))));
        }
        let name = name.cast::<PyString>().map_err(|_| Failure::argument("a header's name must be a str or bytes"))?;
        // A name that is no UTF-8 is none of ours.
        let text = PyBackedStr::try_from(name.clone()).ok().filter(|name| is_read(name.as_bytes()));
        Ok(text.map(Text::Str))
    }
}

impl Text {
    fn of(value: &Bound<'_, PyAny>) -> Answer<Self> {
        if let Ok(bytes) = value.cast::<PyBytes>() {
            return Ok(Self::Bytes(PyBackedBytes::from(bytes.clone())));
        }
        let wrong = || Failure::argument("a header's value must be a str or bytes; a header given twice is two pairs");
        let text = value.cast::<PyString>().map_err(|_| wrong())?;
        let beyond = || {
            Failure::argument(
                "a header's value holds a character above U+00FF, which no header can: pass it as Latin-1, or as bytes",
            )
        };
        let text = PyBackedStr::try_from(text.clone()).map_err(|_| beyond())?;
        if text.is_ascii() {
            return Ok(Self::Str(text));
        }
        let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
        bytes.map(Self::Latin1).map_err(|_| beyond())
    }
}

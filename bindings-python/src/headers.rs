//! A request's headers, of any mapping or iterable of pairs, in `str` or `bytes`.

use hookseal_core::{Found, Headers};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

use crate::failure::{Answer, Failure};

/// Shows each header's name and value to `take`, in order.
pub(crate) fn each<'py>(
    headers: &Bound<'py, PyAny>,
    mut take: impl FnMut(&Bound<'py, PyAny>, &Bound<'py, PyAny>) -> Answer<()>,
) -> Answer<()> {
    if let Ok(dict) = headers.cast_exact::<PyDict>() {
        return dict.iter().try_for_each(|(name, value)| take(&name, &value));
    }
    if let Ok(list) = headers.cast_exact::<PyList>() {
        return list.iter().try_for_each(|pair| take_pair(&pair, &mut take));
    }
    let unreadable = |error| Failure::caused("headers must be a mapping or a list of pairs", error);
    if headers.is_instance_of::<PyString>() || headers.is_instance_of::<PyBytes>() {
        return Err(Failure::argument("headers must be a mapping or a list of pairs, not text"));
    }
    let pairs = match headers.getattr_opt("items").map_err(unreadable)? {
        Some(items) => items.call0().map_err(unreadable)?,
        None => headers.clone(),
    };
    for pair in pairs.try_iter().map_err(unreadable)? {
        take_pair(&pair.map_err(unreadable)?, &mut take)?;
    }
    Ok(())
}

fn take_pair<'py>(
    pair: &Bound<'py, PyAny>,
    take: &mut impl FnMut(&Bound<'py, PyAny>, &Bound<'py, PyAny>) -> Answer<()>,
) -> Answer<()> {
    let wrong = || Failure::argument("each header must be a pair of a name and a value");
    if let Ok(pair) = pair.cast::<PyTuple>() {
        let (name, value) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().map_err(|_| wrong())?;
        return take(&name, &value);
    }
    if pair.is_instance_of::<PyString>() || pair.is_instance_of::<PyBytes>() {
        return Err(wrong());
    }
    let [name, value] = pair.extract::<[Bound<'_, PyAny>; 2]>().map_err(|_| wrong())?;
    take(&name, &value)
}

/// The headers that a verifier reads: where its name stands among `names`, and the value. All others are passed over
/// unseen.
pub(crate) struct Given<'n> {
    names: &'n [String],
    values: Vec<(usize, Value)>,
}

impl<'n> Given<'n> {
    /// Picks the headers called as one of `names`.
    pub(crate) fn pick(headers: &Bound<'_, PyAny>, names: &'n [String]) -> Answer<Self> {
        let mut values = Vec::with_capacity(names.len());
        each(headers, |name, value| {
            if let Some(place) = place(name, names)? {
                values.push((place, Value::of(value)?));
            }
            Ok(())
        })?;
        Ok(Self { names, values })
    }
}

impl Headers for Given<'_> {
    fn find(&self, name: &str) -> Found<'_> {
        let Some(wanted) = self.names.iter().position(|known| is_same(known, name.as_bytes())) else {
            return Found::None;
        };
        let mut values = self.values.iter().filter(|(place, _)| *place == wanted);
        match (values.next(), values.next()) {
            (None, _) => Found::None,
            (Some((_, value)), None) => Found::One(value.as_bytes()),
            (Some(_), Some(_)) => Found::Many,
        }
    }
}

/// Where `name` stands among `names`.
fn place(name: &Bound<'_, PyAny>, names: &[String]) -> Answer<Option<usize>> {
    let of = |name: &[u8]| names.iter().position(|known| is_same(known, name));
    if let Ok(text) = name.cast::<PyString>() {
        // A name that is no UTF-8 is none of ours.
        return Ok(text.to_str().ok().and_then(|name| of(name.as_bytes())));
    }
    let bytes = name.cast::<PyBytes>().map_err(|_| Failure::argument("a header's name must be a str or bytes"))?;
    Ok(of(bytes.as_bytes()))
}

fn is_same(known: &str, name: &[u8]) -> bool {
    // Most senders write the documented case, which is faster to compare.
    known.as_bytes() == name || known.as_bytes().eq_ignore_ascii_case(name)
}

/// A header's value as bytes.
pub(crate) enum Value {
    Str(PyBackedStr),
    Bytes(PyBackedBytes),
    /// Text beyond ASCII: its characters are bytes, as HTTP libraries decode them.
    Latin1(Vec<u8>),
}

impl Value {
    pub(crate) fn of(value: &Bound<'_, PyAny>) -> Answer<Self> {
        let beyond = || {
            Failure::argument(
                "a header's value holds a character above U+00FF, which no header can: pass it as Latin-1, or as bytes",
            )
        };
        if let Ok(text) = value.cast::<PyString>() {
            let text = PyBackedStr::try_from(text.clone()).map_err(|_| beyond())?;
            if text.is_ascii() {
                return Ok(Self::Str(text));
            }
            let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
            return bytes.map(Self::Latin1).map_err(|_| beyond());
        }
        let bytes = value.cast::<PyBytes>().map_err(|_| {
            Failure::argument("a header's value must be a str or bytes; a header given twice is two pairs")
        })?;
        Ok(Self::Bytes(PyBackedBytes::from(bytes.clone())))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Str(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
            Self::Latin1(bytes) => bytes,
        }
    }
}

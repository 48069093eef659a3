//! What callers pass in: text, bytes, numbers. Whatever is wrong with one is an error of ours that names it.

use std::path::PathBuf;

use hookseal_core::{DedupKey, Error};
use hookseal_host::clock::now_unix;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBool, PyBytes, PyList, PyMemoryView, PySlice, PyString, PyTuple};

use crate::failure::{Answer, Failure};

/// From this many bytes on, other threads may run while one hashes. Below it, letting them costs more than it gives:
/// the figure is that of pyca/cryptography, and was measured here as well.
const DETACH_FROM: usize = 2048;

/// Makes a call that hashes `length` bytes.
pub(crate) fn hashing<T: Send>(py: Python<'_>, length: usize, call: impl FnOnce() -> T + Send) -> T {
    if length < DETACH_FROM { call() } else { py.detach(call) }
}

/// How much of a buffer that can change is copied at a time.
const PIECE: usize = 16 << 10;

/// More items than any list here may have: an iterator without an end stops here.
const LONGEST: usize = 2000;

/// A text; an error that calls it `name` where it is none, or holds half of a surrogate pair.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> Answer<PyBackedStr> {
    let text = value.cast::<PyString>().map_err(|_| Failure::argument(format!("{name} must be a str")))?;
    // What Python raises holds the text, which may be a secret: it must not come along as the cause.
    PyBackedStr::try_from(text.clone()).map_err(|_| {
        Failure::argument(format!("{name} holds half of a surrogate pair: pass bytes, or text as it was decoded"))
    })
}

pub(crate) fn optional_text(name: &str, value: Option<&Bound<'_, PyAny>>) -> Answer<Option<PyBackedStr>> {
    value.map(|value| text(name, value)).transpose()
}

/// Bytes that cannot change any more, of `bytes`, of text as UTF-8, or copied out of whatever else holds bytes.
pub(crate) fn body<'py>(name: &str, value: &Bound<'py, PyAny>) -> Answer<Bound<'py, PyBytes>> {
    if let Ok(bytes) = value.cast_exact::<PyBytes>() {
        return Ok(bytes.clone());
    }
    if value.is_instance_of::<PyString>() {
        return copy(value.py(), text(name, value)?.as_bytes());
    }
    let view = view(name, value)?;
    let copied = view.call_method0("tobytes").and_then(|copied| Ok(copied.cast_into::<PyBytes>()?));
    copied.map_err(|error| Failure::caused(format!("{name} cannot be read"), error))
}

/// Bytes as Python's own; an exception where memory is short, and no panic.
pub(crate) fn copy<'py>(py: Python<'py>, bytes: &[u8]) -> Answer<Bound<'py, PyBytes>> {
    Ok(PyBytes::new_with(py, bytes.len(), |place| {
        place.copy_from_slice(bytes);
        Ok(())
    })?)
}

/// Hands the pieces of a body to `take`: `bytes` whole, a large buffer of any other kind copied piece by piece.
pub(crate) fn pieces(value: &Bound<'_, PyAny>, mut take: impl FnMut(&Bound<'_, PyBytes>) -> Answer<()>) -> Answer<()> {
    let name = "chunk";
    if value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyString>() {
        return take(&body(name, value)?);
    }
    // What is not contiguous can only be copied whole.
    let octets = view(name, value)?.call_method1("cast", ("B",)).ok();
    let length = octets.as_ref().map_or(Ok(0), PyAnyMethods::len)?;
    let Some(octets) = octets.filter(|_| length > PIECE) else { return take(&body(name, value)?) };
    // By way of Python, since `PySlice::new` of PyO3 0.30 never lets go of its numbers.
    let slice = value.py().get_type::<PySlice>();
    for start in (0..length).step_by(PIECE) {
        let part = octets.get_item(slice.call1((start, start.saturating_add(PIECE)))?)?;
        take(&body(name, &part)?)?;
    }
    Ok(())
}

fn view<'py>(name: &str, value: &Bound<'py, PyAny>) -> Answer<Bound<'py, PyMemoryView>> {
    let wrong =
        |error| Failure::caused(format!("{name} must be bytes, or something that holds bytes, or a str"), error);
    PyMemoryView::from(value).map_err(wrong)
}

/// The items of a list or any other iterable, each read by `read`; too many are `full`.
pub(crate) fn list<T>(
    name: &str,
    value: &Bound<'_, PyAny>,
    full: Error,
    read: impl Fn(&str, &Bound<'_, PyAny>) -> Answer<T>,
) -> Answer<Vec<T>> {
    if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
        return Err(Failure::argument(format!("{name} must be a list, even of one: put it in brackets")));
    }
    let unreadable = |error| Failure::caused(format!("{name} must be a list"), error);
    let each = format!("each of {name}");
    let mut all = Vec::new();
    for item in value.try_iter().map_err(unreadable)? {
        if all.len() == LONGEST {
            return Err(full.into());
        }
        all.push(read(&each, &item.map_err(unreadable)?)?);
    }
    Ok(all)
}

/// Secrets or API keys: text as UTF-8, or bytes.
pub(crate) fn secrets(name: &str, value: &Bound<'_, PyAny>) -> Answer<Vec<PyBackedBytes>> {
    // Of anything else that holds text, such as a dict, it might be the names that are taken for secrets.
    if !value.is_instance_of::<PyList>() && !value.is_instance_of::<PyTuple>() {
        return Err(Failure::argument(format!("{name} must be a list, even of one: put it in brackets")));
    }
    list(name, value, Error::KeyringFull, secret)
}

pub(crate) fn secret(name: &str, value: &Bound<'_, PyAny>) -> Answer<PyBackedBytes> {
    body(name, value).map(PyBackedBytes::from)
}

/// The bytes of each.
pub(crate) fn slices(all: &[PyBackedBytes]) -> Vec<&[u8]> {
    all.iter().map(AsRef::as_ref).collect()
}

/// A whole number of 0 or more; what is left of a fraction is dropped.
pub(crate) fn number(name: &str, value: &Bound<'_, PyAny>) -> Answer<u64> {
    let wrong = || Failure::argument(format!("{name} must be a number from 0 to 2**53"));
    // Python counts with True as with 1: a tolerance of one second is not what was meant.
    if value.is_instance_of::<PyBool>() {
        return Err(wrong());
    }
    if let Ok(number) = value.extract::<u64>() {
        return Ok(number);
    }
    let float = value.extract::<f64>().map_err(|_| wrong())?;
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if !(0.0..=LARGEST).contains(&float) {
        return Err(wrong());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and 2**53")]
    Ok(float as u64)
}

pub(crate) fn optional_number(name: &str, value: Option<&Bound<'_, PyAny>>) -> Answer<Option<u64>> {
    value.map(|value| number(name, value)).transpose()
}

/// A whole number that fits.
pub(crate) fn small<T: TryFrom<u64>>(name: &str, value: &Bound<'_, PyAny>) -> Answer<T> {
    T::try_from(number(name, value)?).map_err(|_| Failure::argument(format!("{name} is too large")))
}

pub(crate) fn optional_small<T: TryFrom<u64>>(name: &str, value: Option<&Bound<'_, PyAny>>) -> Answer<Option<T>> {
    value.map(|value| small(name, value)).transpose()
}

/// The time that the caller gives, else the system's.
pub(crate) fn now(value: Option<&Bound<'_, PyAny>>) -> Answer<u64> {
    now_as("now", value)
}

/// The same, of an argument of another name.
pub(crate) fn now_as(name: &str, value: Option<&Bound<'_, PyAny>>) -> Answer<u64> {
    value.map_or_else(|| Ok(now_unix()?), |value| number(name, value))
}

/// Bytes of a fixed length.
pub(crate) fn array<const LEN: usize>(name: &str, value: &Bound<'_, PyAny>) -> Answer<[u8; LEN]> {
    let bytes = value.cast::<PyBytes>().ok().and_then(|bytes| bytes.as_bytes().try_into().ok());
    bytes.ok_or_else(|| Failure::argument(format!("{name} must be bytes of length {LEN}")))
}

/// The 16 bytes of a dedup key.
pub(crate) fn dedup_key(name: &str, value: &Bound<'_, PyAny>) -> Answer<DedupKey> {
    array(name, value).map(DedupKey::from_bytes)
}

/// A path, as `open` takes it. What is none is a `TypeError`, as everywhere in Python.
pub(crate) fn path(name: &str, value: &Bound<'_, PyAny>) -> Answer<PathBuf> {
    value.extract::<PathBuf>().map_err(|error| match error.is_instance_of::<PyTypeError>(value.py()) {
        true => Failure::Python(error),
        false => Failure::caused(format!("{name} cannot be the path of a file"), error),
    })
}

//! Event fields as a full JSON parser finds them, to compare the push scanner with.
//!
//! The scanner is meant to differ from `serde_json` in these points, and in no other:
//! * one byte order mark in front is skipped;
//! * it stops once every field is settled, and skips what no path leads to without checking it, so it also finds
//!   fields in bodies that are not JSON: for those there is nothing to compare;
//! * the first of two equal keys wins, at each segment of a path;
//! * it does not nest: no depth is too deep;
//! * integers are taken as they are written; another number, an empty string, one that is too long or does not decode
//!   to UTF-8 is a field error, not a parse error.

use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A field as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Absent,
    Invalid,
    Text(String),
}

/// The field at `path`, at most `max` bytes, in a body that is JSON.
pub fn find(body: &RawValue, path: &str, max: usize) -> Found {
    let mut place = body;
    for key in path.split('.') {
        if !place.get().starts_with('{') {
            return Found::Absent;
        }
        let Some(value) = first(place, key) else { return Found::Absent };
        place = value;
    }
    let text = match place.get().as_bytes() {
        [b'"', ..] => serde_json::from_str::<String>(place.get()).ok(),
        [b'-' | b'0'..=b'9', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Some(place.get().into()),
        b"null" => return Found::Absent,
        _ => None,
    };
    text.filter(|text| !text.is_empty() && text.len() <= max).map_or(Found::Invalid, Found::Text)
}

/// The body as JSON, if it is JSON.
pub fn parse(body: &[u8]) -> Option<&RawValue> {
    serde_json::from_slice(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)).ok()
}

fn first<'v>(object: &'v RawValue, key: &str) -> Option<&'v RawValue> {
    let mut deserializer = serde_json::Deserializer::from_str(object.get());
    (&mut deserializer).deserialize_map(FirstOf(key)).unwrap()
}

struct FirstOf<'k>(&'k str);

impl<'k, 'v> Visitor<'v> for FirstOf<'k> {
    type Value = Option<&'v RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'v>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_key) = map.next_key_seed(Is(self.0))? {
            let value: &RawValue = map.next_value()?;
            if is_key {
                found.get_or_insert(value);
            }
        }
        Ok(found)
    }
}

/// Compares keys as bytes, since one that is no UTF-8 is no error.
struct Is<'k>(&'k str);

impl<'v> DeserializeSeed<'v> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'v>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<bool, E> {
        Ok(bytes == self.0.as_bytes())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        self.visit_bytes(text.as_bytes())
    }
}

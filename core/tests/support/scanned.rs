//! The push scanner against the reference, on any body.

use hookseal_core::{
    Encoding, Error, Field, Request, Scheme, Signature, Timestamp, TimestampAt, TimestampUnit, Verifier,
};

use super::delivery::{KEY, keyring, reference_tag, write_tag};
use super::events::{Found, find, parse};
use super::facts::agreed;

/// Paths of ID, type, version and timestamp: apart, one through the other, one the start of another, with the same last key.
pub const PATHS: [[&str; 4]; 7] = [
    ["id", "type", "version", "time"],
    ["event_id", "event.type", "event.version", "event.time"],
    ["a", "a.b", "a.b.c", "a.b.c.d"],
    ["a.b.c.d", "a.b.c", "a.b", "a"],
    ["data.object.id", "data.type", "id", "data.object.time"],
    ["ab", "a", "a.a", "aa"],
    ["a.b", "c.b", "d.b", "b"],
];

/// Verifies `body`, whole and cut, and compares what was found with the reference where it is JSON.
pub fn assert_as_reference(paths: &[&str; 4], body: &[u8], cuts: &[usize]) {
    let [id, event_type, version, timestamp] = *paths;
    let scheme = Scheme {
        name: "acme",
        family: "acme",
        signature: Some(Signature { headers: &["X-Sig"], separator: None, prefix: "", encoding: Encoding::Hex }),
        id: Some(Field::Json(id)),
        event_type: Some(Field::Json(event_type)),
        version: Some(Field::Json(version)),
        timestamp: Some(Timestamp {
            at: TimestampAt::Json(timestamp),
            unit: TimestampUnit::Seconds,
            past: None,
            future: None,
        }),
        ..Scheme::BASE
    };
    let verifier = Verifier::new(&scheme, keyring(scheme.key)).unwrap();
    let tag = write_tag(Encoding::Hex, &reference_tag(KEY, body));
    let facts = agreed(&verifier, &Request::new(&[("X-Sig", tag)], 0), body, cuts).unwrap();
    let Some(json) = parse(body) else { return };
    let found = [find(json, id, 256), find(json, event_type, 128), find(json, version, 32)];
    let is_invalid = found.contains(&Found::Invalid);
    let text = |found: Found| if let Found::Text(text) = found { Some(text) } else { None };
    assert_eq!([facts.id, facts.event_type, facts.version], found.map(text), "at {paths:?}");
    assert_eq!(facts.field_error, is_invalid.then_some(Error::EventFieldInvalid), "at {paths:?}");
    let time = text(find(json, timestamp, 35));
    let time = time.and_then(|time| super::times::reference(TimestampUnit::Seconds, &time));
    assert_eq!(facts.timestamp, time.map(|(seconds, _)| seconds), "at {paths:?}");
}

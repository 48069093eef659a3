//! Deliveries as a sender would make them, and what they sign according to a reference written for the tests.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use hookseal_core::{
    Delivery, Encoding, Error, Field, KeyFormat, Keyring, Part, Request, Scheme, Signer, TimestampAt, TimestampUnit,
};
use serde_json::Value;
use sha2::Sha256;

/// What a receiver gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub headers: Vec<(String, Vec<u8>)>,
    pub method: String,
    pub url: String,
    pub body: Vec<u8>,
    pub now: u64,
}

/// What a sender starts from.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: String,
    pub time: u64,
    pub method: String,
    pub url: String,
    /// The value of every further header that the scheme reads.
    pub text: String,
    pub body: Vec<u8>,
}

impl Draft {
    /// The delivery, signed with the keyring's first secret.
    pub fn sign(&self, scheme: &Scheme<'_>, keyring: Keyring) -> Result<Sent, Error> {
        let further = further_headers(scheme, &self.text);
        let signed = Signer::new(scheme, keyring)?.sign(&Delivery {
            body: &self.body,
            timestamp: self.time,
            id: Some(&self.id),
            method: Some(&self.method),
            url: Some(&self.url),
            headers: &further,
        })?;
        let signed: Vec<(&str, &str)> = signed.iter().collect();
        let is_new = |name: &str| !signed.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        let further: Vec<_> = further.iter().copied().filter(|(name, _)| is_new(name)).collect();
        let headers = signed.iter().copied().chain(further);
        Ok(Sent {
            headers: headers.map(|(name, value)| (name.into(), value.into())).collect(),
            method: self.method.clone(),
            url: self.url.clone(),
            body: self.body.clone(),
            now: self.time,
        })
    }
}

impl Sent {
    pub fn request(&self) -> Request<'_, [(String, Vec<u8>)]> {
        let request = Request::new(self.headers.as_slice(), self.now);
        Request { method: Some(&self.method), url: Some(&self.url), ..request }
    }

    /// What is signed, read off the headers as sent.
    pub fn content(&self, scheme: &Scheme<'_>) -> Vec<u8> {
        let header = |name: &str| {
            let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_slice()).unwrap_or_default()
        };
        let mut content = Vec::new();
        for part in scheme.parts {
            content.extend_from_slice(match (*part, scheme.id, scheme.timestamp.map(|timestamp| timestamp.at)) {
                (Part::Literal(text), _, _) => text.as_bytes(),
                (Part::Method, _, _) => self.method.as_bytes(),
                (Part::Url, _, _) => self.url.as_bytes(),
                (Part::Body, _, _) => &self.body,
                (Part::Header(name), _, _)
                | (Part::EventId, Some(Field::Header(name)), _)
                | (Part::Timestamp, _, Some(TimestampAt::Header(name))) => header(name),
                (Part::Timestamp, _, Some(TimestampAt::Entry(prefix))) => {
                    let signature = scheme.signature.unwrap();
                    let mut entries = header(signature.headers[0]).split(|byte| Some(*byte) == signature.separator);
                    entries
                        .find_map(|entry| entry.trim_ascii_start().strip_prefix(prefix.as_bytes()))
                        .unwrap_or_default()
                }
                (Part::EventId | Part::Timestamp, _, _) => &[],
            });
        }
        content
    }

    pub fn header_mut(&mut self, name: &str) -> Option<&mut Vec<u8>> {
        let found = self.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }
}

/// The headers a scheme reads besides the signature, the timestamp and the ID, each once and with the value `text`.
fn further_headers<'s>(scheme: &Scheme<'s>, text: &'s str) -> Vec<(&'s str, &'s str)> {
    let mut headers: Vec<(&str, &str)> = Vec::new();
    let of_parts = scheme.parts.iter().filter_map(|part| match part {
        Part::Header(name) => Some(*name),
        _ => None,
    });
    let of_fields = [scheme.event_type, scheme.version].into_iter().filter_map(|field| match field {
        Some(Field::Header(name)) => Some(name),
        Some(Field::Json(_)) | None => None,
    });
    for name in of_parts.chain(of_fields) {
        if !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            headers.push((name, text));
        }
    }
    headers
}

/// A JSON body that holds every field the scheme looks for in it.
pub fn json_body(scheme: &Scheme<'_>, id: &str, time: u64) -> Vec<u8> {
    let mut body = Value::Object(serde_json::Map::new());
    let fields = [(scheme.version, "2"), (scheme.event_type, "order.paid"), (scheme.id, id)];
    for (field, value) in fields {
        if let Some(Field::Json(path)) = field {
            put(&mut body, path, Value::String(value.into()));
        }
    }
    if let Some(timestamp) = scheme.timestamp
        && let TimestampAt::Json(path) = timestamp.at
    {
        put(&mut body, path, json_time(timestamp.unit, time));
    }
    put(&mut body, "padding.amount", Value::from(12));
    body.to_string().into_bytes()
}

fn json_time(unit: TimestampUnit, time: u64) -> Value {
    match unit {
        TimestampUnit::Seconds => Value::from(time),
        TimestampUnit::Milliseconds => Value::from(time.saturating_mul(1000)),
        TimestampUnit::Rfc3339 => Value::String("2023-11-14T22:13:20Z".into()),
    }
}

/// Puts `value` at `path`, unless something that is no object stands in the way.
fn put(body: &mut Value, path: &str, value: Value) {
    let mut place = body;
    for key in path.split('.') {
        if place.is_null() {
            *place = Value::Object(serde_json::Map::new());
        }
        let Some(object) = place.as_object_mut() else { return };
        place = object.entry(key).or_insert(Value::Null);
    }
    *place = value;
}

/// The tag by a reference of a few lines: HMAC-SHA256 of the parts, one after the other.
pub fn reference_tag(key: &[u8], content: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(content);
    mac.finalize().into_bytes().into()
}

pub fn write_tag(encoding: Encoding, tag: &[u8; 32]) -> String {
    let mut buffer = [0; 64];
    match encoding {
        Encoding::Hex => hex(tag),
        Encoding::Base64 => Base64::encode(tag, &mut buffer).unwrap().into(),
        Encoding::Base64Url => Base64UrlUnpadded::encode(tag, &mut buffer).unwrap().into(),
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `key` as a secret of that format; `utf8` needs a key that has no white space at its edges.
pub fn write_secret(format: KeyFormat, key: &[u8]) -> Vec<u8> {
    let mut buffer = vec![0; key.len() * 2 + 4];
    match format {
        KeyFormat::Utf8 | KeyFormat::Raw => key.to_vec(),
        KeyFormat::Hex => hex(key).into(),
        KeyFormat::Base64 => Base64::encode(key, &mut buffer).unwrap().into(),
        KeyFormat::Whsec => format!("whsec_{}", Base64::encode(key, &mut buffer).unwrap()).into(),
    }
}

pub const KEY: &[u8; 32] = b"k3y-of-thirty-two-bytes-in-ASCII";

pub fn keyring(format: KeyFormat) -> Keyring {
    Keyring::new(format, &[&write_secret(format, KEY)]).unwrap()
}

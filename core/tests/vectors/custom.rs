//! A vector's `custom_scheme` as a [`Scheme`]. Its strings are leaked: a test ends.

use hookseal_core::{
    DedupBy, Encoding, Field, Flaw, KeyFormat, Part, Scheme, SenderRetries, Signature, Timestamp, TimestampAt,
    TimestampUnit,
};
use serde_json::Value;

use crate::case::dedup_of;

pub(crate) fn scheme(value: &Value) -> Scheme<'static> {
    let name = text(value, "name").expect("a name");
    let parts: Vec<_> = text(value, "signed").map(parts).unwrap_or_default();
    let is_repeating = value.get("bodies_repeat") == Some(&Value::Bool(true));
    let mut scheme = Scheme {
        name,
        family: text(value, "family").unwrap_or(name),
        signature: value.get("signature").map(signature),
        key: match text(value, "key").unwrap_or("utf8") {
            "utf8" => KeyFormat::Utf8,
            "raw" => KeyFormat::Raw,
            "base64" => KeyFormat::Base64,
            "hex" => KeyFormat::Hex,
            "whsec" => KeyFormat::Whsec,
            other => panic!("no key format is called {other}"),
        },
        parts: parts.leak(),
        timestamp: value.get("timestamp").map(timestamp),
        id: value.get("id").map(field),
        event_type: value.get("type").map(field),
        version: value.get("version").map(field),
        dedup: text(value, "dedup").map_or(DedupBy::SignedId, dedup_of),
        bodies_repeat: is_repeating,
        sender_retries: match value.get("sender_retries") {
            Some(Value::String(none)) if none == "none" => SenderRetries::None,
            Some(count) => SenderRetries::Count(u8::try_from(count.as_u64().expect("a count")).unwrap()),
            None => SenderRetries::Unknown,
        },
        max_body: value.get("max_body").map_or(Scheme::DEFAULT_MAX_BODY, |cap| cap.as_u64().expect("a cap")),
        ..Scheme::BASE
    };
    // Unless stated, an event is identified by its signed ID, if it has one.
    if value.get("dedup").is_none() && matches!(scheme.check(), Err(Flaw::IdUnsigned | Flaw::IdAbsent)) {
        scheme.dedup = if is_repeating { DedupBy::None } else { DedupBy::Digest };
    }
    scheme
}

fn leak(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn text(value: &Value, field: &str) -> Option<&'static str> {
    value.get(field).map(|value| leak(value.as_str().expect("text")))
}

fn signature(value: &Value) -> Signature<'static> {
    let headers = value["headers"].as_array().expect("headers");
    let headers: Vec<_> = headers.iter().map(|name| leak(name.as_str().expect("a header name"))).collect();
    Signature {
        headers: headers.leak(),
        separator: text(value, "separator").map(|separator| separator.as_bytes()[0]),
        prefix: text(value, "prefix").unwrap_or_default(),
        encoding: match text(value, "encoding") {
            Some("hex") => Encoding::Hex,
            Some("base64") => Encoding::Base64,
            Some("base64url") => Encoding::Base64Url,
            other => panic!("no encoding is called {other:?}"),
        },
    }
}

fn timestamp(value: &Value) -> Timestamp<'static> {
    let at = [
        text(value, "header").map(TimestampAt::Header),
        text(value, "entry").map(TimestampAt::Entry),
        text(value, "json").map(TimestampAt::Json),
    ];
    let seconds = |field| value.get(field).map(|seconds| u32::try_from(seconds.as_u64().unwrap()).unwrap());
    Timestamp {
        at: at.into_iter().flatten().next().expect("where the timestamp is"),
        unit: match text(value, "unit") {
            Some("seconds") => TimestampUnit::Seconds,
            Some("milliseconds") => TimestampUnit::Milliseconds,
            Some("rfc3339") => TimestampUnit::Rfc3339,
            other => panic!("no unit is called {other:?}"),
        },
        past: seconds("past"),
        future: seconds("future"),
    }
}

fn field(value: &Value) -> Field<'static> {
    text(value, "header").map_or_else(|| Field::Json(text(value, "json").expect("a path")), Field::Header)
}

/// `{timestamp}.{body}` and so on; a brace that stands for itself is doubled.
fn parts(signed: &'static str) -> Vec<Part<'static>> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = signed;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with("{{") || rest.starts_with("}}") {
            literal.push(first);
            rest = &rest[2..];
        } else if first == '{' {
            let (placeholder, after) = rest[1..].split_once('}').expect("a closing brace");
            if !literal.is_empty() {
                parts.push(Part::Literal(leak(&core::mem::take(&mut literal))));
            }
            parts.push(match placeholder {
                "timestamp" => Part::Timestamp,
                "id" => Part::EventId,
                "body" => Part::Body,
                "method" => Part::Method,
                "url" => Part::Url,
                other => Part::Header(other.strip_prefix("header:").expect("a placeholder")),
            });
            rest = after;
        } else {
            literal.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(leak(&literal)));
    }
    parts
}

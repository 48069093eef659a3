//! What `verify` says: a sentence, or an object.

use core::fmt;

use hookseal_core::{Error, Verified};
use serde::Serialize;

use crate::failure::Failure;

/// A delivery that verified. Absent values are null.
#[derive(Debug, Serialize)]
pub(super) struct Genuine {
    valid: bool,
    scheme: String,
    key_index: Option<u8>,
    timestamp: Option<u64>,
    event: Event,
    dedup_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_error: Option<&'static str>,
    #[serde(skip)]
    no_key: Option<Error>,
    #[serde(skip)]
    secrets: usize,
}

#[derive(Debug, Serialize)]
struct Event {
    id: Option<String>,
    signed: bool,
    #[serde(rename = "type")]
    event_type: Option<String>,
    version: Option<String>,
    #[serde(skip)]
    is_type_signed: bool,
    #[serde(skip)]
    is_version_signed: bool,
}

impl Genuine {
    pub(super) fn new(verified: &Verified, scope: &str, secrets: usize) -> Self {
        let key = verified.dedup_key(scope);
        Self {
            valid: true,
            scheme: verified.scheme().to_owned(),
            key_index: verified.key_index(),
            timestamp: verified.timestamp(),
            event: Event {
                id: verified.id().map(str::to_owned),
                signed: verified.id_signed() && verified.id().is_some(),
                event_type: verified.event_type().map(str::to_owned),
                version: verified.version().map(str::to_owned),
                is_type_signed: verified.type_signed(),
                is_version_signed: verified.version_signed(),
            },
            dedup_key: key.ok().flatten().map(|key| key.to_string()),
            field_error: verified.field_error().map(Error::name),
            no_key: key.err(),
            secrets,
        }
    }
}

impl fmt::Display for Genuine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Valid: a genuine {} delivery", self.scheme)?;
        if let Some(index) = self.key_index.filter(|_| self.secrets > 1) {
            write!(f, " (secret {} of {})", u16::from(index) + 1, self.secrets)?;
        }
        if let Some(timestamp) = self.timestamp {
            write!(f, " of Unix time {timestamp}")?;
        }
        let event = &self.event;
        for (noun, text, is_signed) in [
            ("event", &event.id, event.signed),
            ("type", &event.event_type, event.is_type_signed),
            ("version", &event.version, event.is_version_signed),
        ] {
            if let Some(text) = text {
                let unsigned = if is_signed { "" } else { " (not signed)" };
                // A sender's text could command the terminal: everything but printable ASCII is escaped.
                write!(f, ", {noun} {}{unsigned}", text.escape_default())?;
            }
        }
        if let Some(key) = &self.dedup_key {
            write!(f, ", dedup key {key}")?;
        }
        match (self.no_key.map(Error::name), self.field_error) {
            (Some(error), _) => write!(f, ", but without a dedup key ({error})")?,
            (None, Some(error)) => write!(f, ", but with event fields that cannot be read ({error})")?,
            (None, None) => {}
        }
        f.write_str(".")
    }
}

/// A delivery that did not verify, or a verification that could not be made.
#[derive(Debug, Serialize)]
pub(super) struct Refused {
    valid: bool,
    code: u16,
    name: &'static str,
}

impl From<&Failure> for Refused {
    fn from(failure: &Failure) -> Self {
        Self { valid: false, code: failure.error.code(), name: failure.error.name() }
    }
}

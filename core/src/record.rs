//! The log record: one line of JSON a webhook, the same in every language.

use core::fmt;

use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::verified::Verified;

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Handled.
    Ok,
    /// A second delivery of a finished event.
    Duplicate,
    /// A type without a handler.
    Ignored,
    /// Signature, timestamp, header, key or certificate refused.
    Refused,
    /// Another delivery of the event is being handled.
    InFlight,
    /// The window has no room.
    Full,
    /// The store does not answer.
    Unavailable,
    /// The handler failed.
    Failed,
    /// The handler succeeded, and the commit did not.
    CommitLost,
    /// A dead-letter sink took it.
    DeadLettered,
    /// The endpoint is set up wrongly.
    Misconfigured,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 11] = [
        Self::Ok,
        Self::Duplicate,
        Self::Ignored,
        Self::Refused,
        Self::InFlight,
        Self::Full,
        Self::Unavailable,
        Self::Failed,
        Self::CommitLost,
        Self::DeadLettered,
        Self::Misconfigured,
    ];

    /// The outcome as the record writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Duplicate => "duplicate",
            Self::Ignored => "ignored",
            Self::Refused => "refused",
            Self::InFlight => "in_flight",
            Self::Full => "full",
            Self::Unavailable => "unavailable",
            Self::Failed => "failed",
            Self::CommitLost => "commit_lost",
            Self::DeadLettered => "dead_lettered",
            Self::Misconfigured => "misconfigured",
        }
    }
}

/// What is logged of one webhook.
///
/// It never holds a secret, a tag or a body. Event fields come from a [`Verified`] only, and a refused
/// delivery logs none. Text is cut to 128 bytes; a byte outside 0x20–0x7E becomes `\xNN` and `\` becomes `\\`
/// before it is quoted for JSON, so a record is always one line of ASCII.
#[derive(Clone, Copy, Debug)]
pub struct Record<'r> {
    /// When the request came, in Unix milliseconds.
    pub time: u64,
    /// The scheme's name.
    pub scheme: &'r str,
    /// The endpoint's name.
    pub endpoint: &'r str,
    /// The delivery, where it was verified.
    pub verified: Option<&'r Verified>,
    /// What became of it.
    pub outcome: Outcome,
    /// The HTTP status answered.
    pub status: u16,
    /// Why it was refused or failed.
    pub error: Option<Error>,
    /// Which attempt at the event this was, from 1.
    pub attempt: Option<u8>,
    /// How many bytes of body came.
    pub body_bytes: u64,
    /// How long it took, in microseconds.
    pub duration_us: u64,
}

impl Record<'_> {
    /// A buffer of this many bytes holds any record.
    pub const MAX_LEN: usize = 3584;

    /// Writes the record as one JSON object into `buffer`.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`]; what `buffer` then holds is unspecified.
    pub fn render<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b str, Error> {
        let verified = self.verified.filter(|_| self.outcome != Outcome::Refused);
        let row = Row {
            time: self.time,
            scheme: Clean(self.scheme),
            endpoint: Clean(self.endpoint),
            event_id: verified.and_then(Verified::id).map(Clean),
            event_type: verified.and_then(Verified::event_type).map(Clean),
            event_version: verified.and_then(Verified::version).map(Clean),
            outcome: self.outcome.name(),
            status: self.status,
            error: self.error.map(Error::name),
            attempt: self.attempt,
            key_index: verified.and_then(Verified::key_index),
            body_bytes: self.body_bytes,
            duration_us: self.duration_us,
        };
        let length = serde_json_core::to_slice(&row, buffer).map_err(|_| Error::BufferTooSmall)?;
        let written = buffer.get(..length).ok_or(Error::BufferTooSmall)?;
        core::str::from_utf8(written).map_err(|_| Error::BufferTooSmall)
    }
}

/// The record's keys, in their order.
#[derive(Serialize)]
struct Row<'r> {
    time: u64,
    scheme: Clean<'r>,
    endpoint: Clean<'r>,
    event_id: Option<Clean<'r>>,
    event_type: Option<Clean<'r>>,
    event_version: Option<Clean<'r>>,
    outcome: &'static str,
    status: u16,
    error: Option<&'static str>,
    attempt: Option<u8>,
    key_index: Option<u8>,
    body_bytes: u64,
    duration_us: u64,
}

/// Text that cannot leave its line or its field.
struct Clean<'t>(&'t str);

/// The most bytes of a text that are logged.
const TEXT_MAX: usize = 128;

impl fmt::Display for Clean<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes().take(TEXT_MAX) {
            match byte {
                b'\\' => f.write_str("\\\\")?,
                b' '..=b'~' => fmt::Write::write_char(f, char::from(byte))?,
                _ => write!(f, "\\x{byte:02x}")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Clean<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

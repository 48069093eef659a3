//! Where a field stands: tables of which exactly one field is the place.

use hookseal_core::{Field, Timestamp, TimestampAt, TimestampUnit};
use serde::{Deserialize, Serialize};

use super::word::Word;

/// `[id]`, `[type]` or `[version]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", try_from = "PlaceTable")]
pub enum Place {
    /// The header that holds it.
    Header(String),
    /// Its path in the JSON body.
    Json(String),
}

/// `[timestamp]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ClockTable")]
pub struct ClockForm {
    /// Where it stands.
    #[serde(flatten)]
    pub at: ClockAt,
    /// How it is written.
    pub unit: Word<TimestampUnit>,
    /// Seconds that it may lie in the past; any if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub past: Option<u32>,
    /// Seconds that it may lie in the future; any if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub future: Option<u32>,
}

/// Where the timestamp stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockAt {
    /// The header that holds it.
    Header(String),
    /// The prefix of its entry in the signature header.
    Entry(String),
    /// Its path in the JSON body.
    Json(String),
}

/// What is read. serde's own way to read an enum says "wanted exactly 1 element" where two are given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceTable {
    header: Option<String>,
    json: Option<String>,
}

impl TryFrom<PlaceTable> for Place {
    type Error = &'static str;

    fn try_from(table: PlaceTable) -> Result<Self, &'static str> {
        match (table.header, table.json) {
            (Some(name), None) => Ok(Self::Header(name)),
            (None, Some(path)) => Ok(Self::Json(path)),
            (None, None) | (Some(_), Some(_)) => Err("give exactly one of `header` and `json`"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockTable {
    header: Option<String>,
    entry: Option<String>,
    json: Option<String>,
    unit: Word<TimestampUnit>,
    past: Option<u32>,
    future: Option<u32>,
}

impl TryFrom<ClockTable> for ClockForm {
    type Error = &'static str;

    fn try_from(table: ClockTable) -> Result<Self, &'static str> {
        let at = match (table.header, table.entry, table.json) {
            (Some(name), None, None) => ClockAt::Header(name),
            (None, Some(prefix), None) => ClockAt::Entry(prefix),
            (None, None, Some(path)) => ClockAt::Json(path),
            _ => return Err("give exactly one of `header`, `entry` and `json`"),
        };
        Ok(Self { at, unit: table.unit, past: table.past, future: table.future })
    }
}

impl Place {
    /// The core's form.
    #[must_use]
    pub const fn as_field(&self) -> Field<'_> {
        match self {
            Self::Header(name) => Field::Header(name.as_str()),
            Self::Json(path) => Field::Json(path.as_str()),
        }
    }
}

impl From<Field<'_>> for Place {
    fn from(field: Field<'_>) -> Self {
        match field {
            Field::Header(name) => Self::Header(name.to_owned()),
            Field::Json(path) => Self::Json(path.to_owned()),
        }
    }
}

impl ClockForm {
    /// The core's form.
    #[must_use]
    pub const fn as_timestamp(&self) -> Timestamp<'_> {
        let at = match &self.at {
            ClockAt::Header(name) => TimestampAt::Header(name.as_str()),
            ClockAt::Entry(prefix) => TimestampAt::Entry(prefix.as_str()),
            ClockAt::Json(path) => TimestampAt::Json(path.as_str()),
        };
        Timestamp { at, unit: self.unit.0, past: self.past, future: self.future }
    }
}

impl From<Timestamp<'_>> for ClockForm {
    fn from(timestamp: Timestamp<'_>) -> Self {
        let at = match timestamp.at {
            TimestampAt::Header(name) => ClockAt::Header(name.to_owned()),
            TimestampAt::Entry(prefix) => ClockAt::Entry(prefix.to_owned()),
            TimestampAt::Json(path) => ClockAt::Json(path.to_owned()),
        };
        Self { at, unit: Word(timestamp.unit), past: timestamp.past, future: timestamp.future }
    }
}

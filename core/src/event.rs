//! The event's ID, type, version and timestamp, found in a JSON body while it streams through.
//!
//! The scanner runs beside the hash, in fixed memory and without recursion, whatever the body. It reads only
//! what it must: paths lead through objects, never into arrays, and what no path leads to is skipped without
//! being decoded or checked. Once every field is settled it stops. So "fields found" does not say "the rest is
//! JSON", but a body that is JSON gives what a full parser gives, with the first of two equal keys.

mod scalar;
mod scanner;
mod skipped;
mod string;
mod trail;

pub(crate) use scanner::Scanner;
pub(crate) use trail::{PATH_MAX, is_path};

use crate::error::Error;
use crate::text::Text;
use crate::timestamp::TIMESTAMP_MAX;

/// The longest event ID, in bytes.
pub(crate) const ID_MAX: usize = 256;
/// The longest event type, in bytes.
pub(crate) const TYPE_MAX: usize = 128;
/// The longest event version, in bytes.
pub(crate) const VERSION_MAX: usize = 32;

/// What the scanner looks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Id,
    Type,
    Version,
    Timestamp,
}

impl Target {
    const ALL: [Self; 4] = [Self::Id, Self::Type, Self::Version, Self::Timestamp];
}

/// What was found, in headers or in the body.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) id: Text<ID_MAX>,
    pub(crate) event_type: Text<TYPE_MAX>,
    pub(crate) version: Text<VERSION_MAX>,
    pub(crate) timestamp: Text<TIMESTAMP_MAX>,
    /// Why a field is not there although the body may hold it. The timestamp is not an event field.
    pub(crate) error: Option<Error>,
    pub(crate) is_timestamp_invalid: bool,
}

impl Fields {
    pub(crate) const fn new() -> Self {
        Self {
            id: Text::new(),
            event_type: Text::new(),
            version: Text::new(),
            timestamp: Text::new(),
            error: None,
            is_timestamp_invalid: false,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.id.clear();
        self.event_type.clear();
        self.version.clear();
        self.timestamp.clear();
        (self.error, self.is_timestamp_invalid) = (None, false);
    }

    /// Takes what others hold, from empty.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.id.push(other.id.as_bytes());
        self.event_type.push(other.event_type.as_bytes());
        self.version.push(other.version.as_bytes());
        self.timestamp.push(other.timestamp.as_bytes());
        self.error = other.error;
        self.is_timestamp_invalid = other.is_timestamp_invalid;
    }

    fn text(&mut self, target: Target) -> &mut heapless::VecView<u8> {
        match target {
            Target::Id => self.id.view(),
            Target::Type => self.event_type.view(),
            Target::Version => self.version.view(),
            Target::Timestamp => self.timestamp.view(),
        }
    }

    fn push(&mut self, target: Target, bytes: &[u8]) -> bool {
        self.text(target).extend_from_slice(bytes).is_ok()
    }

    /// Ends a value: it stays if it is text that is not empty, and is reported if it is not.
    fn settle(&mut self, target: Target, is_valid: bool) {
        let text = self.text(target);
        if !is_valid || text.is_empty() || core::str::from_utf8(text).is_err() {
            self.refuse(target);
        }
    }

    fn forget(&mut self, target: Target) {
        self.text(target).clear();
    }

    fn refuse(&mut self, target: Target) {
        self.forget(target);
        match target {
            Target::Id | Target::Type | Target::Version => {
                self.error.get_or_insert(Error::EventFieldInvalid);
            }
            Target::Timestamp => self.is_timestamp_invalid = true,
        }
    }
}

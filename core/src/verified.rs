//! What a verification gives.

mod keys;

use core::fmt;
use core::mem::MaybeUninit;

use crate::error::Error;
use crate::event::Fields;
use crate::rules::{NAME_MAX, Rules};
use crate::scheme::DedupBy;
use crate::text::Text;

/// What is known of a delivery once its signature has matched, or its guards have passed.
///
/// It owns everything and borrows nothing of the body. There is no other way to one than
/// [`Verifier`](crate::Verifier): no constructor, no default, no field to set.
///
/// ```compile_fail
/// let forged = hookseal_core::Verified::default();
/// ```
#[derive(Clone)]
pub struct Verified {
    scheme: Text<NAME_MAX>,
    family: Text<NAME_MAX>,
    pub(crate) fields: Fields,
    pub(crate) timestamp: Option<u64>,
    pub(crate) key_index: Option<u8>,
    pub(crate) digest: Option<[u8; 32]>,
    dedup: DedupBy,
    signed: Signed,
    is_type_beside_digest: bool,
}

/// Which facts the signature covers.
#[derive(Clone, Copy, Default)]
struct Signed {
    id: bool,
    event_type: bool,
    version: bool,
    timestamp: bool,
}

impl Verified {
    pub(crate) const fn idle() -> Self {
        Self {
            scheme: Text::new(),
            family: Text::new(),
            fields: Fields::new(),
            timestamp: None,
            key_index: None,
            digest: None,
            dedup: DedupBy::None,
            signed: Signed { id: false, event_type: false, version: false, timestamp: false },
            is_type_beside_digest: false,
        }
    }

    /// Makes it idle, field by field: the whole would be built on the stack first.
    pub(crate) fn clear(&mut self) {
        self.scheme.clear();
        self.family.clear();
        self.fields.clear();
        (self.timestamp, self.key_index, self.digest) = (None, None, None);
        (self.dedup, self.signed, self.is_type_beside_digest) = (DedupBy::None, Signed::default(), false);
    }

    /// Copies it without a frame that holds it.
    pub(crate) fn copy_to<'p>(&self, place: &'p mut MaybeUninit<Self>) -> &'p Self {
        let copy = place.write(Self::idle());
        copy.scheme.push(self.scheme.as_bytes());
        copy.family.push(self.family.as_bytes());
        copy.fields.copy_from(&self.fields);
        copy.timestamp = self.timestamp;
        copy.key_index = self.key_index;
        copy.digest = self.digest;
        copy.dedup = self.dedup;
        copy.signed = self.signed;
        copy.is_type_beside_digest = self.is_type_beside_digest;
        copy
    }

    pub(crate) fn describe(&mut self, rules: &Rules) {
        self.scheme.push(rules.get(rules.name).as_bytes());
        self.family.push(rules.get(rules.family).as_bytes());
        self.dedup = rules.dedup;
        self.signed = Signed {
            id: rules.id.is_some_and(|source| source.is_signed),
            event_type: rules.event_type.is_some_and(|source| source.is_signed),
            version: rules.version.is_some_and(|source| source.is_signed),
            timestamp: rules.clock.is_some_and(|clock| clock.source.is_signed),
        };
        self.is_type_beside_digest = rules.is_type_beside_digest();
    }

    /// The scheme's name.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.scheme.as_str()
    }

    /// Which of the keyring's secrets matched, from 0; none for an endpoint without a signature.
    #[must_use]
    pub const fn key_index(&self) -> Option<u8> {
        self.key_index
    }

    /// When the sender says it signed, in whole Unix seconds.
    #[must_use]
    pub const fn timestamp(&self) -> Option<u64> {
        self.timestamp
    }

    /// Whether the signature covers the timestamp.
    #[must_use]
    pub const fn timestamp_signed(&self) -> bool {
        self.signed.timestamp
    }

    /// The event ID, at most 256 bytes; none where it is absent or unreadable.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.fields.id.get()
    }

    /// Whether the signature covers the event ID.
    #[must_use]
    pub const fn id_signed(&self) -> bool {
        self.signed.id
    }

    /// The event type, at most 128 bytes; none where it is absent or unreadable.
    #[must_use]
    pub fn event_type(&self) -> Option<&str> {
        self.fields.event_type.get()
    }

    /// Whether the signature covers the event type.
    #[must_use]
    pub const fn type_signed(&self) -> bool {
        self.signed.event_type
    }

    /// The version of the event's format, at most 32 bytes; none where it is absent or unreadable.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.fields.version.get()
    }

    /// Whether the signature covers the version.
    #[must_use]
    pub const fn version_signed(&self) -> bool {
        self.signed.version
    }

    /// Why an event field is none although the body may hold it: [`Error::EventNotJson`] or
    /// [`Error::EventFieldInvalid`]. The delivery is authentic all the same.
    #[must_use]
    pub const fn field_error(&self) -> Option<Error> {
        self.fields.error
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("scheme", &self.scheme())
            .field("key_index", &self.key_index)
            .field("timestamp", &self.timestamp)
            .field("id", &self.id())
            .field("event_type", &self.event_type())
            .field("version", &self.version())
            .field("field_error", &self.field_error())
            .finish_non_exhaustive()
    }
}

//! By which key a delivery's event is told from others.

use sha2::{Digest as _, Sha256};

use super::Verified;
use crate::dedup::{DedupKey, Kind};
use crate::error::Error;
use crate::scheme::DedupBy;

impl Verified {
    /// The event's dedup key within `scope`, or none where the endpoint does not dedup.
    ///
    /// A scope, 0 to 255 bytes, names one sender and one consumer: two tenants, or two endpoints that must each
    /// see an event, have different ones.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] for a longer scope. Where the key needs an event ID that is not there: the
    /// [`field_error`](Self::field_error), else [`Error::EventIdMissing`].
    pub fn dedup_key(&self, scope: &str) -> Result<Option<DedupKey>, Error> {
        let by_id = |kind| {
            let missing = self.fields.error.unwrap_or(Error::EventIdMissing);
            let id = self.id().ok_or(missing)?;
            DedupKey::new(kind, self.family.as_str(), scope, &[id.as_bytes()]).map(Some)
        };
        match self.dedup {
            DedupBy::SignedId => by_id(Kind::SignedId),
            DedupBy::SignedIdOrDigest if self.id().is_some() => by_id(Kind::SignedId),
            DedupBy::SignedIdOrDigest | DedupBy::Digest => self.by_digest(scope).map(Some),
            DedupBy::UnsignedId => by_id(Kind::UnsignedId),
            DedupBy::None => Ok(None),
        }
    }

    /// A key within `scope` for a delivery that [`dedup_key`](Self::dedup_key) has none for: by the digest of its body,
    /// which its caller has, and of nothing else.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] for a scope of more than 255 bytes.
    pub fn body_key(&self, scope: &str, body: &[u8]) -> Result<DedupKey, Error> {
        DedupKey::new(Kind::BodyDigest, self.family.as_str(), scope, &[&Sha256::digest(body)])
    }

    fn by_digest(&self, scope: &str) -> Result<DedupKey, Error> {
        let digest = self.digest.as_ref().ok_or(Error::State)?;
        let event_type = if self.is_type_beside_digest { self.fields.event_type.as_bytes() } else { &[] };
        DedupKey::new(Kind::BodyDigest, self.family.as_str(), scope, &[digest, event_type])
    }
}

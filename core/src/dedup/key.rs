//! The dedup key: one for all stores and languages.

use core::fmt;
use core::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::error::Error;

/// The longest scope, in bytes of UTF-8.
pub const SCOPE_MAX: usize = 255;

/// What a key is made of. The number is hashed, so that kinds never share a key.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    SignedId = 1,
    BodyDigest = 2,
    UnsignedId = 3,
}

/// 16 bytes that are the same for every delivery of one event, in every store and language.
///
/// They are the first half of SHA-256 over `"hookseal/1"`, the kind as one byte (1 signed ID, 2 digest,
/// 3 unsigned ID), and then three fields, each after its length as a little-endian u32: the scheme's family,
/// the scope, and the value. The value is the event ID; or, for the digest, the SHA-256 of the body followed by
/// the type where that comes from a header, since one body may be sent under several (not where that header is a
/// signed part whose split can slide: one tag would have several keys). Where the body touches
/// other signed parts so that the split can slide, the digest covers all of them.
///
/// `Display` writes 32 lower-case hexadecimal digits, and `FromStr` reads nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DedupKey([u8; 16]);

impl DedupKey {
    pub(crate) fn new(kind: Kind, family: &str, scope: &str, value: &[&[u8]]) -> Result<Self, Error> {
        if scope.len() > SCOPE_MAX {
            return Err(Error::ArgumentInvalid);
        }
        let mut hash = Sha256::new_with_prefix(b"hookseal/1");
        hash.update([kind as u8]);
        for field in [&[family.as_bytes()][..], &[scope.as_bytes()], value] {
            let length = field.iter().map(|bytes| bytes.len()).sum::<usize>();
            hash.update(u32::try_from(length).map_err(|_| Error::ArgumentInvalid)?.to_le_bytes());
            for bytes in field {
                hash.update(bytes);
            }
        }
        let mut key = [0; 16];
        for (byte, hashed) in key.iter_mut().zip(hash.finalize()) {
            *byte = hashed;
        }
        Ok(Self(key))
    }

    /// A key as [`as_bytes`](Self::as_bytes) gave it.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The key's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for DedupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for DedupKey {
    type Err = Error;

    /// Reads what `Display` writes; all else is [`Error::ArgumentInvalid`].
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut key = [0; 16];
        let is_whole = text.len() == 32 && base16ct::lower::decode(text, &mut key).is_ok();
        if is_whole { Ok(Self(key)) } else { Err(Error::ArgumentInvalid) }
    }
}

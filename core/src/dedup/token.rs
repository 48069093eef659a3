//! The proof of a claim.

use core::fmt;
use core::str::FromStr;

use crate::error::Error;

/// Proof of one claim, opaque, good only for the window or store that gave it.
///
/// Copy it freely, keep it as bytes across threads and processes. `Display` writes 64 lower-case
/// hexadecimal digits, and `FromStr` reads nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token([u8; Self::SIZE]);

impl Token {
    /// Bytes of a token.
    pub const SIZE: usize = 32;

    /// A token as [`as_bytes`](Self::as_bytes) gave it. Whether it is genuine shows when it is used.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::SIZE]) -> Self {
        Self(bytes)
    }

    /// A token from bytes of unknown length.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for any other length than [`SIZE`](Self::SIZE).
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Error> {
        bytes.try_into().map(Self).map_err(|_| Error::TokenInvalid)
    }

    /// The token's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::SIZE] {
        &self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Token {
    type Err = Error;

    /// Reads what `Display` writes; all else is [`Error::TokenInvalid`].
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut token = [0; Self::SIZE];
        let is_whole = text.len() == 2 * Self::SIZE && base16ct::lower::decode(text, &mut token).is_ok();
        if is_whole { Ok(Self(token)) } else { Err(Error::TokenInvalid) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({self})")
    }
}

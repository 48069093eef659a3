//! Secrets: decoded once, kept only as HMAC midstates, wiped when dropped.

use core::fmt;

use hmac::{KeyInit as _, block_api::HmacCore};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing, zeroize_stack};

use crate::encoding::{SECRET_TEXT, decode_base64_secret, decode_hex_secret};
use crate::error::Error;

/// How a secret is written, and so which bytes become the HMAC key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyFormat {
    /// The string's UTF-8 bytes, whole: Stripe's `whsec_` stays.
    Utf8,
    /// Bytes as they are, of any length; only an empty key is refused.
    Raw,
    /// Base64, padding optional.
    Base64,
    /// Hexadecimal, either case.
    Hex,
    /// Standard Webhooks: an optional `v1,`, an optional `whsec_`, then base64, padding optional.
    Whsec,
}

/// HMAC-SHA256 with the key already absorbed: 80 bytes instead of the key.
pub(crate) type Midstate = HmacCore<Sha256>;

/// Up to [`Keyring::CAPACITY`] secrets of one endpoint, oldest or newest first as you like.
///
/// All secrets are tried on every delivery, so rotation is: add the new secret, wait, remove the old one.
/// Secrets are held as HMAC midstates and wiped on drop; `Debug` prints none of it. A keyring without a
/// secret (never filled, or wiped) matches nothing: verifying with it is [`Error::State`].
///
/// ```
/// use hookseal_core::{Error, KeyFormat, Keyring};
///
/// let keyring = Keyring::new(KeyFormat::Utf8, &[b"an old secret, 24 bytes.", b"the new secret, 24 bytes"])?;
/// assert_eq!(keyring.len(), 2);
/// assert_eq!(Keyring::new(KeyFormat::Utf8, &[b" "]).unwrap_err(), Error::SecretEmpty);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Keyring {
    format: KeyFormat,
    weak: bool,
    keys: Midstates,
}

impl Keyring {
    /// The most secrets a keyring holds.
    pub const CAPACITY: usize = 4;
    /// The longest secret, in bytes as configured. [`KeyFormat::Raw`] has no limit.
    pub const MAX_SECRET: usize = SECRET_TEXT;
    /// A key shorter than this, in bytes after decoding, is accepted but reported as weak.
    pub const WEAK_BELOW: usize = 16;

    /// A keyring of `secrets`, each written in `format`.
    ///
    /// # Errors
    /// [`Error::KeyringEmpty`], [`Error::KeyringFull`], [`Error::SecretEmpty`], [`Error::SecretWhitespace`],
    /// [`Error::SecretTooLong`], [`Error::SecretEncoding`].
    pub fn new(format: KeyFormat, secrets: &[&[u8]]) -> Result<Self, Error> {
        let mut keyring = Self::idle(format);
        for secret in secrets {
            keyring.push(secret)?;
        }
        if keyring.is_empty() { Err(Error::KeyringEmpty) } else { Ok(keyring) }
    }

    /// A keyring without a secret, to fill in place with [`push`](Self::push).
    #[must_use]
    pub const fn idle(format: KeyFormat) -> Self {
        Self { format, weak: false, keys: heapless::Vec::new() }
    }

    /// Adds one secret. On an error the keyring is as before. Nothing of the secret is left on the stack.
    ///
    /// # Errors
    /// As [`new`](Self::new), but never [`Error::KeyringEmpty`].
    pub fn push(&mut self, secret: &[u8]) -> Result<(), Error> {
        if self.keys.is_full() {
            return Err(Error::KeyringFull);
        }
        if self.format != KeyFormat::Raw {
            check_text(secret)?;
        }
        match self.format {
            KeyFormat::Utf8 | KeyFormat::Raw => self.absorb(Ok(secret)),
            KeyFormat::Base64 | KeyFormat::Hex | KeyFormat::Whsec => self.push_decoded(secret),
        }
    }

    /// A frame of its own, which the other formats do not need: the buffer is large.
    #[inline(never)]
    fn push_decoded(&mut self, secret: &[u8]) -> Result<(), Error> {
        let mut buffer = Zeroizing::new([0; SECRET_TEXT]);
        self.absorb(decode(self.format, secret, &mut buffer))
    }

    #[inline(always)]
    fn absorb(&mut self, key: Result<&[u8], Error>) -> Result<(), Error> {
        let result = key.and_then(|key| self.push_key(key));
        // `hmac` pads the key into blocks on the stack and leaves them there, and the midstate was moved.
        zeroize_stack::<KEY_STACK>();
        result
    }

    /// A frame of its own, so that its stack can be wiped.
    #[inline(never)]
    fn push_key(&mut self, key: &[u8]) -> Result<(), Error> {
        if key.is_empty() {
            return Err(Error::SecretEmpty);
        }
        let midstate = Midstate::new_from_slice(key).map_err(|_| Error::SecretTooLong)?;
        self.keys.push(midstate).map_err(|_| Error::KeyringFull)?;
        self.weak |= key.len() < Self::WEAK_BELOW;
        Ok(())
    }

    /// Takes what another keyring holds, without a copy of it on the stack.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.format = other.format;
        self.weak = other.weak;
        copy_midstates(&mut self.keys, &other.keys);
    }

    /// Forgets every secret, overwriting its state.
    pub fn wipe(&mut self) {
        self.keys.clear();
        self.weak.zeroize();
    }

    /// How many secrets it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether it holds no secret.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether a key is shorter than [`WEAK_BELOW`](Self::WEAK_BELOW) bytes: worth one line in the log.
    #[must_use]
    pub const fn weak(&self) -> bool {
        self.weak
    }

    /// The format its secrets were written in.
    #[must_use]
    pub const fn format(&self) -> KeyFormat {
        self.format
    }

    pub(crate) fn midstates(&self) -> &[Midstate] {
        &self.keys
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("format", &self.format).field("len", &self.len()).finish_non_exhaustive()
    }
}

/// As many as a keyring holds.
pub(crate) type Midstates = heapless::Vec<Midstate, { Keyring::CAPACITY }>;

/// Copies midstates. What is pushed passes through the stack, which is wiped: each is as good as its key.
pub(crate) fn copy_midstates(to: &mut Midstates, from: &[Midstate]) {
    push_copies(to, from);
    zeroize_stack::<COPY_STACK>();
}

/// A frame of its own, so that its stack can be wiped.
#[inline(never)]
fn push_copies(to: &mut Midstates, from: &[Midstate]) {
    to.clear();
    // Both hold up to Keyring::CAPACITY, so nothing is left out.
    to.extend(from.iter().cloned());
}

/// More than [`push_copies`] and what it calls need. Frames that were not optimised are larger.
const COPY_STACK: usize = if cfg!(debug_assertions) { 1024 } else { 256 };

/// More than [`Keyring::push_key`] and what it calls need, in every profile.
const KEY_STACK: usize = 1536;

/// The key that a secret stands for, in `buffer`; of the other formats the secret is the key.
fn decode<'b>(format: KeyFormat, secret: &'b [u8], buffer: &'b mut [u8; SECRET_TEXT]) -> Result<&'b [u8], Error> {
    match format {
        KeyFormat::Utf8 | KeyFormat::Raw => Ok(secret),
        KeyFormat::Base64 => decode_base64_secret(secret, buffer),
        KeyFormat::Hex => decode_hex_secret(secret, buffer),
        KeyFormat::Whsec => {
            let text = secret.strip_prefix(b"v1,").unwrap_or(secret);
            decode_base64_secret(text.strip_prefix(b"whsec_").unwrap_or(text), buffer)
        }
    }
}

/// What every textual secret and API key must satisfy: not blank, no white space at an edge, not too long.
pub(crate) fn check_text(secret: &[u8]) -> Result<(), Error> {
    if secret.iter().copied().all(is_space) {
        return Err(Error::SecretEmpty);
    }
    if secret.len() > SECRET_TEXT {
        return Err(Error::SecretTooLong);
    }
    if secret.first().copied().is_some_and(is_space) || secret.last().copied().is_some_and(is_space) {
        return Err(Error::SecretWhitespace);
    }
    Ok(())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

//! Guards beside or instead of a signature: API keys and client certificates.

use core::fmt;

use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};
use zeroize::zeroize_stack;

use crate::error::Error;
use crate::header::{Headers, single};
use crate::rules::{HEADER_NAME_MAX, is_header_name};
use crate::secret::{Keyring, check_text};

const PINS_MAX: usize = 8;

/// Up to four API keys, and the header that carries one.
///
/// Only digests are kept, and compared in constant time: neither length nor content of a key shows.
#[derive(Clone)]
pub struct ApiKeys {
    header: heapless::String<HEADER_NAME_MAX>,
    is_bearer: bool,
    is_weak: bool,
    digests: heapless::Vec<[u8; 32], { ApiKeys::MAX }>,
}

impl ApiKeys {
    /// The most keys.
    pub const MAX: usize = 4;

    /// Keys that stand alone in the header called `header`.
    ///
    /// # Errors
    /// [`Error::SchemeInvalid`] for a name no header can have, [`Error::KeyringEmpty`], [`Error::KeyringFull`],
    /// [`Error::SecretEmpty`], [`Error::SecretWhitespace`], [`Error::SecretTooLong`].
    pub fn new(header: &str, keys: &[&[u8]]) -> Result<Self, Error> {
        if !is_header_name(header) {
            return Err(Error::SchemeInvalid);
        }
        let header = heapless::String::try_from(header).map_err(|_| Error::SchemeInvalid)?;
        let mut api_keys = Self { header, is_bearer: false, is_weak: false, digests: heapless::Vec::new() };
        for key in keys {
            check_text(key)?;
            api_keys.is_weak |= key.len() < Keyring::WEAK_BELOW;
            let digest = digest(key);
            // The hash's block buffer held the key.
            zeroize_stack::<768>();
            api_keys.digests.push(digest).map_err(|_| Error::KeyringFull)?;
        }
        if api_keys.digests.is_empty() { Err(Error::KeyringEmpty) } else { Ok(api_keys) }
    }

    /// Keys that stand in `Authorization: Bearer` (RFC 6750).
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn bearer(keys: &[&[u8]]) -> Result<Self, Error> {
        let mut api_keys = Self::new("Authorization", keys)?;
        api_keys.is_bearer = true;
        Ok(api_keys)
    }

    /// Checks the key that a request carries.
    ///
    /// # Errors
    /// [`Error::ApiKeyMissing`], [`Error::ApiKeyMismatch`], [`Error::HeaderDuplicate`].
    pub fn check<H: Headers + ?Sized>(&self, headers: &H) -> Result<(), Error> {
        let value = single(headers, &self.header)?.ok_or(Error::ApiKeyMissing)?;
        let key = if self.is_bearer { bearer_token(value).ok_or(Error::ApiKeyMissing)? } else { value };
        let digest: [u8; 32] = Sha256::digest(key).into();
        let mut is_match = Choice::from(0);
        for known in &self.digests {
            is_match |= digest.ct_eq(known);
        }
        if bool::from(is_match) { Ok(()) } else { Err(Error::ApiKeyMismatch) }
    }

    /// Whether a key is shorter than [`Keyring::WEAK_BELOW`] bytes: worth one line in the log.
    #[must_use]
    pub const fn weak(&self) -> bool {
        self.is_weak
    }

    /// The header that carries the key.
    #[must_use]
    pub fn header(&self) -> &str {
        &self.header
    }
}

impl Drop for ApiKeys {
    fn drop(&mut self) {
        self.digests.iter_mut().for_each(zeroize::Zeroize::zeroize);
    }
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys")
            .field("header", &self.header())
            .field("len", &self.digests.len())
            .finish_non_exhaustive()
    }
}

/// A frame of its own, so that its stack can be wiped.
#[inline(never)]
fn digest(key: &[u8]) -> [u8; 32] {
    Sha256::digest(key).into()
}

/// The token after `Bearer` and spaces. The scheme's name is case-insensitive (RFC 9110 §11.1).
fn bearer_token(value: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = value.split_at_checked(6)?;
    let token = rest.strip_prefix(b" ")?.trim_ascii_start();
    (scheme.eq_ignore_ascii_case(b"Bearer") && !token.is_empty()).then_some(token)
}

/// Up to eight client certificates, each pinned by the SHA-256 of its DER.
#[derive(Clone, Debug)]
pub struct CertificatePins(heapless::Vec<[u8; 32], PINS_MAX>);

impl CertificatePins {
    /// Pins given as SHA-256 digests of the certificates' DER.
    ///
    /// # Errors
    /// [`Error::KeyringEmpty`], [`Error::KeyringFull`].
    pub fn new(pins: &[[u8; 32]]) -> Result<Self, Error> {
        let pins: heapless::Vec<_, PINS_MAX> = pins.try_into().map_err(|_| Error::KeyringFull)?;
        if pins.is_empty() { Err(Error::KeyringEmpty) } else { Ok(Self(pins)) }
    }

    /// Reads one pin as `openssl x509 -fingerprint -sha256` prints it: 64 hexadecimal digits, colons between
    /// pairs allowed.
    ///
    /// # Errors
    /// [`Error::SecretEncoding`].
    pub fn parse(text: &str) -> Result<[u8; 32], Error> {
        let mut digits = heapless::Vec::<u8, 64>::new();
        for (index, byte) in text.bytes().enumerate() {
            let is_between = text.len() == 95 && index % 3 == 2;
            if is_between && byte == b':' {
                continue;
            }
            digits.push(byte).map_err(|_| Error::SecretEncoding)?;
        }
        crate::encoding::Encoding::Hex.decode(&digits).ok_or(Error::SecretEncoding)
    }

    /// Checks the DER of the certificate that the TLS connection itself presented.
    ///
    /// # Errors
    /// [`Error::CertificateMissing`], [`Error::CertificateMismatch`].
    pub fn check(&self, certificate: Option<&[u8]>) -> Result<(), Error> {
        let der = certificate.filter(|der| !der.is_empty()).ok_or(Error::CertificateMissing)?;
        let digest: [u8; 32] = Sha256::digest(der).into();
        if self.0.contains(&digest) { Ok(()) } else { Err(Error::CertificateMismatch) }
    }
}

/// What a request must show besides its signature. All that is there must pass.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// API keys.
    pub api_keys: Option<ApiKeys>,
    /// Client certificates.
    pub certificates: Option<CertificatePins>,
}

impl Guards {
    pub(crate) const fn none() -> Self {
        Self { api_keys: None, certificates: None }
    }

    /// Whether none is there.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.api_keys.is_none() && self.certificates.is_none()
    }

    pub(crate) fn check<H: Headers + ?Sized>(&self, headers: &H, certificate: Option<&[u8]>) -> Result<(), Error> {
        if let Some(api_keys) = &self.api_keys {
            api_keys.check(headers)?;
        }
        self.certificates.as_ref().map_or(Ok(()), |pins| pins.check(certificate))
    }
}

//! Keyrings.

use core::ffi::c_char;

use hookseal_core::{Error, KeyFormat, Keyring, providers};

use crate::boundary::{guard, slice};
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::text::required;

/// How secrets are written, and so which bytes become the key.
pub type hookseal_key_format = u32;
/// The text's bytes, whole: Stripe's `whsec_` stays.
pub const HOOKSEAL_KEY_UTF8: hookseal_key_format = 0;
/// Bytes as they are, of any length; only an empty key is refused.
pub const HOOKSEAL_KEY_RAW: hookseal_key_format = 1;
/// Base64, padding optional.
pub const HOOKSEAL_KEY_BASE64: hookseal_key_format = 2;
/// Hexadecimal, either case.
pub const HOOKSEAL_KEY_HEX: hookseal_key_format = 3;
/// Standard Webhooks: an optional `v1,`, an optional `whsec_`, then base64, padding optional.
pub const HOOKSEAL_KEY_WHSEC: hookseal_key_format = 4;

pub(crate) fn key_format(format: hookseal_key_format) -> Result<KeyFormat, Error> {
    Ok(match format {
        HOOKSEAL_KEY_UTF8 => KeyFormat::Utf8,
        HOOKSEAL_KEY_RAW => KeyFormat::Raw,
        HOOKSEAL_KEY_BASE64 => KeyFormat::Base64,
        HOOKSEAL_KEY_HEX => KeyFormat::Hex,
        HOOKSEAL_KEY_WHSEC => KeyFormat::Whsec,
        _ => return Err(Error::ArgumentInvalid),
    })
}

/// Up to 4 secrets of one endpoint. All are tried on every delivery, so rotation is: a verifier from a keyring with the new
/// secret and the old one, then, once the sender uses the new one, a verifier from a keyring with that alone. It holds no
/// secret, but what HMAC makes of one.
///
/// Any storage will do to initialise it; it may be copied and moved. Wipe every copy.
#[repr(C)]
pub struct hookseal_keyring {
    pub opaque: [u64; 44],
}

storage!(hookseal_keyring holds Keyring, mark 0x6b65_7972_696e_6701);

/// Makes an empty keyring for secrets written in `format`.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID. Then `keyring` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_keyring_init(
    keyring: *mut hookseal_keyring,
    format: hookseal_key_format,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_keyring::clear(keyring)? };
        let format = key_format(format)?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_keyring::put(keyring, Keyring::idle(format)) }
    })
}

/// Makes an empty keyring for secrets written as the built-in scheme `scheme` wants them.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_UNKNOWN. Then `keyring` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_keyring_init_for(
    keyring: *mut hookseal_keyring,
    scheme: *const c_char,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_keyring::clear(keyring)? };
        // SAFETY: the header's rules for pointers.
        let scheme = providers::by_name(unsafe { required(scheme)? })?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_keyring::put(keyring, Keyring::idle(scheme.key)) }
    })
}

/// Adds a secret of `length` bytes, as the provider shows it. Do not count the zero byte that ends a string in C: it would be a part of
/// the secret. The secret is not kept. On an error the keyring is as before.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, KEYRING_FULL, SECRET_EMPTY, SECRET_WHITESPACE, SECRET_ENCODING, SECRET_TOO_LONG.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_keyring_add(
    keyring: *mut hookseal_keyring,
    secret: *const u8,
    length: usize,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_keyring::change(keyring, |keyring| keyring.push(slice(secret, length)?)) }
    })
}

/// Overwrites a keyring with zeros. It may be initialised again.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hookseal_keyring_wipe(keyring: *mut hookseal_keyring) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { hookseal_keyring::wipe(keyring) })
}

//! API keys and client certificates, beside a signature or instead of one.

use core::ffi::c_char;

use hookseal_core::{ApiKeys, CertificatePins, Error};

use crate::boundary::{guard, slice};
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::text::{HeaderList, hookseal_header, hookseal_text, optional};

/// Up to 4 API keys, and the header that carries one. Only digests are kept.
///
/// Any storage will do to initialise it; it may be copied and moved.
#[repr(C)]
pub struct hookseal_api_keys {
    pub opaque: [u64; 30],
}

storage!(hookseal_api_keys holds ApiKeys, mark 0x6170_696b_6579_7302);

/// Up to 8 client certificates, each pinned by the SHA-256 of its DER.
///
/// Any storage will do to initialise it; it may be copied and moved.
#[repr(C)]
pub struct hookseal_certificate_pins {
    pub opaque: [u64; 36],
}

storage!(hookseal_certificate_pins holds CertificatePins, mark 0x6365_7274_7069_6e03);

/// Makes API keys that stand in the header called `header`; NULL: in `Authorization: Bearer`.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_INVALID (no header can have that name), KEYRING_EMPTY, KEYRING_FULL,
/// SECRET_EMPTY, SECRET_WHITESPACE, SECRET_TOO_LONG. Then `api_keys` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_api_keys_init(
    api_keys: *mut hookseal_api_keys,
    header: *const c_char,
    keys: *const hookseal_text,
    count: usize,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_api_keys::clear(api_keys)? };
        // SAFETY: the header's rules for pointers.
        let (header, given) = unsafe { (optional(header)?, slice(keys, count)?) };
        let mut keys = [&[][..]; ApiKeys::MAX];
        if given.len() > ApiKeys::MAX {
            return Err(Error::KeyringFull);
        }
        for (place, key) in keys.iter_mut().zip(given) {
            // SAFETY: the header's rules for pointers.
            *place = unsafe { key.bytes()? };
        }
        let keys = keys.get(..given.len()).unwrap_or_default();
        let made = header.map_or_else(|| ApiKeys::bearer(keys), |header| ApiKeys::new(header, keys))?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_api_keys::put(api_keys, made) }
    })
}

/// Checks that exactly one of the headers holds one of the keys; for an endpoint that verifies nothing else.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, API_KEY_MISSING, API_KEY_MISMATCH, HEADER_DUPLICATE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_api_keys_check(
    api_keys: *const hookseal_api_keys,
    headers: *const hookseal_header,
    header_count: usize,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let (api_keys, headers) =
            unsafe { (hookseal_api_keys::get(api_keys)?, HeaderList::new(headers, header_count)?) };
        api_keys.check(&headers)
    })
}

/// Makes pins of `count` digests that stand one after another, 32 bytes each.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, KEYRING_EMPTY, KEYRING_FULL. Then `pins` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_certificate_pins_init(
    pins: *mut hookseal_certificate_pins,
    digests: *const u8,
    count: usize,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_certificate_pins::clear(pins)? };
        // SAFETY: the header's rules for pointers.
        let digests = unsafe { slice(digests.cast::<[u8; 32]>(), count)? };
        let made = CertificatePins::new(digests)?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_certificate_pins::put(pins, made) }
    })
}

/// Checks the DER of the certificate that the TLS connection itself presented; none: NULL.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, CERTIFICATE_MISSING, CERTIFICATE_MISMATCH.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_certificate_pins_check(
    pins: *const hookseal_certificate_pins,
    certificate: *const u8,
    length: usize,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let (pins, der) = unsafe { (hookseal_certificate_pins::get(pins)?, slice(certificate, length)?) };
        pins.check(Some(der))
    })
}

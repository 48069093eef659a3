//! Verifiers, and verification in one call.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use hookseal_core::{ApiKeys, CertificatePins, Error, Guards, Tolerance, Verifier, providers};

use crate::boundary::{Out, guard, input, slice};
use crate::event::hookseal_verified;
use crate::guards::{hookseal_api_keys, hookseal_certificate_pins};
use crate::keyring::hookseal_keyring;
use crate::request::{self, hookseal_request};
use crate::scheme::{self, dedup_by, hookseal_dedup, hookseal_scheme, limit};
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::text::required;

/// Checks the deliveries of one endpoint. Once set up it is only read, by any number of threads at once.
///
/// Any storage will do to initialise it; it may be copied and moved. Wipe every copy.
#[repr(C)]
pub struct hookseal_verifier {
    pub opaque: [u64; 202],
}

storage!(hookseal_verifier holds Verifier, mark 0x7665_7269_6669_7204);

/// Makes a verifier for deliveries signed as the built-in scheme `scheme` says. The keyring is copied.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_UNKNOWN, KEYRING_FORMAT, STATE (the keyring holds no secret). Then
/// `verifier` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_init(
    verifier: *mut hookseal_verifier,
    scheme: *const c_char,
    keyring: *const hookseal_keyring,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verifier::clear(verifier)? };
        // SAFETY: the header's rules for pointers.
        let (name, keyring) = unsafe { (required(scheme)?, hookseal_keyring::get(keyring)?) };
        let scheme = providers::by_name(name)?;
        let make = |place: &mut MaybeUninit<Verifier>| place.write(Verifier::idle()).configure(scheme, keyring);
        // SAFETY: the header's rules for pointers; the place is written.
        unsafe { hookseal_verifier::fill(verifier, make) }
    })
}

/// As hookseal_verifier_init, for a scheme of your own.
///
/// Errors: as there, and SCHEME_INVALID, SCHEME_TOO_LARGE, DEDUP_UNSIGNED, LIMIT_INVALID.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_init_custom(
    verifier: *mut hookseal_verifier,
    scheme: *const hookseal_scheme,
    keyring: *const hookseal_keyring,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verifier::clear(verifier)? };
        // SAFETY: the header's rules for pointers.
        let (given, keyring) = unsafe { (input(scheme)?, hookseal_keyring::get(keyring)?) };
        // SAFETY: the header's rules for pointers.
        unsafe {
            scheme::lend(given, |scheme| {
                hookseal_verifier::fill(verifier, |place| {
                    place.write(Verifier::idle()).configure_checked(scheme, keyring)
                })
            })
        }
    })
}

/// Makes a verifier for an endpoint without a signature: the guards alone protect it, and whatever it reads of an event
/// is unsigned. `scheme` has no signature headers. One of the guards may be NULL.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, SCHEME_INVALID, SCHEME_TOO_LARGE, DEDUP_UNSIGNED, LIMIT_INVALID (nothing
/// signs a timestamp). Then `verifier` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_init_guarded(
    verifier: *mut hookseal_verifier,
    scheme: *const hookseal_scheme,
    api_keys: *const hookseal_api_keys,
    pins: *const hookseal_certificate_pins,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verifier::clear(verifier)? };
        // SAFETY: the header's rules for pointers.
        let (given, guards) = unsafe { (input(scheme)?, guards(api_keys, pins)?) };
        // SAFETY: the header's rules for pointers.
        unsafe {
            scheme::lend(given, |scheme| {
                hookseal_verifier::fill(verifier, |place| {
                    place.write(Verifier::idle()).configure_guarded(scheme, guards)
                })
            })
        }
    })
}

/// # Safety
/// The header's rules for pointers.
unsafe fn guards(api_keys: *const hookseal_api_keys, pins: *const hookseal_certificate_pins) -> Result<Guards, Error> {
    let mut guards = Guards::default();
    if !api_keys.is_null() {
        // SAFETY: as the caller says.
        let api_keys: &ApiKeys = unsafe { hookseal_api_keys::get(api_keys)? };
        guards.api_keys = Some(api_keys.clone());
    }
    if !pins.is_null() {
        // SAFETY: as the caller says.
        let pins: &CertificatePins = unsafe { hookseal_certificate_pins::get(pins)? };
        guards.certificates = Some(pins.clone());
    }
    Ok(guards)
}

/// Asks for API keys or client certificates beside the signature, instead of those asked for so far. NULL: for none.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, SCHEME_INVALID (nothing would be left, or the header is taken). Then
/// the verifier is as before.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_set_guards(
    verifier: *mut hookseal_verifier,
    api_keys: *const hookseal_api_keys,
    pins: *const hookseal_certificate_pins,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verifier::change(verifier, |verifier| verifier.set_guards(guards(api_keys, pins)?)) }
    })
}

/// Sets how many seconds the timestamp may lie in the past and in the future, instead of the scheme's own limits.
/// HOOKSEAL_NO_LIMIT: any; else below 2^32.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, LIMIT_INVALID (no timestamp is signed).
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_set_tolerance(
    verifier: *mut hookseal_verifier,
    past: u64,
    future: u64,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe {
            hookseal_verifier::change(verifier, |verifier| {
                verifier.set_tolerance(Tolerance { past: limit(past)?, future: limit(future)? })
            })
        }
    })
}

/// Sets the body cap in bytes, instead of the scheme's own.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, LIMIT_INVALID (0).
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_set_max_body(
    verifier: *mut hookseal_verifier,
    max_body: u64,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verifier::change(verifier, |verifier| verifier.set_max_body(max_body)) }
    })
}

/// Sets what dedup keys are made of, instead of the scheme's own choice; HOOKSEAL_DEDUP_DEFAULT: that choice again.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, DEDUP_UNSIGNED (no ID is signed), SCHEME_INVALID (there is no ID).
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_set_dedup(
    verifier: *mut hookseal_verifier,
    dedup: hookseal_dedup,
) -> hookseal_status {
    guard(|| {
        let set = |verifier: &mut Verifier| match dedup_by(dedup)? {
            Some(dedup) => verifier.set_dedup(dedup),
            None => {
                verifier.reset_dedup();
                Ok(())
            }
        };
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verifier::change(verifier, set) }
    })
}

/// Tells whether a secret or API key is shorter than 16 bytes: worth one line in the log.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verifier_weak(
    verifier: *const hookseal_verifier,
    weak: *mut bool,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let (weak, verifier) = unsafe { (Out::new(weak)?, hookseal_verifier::get(verifier)?) };
        weak.set(verifier.weak());
        Ok(())
    })
}

/// Overwrites a verifier with zeros. It may be initialised again.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hookseal_verifier_wipe(verifier: *mut hookseal_verifier) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { hookseal_verifier::wipe(verifier) })
}

/// Verifies a delivery whose body is all there. HOOKSEAL_OK, which is 0, means that it is genuine; on anything else
/// `verified` is zeroed, and no event can be read from it.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; those of hookseal_verification_start, _update and _finish.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verify(
    verifier: *const hookseal_verifier,
    request: *const hookseal_request,
    body: *const u8,
    body_length: usize,
    verified: *mut hookseal_verified,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verified::clear(verified)? };
        // SAFETY: the header's rules for pointers.
        let (verifier, body) = unsafe { (hookseal_verifier::get(verifier)?, slice(body, body_length)?) };
        // SAFETY: the header's rules for pointers.
        unsafe {
            hookseal_verified::fill(verified, |place| {
                request::lend(request, |request| verifier.verify_in(request, body, place).map(drop))
            })
        }
    })
}

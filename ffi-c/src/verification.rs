//! Verification while the body streams in.

use hookseal_core::Verification;

use crate::boundary::{guard, slice};
use crate::event::hookseal_verified;
use crate::request::{self, hookseal_request};
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::verifier::hookseal_verifier;

/// One delivery being verified. It owns all that it needs: the verifier may be replaced meanwhile.
///
/// Any storage will do to start it; it may be moved. One thread at a time may use it.
#[repr(C)]
pub struct hookseal_verification {
    pub opaque: [u64; 312],
}

storage!(hookseal_verification holds Verification, mark 0x7665_7269_6669_6305);

/// Begins a verification: checks all that can be checked before the body. Nothing of `request` is kept.
///
/// Errors, the first of this order: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; BODY_TOO_LARGE; API_KEY_MISSING,
/// API_KEY_MISMATCH, CERTIFICATE_MISSING, CERTIFICATE_MISMATCH; SIGNATURE_MISSING, SIGNATURE_VERSION, SIGNATURE_MALFORMED,
/// SIGNATURE_TOO_MANY; TIMESTAMP_MISSING, TIMESTAMP_MALFORMED; HEADER_MISSING, HEADER_DUPLICATE, HEADER_MALFORMED,
/// HEADER_TOO_LONG; TIMESTAMP_TOO_OLD, TIMESTAMP_TOO_NEW; URL_REQUIRED, METHOD_REQUIRED. Then the verification is not
/// started.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verification_start(
    verification: *mut hookseal_verification,
    verifier: *const hookseal_verifier,
    request: *const hookseal_request,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verification::clear(verification)? };
        // SAFETY: the header's rules for pointers.
        let verifier = unsafe { hookseal_verifier::get(verifier)? };
        // SAFETY: the header's rules for pointers.
        unsafe {
            hookseal_verification::fill(verification, |place| {
                let started = place.write(Verification::idle());
                request::lend(request, |request| verifier.start_in(started, request))
            })
        }
    })
}

/// Takes the next piece of the body, of any length. The cap is checked before anything of it is hashed.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID; BODY_TOO_LARGE; STATE if it was never started, was finished, or failed before.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verification_update(
    verification: *mut hookseal_verification,
    chunk: *const u8,
    length: usize,
) -> hookseal_status {
    guard(|| {
        let take = |verification: &mut Verification| {
            // SAFETY: the header's rules for pointers.
            let chunk = unsafe { slice(chunk, length) };
            // A piece that was lost must not be passed over.
            let chunk = chunk.inspect_err(|_| verification.wipe())?;
            verification.update(chunk)
        };
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verification::change(verification, take) }
    })
}

/// Ends the body and compares the tags. HOOKSEAL_OK, which is 0, means that the delivery is genuine; on anything else
/// `verified` is zeroed, and no event can be read from it. The verification is over, whatever the answer: what HMAC made of a secret is
/// wiped, the event's fields and the request's tags stay there until hookseal_verification_wipe.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID; BODY_TRUNCATED (less came than was declared); SIGNATURE_MISMATCH; for a
/// timestamp in the body TIMESTAMP_MISSING, TIMESTAMP_MALFORMED, TIMESTAMP_TOO_OLD, TIMESTAMP_TOO_NEW; STATE as for
/// hookseal_verification_update.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verification_finish(
    verification: *mut hookseal_verification,
    verified: *mut hookseal_verified,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let is_cleared = unsafe { hookseal_verified::clear(verified) };
        let end = |verification: &mut Verification| {
            is_cleared.inspect_err(|_| verification.wipe())?;
            // SAFETY: the header's rules for pointers; where it succeeds `finish_to` has written the place.
            unsafe { hookseal_verified::fill(verified, |place| verification.finish_to(place).map(drop)) }
        };
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_verification::change(verification, end) }
    })
}

/// Stops a verification and overwrites it with zeros. It may be started again.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hookseal_verification_wipe(verification: *mut hookseal_verification) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { hookseal_verification::wipe(verification) })
}

/// A panic in the middle of an update, for the test of what becomes of the object. In no header.
///
/// # Safety
/// The header's rules for pointers.
#[cfg(feature = "panic-injection")]
#[unsafe(no_mangle)]
#[must_use]
#[allow(clippy::panic, reason = "on purpose")]
pub unsafe extern "C" fn hookseal_test_panic(verification: *mut hookseal_verification) -> hookseal_status {
    let half = |verification: &mut Verification| {
        verification.update(b"half of a chunk")?;
        panic!("on purpose")
    };
    // SAFETY: as the caller says.
    guard(|| unsafe { hookseal_verification::change(verification, half) })
}

//! Signing, for senders and for tests.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use hookseal_core::{Delivery, Error, SignedHeaders, Signer, providers};

use crate::boundary::{Out, guard, input, slice};
use crate::keyring::hookseal_keyring;
use crate::scheme::{self, hookseal_scheme};
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::text::{hookseal_header, hookseal_text, optional, required};

/// Signs deliveries of one scheme with the first secret of a keyring. Once set up it is only read, by any number of
/// threads at once.
///
/// Any storage will do to initialise it; it may be copied and moved. Wipe every copy.
#[repr(C)]
pub struct hookseal_signer {
    pub opaque: [u64; 138],
}

storage!(hookseal_signer holds Signer, mark 0x7369_676e_6572_0007);

/// Headers to send, made by hookseal_sign. Zeros are none.
#[repr(C)]
pub struct hookseal_signed_headers {
    pub opaque: [u64; 274],
}

storage!(hookseal_signed_headers holds SignedHeaders, mark 0x7369_676e_6564_0008);

/// The most headers that a hookseal_signed_headers holds: the event ID, the timestamp, and the signature.
pub const HOOKSEAL_SIGNED_HEADERS_MAX: usize = 3;

const _: () = assert!(HOOKSEAL_SIGNED_HEADERS_MAX == SignedHeaders::MAX);

/// The most further headers that a delivery may have.
const FURTHER: usize = 16;

/// What is to be signed. Set it to zeros, then fill in what there is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_delivery {
    /// The body.
    pub body: *const u8,
    pub body_length: usize,
    /// When it is signed, in Unix seconds.
    pub timestamp: u64,
    /// The event ID, for schemes that carry it in a header; else NULL.
    pub id: *const c_char,
    /// The HTTP method, for schemes that sign it; else NULL.
    pub method: *const c_char,
    /// The receiver's public URL, for schemes that sign it; else NULL.
    pub url: *const c_char,
    /// Further headers, of which the scheme may sign some; at most 16.
    pub headers: *const hookseal_header,
    pub header_count: usize,
}

/// Makes a signer for the built-in scheme `scheme`. The keyring is copied.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_UNKNOWN, KEYRING_FORMAT, STATE (the keyring holds no secret). Then
/// `signer` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_signer_init(
    signer: *mut hookseal_signer,
    scheme: *const c_char,
    keyring: *const hookseal_keyring,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_signer::clear(signer)? };
        // SAFETY: the header's rules for pointers.
        let (name, keyring) = unsafe { (required(scheme)?, hookseal_keyring::get(keyring)?) };
        let scheme = providers::by_name(name)?;
        let make = |place: &mut MaybeUninit<Signer>| place.write(Signer::idle()).configure(scheme, keyring);
        // SAFETY: the header's rules for pointers; the place is written.
        unsafe { hookseal_signer::fill(signer, make) }
    })
}

/// As hookseal_signer_init, for a scheme of your own.
///
/// Errors: as there, and SCHEME_INVALID, SCHEME_TOO_LARGE, DEDUP_UNSIGNED, LIMIT_INVALID.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_signer_init_custom(
    signer: *mut hookseal_signer,
    scheme: *const hookseal_scheme,
    keyring: *const hookseal_keyring,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_signer::clear(signer)? };
        // SAFETY: the header's rules for pointers.
        let (given, keyring) = unsafe { (input(scheme)?, hookseal_keyring::get(keyring)?) };
        // SAFETY: the header's rules for pointers.
        unsafe {
            scheme::lend(given, |scheme| {
                hookseal_signer::fill(signer, |place| place.write(Signer::idle()).configure_checked(scheme, keyring))
            })
        }
    })
}

/// Overwrites a signer with zeros. It may be initialised again.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hookseal_signer_wipe(signer: *mut hookseal_signer) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { hookseal_signer::wipe(signer) })
}

/// Signs a delivery.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID (also: a timestamp that the scheme cannot write, more than 16 further headers),
/// STATE, HEADER_MISSING, HEADER_MALFORMED, HEADER_TOO_LONG, HEADER_DUPLICATE, URL_REQUIRED, METHOD_REQUIRED.
/// Then `signed_headers` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_sign(
    signer: *const hookseal_signer,
    delivery: *const hookseal_delivery,
    signed_headers: *mut hookseal_signed_headers,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_signed_headers::clear(signed_headers)? };
        // SAFETY: the header's rules for pointers.
        let (signer, given): (&Signer, _) = unsafe { (hookseal_signer::get(signer)?, input(delivery)?) };
        // SAFETY: the header's rules for pointers.
        let (body, list) =
            unsafe { (slice(given.body, given.body_length)?, slice(given.headers, given.header_count)?) };
        let mut headers = [("", ""); FURTHER];
        if list.len() > FURTHER {
            return Err(Error::ArgumentInvalid);
        }
        for (place, header) in headers.iter_mut().zip(list) {
            // SAFETY: the header's rules for pointers.
            let (name, value) = unsafe { (header.name.bytes()?, header.value.bytes()?) };
            let text = |bytes| core::str::from_utf8(bytes).map_err(|_| Error::ArgumentInvalid);
            *place = (text(name)?, text(value)?);
        }
        // SAFETY: the header's rules for pointers.
        let (id, method, url) = unsafe { (optional(given.id)?, optional(given.method)?, optional(given.url)?) };
        let headers = headers.get(..list.len()).unwrap_or_default();
        let delivery = Delivery { body, timestamp: given.timestamp, id, method, url, headers };
        let make =
            |place: &mut MaybeUninit<SignedHeaders>| signer.sign_in(&delivery, place.write(SignedHeaders::new()));
        // SAFETY: the header's rules for pointers; the place is written.
        unsafe { hookseal_signed_headers::fill(signed_headers, make) }
    })
}

/// Gives a header to send: from 0 up, until it is ARGUMENT_INVALID, at most HOOKSEAL_SIGNED_HEADERS_MAX. The texts are inside
/// `signed_headers`.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE. Then `header` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_signed_headers_get(
    signed_headers: *const hookseal_signed_headers,
    index: usize,
    header: *mut hookseal_header,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let header = unsafe { Out::new(header)? };
        // SAFETY: the header's rules for pointers.
        let headers: &SignedHeaders = unsafe { hookseal_signed_headers::get(signed_headers)? };
        let (name, value) = headers.iter().nth(index).ok_or(Error::ArgumentInvalid)?;
        header.set(hookseal_header { name: hookseal_text::of(Some(name)), value: hookseal_text::of(Some(value)) });
        Ok(())
    })
}

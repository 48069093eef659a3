//! Versions and texts of status codes.

use core::ffi::{CStr, c_char};

use hookseal_core::Error;

use crate::status::{HOOKSEAL_OK, hookseal_status, texts};

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The library's version, such as `"0.1.0"`. Compare it with HOOKSEAL_VERSION, the header's.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_version() -> *const c_char {
    VERSION.as_ptr()
}

/// What a status says and what to do about it, for a log or a terminal; never for the sender. Never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_strerror(status: hookseal_status) -> *const c_char {
    texts(status).map_or(c"unknown status", |(_, message)| message).as_ptr()
}

/// A status's frozen name, such as `"SIGNATURE_MISMATCH"`. Never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_status_name(status: hookseal_status) -> *const c_char {
    texts(status).map_or(c"UNKNOWN", |(name, _)| name).as_ptr()
}

/// The HTTP status code to answer a delivery with: 200 for HOOKSEAL_OK, 400 for a refused delivery, 408 for BODY_TIMEOUT, 413 for
/// BODY_TOO_LARGE, 415 for CONTENT_ENCODING, 422 where the delivery is genuine and its event is of no use, 503 where the sender
/// should try again, 500 for mistakes of configuration and for numbers that are no status.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_http_status(status: hookseal_status) -> u16 {
    if status == HOOKSEAL_OK {
        return 200;
    }
    let error = Error::ALL.iter().find(|error| hookseal_status::from(error.code()) == status);
    error.map_or(500, |error| error.class().status())
}

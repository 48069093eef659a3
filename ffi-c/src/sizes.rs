//! How large the objects are, for callers that do not compile the header.

use crate::event::hookseal_verified;
use crate::guards::{hookseal_api_keys, hookseal_certificate_pins};
use crate::keyring::hookseal_keyring;
use crate::retry::hookseal_retry_schedule;
use crate::signer::{hookseal_signed_headers, hookseal_signer};
use crate::verification::hookseal_verification;
use crate::verifier::hookseal_verifier;
use crate::window::hookseal_window;

/// The size of a hookseal_keyring in bytes.
pub const HOOKSEAL_KEYRING_SIZE: usize = 352;
/// The size of a hookseal_api_keys in bytes.
pub const HOOKSEAL_API_KEYS_SIZE: usize = 240;
/// The size of a hookseal_certificate_pins in bytes.
pub const HOOKSEAL_CERTIFICATE_PINS_SIZE: usize = 288;
/// The size of a hookseal_verifier in bytes.
pub const HOOKSEAL_VERIFIER_SIZE: usize = 1616;
/// The size of a hookseal_verification in bytes.
pub const HOOKSEAL_VERIFICATION_SIZE: usize = 2496;
/// The size of a hookseal_verified in bytes.
pub const HOOKSEAL_VERIFIED_SIZE: usize = 720;
/// The size of a hookseal_signer in bytes.
pub const HOOKSEAL_SIGNER_SIZE: usize = 1104;
/// The size of a hookseal_signed_headers in bytes.
pub const HOOKSEAL_SIGNED_HEADERS_SIZE: usize = 2192;
/// The size of a hookseal_window in bytes, without the memory that it is a handle on.
pub const HOOKSEAL_WINDOW_HANDLE_SIZE: usize = 96;
/// The size of a hookseal_file_window in bytes.
#[cfg(feature = "hosted")]
pub const HOOKSEAL_FILE_WINDOW_SIZE: usize = 256;
/// The size of a hookseal_retry_schedule in bytes.
pub const HOOKSEAL_RETRY_SCHEDULE_SIZE: usize = 112;

const _: () = assert!(HOOKSEAL_KEYRING_SIZE == size_of::<hookseal_keyring>());
const _: () = assert!(HOOKSEAL_API_KEYS_SIZE == size_of::<hookseal_api_keys>());
const _: () = assert!(HOOKSEAL_CERTIFICATE_PINS_SIZE == size_of::<hookseal_certificate_pins>());
const _: () = assert!(HOOKSEAL_VERIFIER_SIZE == size_of::<hookseal_verifier>());
const _: () = assert!(HOOKSEAL_VERIFICATION_SIZE == size_of::<hookseal_verification>());
const _: () = assert!(HOOKSEAL_VERIFIED_SIZE == size_of::<hookseal_verified>());
const _: () = assert!(HOOKSEAL_SIGNER_SIZE == size_of::<hookseal_signer>());
const _: () = assert!(HOOKSEAL_SIGNED_HEADERS_SIZE == size_of::<hookseal_signed_headers>());
const _: () = assert!(HOOKSEAL_WINDOW_HANDLE_SIZE == size_of::<hookseal_window>());
#[cfg(feature = "hosted")]
const _: () = assert!(HOOKSEAL_FILE_WINDOW_SIZE == size_of::<crate::file_window::hookseal_file_window>());
const _: () = assert!(HOOKSEAL_RETRY_SCHEDULE_SIZE == size_of::<hookseal_retry_schedule>());

/// HOOKSEAL_KEYRING_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_keyring_size() -> usize {
    HOOKSEAL_KEYRING_SIZE
}

/// HOOKSEAL_API_KEYS_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_api_keys_size() -> usize {
    HOOKSEAL_API_KEYS_SIZE
}

/// HOOKSEAL_CERTIFICATE_PINS_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_certificate_pins_size() -> usize {
    HOOKSEAL_CERTIFICATE_PINS_SIZE
}

/// HOOKSEAL_VERIFIER_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_verifier_size() -> usize {
    HOOKSEAL_VERIFIER_SIZE
}

/// HOOKSEAL_VERIFICATION_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_verification_size() -> usize {
    HOOKSEAL_VERIFICATION_SIZE
}

/// HOOKSEAL_VERIFIED_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_verified_size() -> usize {
    HOOKSEAL_VERIFIED_SIZE
}

/// HOOKSEAL_SIGNER_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_signer_size() -> usize {
    HOOKSEAL_SIGNER_SIZE
}

/// HOOKSEAL_SIGNED_HEADERS_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_signed_headers_size() -> usize {
    HOOKSEAL_SIGNED_HEADERS_SIZE
}

/// HOOKSEAL_WINDOW_HANDLE_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_window_handle_size() -> usize {
    HOOKSEAL_WINDOW_HANDLE_SIZE
}

/// HOOKSEAL_FILE_WINDOW_SIZE of the library that is linked.
#[cfg(feature = "hosted")]
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_file_window_size() -> usize {
    HOOKSEAL_FILE_WINDOW_SIZE
}

/// HOOKSEAL_RETRY_SCHEDULE_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_retry_schedule_size() -> usize {
    HOOKSEAL_RETRY_SCHEDULE_SIZE
}

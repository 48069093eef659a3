//! How large the objects are, for callers that do not compile the header.

use crate::event::hookseal_verified;
use crate::keyring::hookseal_keyring;
use crate::verification::hookseal_verification;
use crate::verifier::hookseal_verifier;

/// The size of a hookseal_keyring in bytes.
pub const HOOKSEAL_KEYRING_SIZE: usize = 352;
/// The size of a hookseal_verifier in bytes.
pub const HOOKSEAL_VERIFIER_SIZE: usize = 1616;
/// The size of a hookseal_verification in bytes.
pub const HOOKSEAL_VERIFICATION_SIZE: usize = 2496;
/// The size of a hookseal_verified in bytes.
pub const HOOKSEAL_VERIFIED_SIZE: usize = 720;

const _: () = assert!(HOOKSEAL_KEYRING_SIZE == size_of::<hookseal_keyring>());
const _: () = assert!(HOOKSEAL_VERIFIER_SIZE == size_of::<hookseal_verifier>());
const _: () = assert!(HOOKSEAL_VERIFICATION_SIZE == size_of::<hookseal_verification>());
const _: () = assert!(HOOKSEAL_VERIFIED_SIZE == size_of::<hookseal_verified>());

/// HOOKSEAL_KEYRING_SIZE of the library that is linked.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_keyring_size() -> usize {
    HOOKSEAL_KEYRING_SIZE
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

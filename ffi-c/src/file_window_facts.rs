//! What a window in a file can tell of itself. Hosted only.

use core::ffi::c_char;

use hookseal_host::FileWindow;

use crate::boundary::{Buffer, guard_waiting};
use crate::file_window::{hookseal_file_window, tell};
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::verifier::hookseal_verifier;
use crate::window_facts::{
    counters, hookseal_counters, hookseal_occupancy, hookseal_window_identity, identity, occupancy,
};

/// Tells what the file was made with.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was
/// replaced or removed. Then `answer` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_get_identity(
    window: *const hookseal_file_window,
    now: u64,
    answer: *mut hookseal_window_identity,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { tell(window, answer, |window| window.identity(now), |found| identity(&found)) })
}

/// Tells what happened in the file since it was made, in all processes.
///
/// Errors: as hookseal_file_window_get_identity.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_get_counters(
    window: *const hookseal_file_window,
    now: u64,
    answer: *mut hookseal_counters,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { tell(window, answer, |window| window.counters(now), |found| counters(&found)) })
}

/// Counts what is in the file at `now`, slot by slot under its lock: some milliseconds for each million slots.
///
/// Errors: as hookseal_file_window_get_identity, and CLOCK_RANGE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_get_occupancy(
    window: *const hookseal_file_window,
    now: u64,
    answer: *mut hookseal_occupancy,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { tell(window, answer, |window| window.occupancy(now), |found| occupancy(&found)) })
}

/// As hookseal_window_check. `now` is in Unix seconds.
///
/// Errors: as hookseal_window_check, and as hookseal_file_window_claim.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_check(
    window: *const hookseal_file_window,
    verifier: *const hookseal_verifier,
    now: u64,
) -> hookseal_status {
    guard_waiting(|| {
        // SAFETY: the header's rules for pointers.
        let (window, verifier): (&FileWindow, _) =
            unsafe { (hookseal_file_window::get(window)?, hookseal_verifier::get(verifier)?) };
        window.check_for(verifier, now).map_err(|error| error.error())
    })
}

/// Writes what an operator should be told of a window, once, into `buffer`, `size` bytes, cut where it does not fit: that it is 80 %
/// full of live records, or that its file was gone and a new one was made, so that what it remembered is forgotten. The text is empty
/// where there is nothing. Ask after a claim: it looks at the file every ten seconds at most, else it costs nothing.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, BUFFER_TOO_SMALL (`size` is 0).
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_take_warning(
    window: *const hookseal_file_window,
    now: u64,
    buffer: *mut c_char,
    size: usize,
) -> hookseal_status {
    guard_waiting(|| {
        // SAFETY: the header's rules for pointers.
        let text = unsafe { Buffer::new(buffer, size)? };
        // SAFETY: the header's rules for pointers.
        let window: &FileWindow = unsafe { hookseal_file_window::get(window)? };
        text.write_cut(&window.take_warning(now).unwrap_or_default()).map(|_| ())
    })
}

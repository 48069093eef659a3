//! The time. Hosted only.

use crate::boundary::{Out, guard};
use crate::status::hookseal_status;

/// Tells the time of the system's clock, in Unix seconds: the `now` of all calls.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, CLOCK_RANGE (it is set before 1970). Then `now` is 0.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_now(now: *mut u64) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let answer = unsafe { Out::new(now)? };
        answer.set(hookseal_host::clock::now_unix()?);
        Ok(())
    })
}

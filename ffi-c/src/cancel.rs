//! Cancellation of threads. Hosted only.
//!
//! `pthread_cancel` ends a thread in the middle of what may wait, such as opening a file, by unwinding its stack. Rust cannot be
//! unwound by others than itself: the process would be ended, and with it what its other threads have claimed.

use core::ffi::c_int;

unsafe extern "C" {
    fn pthread_setcancelstate(state: c_int, old: *mut c_int) -> c_int;
}

/// `PTHREAD_CANCEL_DISABLE` of glibc and musl.
const DISABLE: c_int = 1;

/// While it lives, this thread is not cancelled. A cancellation that is asked for meanwhile stays asked for.
pub(crate) struct Uncancelled {
    before: c_int,
}

impl Uncancelled {
    pub(crate) fn begin() -> Self {
        let mut before = DISABLE;
        // SAFETY: as POSIX has it; `before` is there to be written. It does not fail for a state that there is.
        unsafe { pthread_setcancelstate(DISABLE, &raw mut before) };
        Self { before }
    }
}

impl Drop for Uncancelled {
    fn drop(&mut self) {
        let mut ignored = 0;
        // SAFETY: as above; musl and glibc of old want a place for the state before.
        unsafe { pthread_setcancelstate(self.before, &raw mut ignored) };
    }
}

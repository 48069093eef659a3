//! That a window is nearly full, said once.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Percent of live records from which on claims begin to be refused soon.
const FULL: u8 = 80;

/// Seconds between two looks.
const PAUSE: u64 = 10;

#[derive(Debug, Default)]
pub(crate) struct Fullness {
    looked: AtomicU64,
    is_told: AtomicBool,
}

impl Fullness {
    /// Looks, if it is time to, and gives the load in percent when it is to be told.
    pub(crate) fn look(&self, now: u64, load: impl FnOnce() -> Option<u8>) -> Option<u8> {
        let looked = self.looked.load(Ordering::Relaxed);
        let is_due = now.abs_diff(looked) >= PAUSE;
        // Of several callers at once one looks.
        if !is_due || self.looked.compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return None;
        }
        load().filter(|load| *load >= FULL && !self.is_told.swap(true, Ordering::Relaxed))
    }
}

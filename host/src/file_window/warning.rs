//! What an operator should know, said once.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::session::Target;

/// Percent of live records from which on claims begin to be refused soon.
const FULL: u8 = 80;

/// Seconds between two looks.
const PAUSE: u64 = 10;

#[derive(Debug, Default)]
pub(super) struct Warnings {
    looked: AtomicU64,
    is_full_told: AtomicBool,
    recreations_told: AtomicU64,
}

impl Warnings {
    /// Whether it is time for another look; the caller that is told so has to look.
    pub(super) fn is_due(&self, now: u64) -> bool {
        let looked = self.looked.load(Ordering::Relaxed);
        let is_due = now.abs_diff(looked) >= PAUSE;
        is_due && self.looked.compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    pub(super) fn full(&self, load: u8, target: &Target) -> Option<String> {
        if load < FULL || self.is_full_told.swap(true, Ordering::Relaxed) {
            return None;
        }
        Some(format!(
            "the dedup window {path} is {load} % full of live records, and soon refuses events: make it larger with \
             `hookseal dedup resize {path} --capacity SLOTS`, which running workers follow; where a capacity is configured, configure the new one",
            path = target.path.display()
        ))
    }

    pub(super) fn recreated(&self, target: &Target) -> Option<String> {
        let recreated = target.recreated.load(Ordering::Relaxed);
        let told = self.recreations_told.swap(recreated, Ordering::Relaxed);
        (recreated > told).then(|| {
            format!(
                "the dedup window {path} was gone and a new one was made: what the old one remembered is forgotten, \
                 and events that were processed may be processed again. To change its size use `hookseal dedup resize`",
                path = target.path.display()
            )
        })
    }
}

//! What an operator should know, said once.

use core::sync::atomic::{AtomicU64, Ordering};

use super::session::Target;
use crate::fullness::Fullness;

#[derive(Debug, Default)]
pub(super) struct Warnings {
    fullness: Fullness,
    recreations_told: AtomicU64,
}

impl Warnings {
    pub(super) fn full(&self, target: &Target, now: u64, load: impl FnOnce() -> Option<u8>) -> Option<String> {
        let load = self.fullness.look(now, load)?;
        Some(format!(
            "the dedup window {path} is {load} % full of live records, and soon refuses events: make it larger with \
             `hookseal dedup resize {path} --capacity SLOTS`, which running workers follow; where a capacity is configured, configure the new one",
            path = target.path.display()
        ))
    }

    pub(super) fn recreated(&self, target: &Target) -> Option<String> {
        let recreated = target.recreated.load(Ordering::Relaxed);
        let told = self.recreations_told.fetch_max(recreated, Ordering::Relaxed);
        (recreated > told).then(|| {
            format!(
                "the dedup window {path} was gone and a new one was made: what the old one remembered is forgotten, \
                 and events that were processed may be processed again. To change its size use `hookseal dedup resize`",
                path = target.path.display()
            )
        })
    }
}

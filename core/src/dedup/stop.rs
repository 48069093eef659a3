//! Deaths at a chosen store, for the tests: what a process that is killed there leaves behind.

use core::cell::Cell;
use core::panic::AssertUnwindSafe;

std::thread_local! {
    static STORES_LEFT: Cell<Option<u32>> = const { Cell::new(None) };
}

/// The panic's payload.
pub(super) struct Death;

pub(super) fn before_store() {
    if let Some(left) = STORES_LEFT.get() {
        match left.checked_sub(1) {
            Some(left) => STORES_LEFT.set(Some(left)),
            None => std::panic::panic_any(Death),
        }
    }
}

/// Runs `call` until its `stores`-th store, and tells whether it was cut short there.
pub(super) fn dies_at<T>(stores: u32, call: impl FnOnce() -> T) -> Option<T> {
    STORES_LEFT.set(Some(stores));
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(call));
    STORES_LEFT.set(None);
    match outcome {
        Ok(value) => Some(value),
        Err(payload) if payload.is::<Death>() => None,
        Err(payload) => std::panic::resume_unwind(payload),
    }
}

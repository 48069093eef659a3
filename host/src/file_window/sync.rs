//! The primitives that the protocol is built on; those of the model checker where it runs.

#[cfg(all(loom, test))]
pub(super) use loom::sync::{Condvar, Mutex, MutexGuard, atomic::AtomicPtr};
#[cfg(not(all(loom, test)))]
pub(super) use {
    core::sync::atomic::AtomicPtr,
    std::sync::{Condvar, Mutex, MutexGuard},
};

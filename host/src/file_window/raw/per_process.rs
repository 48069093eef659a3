//! A value that every process has its own of, also after a fork.

use core::sync::atomic::Ordering;

use super::super::sync::AtomicPtr;

/// One value for this process. What a parent left here is neither looked at nor freed in a child: a thread that does
/// not exist in the child may have been in the middle of changing it.
pub(in super::super) struct PerProcess<T> {
    current: AtomicPtr<Owned<T>>,
    process: fn() -> u64,
}

struct Owned<T> {
    process: u64,
    value: T,
}

impl<T> PerProcess<T> {
    /// `process` tells processes apart.
    pub(in super::super) fn new(process: fn() -> u64, value: T) -> Self {
        let owned = Box::into_raw(Box::new(Owned { process: process(), value }));
        Self { current: AtomicPtr::new(owned), process }
    }

    /// This process's value, which is `new` when it is asked for the first time.
    pub(in super::super) fn get(&self, new: impl FnOnce() -> T) -> &T {
        self.get_in((self.process)(), new)
    }

    /// The threads of one process agree on one value: only they see this memory, so whoever loses the exchange finds
    /// its own process's value there.
    pub(in super::super) fn get_in(&self, process: u64, new: impl FnOnce() -> T) -> &T {
        let current = self.current.load(Ordering::Acquire);
        // SAFETY: it came from `Box::into_raw`, and nothing but `drop` frees what was ever published here.
        let owned = unsafe { &*current };
        if owned.process == process {
            return &owned.value;
        }
        let fresh = Box::into_raw(Box::new(Owned { process, value: new() }));
        match self.current.compare_exchange(current, fresh, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: published just now, so as above.
            Ok(_) => unsafe { &(*fresh).value },
            Err(others) => {
                // SAFETY: it was not published, so that this is the only pointer to it.
                drop(unsafe { Box::from_raw(fresh) });
                // SAFETY: published by another thread, so as above.
                unsafe { &(*others).value }
            }
        }
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        let current = self.current.load(Ordering::Acquire);
        // SAFETY: as in `get_in`.
        if unsafe { (*current).process } == (self.process)() {
            // SAFETY: `&mut self`: nobody has a reference from `get` any more, and only this frees it.
            drop(unsafe { Box::from_raw(current) });
        }
    }
}

// SAFETY: it hands out `&T` to any thread that has `&self`, and drops a `T` on the thread that drops it.
unsafe impl<T: Send + Sync> Sync for PerProcess<T> {}
// SAFETY: as above; it owns its `T`.
unsafe impl<T: Send + Sync> Send for PerProcess<T> {}

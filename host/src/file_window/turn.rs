//! A mutex that one can stop waiting for.
//!
//! Built on the standard library's because those are one word each and share nothing: mutexes that keep their waiters
//! in a table of the process leave that table locked in a child that is forked at the wrong instant.

use core::ops::{Deref, DerefMut};
use std::sync::PoisonError;
use std::time::Instant;

use super::sync::{Condvar, Mutex, MutexGuard};

/// A value for one thread at a time.
pub(super) struct Turn<T> {
    queue: Mutex<Queue>,
    freed: Condvar,
    /// Locked only by whoever has the turn, so without waiting.
    value: Mutex<T>,
}

struct Queue {
    is_taken: bool,
    waiting: usize,
}

/// The turn, and the value with it.
pub(super) struct Taken<'a, T> {
    turn: &'a Turn<T>,
    value: MutexGuard<'a, T>,
}

impl<T> Turn<T> {
    pub(super) fn new(value: T) -> Self {
        Self {
            queue: Mutex::new(Queue { is_taken: false, waiting: 0 }),
            freed: Condvar::new(),
            value: Mutex::new(value),
        }
    }

    /// Waits for the turn, but not beyond `deadline`.
    pub(super) fn take(&self, deadline: Instant) -> Option<Taken<'_, T>> {
        let mut queue = self.queue();
        while queue.is_taken {
            let left = deadline.checked_duration_since(Instant::now())?;
            queue.waiting += 1;
            queue = self.freed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
            queue.waiting -= 1;
        }
        queue.is_taken = true;
        drop(queue);
        Some(Taken { turn: self, value: self.value.lock().unwrap_or_else(PoisonError::into_inner) })
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Drop for Taken<'_, T> {
    /// The value's own lock is let go a little later; whoever is next waits for it that long.
    fn drop(&mut self) {
        let mut queue = self.turn.queue();
        queue.is_taken = false;
        let is_awaited = queue.waiting > 0;
        drop(queue);
        // Waking is a system call, and usually nobody waits.
        if is_awaited {
            self.turn.freed.notify_one();
        }
    }
}

impl<T> Deref for Taken<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Taken<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use core::panic::AssertUnwindSafe;
    use core::time::Duration;
    use std::panic::catch_unwind;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(30)
    }

    #[test]
    fn waiting_ends_at_the_deadline() {
        let turn = Turn::new(0);
        let taken = turn.take(soon()).unwrap();
        let (start, deadline) = (Instant::now(), soon());
        assert!(turn.take(deadline).is_none());
        assert!(start.elapsed() >= Duration::from_millis(25));
        drop(taken);
        assert!(turn.take(soon()).is_some());
    }

    #[test]
    fn a_panic_passes_the_turn_on() {
        let turn = Turn::new(1);
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let _taken = turn.take(soon()).unwrap();
            panic!("on purpose");
        }));
        assert!(panicked.is_err());
        assert_eq!(*turn.take(soon()).unwrap(), 1);
    }

    #[test]
    fn nobody_takes_a_turn_together() {
        let turn = Turn::new(0_u32);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        *turn.take(Instant::now() + Duration::from_secs(60)).unwrap() += 1;
                    }
                });
            }
        });
        assert_eq!(*turn.take(soon()).unwrap(), 80_000);
    }
}

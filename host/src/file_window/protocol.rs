//! How a call gets at the window: whose turn, which file, whose lock, and whether it is still the file.

use core::time::Duration;
use std::time::Instant;

use hookseal_core::Error;

use super::turn::Turn;
use crate::error::HostError;

/// How long a call waits in all. A holder keeps the lock for microseconds, unless it is stopped.
pub(super) const WAIT: Duration = Duration::from_millis(250);

/// Windows that may be left behind in one call, each by a resize that came in between.
const RETRIES: usize = 8;

/// When a call is made: by the caller's clock and by the machine's.
#[derive(Clone, Copy)]
pub(super) struct Call {
    pub(super) now: u64,
    pub(super) start: Instant,
}

impl Call {
    pub(super) fn at(now: u64) -> Self {
        Self { now, start: Instant::now() }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.start + WAIT
    }
}

/// An open file, or none yet. What is locked here is locked for all processes.
pub(super) trait Session {
    /// Sees to it that a file is open that the path named not long ago.
    fn refresh(&mut self, call: &Call) -> Result<(), HostError>;
    /// Takes the file's lock, but does not wait beyond the deadline.
    fn lock(&mut self, call: &Call) -> Result<(), HostError>;
    /// Whether the locked file's records have gone to another file.
    fn is_left(&mut self) -> Result<bool, HostError>;
    fn unlock(&mut self);
    fn close(&mut self);
}

/// Unlocks also when the call panics.
struct Locked<'a, S: Session>(&'a mut S);

impl<S: Session> Drop for Locked<'_, S> {
    fn drop(&mut self) {
        self.0.unlock();
    }
}

/// Runs `work` on the file that the path names, alone among all threads and processes.
pub(super) fn run<S: Session, T>(
    turn: &Turn<S>,
    call: &Call,
    work: impl FnOnce(&mut S) -> Result<T, HostError>,
) -> Result<T, HostError> {
    let mut session = turn.take(call.deadline()).ok_or_else(|| {
        let detail = format!("a thread of this process holds the window for over {} ms: try again", WAIT.as_millis());
        HostError::new(Error::StoreUnavailable, detail)
    })?;
    for _ in 0..RETRIES {
        session.refresh(call)?;
        session.lock(call)?;
        let locked = Locked(&mut *session);
        if !locked.0.is_left()? {
            return work(locked.0);
        }
        drop(locked);
        session.close();
    }
    Err(HostError::new(Error::StoreUnavailable, "the window is resized over and over: nothing was claimed, try again"))
}

//! The lock of a file.
//!
//! `flock`, because its lock belongs to the open file and not to the process: two windows on one file exclude each
//! other within a process as well, and no `close` elsewhere in the process lets go of it.

use core::time::Duration;
use std::fs::File;
use std::path::Path;
use std::time::Instant;

use hookseal_core::Error;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::protocol::WAIT;
use crate::error::HostError;

const NAP_FIRST: Duration = Duration::from_micros(20);
const NAP_MAX: Duration = Duration::from_millis(1);

/// Takes the lock, polling: a wait in the kernel could only be ended by a signal.
pub(super) fn lock(file: &File, path: &Path, deadline: Instant) -> Result<(), HostError> {
    let mut nap = NAP_FIRST;
    loop {
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(Errno::WOULDBLOCK) => {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(HostError::new(
                        Error::StoreUnavailable,
                        format!(
                            "a process holds the lock of {} for over {} ms: look for a stopped one, with `fuser`",
                            path.display(),
                            WAIT.as_millis()
                        ),
                    ));
                }
                std::thread::sleep(nap.min(left));
                nap = (nap * 2).min(NAP_MAX);
            }
            Err(error) => return Err(HostError::io("lock", path, &error.into())),
        }
    }
}

pub(super) fn unlock(file: &File) {
    // There is nothing to be done about a failure, and none is documented for a file that is open.
    while flock(file, FlockOperation::Unlock) == Err(Errno::INTR) {}
}

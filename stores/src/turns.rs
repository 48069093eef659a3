//! Turns on a server: so many calls at once, and with each one connection. In a busy moment the others wait.

use core::time::Duration;
use std::sync::{Condvar, Mutex, PoisonError};

use hookseal_core::Error;
use hookseal_host::HostError;

use crate::options::StoreOptions;

pub(crate) struct Turns {
    free: Mutex<u16>,
    freed: Condvar,
    patience: Duration,
}

/// Given back when it is dropped.
pub(crate) struct Turn<'t>(&'t Turns);

impl Turns {
    pub(crate) const fn new(options: &StoreOptions) -> Self {
        Self { free: Mutex::new(options.connections), freed: Condvar::new(), patience: options.connect_timeout }
    }

    /// Waits for a turn, no longer than for a connection.
    pub(crate) fn take(&self) -> Result<Turn<'_>, HostError> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_timeout_while(free, self.patience, |free| *free == 0);
        let (mut free, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let Some(left) = free.checked_sub(1) else {
            let detail = "all connections of this store are in use: nothing was written, try again, and if it stays \
                          so, allow it more";
            return Err(HostError::new(Error::StoreUnavailable, detail));
        };
        *free = left;
        Ok(Turn(self))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

//! Connections that wait for work, and whose they are.
//!
//! A forked process has a copy of each, on which both would write, and each might read what was answered to the other.
//! So it leaves them as they are: not closed, because that can reach what they share with the parent's.

use core::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Connections that wait at most; those of a busier moment are closed after it.
const MOST: usize = 8;

pub(crate) struct Idle<C>(Mutex<Waiting<C>>);

struct Waiting<C> {
    process: u32,
    connections: Vec<C>,
}

impl<C> Idle<C> {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Waiting { process: std::process::id(), connections: Vec::new() }))
    }

    pub(crate) fn take(&self) -> Option<C> {
        self.waiting().connections.pop()
    }

    /// Keeps it for the next call, or closes it.
    pub(crate) fn put(&self, connection: C) {
        let mut waiting = self.waiting();
        if waiting.connections.len() < MOST {
            waiting.connections.push(connection);
        }
    }

    pub(crate) fn clear(&self) {
        self.waiting().connections.clear();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<C>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.leave_the_parents();
        waiting
    }
}

impl<C> Waiting<C> {
    fn leave_the_parents(&mut self) {
        let process = std::process::id();
        if self.process != process {
            mem::take(&mut self.connections).into_iter().for_each(mem::forget);
            self.process = process;
        }
    }
}

impl<C> Drop for Waiting<C> {
    fn drop(&mut self) {
        self.leave_the_parents();
    }
}

//! A process's hold on a window's file, and how it notices that the path names another one.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::path::PathBuf;
use std::time::Instant;

use hookseal_core::Error;

use super::opened::Opened;
use super::options::FileWindowOptions;
use super::place::{Inode, Place};
use super::protocol::{Call, Session};
use super::{header, lock};
use crate::error::HostError;

/// How long a call may go on with a file without looking whether the path still names it.
const CHECK: Duration = Duration::from_secs(1);

/// What all sessions of a window share.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) path: PathBuf,
    pub(super) options: FileWindowOptions,
    /// Times that a new file was made, because there was none any more.
    pub(super) recreated: AtomicU64,
}

/// What is remembered of the file that was open last.
#[derive(Clone, Copy)]
pub(super) struct Last {
    pub(super) key: [u8; 16],
    pub(super) for_new: FileWindowOptions,
}

pub(super) struct FileSession {
    target: Arc<Target>,
    opened: Option<Opened>,
    last: Option<Last>,
}

impl FileSession {
    /// Nothing is open yet. `last` is the file that was, if there was one.
    pub(super) const fn new(target: Arc<Target>, last: Option<Last>) -> Self {
        Self { target, opened: None, last }
    }

    pub(super) const fn last(&self) -> Option<Last> {
        self.last
    }

    pub(super) fn opened(&mut self) -> Result<&mut Opened, HostError> {
        self.opened.as_mut().ok_or_else(|| HostError::from(Error::State))
    }

    /// Opens or creates the file, and counts that it was created unless it is the first time.
    pub(super) fn open(&mut self, now: u64) -> Result<(), HostError> {
        let Target { path, options, recreated } = &*self.target;
        let place = Place::find(path)?;
        let for_new = self.last.map_or(*options, |last| last.for_new);
        let kin = self.last.map(|last| last.key);
        let (opened, is_created) = Opened::open_or_create(&place, options, kin, &for_new, now)?;
        if is_created && self.last.is_some_and(|last| last.key != opened.key) {
            recreated.fetch_add(1, Ordering::Relaxed);
        }
        let for_new = options.of_any().or(&opened.window().identity());
        self.last = Some(Last { key: opened.key, for_new });
        self.opened = Some(opened);
        Ok(())
    }

    /// Whether the file that is open can go on being used.
    fn is_current(&mut self, at: Instant) -> Result<bool, HostError> {
        let Some(opened) = &mut self.opened else { return Ok(false) };
        if at.saturating_duration_since(opened.checked) < CHECK {
            return Ok(true);
        }
        let path = &self.target.path;
        let metadata = match std::fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(HostError::io("look at", path, &error)),
        };
        opened.checked = at;
        // Of another size it must not be touched: beyond the end of a file there is no memory. Opening it says so. Another
        // key is another window's, written over this one.
        let is_same = Inode::of(&metadata) == opened.inode && metadata.len() == opened.size;
        Ok(is_same && header::key(opened.lock.file()).is_ok_and(|key| key == opened.key))
    }
}

impl Session for FileSession {
    fn refresh(&mut self, call: &Call) -> Result<(), HostError> {
        if self.is_current(call.start)? {
            return Ok(());
        }
        self.close();
        self.open(call.now)
    }

    fn lock(&mut self, call: &Call) -> Result<(), HostError> {
        let Some(opened) = &self.opened else { return Err(Error::State.into()) };
        lock::lock(opened.lock.file(), &self.target.path, call.deadline())
    }

    fn is_left(&mut self) -> Result<bool, HostError> {
        let Some(opened) = &mut self.opened else { return Err(Error::State.into()) };
        opened.is_left(&self.target.path)
    }

    fn unlock(&mut self) {
        if let Some(opened) = &self.opened {
            lock::unlock(opened.lock.file());
        }
    }

    fn close(&mut self) {
        self.opened = None;
    }
}

//! A dedup window in a file that all processes of a machine share.

mod draft;
mod file_system;
mod header;
mod inspect;
mod lock;
#[cfg(all(loom, test))]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::unwrap_in_result, unsafe_code, reason = "a model")]
mod model;
mod opened;
mod options;
mod place;
mod protocol;
#[allow(unsafe_code, reason = "the only module that maps memory and meets forks; each block says why it holds")]
mod raw;
mod resize;
mod session;
mod sync;
mod turn;
mod warning;

use alloc::sync::Arc;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};
use std::path::Path;

use hookseal_core::dedup::{
    Claim, Counters, DedupWindow, Forgotten, Identity, Occupancy, Settled, Token, WindowConfig,
};
use hookseal_core::{DedupKey, Error, Verifier};

pub use self::inspect::{Inspection, inspect};
pub use self::options::FileWindowOptions;
use self::protocol::{Call, run};
use self::raw::{PerProcess, process};
pub use self::resize::resize;
use self::session::{FileSession, Last, Target};
use self::turn::Turn;
use self::warning::Warnings;
use crate::error::HostError;

/// A dedup window in one memory-mapped file, for all threads and processes of a machine. It survives restarts, and the
/// death of any process at any instruction: no committed event is forgotten, no event has two owners while a lease
/// holds, no lock stays taken.
///
/// * **Forks.** A child opens the file for itself with its first call; it needs to do nothing for that. It keeps
///   nothing of the parent's that could hold the parent's lock.
/// * **The file is replaced** (`hookseal dedup resize`, a restored copy): each call looks at most a second later, and
///   goes on with the file that the path names then. A resize is noticed at once, and everything goes along.
/// * **The file is removed**: a new one is made, with the same capacity, lifetime, lease and sliding and another key.
///   What the old one remembered is gone, so that is told ([`recreated`](Self::recreated),
///   [`take_warning`](Self::take_warning)). For up to a second some workers may still use the old file and others the
///   new one. Whoever has a token of the old file gets [`Error::TokenInvalid`] from then on: the event was processed,
///   but that is not recorded.
/// * **The file is cut short** while it is in use: a call that gets to the missing part before it notices is ended by
///   the kernel, with SIGBUS. Nothing does that but a mistake; copy windows with `cp`, never over one that is in use.
///   The space is set aside when the file is made, so a full disk cannot do it, except on file systems that copy on
///   write (Btrfs, ZFS) and keep no such promise.
///
/// Every call may fail with [`Error::StoreUnavailable`] after 250 ms where another process is stopped in the middle of
/// a call, and with what [`open`](Self::open) finds wrong with a file that replaced this one. Nothing is written then.
pub struct FileWindow {
    target: Arc<Target>,
    sessions: PerProcess<Turn<FileSession>>,
    first: Option<Last>,
    warnings: Warnings,
}

impl FileWindow {
    /// Opens the window at `path`, or creates it: whole or not at all, readable and writable by this user only. Of
    /// several processes that create it at once, one does and all have the same. `now` is in Unix seconds.
    ///
    /// # Errors
    /// * [`Error::WindowForeign`]: it is no window; or no regular file of this user, with one link, closed to others,
    ///   in a folder that is this user's or root's and that others cannot write.
    /// * [`Error::WindowMismatch`]: it was made with other settings than are given.
    /// * [`Error::WindowTruncated`], [`Error::WindowCorrupt`], [`Error::WindowVersion`]: it is damaged or newer.
    /// * [`Error::WindowConfig`], [`Error::WindowTooSmall`]: the settings are impossible.
    /// * [`Error::ClockRange`]: it is to be created, and `now` is after the year 2500.
    /// * [`Error::StoreConfig`]: it would be on a network or FUSE file system.
    /// * [`Error::Io`]: it cannot be read, written or created, as on a full disk.
    ///
    /// A file that is there is never changed by any of these.
    pub fn open(path: &Path, options: FileWindowOptions, now: u64) -> Result<Self, HostError> {
        let path = std::path::absolute(path).map_err(|error| HostError::io("find", path, &error))?;
        let target = Arc::new(Target { path, options, recreated: AtomicU64::new(0) });
        let mut session = FileSession::new(Arc::clone(&target), None);
        session.open(now)?;
        let first = session.last();
        let sessions = PerProcess::new(process, Turn::new(session));
        Ok(Self { target, sessions, first, warnings: Warnings::default() })
    }

    /// Claims an event at `now`, in Unix seconds.
    ///
    /// # Errors
    /// [`Error::ClockRange`] as [`DedupWindow::claim`], and what every call may fail with.
    pub fn claim(&self, key: &DedupKey, now: u64) -> Result<Claim, HostError> {
        self.change(now, |window| window.claim(key, now))
    }

    /// Settles a claim as processed.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for a token of another window, such as a file that was removed; [`Error::ClockRange`];
    /// what every call may fail with.
    pub fn commit(&self, token: &Token, now: u64) -> Result<Settled, HostError> {
        self.change(now, |window| window.commit(token, now))
    }

    /// Settles a claim as a dead letter.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn bury(&self, token: &Token, now: u64) -> Result<Settled, HostError> {
        self.change(now, |window| window.bury(token, now))
    }

    /// Gives a claim back for a further attempt, `not_before` seconds from now, at most 300.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] for a longer wait; else as [`commit`](Self::commit).
    pub fn release(&self, token: &Token, now: u64, not_before: u32) -> Result<Settled, HostError> {
        self.change(now, |window| window.release(token, now, not_before))
    }

    /// Starts the lease of a claim again.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn renew(&self, token: &Token, now: u64) -> Result<Settled, HostError> {
        self.change(now, |window| window.renew(token, now))
    }

    /// Forgets an event, so that its next delivery is processed as a first one.
    ///
    /// # Errors
    /// As [`claim`](Self::claim).
    pub fn forget(&self, key: &DedupKey, now: u64) -> Result<Forgotten, HostError> {
        self.change(now, |window| window.forget(key, now))
    }

    /// What the file was made with.
    ///
    /// # Errors
    /// What every call may fail with.
    pub fn identity(&self, now: u64) -> Result<Identity, HostError> {
        self.look(now, |window| Ok(window.identity()))
    }

    /// As [`WindowConfig::check_for`], of the file as it is.
    ///
    /// # Errors
    /// [`Error::WindowConfig`], and what every call may fail with.
    pub fn check_for(&self, verifier: &Verifier, now: u64) -> Result<(), HostError> {
        let config = WindowConfig { full: self.target.options.full, ..self.identity(now)?.config() };
        config.check_for(verifier).map_err(HostError::from)
    }

    /// What happened in the file since it was made, in all processes.
    ///
    /// # Errors
    /// What every call may fail with.
    pub fn counters(&self, now: u64) -> Result<Counters, HostError> {
        self.look(now, |window| Ok(window.counters()))
    }

    /// What is in the file, counted slot by slot under the lock: some milliseconds for each million slots.
    ///
    /// # Errors
    /// As [`claim`](Self::claim).
    pub fn occupancy(&self, now: u64) -> Result<Occupancy, HostError> {
        self.look(now, |window| window.occupancy(now))
    }

    /// How full it is, in percent, from a sample.
    ///
    /// # Errors
    /// As [`claim`](Self::claim).
    pub fn load(&self, now: u64) -> Result<u8, HostError> {
        self.look(now, |window| window.load(now))
    }

    /// Times that the file was gone and this object made a new one, so that what it remembered was forgotten.
    #[must_use]
    pub fn recreated(&self) -> u64 {
        self.target.recreated.load(Ordering::Relaxed)
    }

    /// What is to be logged as an error, once: that the window is 80 % full of live records, or was made anew, each
    /// with the remedy. For after a claim: it looks at the file every ten seconds at most, else it costs nothing.
    pub fn take_warning(&self, now: u64) -> Option<String> {
        let recreated = self.warnings.recreated(&self.target);
        recreated.or_else(|| self.warnings.full(&self.target, now, || self.load(now).ok()))
    }

    /// A durable answer waits for the disk after the lock is free, with all that came before it: what it rests on,
    /// such as another's commit, is on the disk then, and several calls share one wait.
    fn change<T>(&self, now: u64, work: impl FnOnce(&mut DedupWindow<'_>) -> Result<T, Error>) -> Result<T, HostError> {
        let is_durable = self.target.options.is_durable;
        let (answer, map) = self.run(now, |session| {
            let opened = session.opened()?;
            let answer = opened.with(work)?;
            Ok((answer, is_durable.then(|| opened.map())))
        })?;
        if let Some(map) = map {
            map.flush().map_err(|error| HostError::io("write", &self.target.path, &error))?;
        }
        Ok(answer)
    }

    fn look<T>(&self, now: u64, work: impl FnOnce(&DedupWindow<'_>) -> Result<T, Error>) -> Result<T, HostError> {
        self.run(now, |session| Ok(work(session.opened()?.window())?))
    }

    fn run<T>(&self, now: u64, work: impl FnOnce(&mut FileSession) -> Result<T, HostError>) -> Result<T, HostError> {
        let call = Call::at(now);
        let turn = self.sessions.get(|| Turn::new(FileSession::new(Arc::clone(&self.target), self.first)));
        run(turn, &call, work).map_err(|error| self.explain(error, now))
    }
}

impl FileWindow {
    /// Says of an error what only this file's user can know.
    fn explain(&self, error: HostError, now: u64) -> HostError {
        if error.error() != Error::ClockRange || !error.detail().is_empty() {
            return error;
        }
        let detail = format!(
            "the clock says {now} s after 1970, which {} does not cover: set the clock; if it was wrong when the file was \
             made, remove the file",
            self.target.path.display()
        );
        HostError::new(Error::ClockRange, detail)
    }
}

impl fmt::Debug for FileWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileWindow").field("target", &self.target).finish_non_exhaustive()
    }
}

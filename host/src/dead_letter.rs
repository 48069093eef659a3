//! Dead letters: deliveries that no attempt could process, kept in a folder for people to look at.

use core::time::Duration;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use hookseal_core::{DedupKey, Error};
use rustix::fs::{AtFlags, Dir, FileType, statat, unlinkat};
use rustix::io::Errno;

use crate::capture::{Capture, Facts, HEAD_MAX};
use crate::error::HostError;
use crate::file_size;
use crate::private;
use crate::temporary::{final_name, temporary_name};

const SUFFIX: &str = ".http";

/// After this a temporary file is a dead writer's.
const STALE: Duration = Duration::from_secs(3600);

/// The most that is read of a letter: what a folder may hold in all, unless told otherwise.
const READ_MAX: u64 = 1 << 30;

/// How much a folder may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all files.
    pub bytes: u64,
    /// Files.
    pub files: u64,
}

impl Default for Limits {
    /// 1 GiB and 10,000 files.
    fn default() -> Self {
        Self { bytes: 1 << 30, files: 10_000 }
    }
}

/// How a folder took a dead letter. Either way it is there, whole and on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is there now.
    Now,
    /// It was there already: one dead letter an event.
    Before,
}

/// A dead letter in a list.
#[derive(Debug)]
pub struct DeadLetter {
    /// The event's dedup key, which is the file's name.
    pub dedup_key: DedupKey,
    /// Bytes of the file.
    pub bytes: u64,
    /// What is known of the delivery, or why it cannot be read.
    pub facts: Result<Facts, HostError>,
}

/// A folder of dead letters: a file `<dedup key>.http` each, a [capture](crate::capture). No byte that a sender chose is
/// part of a path.
///
/// The folder is this user's, closed to others, and may be used by any number of processes at once: each letter is
/// written under a temporary name, and gets its own when it is whole and on the disk.
#[derive(Debug)]
pub struct DeadLetterFolder {
    path: PathBuf,
    folder: File,
    limits: Limits,
}

impl DeadLetterFolder {
    /// Opens the folder, or makes it.
    ///
    /// # Errors
    /// [`Error::StoreConfig`] where it is a link, somebody else's, or open to others; [`Error::Io`].
    pub fn create(path: &Path, limits: Limits) -> Result<Self, HostError> {
        Ok(Self { folder: private::create_folder(path)?, path: path.to_owned(), limits })
    }

    /// Opens the folder that is there.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn open(path: &Path) -> Result<Self, HostError> {
        Ok(Self { folder: private::open_folder(path)?, path: path.to_owned(), limits: Limits::default() })
    }

    /// Keeps a delivery, and waits until the disk has it. Idempotent: of several for one event the first is kept.
    ///
    /// # Errors
    /// [`Error::StoreUnavailable`] where the folder is at its limits, each of which writers at the same time may exceed
    /// by a letter; [`Error::StoreConfig`] where something else has the letter's name; [`Error::Io`]. Nothing is left
    /// behind.
    pub fn put(&self, key: &DedupKey, capture: &Capture) -> Result<Taken, HostError> {
        let name = file_name(key);
        if self.has(&name)? {
            // Whoever wrote it may have died before the disk had its name.
            self.sync().map_err(|error| self.failed("write to", &error))?;
            return Ok(Taken::Before);
        }
        let message = capture.to_bytes();
        self.make_room(message.len() as u64)?;
        let temporary = temporary_name(&name)?;
        let written = self.write(&temporary, &message).and_then(|()| self.link(&temporary, &name));
        // Gone before the answer, so that nothing is left behind whatever came of it.
        let removed = unlinkat(&self.folder, &temporary, AtFlags::empty()).map_err(io::Error::from);
        let taken = written.map_err(|error| self.failed("write a dead letter to", &error))?;
        removed.and_then(|()| self.sync()).map_err(|error| self.failed("write to", &error))?;
        Ok(taken)
    }

    /// What is in the folder, the oldest first. Letters that cannot be read are listed too.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn list(&self) -> Result<Vec<DeadLetter>, HostError> {
        let mut letters = Vec::new();
        self.each(|name, bytes, _| {
            if let Some(dedup_key) = key_of(name) {
                letters.push(DeadLetter { dedup_key, bytes, facts: self.facts(name) });
            }
        })?;
        letters.sort_by_key(|letter| {
            let received = letter.facts.as_ref().ok().and_then(|facts| facts.received);
            (received, *letter.dedup_key.as_bytes())
        });
        Ok(letters)
    }

    /// A dead letter.
    ///
    /// # Errors
    /// [`Error::Io`] where there is none; [`Error::StoreConfig`] where the file is not safely this user's;
    /// [`Error::ArgumentInvalid`] where it is no capture.
    pub fn get(&self, key: &DedupKey) -> Result<Capture, HostError> {
        Capture::from_bytes(&self.read(&file_name(key), READ_MAX)?)
    }

    /// Removes a dead letter; false where there was none.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn forget(&self, key: &DedupKey) -> Result<bool, HostError> {
        match unlinkat(&self.folder, file_name(key), AtFlags::empty()) {
            Ok(()) => self.sync().map(|()| true).map_err(|error| self.failed("write to", &error)),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(self.failed("remove a dead letter from", &error.into())),
        }
    }

    /// Whether a dead letter has this name. Something else that has it is no dead letter, and must not pass for one.
    fn has(&self, name: &str) -> Result<bool, HostError> {
        match statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(_) => self.facts(name).map(|_| true).map_err(|error| {
                let path = self.path.join(name);
                HostError::new(Error::StoreConfig, format!("{} is no dead letter ({error}): remove it", path.display()))
            }),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(self.failed("look at", &error.into())),
        }
    }

    /// Sees that one more fits, and clears away what dead writers left.
    fn make_room(&self, bytes: u64) -> Result<(), HostError> {
        let (mut files, mut used) = (1, bytes);
        self.each(|name, bytes, modified| {
            let is_stale = modified.elapsed().is_ok_and(|age| age > STALE);
            if final_name(name).and_then(key_of).is_some() && is_stale {
                let _ = unlinkat(&self.folder, name, AtFlags::empty());
                return;
            }
            files += 1;
            used = u64::saturating_add(used, bytes);
        })?;
        if files > self.limits.files || used > self.limits.bytes {
            let detail = format!(
                "{} would hold {files} dead letters of {used} bytes, over its limits: look at them with `hookseal dead \
                 list`, and remove what is settled",
                self.path.display()
            );
            return Err(HostError::new(Error::StoreUnavailable, detail));
        }
        Ok(())
    }

    fn write(&self, temporary: &str, message: &[u8]) -> io::Result<()> {
        file_size::check(message.len() as u64)?;
        let mut file = private::create_file(&self.folder, temporary)?;
        file.write_all(message)?;
        file.sync_all()
    }

    fn link(&self, temporary: &str, name: &str) -> io::Result<Taken> {
        match rustix::fs::linkat(&self.folder, temporary, &self.folder, name, AtFlags::empty()) {
            Ok(()) => Ok(Taken::Now),
            Err(Errno::EXIST) => Ok(Taken::Before),
            Err(error) => Err(error.into()),
        }
    }

    fn facts(&self, name: &str) -> Result<Facts, HostError> {
        Capture::facts_of(&self.read(name, HEAD_MAX as u64)?)
    }

    fn read(&self, name: &str, most: u64) -> Result<Vec<u8>, HostError> {
        let mut bytes = Vec::new();
        let file = private::open_file(&self.folder, &self.path, name)?;
        file.take(most).read_to_end(&mut bytes).map_err(|error| self.failed("read a dead letter in", &error))?;
        Ok(bytes)
    }

    /// Every regular file, with its size and when it was last written.
    fn each(&self, mut visit: impl FnMut(&str, u64, SystemTime)) -> Result<(), HostError> {
        let failed = |error: Errno| self.failed("list", &error.into());
        for entry in Dir::read_from(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let Ok(name) = entry.file_name().to_str() else { continue };
            let stat = match statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => stat,
                // Taken away meanwhile.
                Err(Errno::NOENT) => continue,
                Err(error) => return Err(failed(error)),
            };
            if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile {
                let since = Duration::from_secs(u64::try_from(stat.st_mtime).unwrap_or(0));
                visit(name, u64::try_from(stat.st_size).unwrap_or(0), SystemTime::UNIX_EPOCH + since);
            }
        }
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.folder)?)
    }

    fn failed(&self, action: &str, error: &io::Error) -> HostError {
        HostError::io(action, &self.path, error)
    }
}

fn file_name(key: &DedupKey) -> String {
    format!("{key}{SUFFIX}")
}

fn key_of(name: &str) -> Option<DedupKey> {
    name.strip_suffix(SUFFIX)?.parse().ok()
}

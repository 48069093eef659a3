//! An open window: its memory, its lock, and which file it is.

use alloc::sync::Arc;
use std::fs::{File, Metadata};
use std::time::Instant;

use hookseal_core::Error;
use hookseal_core::dedup::{DedupWindow, Header, Identity};
use rustix::fs::OFlags;
use self_cell::self_cell;

use super::draft::{self, Draft};
use super::header;
use super::options::FileWindowOptions;
use super::place::{Inode, Place};
use super::raw::{LockFile, Map};
use crate::entropy;
use crate::error::HostError;

/// Times that another process may create or replace the file while this one opens it.
const RETRIES: usize = 16;

self_cell! {
    struct Mapped {
        owner: Arc<Map>,
        #[covariant]
        dependent: DedupWindow,
    }
}

pub(super) struct Opened {
    mapped: Mapped,
    /// Opened apart from what is mapped, since a child keeps mappings.
    pub(super) lock: LockFile,
    pub(super) inode: Inode,
    pub(super) size: u64,
    pub(super) key: [u8; 16],
    /// When the path was last seen to name this file.
    pub(super) checked: Instant,
}

/// What became of an attempt to open.
enum Attempt {
    Opened(Box<Opened>),
    Absent,
    /// Replaced between two looks.
    Moved,
}

impl Opened {
    /// Opens the file, or creates it. A file with the key `kin` is one that a resize made of the one before: its
    /// identity is as it should be, whatever the options say. The flag tells whether it was created here.
    pub(super) fn open_or_create(
        place: &Place,
        options: &FileWindowOptions,
        kin: Option<[u8; 16]>,
        for_new: &FileWindowOptions,
        now: u64,
    ) -> Result<(Self, bool), HostError> {
        let mut is_created = false;
        for _ in 0..RETRIES {
            match Self::attempt(place, options, kin)? {
                Attempt::Opened(opened) => return Ok((*opened, is_created)),
                Attempt::Moved => is_created = false,
                Attempt::Absent => {
                    let (buckets, config) = for_new.for_new(now)?;
                    let (draft, map) = Draft::new(place, buckets, &config, entropy::bytes()?)?;
                    is_created = draft.publish(&map)?;
                }
            }
        }
        Err(unsteady(place))
    }

    /// Opens the file that is there.
    pub(super) fn open(place: &Place, options: &FileWindowOptions) -> Result<Self, HostError> {
        for _ in 0..RETRIES {
            match Self::attempt(place, options, None)? {
                Attempt::Opened(opened) => return Ok(*opened),
                Attempt::Moved => {}
                Attempt::Absent => return Err(absent(place)),
            }
        }
        Err(unsteady(place))
    }

    fn attempt(place: &Place, options: &FileWindowOptions, kin: Option<[u8; 16]>) -> Result<Attempt, HostError> {
        let Some(file) = place.open(OFlags::RDWR)? else { return Ok(Attempt::Absent) };
        let failed = |error| HostError::io("open", &place.path, &error);
        let metadata = file.metadata().map_err(failed)?;
        let (map, identity) = map(place, &file, &metadata, Map::new)?;
        let key = header::key(&file).map_err(failed)?;
        let options = if kin == Some(key) { options.of_any() } else { *options };
        if let Some(differences) = options.differences(&identity) {
            return Err(HostError::new(
                Error::WindowMismatch,
                format!(
                    "{}: {differences}; leave it out to take what the file has, or change the file with \
                     `hookseal dedup resize`",
                    place.path.display()
                ),
            ));
        }
        options.check_own(&identity)?;
        let mapped = Mapped::try_new(Arc::new(map), |map| {
            DedupWindow::open(map.header(), map.buckets(), &options.for_existing())
        })
        .map_err(|error| refused(place, error))?;
        let inode = Inode::of(&metadata);
        let lock = match LockFile::open(|| place.open_raw(OFlags::RDWR)) {
            Ok(lock) => lock,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Attempt::Moved),
            Err(error) => return Err(failed(error)),
        };
        if Inode::of(&lock.file().metadata().map_err(failed)?) != inode {
            return Ok(Attempt::Moved);
        }
        let checked = Instant::now();
        Ok(Attempt::Opened(Box::new(Self { mapped, lock, inode, size: metadata.len(), key, checked })))
    }

    pub(super) fn window(&self) -> &DedupWindow<'_> {
        self.mapped.borrow_dependent()
    }

    pub(super) fn with<T>(&mut self, call: impl FnOnce(&mut DedupWindow<'_>) -> T) -> T {
        self.mapped.with_dependent_mut(|_, window| call(window))
    }

    /// Marks it as replaced; under its lock.
    pub(super) fn retire(&mut self) {
        self.with(|window| {
            window.retire();
        });
    }

    /// Its memory, to be flushed when the lock is free again.
    pub(super) fn map(&self) -> Arc<Map> {
        Arc::clone(self.mapped.borrow_owner())
    }

    /// Whether its records have gone to another file; under its lock. A resize marks it before it puts the other file
    /// in its place. If it died between the two, this is still the only window, and goes on.
    pub(super) fn is_left(&mut self, path: &std::path::Path) -> Result<bool, HostError> {
        if !self.window().is_retired() {
            return Ok(false);
        }
        if !is_named(path, self.inode)? {
            return Ok(true);
        }
        header::unretire(self.lock.file()).map_err(|error| HostError::io("write", path, &error))?;
        Ok(false)
    }
}

/// Whether `path` names this file.
pub(super) fn is_named(path: &std::path::Path, inode: Inode) -> Result<bool, HostError> {
    match std::fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Inode::of(&metadata) == inode),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(HostError::io("look at", path, &error)),
    }
}

/// Maps a file once it is known to be a window of its size.
pub(super) fn map(
    place: &Place,
    file: &File,
    metadata: &Metadata,
    map: impl FnOnce(&File, usize) -> std::io::Result<Map>,
) -> Result<(Map, Identity), HostError> {
    let failed = |error| HostError::io("map", &place.path, &error);
    let size = usize::try_from(metadata.len()).map_err(|_| refused(place, Error::WindowTruncated))?;
    if size < size_of::<Header>() {
        let is_begun = starts_like_a_window(file).map_err(failed)?;
        return Err(refused(place, if is_begun { Error::WindowTruncated } else { Error::WindowForeign }));
    }
    let map = map(file, size).map_err(failed)?;
    let identity = map.header().identity().map_err(|error| refused(place, error))?;
    let expected = usize::try_from(identity.buckets).ok().and_then(draft::size);
    if expected != Some(size) {
        return Err(truncated(place, size, expected));
    }
    Ok((map, identity))
}

fn starts_like_a_window(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::FileExt as _;
    let mut first = [0; 8];
    let read = file.read_at(&mut first, 0)?;
    Ok(b"hookseal".starts_with(first.get(..read).unwrap_or(&first)))
}

fn truncated(place: &Place, size: usize, expected: Option<usize>) -> HostError {
    let expected = expected.map_or("more".to_owned(), |bytes| bytes.to_string());
    HostError::new(
        Error::WindowTruncated,
        format!(
            "{} has {size} bytes and its header says {expected}: restore it, or remove it to start a new one",
            place.path.display()
        ),
    )
}

fn refused(place: &Place, error: Error) -> HostError {
    HostError::new(error, format!("{}: {}", place.path.display(), error.message()))
}

pub(super) fn absent(place: &Place) -> HostError {
    HostError::new(Error::Io, format!("there is no window at {}: check the path", place.path.display()))
}

fn unsteady(place: &Place) -> HostError {
    HostError::new(
        Error::StoreUnavailable,
        format!("{} is replaced over and over: see who creates and removes it", place.path.display()),
    )
}

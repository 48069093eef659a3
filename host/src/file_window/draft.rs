//! A new file, made whole before it gets its name.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsRawFd as _;
use std::path::Path;

use hookseal_core::Error;
use hookseal_core::dedup::{Bucket, DedupWindow, Header, WindowConfig};
use rustix::fs::{AtFlags, CWD, FallocateFlags, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::place::Place;
use super::raw::Map;
use crate::error::HostError;
use crate::file_size;
use crate::private::apart;
use crate::temporary::temporary_name;

/// A file that is not there yet: without a name where the file system can do that, so that nothing is left behind
/// whenever this process dies; else under a name that nobody looks for.
pub(super) struct Draft<'a> {
    place: &'a Place,
    pub(super) file: File,
    name: Option<String>,
}

const OWN: Mode = Mode::RUSR.union(Mode::WUSR);
const ACCESS: OFlags = OFlags::RDWR.union(OFlags::CLOEXEC);

/// How many bytes a window of so many buckets is.
pub(super) const fn size(buckets: usize) -> Option<usize> {
    match buckets.checked_mul(size_of::<Bucket>()) {
        Some(bytes) => bytes.checked_add(size_of::<Header>()),
        None => None,
    }
}

impl<'a> Draft<'a> {
    /// An empty window that is on the disk in full: no later store can find it full.
    pub(super) fn new(
        place: &'a Place,
        buckets: usize,
        config: &WindowConfig,
        key: [u8; 16],
    ) -> Result<(Self, Map), HostError> {
        let size = size(buckets).ok_or(Error::WindowConfig)?;
        let failed =
            |error: io::Error| HostError::io(&format!("create a window of {size} bytes at"), &place.path, &error);
        let draft = match Self::unnamed(place).map_err(failed)? {
            Some(draft) => draft,
            None => Self::named(place, temporary_name(place.name.display())?).map_err(failed)?,
        };
        // Whatever the umask is, also 0777.
        rustix::fs::fchmod(&draft.file, OWN).map_err(|error| failed(error.into()))?;
        allocate(&draft.file, size as u64).map_err(failed)?;
        let map = Map::new(&draft.file, size).map_err(failed)?;
        DedupWindow::create(map.header(), map.buckets(), config, key)?;
        Ok((draft, map))
    }

    /// None where the file system has no files without a name.
    fn unnamed(place: &'a Place) -> io::Result<Option<Self>> {
        match rustix::fs::openat(&place.folder, ".", ACCESS | OFlags::TMPFILE, OWN) {
            // Without /proc it could not be given its name.
            Ok(file) if Path::new("/proc/self/fd").exists() => Ok(Some(Self { place, file: apart(file)?, name: None })),
            Ok(_) | Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::NOENT | Errno::INVAL) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn named(place: &'a Place, name: String) -> io::Result<Self> {
        let file = rustix::fs::openat(&place.folder, &name, ACCESS | OFlags::CREATE | OFlags::EXCL, OWN)?;
        Ok(Self { place, file: apart(file)?, name: Some(name) })
    }

    /// Gives it its name, unless there is a file of that name by now: then false.
    pub(super) fn publish(mut self, map: &Map) -> Result<bool, HostError> {
        self.store(map)?;
        let Place { folder, name, path } = self.place;
        let published = match &self.name {
            None => self.link(name),
            Some(temporary) => rustix::fs::renameat_with(folder, temporary, folder, name, RenameFlags::NOREPLACE),
        };
        match published {
            Ok(()) => self.name = None,
            Err(Errno::EXIST) => return Ok(false),
            Err(error) => return Err(HostError::io("name the new window", path, &error.into())),
        }
        self.place.sync()?;
        Ok(true)
    }

    /// Has it all on the disk, under a name that nobody looks for, so that it can take another file's name at once.
    pub(super) fn prepare(&mut self, map: &Map) -> Result<(), HostError> {
        self.store(map)?;
        if self.name.is_none() {
            let name = temporary_name(self.place.name.display())?;
            self.link(name.as_ref())
                .map_err(|error| HostError::io("name the new window beside", &self.place.path, &error.into()))?;
            self.name = Some(name);
        }
        Ok(())
    }

    /// Takes the name of the file that is there.
    pub(super) fn replace(mut self) -> Result<(), HostError> {
        let Place { folder, name, path } = self.place;
        if let Some(temporary) = &self.name {
            rustix::fs::renameat(folder, temporary, folder, name)
                .map_err(|error| HostError::io("replace", path, &error.into()))?;
        }
        self.name = None;
        Ok(())
    }

    fn link(&self, name: &std::ffi::OsStr) -> rustix::io::Result<()> {
        let own = format!("/proc/self/fd/{}", self.file.as_raw_fd());
        rustix::fs::linkat(CWD, own, &self.place.folder, name, AtFlags::SYMLINK_FOLLOW)
    }

    fn store(&self, map: &Map) -> Result<(), HostError> {
        let stored = map.flush().and_then(|()| self.file.sync_all());
        stored.map_err(|error| HostError::io("write", &self.place.path, &error))
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            _ = rustix::fs::unlinkat(&self.place.folder, name, AtFlags::empty());
        }
    }
}

/// Has the file system set the space aside, or uses it where it cannot.
fn allocate(file: &File, size: u64) -> io::Result<()> {
    file_size::check(size)?;
    // Some take all that is left before they find that it is not enough, and others meet a full disk meanwhile.
    let disk = rustix::fs::fstatvfs(file)?;
    if disk.f_bavail.saturating_mul(disk.f_frsize) < size {
        return Err(Errno::NOSPC.into());
    }
    loop {
        match rustix::fs::fallocate(file, FallocateFlags::empty(), 0, size) {
            Ok(()) => return Ok(()),
            Err(Errno::INTR) => {}
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => break,
            Err(error) => return Err(error.into()),
        }
    }
    // Little: it is on the stack of whoever opens a window, and in a child of whoever calls first.
    let zeros = [0; 1 << 12];
    let mut rest = file;
    let mut left = size;
    while left > 0 {
        let part = zeros.get(..usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len())).unwrap_or(&zeros);
        rest.write_all(part)?;
        left -= part.len() as u64;
    }
    Ok(())
}

//! Where a window's file is: a folder that nobody else can write, and a name in it.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use hookseal_core::Error;
use rustix::fs::{Mode, OFlags, openat};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::file_system;
use crate::error::HostError;
use crate::private::{SAFELY, apart};

/// Which file it is, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inode {
    device: u64,
    number: u64,
}

impl Inode {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { device: metadata.dev(), number: metadata.ino() }
    }
}

/// An open folder that was found safe, and a name in it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) folder: File,
    pub(super) name: OsString,
}

impl Place {
    /// Opens and checks the folder of an absolute path.
    pub(super) fn find(path: &Path) -> Result<Self, HostError> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(HostError::new(Error::StoreConfig, format!("{} names no file", path.display())));
        };
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(parent, flags, Mode::empty())
            .map(File::from)
            .map_err(|error| HostError::io("open the window's folder", parent, &error.into()))?;
        check_folder(&folder, parent)?;
        Ok(Self { path: path.to_owned(), folder, name: name.to_owned() })
    }

    /// Opens the file there, and finds it safe; `None` where there is none.
    pub(super) fn open(&self, access: OFlags) -> Result<Option<File>, HostError> {
        loop {
            let file = match self.open_raw(access) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(self.cannot_open(&error)),
            };
            let metadata = file.metadata().map_err(|error| HostError::io("look at", &self.path, &error))?;
            // One without a name was replaced just now, as by a resize: the path names another one.
            if metadata.nlink() != 0 {
                check_file(&file, &metadata, &self.path)?;
                return Ok(Some(file));
            }
        }
    }

    /// Never waits, as on a pipe, and follows no link at the end of the path.
    pub(super) fn open_raw(&self, access: OFlags) -> io::Result<File> {
        Ok(apart(openat(&self.folder, &self.name, access | SAFELY, Mode::empty())?)?)
    }

    /// Waits until the disk has the folder's names.
    pub(super) fn sync(&self) -> Result<(), HostError> {
        match rustix::fs::fsync(&self.folder) {
            // Some file systems have nothing to wait for.
            Ok(()) | Err(Errno::INVAL) => Ok(()),
            Err(error) => Err(HostError::io("write the folder of", &self.path, &error.into())),
        }
    }

    pub(super) fn foreign(&self, detail: &str) -> HostError {
        foreign(&self.path, detail)
    }

    fn cannot_open(&self, error: &io::Error) -> HostError {
        match error.raw_os_error() {
            Some(libc::ELOOP) => self.foreign("is a symbolic link: give the path of the file itself"),
            Some(libc::EISDIR) => self.foreign("is a folder: give the path of a file in it"),
            Some(libc::ENXIO) => self.foreign("is a socket or pipe: give another path"),
            _ => HostError::io("open for reading and writing", &self.path, error),
        }
    }
}

fn foreign(path: &Path, detail: &str) -> HostError {
    HostError::new(Error::WindowForeign, format!("{} {detail}", path.display()))
}

fn check_folder(folder: &File, path: &Path) -> Result<(), HostError> {
    let metadata = folder.metadata().map_err(|error| HostError::io("look at", path, &error))?;
    let me = geteuid().as_raw();
    if metadata.mode() & 0o022 != 0 {
        let mode = metadata.mode() & 0o7777;
        return Err(foreign(
            path,
            &format!("can be written by others (mode {mode:o}): use a folder of your own, made with `mkdir -m 700`"),
        ));
    }
    if metadata.uid() != me && metadata.uid() != 0 {
        let owner = metadata.uid();
        return Err(foreign(
            path,
            &format!("is user {owner}'s, and this is user {me}: use a folder of your own, made with `mkdir -m 700`"),
        ));
    }
    file_system::check(folder, path)
}

fn check_file(file: &File, metadata: &Metadata, path: &Path) -> Result<(), HostError> {
    let kind = metadata.file_type();
    let me = geteuid().as_raw();
    let detail = if kind.is_dir() {
        "is a folder: give the path of a file in it".to_owned()
    } else if kind.is_fifo() || kind.is_socket() || kind.is_char_device() || kind.is_block_device() {
        "is a pipe, socket or device: give another path".to_owned()
    } else if metadata.uid() != me {
        format!("is user {}'s, and this is user {me}: run as its owner, or give each user its own", metadata.uid())
    } else if metadata.nlink() != 1 {
        format!("has {} links, so that it can be reached elsewhere: remove the others", metadata.nlink())
    } else if metadata.mode() & 0o077 != 0 {
        format!(
            "is open to others (mode {:o}): `chmod 600` it if they cannot have changed it",
            metadata.mode() & 0o7777
        )
    } else {
        return file_system::check(file, path);
    };
    Err(foreign(path, &detail))
}

//! Folders and files that nobody else can read or change.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd, RawFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use hookseal_core::Error;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::error::HostError;

/// Never follows a link, never waits, is not inherited by programs.
pub(crate) const SAFELY: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC).union(OFlags::NONBLOCK).union(OFlags::NOCTTY);

/// Opens a folder of this user's that is closed to all others, or makes it and waits until the disk has its name: what is
/// kept in it would go with that.
pub(crate) fn create_folder(path: &Path) -> Result<File, HostError> {
    let failed = |error: Errno| HostError::io("create the folder", path, &error.into());
    let is_made = match rustix::fs::mkdir(path, Mode::RWXU) {
        Ok(()) => {
            give_to_owner(path).map_err(failed)?;
            true
        }
        Err(Errno::EXIST) => false,
        Err(error) => return Err(failed(error)),
    };
    let folder = open_folder(path)?;
    match sync_parent(&folder) {
        // Some file systems have nothing to wait for.
        Ok(()) | Err(Errno::INVAL) => Ok(folder),
        // It may be older than this process, in a place that this user cannot read.
        Err(_) if !is_made => Ok(folder),
        Err(error) => Err(failed(error)),
    }
}

/// Gives the owner of a new folder what the umask kept back, and without which it may not even be opened.
fn give_to_owner(path: &Path) -> rustix::io::Result<()> {
    // This needs no right to the folder, and a link in its place is not followed.
    let folder = rustix::fs::open(path, SAFELY | OFlags::PATH | OFlags::DIRECTORY, Mode::empty())?;
    if Mode::from_raw_mode(rustix::fs::fstat(&folder)?.st_mode).contains(Mode::RWXU) {
        return Ok(());
    }
    rustix::fs::chmod(format!("/proc/self/fd/{}", folder.as_raw_fd()), Mode::RWXU)
}

fn sync_parent(folder: &File) -> rustix::io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::fsync(rustix::fs::openat(folder, "..", flags, Mode::empty())?)
}

/// Opens a folder of this user's that is closed to all others.
pub(crate) fn open_folder(path: &Path) -> Result<File, HostError> {
    // Without a slash at its end, which would follow a link.
    let path = &path.components().collect::<PathBuf>();
    let folder: File = rustix::fs::open(path, SAFELY | OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())
        .map_err(|error| not_opened("folder", path, error))?
        .into();
    check(&folder, path, 0o700)?;
    Ok(folder)
}

/// Opens a file in a folder to read it, if it is a regular one of this user's, with one link and closed to others.
pub(crate) fn open_file(folder: &File, folder_path: &Path, name: &str) -> Result<File, HostError> {
    let path = folder_path.join(name);
    let file: File = rustix::fs::openat(folder, name, SAFELY | OFlags::RDONLY, Mode::empty())
        .map_err(|error| not_opened("file", &path, error))?
        .into();
    let metadata = file.metadata().map_err(|error| HostError::io("look at", &path, &error))?;
    if !metadata.is_file() {
        return Err(unsafe_at(&path, "is no regular file: remove it"));
    }
    check(&file, &path, 0o600)?;
    // The one that a writer is about to take away has two for an instant.
    if metadata.nlink() > 2 {
        return Err(unsafe_at(&path, "has further links, so that it can be reached elsewhere: remove them"));
    }
    Ok(file)
}

/// The first descriptor that is none of the standard streams.
const APART: RawFd = 3;

/// A file just opened, under a descriptor that is none of the standard streams. A daemon may have closed those: the next file
/// that is opened gets the number of one, and with it all that the program prints.
pub(crate) fn apart(file: OwnedFd) -> rustix::io::Result<File> {
    if file.as_raw_fd() >= APART {
        return Ok(file.into());
    }
    rustix::io::fcntl_dupfd_cloexec(&file, APART).map(File::from)
}

/// Makes a file that only this user can read, whatever the umask.
pub(crate) fn create_file(folder: &File, name: &str) -> io::Result<File> {
    let flags = SAFELY | OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL;
    let mode = Mode::RUSR | Mode::WUSR;
    let file = apart(rustix::fs::openat(folder, name, flags, mode)?)?;
    rustix::fs::fchmod(&file, mode)?;
    Ok(file)
}

fn check(file: &File, path: &Path, mode: u32) -> Result<(), HostError> {
    let metadata = file.metadata().map_err(|error| HostError::io("look at", path, &error))?;
    let me = geteuid().as_raw();
    if metadata.uid() != me {
        let detail = format!("is user {}'s, and this is user {me}: run as its owner", metadata.uid());
        return Err(unsafe_at(path, &detail));
    }
    if metadata.mode() & 0o077 != 0 {
        let now = metadata.mode() & 0o7777;
        let detail = format!("is open to others (mode {now:o}): `chmod {mode:o}` it if they cannot have changed it");
        return Err(unsafe_at(path, &detail));
    }
    Ok(())
}

fn not_opened(what: &str, path: &Path, error: Errno) -> HostError {
    // Which of the two a link gives depends on what was asked for.
    if error == Errno::LOOP || (error == Errno::NOTDIR && path.is_symlink()) {
        return unsafe_at(path, &format!("is a symbolic link: give the path of the {what} itself"));
    }
    match error {
        Errno::NOTDIR => unsafe_at(path, "is no folder: give the path of one"),
        Errno::NXIO => unsafe_at(path, "is a socket or pipe: remove it"),
        _ => HostError::io(&format!("open the {what}"), path, &error.into()),
    }
}

fn unsafe_at(path: &Path, detail: &str) -> HostError {
    HostError::new(Error::StoreConfig, format!("{} {detail}", path.display()))
}

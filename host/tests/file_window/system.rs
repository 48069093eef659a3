//! What the system may refuse: a full disk, a file that is read-only.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use hookseal_core::Error;
use hookseal_host::{FileWindow, FileWindowOptions, resize};

use super::support::{Folder, NOW, Role, SMALL, claimed, skip};

struct Mount(PathBuf);

impl Mount {
    fn new(path: &Path, options: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", options, "none"]).arg(path).output().ok()?;
        mounted.status.success().then(|| Self(path.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_an_error_at_once_and_leaves_nothing() {
    let folder = Folder::new();
    let Some(mount) = Mount::new(&folder.0, "size=1m,mode=700") else {
        return skip("a small file system can only be mounted as root");
    };
    let large = FileWindowOptions { capacity: Some(1 << 20), ..SMALL };
    let error = FileWindow::open(&folder.path(), large, NOW).unwrap_err();
    assert_eq!(error.error(), Error::Io);
    assert!(error.detail().contains("25166208 bytes"), "{error}");
    assert!(folder.names().is_empty());
    // What fits is there in full: a disk that fills up later takes nothing away.
    let options = FileWindowOptions { capacity: Some(20_000), ..SMALL };
    let window = FileWindow::open(&folder.path(), options, NOW).unwrap();
    let token = claimed(&window, 0);
    let error = resize(&folder.path(), &FileWindowOptions { capacity: Some(40_000), ..SMALL }, NOW).unwrap_err();
    assert_eq!(error.error(), Error::Io, "{error}");
    assert_eq!(folder.names(), ["events.window"]);
    assert!(fs::write(folder.0.join("filler"), vec![1; 1 << 20]).is_err());
    for number in 1..10_000 {
        claimed(&window, number);
    }
    _ = window.commit(&token, NOW).unwrap();
    drop((window, mount));
}

#[test]
fn a_read_only_file_or_folder_is_named() {
    let folder = Folder::new();
    let path = folder.path();
    drop(FileWindow::open(&path, SMALL, NOW).unwrap());
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    let empty = folder.0.join("empty");
    fs::create_dir(&empty).unwrap();
    fs::set_permissions(&empty, Permissions::from_mode(0o500)).unwrap();
    // Root may write everywhere, so that another user has to try.
    let as_user = rustix::process::geteuid().is_root();
    if as_user {
        for ours in [&path, &empty, &folder.0] {
            chown(ours, Some(65_534), Some(65_534)).unwrap();
        }
    }
    let said = |path: &Path| {
        let mut role = Role::start_with("open", path, "1", |command| {
            if as_user {
                command.uid(65_534).gid(65_534);
            }
        });
        assert_eq!(role.line().as_deref(), Some("ready"));
        role.go();
        role.line().unwrap()
    };
    let error = said(&path);
    assert!(error.starts_with("error IO: cannot open for reading and writing"), "{error}");
    let error = said(&empty.join("new.window"));
    assert!(error.starts_with("error IO: cannot create"), "{error}");
}

#[test]
fn a_limit_of_file_sizes_is_an_error_and_ends_nobody() {
    let folder = Folder::new();
    // A header and 64 buckets.
    let size: u64 = 65 * 384;
    let said = |bytes: u64| Role::start("limit", &folder.path(), &bytes.to_string()).line().unwrap();
    let error = said(size - 1);
    assert!(error.starts_with("error IO: cannot create") && error.contains("File too large"), "{error}");
    assert!(folder.names().is_empty());
    assert_eq!(said(size), "open");
}

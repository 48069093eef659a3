//! What is created, what is opened, and what is refused by which name.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;

use hookseal_core::Error;
use hookseal_core::dedup::{Claim, FullPolicy};
use hookseal_host::{FileWindow, FileWindowOptions, inspect};

use super::support::{Folder, NOW, Role, SMALL, claimed, event, skip};

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Opening must fail with `error` and say each of `words`, and leave the file as it was; so must a look at it.
fn refused(path: &Path, options: FileWindowOptions, error: Error, words: &[&str]) {
    let before = fs::read(path).ok();
    let refusal = FileWindow::open(path, options, NOW).unwrap_err();
    assert_eq!(refusal.error(), error, "{refusal}");
    for word in words {
        assert!(refusal.detail().contains(word), "{word}: {refusal}");
    }
    assert!(before == fs::read(path).ok(), "it was changed");
    if error != Error::WindowMismatch && error != Error::WindowConfig {
        assert_eq!(inspect(path, NOW).unwrap_err().error(), error);
    }
}

fn window(folder: &Folder) -> std::path::PathBuf {
    drop(FileWindow::open(&folder.path(), SMALL, NOW).unwrap());
    folder.path()
}

/// A small window with `bytes` written over it.
fn damaged(at: usize, bytes: &[u8], error: Error) {
    let folder = Folder::new();
    let path = window(&folder);
    let mut image = fs::read(&path).unwrap();
    image[at..at + bytes.len()].copy_from_slice(bytes);
    fs::write(&path, image).unwrap();
    refused(&path, SMALL, error, &["events.window"]);
}

#[test]
fn a_new_file_is_whole_and_only_ours() {
    let folder = Folder::new();
    let options = FileWindowOptions { capacity: Some(1000), ttl: Some(1000), lease: Some(7), ..SMALL };
    let opened = FileWindow::open(&folder.path(), options, NOW).unwrap();
    let metadata = fs::metadata(folder.path()).unwrap();
    assert_eq!((metadata.len(), metadata.mode() & 0o7777, metadata.nlink()), (384 * 64, 0o600, 1));
    assert!(metadata.blocks() * 512 >= metadata.len(), "space is not set aside");
    assert_eq!(folder.names(), ["events.window"]);
    let identity = opened.identity(NOW).unwrap();
    assert_eq!((identity.buckets, identity.ttl, identity.lease, identity.is_sliding), (63, 1000, 7, false));
    assert_eq!(identity.epoch, NOW.saturating_sub(1 << 31));
    claimed(&opened, 1);
    let seen = inspect(&folder.path(), NOW).unwrap();
    assert_eq!((seen.identity, seen.bytes, seen.counters.claimed), (identity, 384 * 64, 1));
    assert_eq!(seen.occupancy.in_flight, 1);
}

#[test]
fn the_default_is_a_million_events_for_four_days() {
    let folder = Folder::new();
    let opened = FileWindow::open(&folder.path(), FileWindowOptions::default(), NOW).unwrap();
    let identity = opened.identity(NOW).unwrap();
    assert_eq!((identity.buckets, identity.ttl, identity.lease), (1 << 16, 345_600, 300));
}

#[test]
fn a_new_file_is_ours_whatever_the_umask() {
    for umask in ["000", "077", "777"] {
        let folder = Folder::new();
        assert_eq!(Role::start("umask", &folder.path(), umask).line().as_deref(), Some("open"));
        assert_eq!(fs::metadata(folder.path()).unwrap().mode() & 0o7777, 0o600, "{umask}");
    }
}

#[test]
fn it_keeps_its_identity_and_openers_have_their_own_policy() {
    let folder = Folder::new();
    let options = FileWindowOptions { capacity: Some(16), ..SMALL };
    let first = FileWindow::open(&folder.path(), options, NOW).unwrap();
    let own = FileWindowOptions { full: FullPolicy::Unguarded, max_attempts: Some(3), ..FileWindowOptions::default() };
    let other = FileWindow::open(&folder.path(), own, NOW).unwrap();
    assert_eq!(other.identity(NOW).unwrap(), first.identity(NOW).unwrap());
    for number in 0..16 {
        claimed(&first, number);
    }
    assert!(matches!(first.claim(&event(99), NOW), Ok(Claim::Full { .. })));
    assert!(matches!(other.claim(&event(99), NOW), Ok(Claim::Unguarded)));
}

#[test]
fn a_given_value_that_differs_is_named_with_both() {
    let folder = Folder::new();
    let path = window(&folder);
    let same = FileWindowOptions { capacity: Some(1009), ttl: Some(345_600), lease: Some(300), ..SMALL };
    drop(FileWindow::open(&path, FileWindowOptions { is_sliding: Some(false), ..same }, NOW).unwrap());
    let differs = |options, words: &[&str]| refused(&path, options, Error::WindowMismatch, words);
    differs(FileWindowOptions { capacity: Some(2048), ..SMALL }, &["capacity", "1024", "2048", "resize"]);
    differs(FileWindowOptions { ttl: Some(5000), ..SMALL }, &["ttl", "345600", "5000"]);
    differs(FileWindowOptions { lease: Some(60), ..SMALL }, &["lease", "300", "60"]);
    differs(FileWindowOptions { is_sliding: Some(true), ..SMALL }, &["sliding", "false", "true"]);
    let impossible = FileWindowOptions { max_attempts: Some(0), ..SMALL };
    refused(&path, impossible, Error::WindowConfig, &[]);
}

#[test]
fn impossible_settings_create_nothing() {
    let folder = Folder::new();
    let error = |options| FileWindow::open(&folder.path(), options, NOW).unwrap_err().error();
    assert_eq!(error(FileWindowOptions { capacity: Some(0), ..SMALL }), Error::WindowTooSmall);
    assert_eq!(error(FileWindowOptions { capacity: Some(usize::MAX), ..SMALL }), Error::WindowConfig);
    assert_eq!(error(FileWindowOptions { ttl: Some(0), ..SMALL }), Error::WindowConfig);
    assert_eq!(error(FileWindowOptions { lease: Some(400_000), ..SMALL }), Error::WindowConfig);
    assert!(folder.names().is_empty());
    assert_eq!(inspect(&folder.path(), NOW).unwrap_err().error(), Error::Io);
    assert!(folder.names().is_empty());
}

#[test]
fn what_is_no_file_is_foreign() {
    let folder = Folder::new();
    let path = folder.path();
    fs::create_dir(&path).unwrap();
    refused(&path, SMALL, Error::WindowForeign, &["folder"]);
    fs::remove_dir(&path).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let refusal = FileWindow::open(&path, SMALL, NOW).unwrap_err();
    assert_eq!(refusal.error(), Error::WindowForeign, "{refusal}");
    fs::remove_file(&path).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let refusal = FileWindow::open(&path, SMALL, NOW).unwrap_err();
    assert_eq!(refusal.error(), Error::WindowForeign, "{refusal}");
}

#[test]
fn links_are_foreign() {
    let folder = Folder::new();
    let path = window(&folder);
    let other = folder.0.join("other.window");
    symlink(&path, &other).unwrap();
    refused(&other, SMALL, Error::WindowForeign, &["symbolic link"]);
    symlink("nowhere", folder.0.join("dangling")).unwrap();
    refused(&folder.0.join("dangling"), SMALL, Error::WindowForeign, &["symbolic link"]);
    fs::remove_file(&other).unwrap();
    fs::hard_link(&path, &other).unwrap();
    refused(&path, SMALL, Error::WindowForeign, &["2 links"]);
}

#[test]
fn a_file_or_folder_that_others_can_write_is_foreign() {
    let folder = Folder::new();
    let path = window(&folder);
    for open in [0o640, 0o620, 0o604, 0o602, 0o610] {
        mode(&path, open);
        refused(&path, SMALL, Error::WindowForeign, &["open to others", "chmod 600"]);
    }
    mode(&path, 0o600);
    for open in [0o770, 0o702, 0o1777] {
        mode(&folder.0, open);
        refused(&path, SMALL, Error::WindowForeign, &["written by others", "mkdir -m 700"]);
    }
    mode(&folder.0, 0o755);
    drop(FileWindow::open(&path, SMALL, NOW).unwrap());
    refused(Path::new("/tmp/hookseal-test.window"), SMALL, Error::WindowForeign, &["/tmp", "mode 1777"]);
    refused(&folder.0.join("missing/w"), SMALL, Error::Io, &["missing"]);
    refused(Path::new("/"), SMALL, Error::StoreConfig, &["names no file"]);
}

#[test]
fn another_users_file_or_folder_is_foreign() {
    if !rustix::process::geteuid().is_root() {
        return skip("only root can give files to another user");
    }
    let folder = Folder::new();
    let path = window(&folder);
    std::os::unix::fs::chown(&path, Some(65_534), None).unwrap();
    refused(&path, SMALL, Error::WindowForeign, &["user 65534's"]);
    std::os::unix::fs::chown(&path, Some(0), None).unwrap();
    std::os::unix::fs::chown(&folder.0, Some(65_534), None).unwrap();
    refused(&path, SMALL, Error::WindowForeign, &["user 65534's", "mkdir"]);
}

#[test]
fn what_is_no_window_is_foreign_or_truncated() {
    let folder = Folder::new();
    let path = folder.path();
    let write = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        mode(&path, 0o600);
    };
    write(b"");
    refused(&path, SMALL, Error::WindowTruncated, &[]);
    write(b"hello");
    refused(&path, SMALL, Error::WindowForeign, &[]);
    write(&[b'x'; 5000]);
    refused(&path, SMALL, Error::WindowForeign, &[]);
    write(&[0; 768]);
    refused(&path, SMALL, Error::WindowForeign, &[]);
}

#[test]
fn damage_is_named() {
    damaged(0, b"x", Error::WindowForeign);
    damaged(8, &[2], Error::WindowVersion);
    damaged(8, &[0], Error::WindowCorrupt);
    damaged(20, &[1], Error::WindowCorrupt);
    damaged(41, &[1, 2, 3], Error::WindowCorrupt);
    damaged(56, &[1, 2, 3], Error::WindowCorrupt);
    for size in [384 * 64, 384 * 66, 384 * 65 + 1, 384 * 65 - 1] {
        let folder = Folder::new();
        let path = window(&folder);
        fs::File::options().write(true).open(&path).unwrap().set_len(size).unwrap();
        refused(&path, SMALL, Error::WindowTruncated, &[&size.to_string(), "24960"]);
    }
}

#[test]
fn a_window_that_fills_up_is_told_once() {
    let folder = Folder::new();
    let opened = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    // Finished events can be moved to make room, so that all find some, whatever the key of the window is.
    let finished = |number| {
        let token = claimed(&opened, number);
        _ = opened.commit(&token, NOW).unwrap();
    };
    (0..800).for_each(finished);
    assert_eq!(opened.take_warning(NOW), None);
    (800..900).for_each(finished);
    assert_eq!(opened.take_warning(NOW + 1), None, "looked just now");
    let warning = opened.take_warning(NOW + 11).unwrap();
    assert!(warning.contains("87 %") && warning.contains("hookseal dedup resize"), "{warning}");
    assert_eq!(opened.take_warning(NOW + 30), None);
}

#[test]
fn durable_answers_are_the_same() {
    let folder = Folder::new();
    let options = FileWindowOptions { is_durable: true, ..SMALL };
    let opened = FileWindow::open(&folder.path(), options, NOW).unwrap();
    let token = claimed(&opened, 1);
    _ = opened.commit(&token, NOW).unwrap();
    assert_eq!(opened.claim(&event(1), NOW).unwrap(), Claim::Done);
}

//! The folder of dead letters: one letter an event, whole or not at all, whoever writes and whoever dies.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "what is not as expected here fails the test")]

use core::time::Duration;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;

use hookseal_core::{DedupKey, Error};
use hookseal_host::capture::{Capture, Facts, Keep, Received};
use hookseal_host::dead_letter::{DeadLetterFolder, Limits, Taken};

/// A path for a folder that is not there yet.
fn place(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("dead-{name}"));
    let _ = fs::remove_dir_all(&path);
    path
}

fn key(number: u8) -> DedupKey {
    DedupKey::from_bytes([number; 16])
}

fn letter(body: &[u8], received: u64) -> Capture {
    let received_request = Received { method: "POST", target: "/hooks", headers: &[], body };
    let facts = Facts { received: Some(received), scheme: Some("stripe".to_owned()), ..Facts::default() };
    Capture::new(&received_request, &Keep::default(), facts).unwrap()
}

fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_letter_is_put_listed_read_and_forgotten() {
    let path = place("life");
    let folder = DeadLetterFolder::create(&path, Limits::default()).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o700);
    assert_eq!(folder.put(&key(2), &letter(b"second", 20)).unwrap(), Taken::Now);
    assert_eq!(folder.put(&key(1), &letter(b"first", 30)).unwrap(), Taken::Now);
    assert_eq!(folder.put(&key(2), &letter(b"other", 40)).unwrap(), Taken::Before, "one letter an event");
    assert_eq!(names(&path), [format!("{}.http", key(1)), format!("{}.http", key(2))]);
    assert_eq!(fs::metadata(path.join(format!("{}.http", key(1)))).unwrap().mode() & 0o7777, 0o600);

    let listed = DeadLetterFolder::open(&path).unwrap().list().unwrap();
    let keys: Vec<_> = listed.iter().map(|letter| letter.dedup_key).collect();
    assert_eq!(keys, [key(2), key(1)], "the oldest first");
    assert_eq!(listed[0].facts.as_ref().unwrap().scheme.as_deref(), Some("stripe"));
    assert_eq!(folder.get(&key(2)).unwrap().body(), b"second");
    assert!(folder.forget(&key(2)).unwrap());
    assert!(!folder.forget(&key(2)).unwrap());
    assert_eq!(folder.get(&key(2)).unwrap_err().error(), Error::Io);
}

#[test]
fn at_its_limits_nothing_is_taken_and_nothing_left() {
    for limits in [Limits { files: 2, bytes: 1 << 20 }, Limits { files: 10, bytes: 300 }] {
        let path = place("limits");
        let folder = DeadLetterFolder::create(&path, limits).unwrap();
        assert_eq!(folder.put(&key(1), &letter(&[b'a'; 50], 1)).unwrap(), Taken::Now);
        assert_eq!(folder.put(&key(2), &letter(&[b'a'; 50], 1)).unwrap(), Taken::Now);
        let full = folder.put(&key(3), &letter(&[b'a'; 50], 1)).unwrap_err();
        assert_eq!(full.error(), Error::StoreUnavailable);
        assert!(full.detail().contains("hookseal dead list"), "{full}");
        assert_eq!(names(&path).len(), 2);
        assert_eq!(folder.put(&key(1), &letter(b"", 1)).unwrap(), Taken::Before, "that one is there");
        folder.forget(&key(1)).unwrap();
        assert_eq!(folder.put(&key(3), &letter(&[b'a'; 50], 1)).unwrap(), Taken::Now);
    }
}

#[test]
fn folders_and_files_that_are_not_safely_ours() {
    let path = place("unsafe");
    let refused = |path: &Path| DeadLetterFolder::create(path, Limits::default()).unwrap_err().error();
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o750)).unwrap();
    assert_eq!(refused(&path), Error::StoreConfig, "open to a group");
    fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
    let link = path.join("link");
    symlink(&path, &link).unwrap();
    assert_eq!(refused(&link), Error::StoreConfig, "a link");
    fs::write(path.join("file"), "").unwrap();
    assert_eq!(refused(&path.join("file")), Error::StoreConfig, "a file");
    assert_eq!(refused(&path.join("not/there")), Error::Io);

    let folder = DeadLetterFolder::create(&path, Limits::default()).unwrap();
    folder.put(&key(1), &letter(b"", 1)).unwrap();
    let file = path.join(format!("{}.http", key(1)));
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    assert_eq!(folder.get(&key(1)).unwrap_err().error(), Error::StoreConfig, "open to a group");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    symlink(&file, path.join(format!("{}.http", key(2)))).unwrap();
    assert_eq!(folder.get(&key(2)).unwrap_err().error(), Error::StoreConfig, "a link");
    fs::create_dir(path.join(format!("{}.http", key(3)))).unwrap();
    assert_eq!(folder.get(&key(3)).unwrap_err().error(), Error::StoreConfig, "a folder");
    fs::write(&file, "no capture").unwrap();
    assert_eq!(folder.get(&key(1)).unwrap_err().error(), Error::ArgumentInvalid);
    let listed = folder.list().unwrap();
    assert!(listed.len() == 1 && listed[0].facts.is_err(), "listed though it cannot be read: {listed:?}");
}

/// What has a letter's name and is none must not pass for one, and what is not ours to clear away stays.
#[test]
fn what_is_no_letter_is_neither_taken_for_one_nor_removed() {
    let path = place("strange");
    let folder = DeadLetterFolder::create(&path, Limits::default()).unwrap();
    let file = |number| path.join(format!("{}.http", key(number)));
    fs::create_dir(file(1)).unwrap();
    symlink("/nowhere", file(2)).unwrap();
    fs::write(file(3), b"").unwrap();
    for number in 1..=3 {
        let error = folder.put(&key(number), &letter(b"x", 1)).unwrap_err();
        assert_eq!(error.error(), Error::StoreConfig, "{error}");
        assert!(error.detail().contains("remove it"), "{error}");
    }
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(7200);
    let dead = format!(".{}.http.0123456789abcdef.new", key(4));
    for name in ["notes.new", ".notes.new", &dead] {
        let file = fs::File::create(path.join(name)).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    assert_eq!(folder.put(&key(5), &letter(b"x", 1)).unwrap(), Taken::Now);
    let left = names(&path);
    assert!(left.contains(&"notes.new".to_owned()) && left.contains(&".notes.new".to_owned()), "{left:?}");
    assert!(!left.contains(&dead), "a dead writer's goes");
}

#[test]
fn a_full_disk_leaves_nothing_behind() {
    let path = place("full");
    fs::create_dir(&path).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs"]).arg(&path).status();
    if !mounted.is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI runs this as root");
        eprintln!("SKIPPED: mounting a small file system needs root");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        let folder = DeadLetterFolder::create(&path, Limits::default()).unwrap();
        let refused = folder.put(&key(1), &letter(&[b'a'; 100_000], 1)).unwrap_err();
        assert_eq!(refused.error(), Error::Io);
        assert!(names(&path).is_empty(), "{:?}", names(&path));
        assert_eq!(folder.put(&key(1), &letter(b"small", 1)).unwrap(), Taken::Now);
    });
    Command::new("umount").arg(&path).status().unwrap();
    outcome.unwrap();
}

const WRITER: &str = "HOOKSEAL_TEST_DEAD_LETTER_WRITER";

/// Not a test by itself: what the processes below run.
#[test]
fn writer() {
    let Some(path) = std::env::var_os(WRITER) else { return };
    let folder = DeadLetterFolder::create(Path::new(&path), Limits::default()).unwrap();
    let body = std::process::id().to_string().repeat(2000);
    for number in 0..200 {
        folder.put(&key(number), &letter(body.as_bytes(), 1)).unwrap();
    }
}

fn spawn_writer(path: &Path) -> Child {
    let program = std::env::current_exe().unwrap();
    Command::new(program).args(["--exact", "writer", "--quiet"]).env(WRITER, path).spawn().unwrap()
}

#[test]
fn a_limit_of_file_sizes_is_an_error_and_ends_nobody() {
    let path = place("limit");
    let program = std::env::current_exe().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 4 && exec \"$0\" --exact writer --nocapture"]).arg(program).env(WRITER, &path);
    let output = shell.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(101) && said.contains("raise the limit"), "{output:?}");
    assert!(names(&path).is_empty(), "{:?}", names(&path));
}

#[test]
fn a_new_folder_is_its_owners_whatever_the_umask() {
    for umask in ["000", "077", "777"] {
        let path = place("umask");
        let mut shell = Command::new("sh");
        shell.args(["-c", "umask \"$1\" && exec \"$0\" --exact writer --quiet"]).arg(std::env::current_exe().unwrap());
        let output = shell.arg(umask).env(WRITER, &path).output().unwrap();
        assert!(output.status.success(), "{umask}: {output:?}");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o700, "{umask}");
    }
}

#[test]
fn the_disk_has_the_folders_own_name() {
    let need = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/need");
    let status = Command::new(need).args(["strace", "strace"]).status().unwrap();
    if !status.success() {
        assert_eq!(status.code(), Some(1), "CI skips nothing");
        return;
    }
    let (path, trace) = (place("synced"), place("synced-calls"));
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-e", "trace=fsync", "-o"]).arg(&trace).arg(std::env::current_exe().unwrap());
    let output = strace.args(["--exact", "writer", "--quiet"]).env(WRITER, &path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("ptrace") {
        eprintln!("SKIPPED: calls cannot be traced here");
        return;
    }
    assert!(output.status.success(), "{output:?}");
    let parent = format!("<{}>", path.parent().unwrap().display());
    assert!(fs::read_to_string(&trace).unwrap().contains(&parent), "{parent} was not synced");
    fs::remove_file(trace).unwrap();
}

#[test]
fn eight_processes_leave_one_whole_letter_an_event() {
    let path = place("race");
    let writers: Vec<_> = (0..8).map(|_| spawn_writer(&path)).collect();
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
    assert_eq!(names(&path).len(), 200, "no temporary file is left");
    let folder = DeadLetterFolder::open(&path).unwrap();
    for number in 0..200 {
        let body = folder.get(&key(number)).unwrap().body().to_vec();
        let text = String::from_utf8(body).unwrap();
        let id = &text[..text.len() / 2000];
        assert_eq!(text, id.repeat(2000), "one writer's, whole");
    }
}

#[test]
fn a_killed_writer_leaves_whole_letters_only() {
    let path = place("kill");
    let rounds = if std::env::var_os("HOOKSEAL_SOAK").is_some() { 300 } else { 20 };
    for round in 0..rounds {
        let mut writer = spawn_writer(&path);
        thread::sleep(Duration::from_millis(5 + round * 7 % 60));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let Ok(folder) = DeadLetterFolder::open(&path) else { continue };
        for letter in folder.list().unwrap() {
            assert!(folder.get(&letter.dedup_key).is_ok(), "{} is not whole", letter.dedup_key);
            folder.forget(&letter.dedup_key).unwrap();
        }
    }
    // What the dead left is cleared away once it is old.
    let folder = DeadLetterFolder::create(&path, Limits::default()).unwrap();
    fs::write(path.join(format!(".{}.http.0123456789abcdef.new", key(2))), "").unwrap();
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(7200);
    for name in names(&path) {
        fs::File::options().write(true).open(path.join(name)).unwrap().set_modified(long_ago).unwrap();
    }
    folder.put(&key(1), &letter(b"", 1)).unwrap();
    assert_eq!(names(&path), [format!("{}.http", key(1))]);
}

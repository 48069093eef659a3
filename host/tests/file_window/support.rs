//! Folders, events, and child processes that run a role of this test binary.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use hookseal_core::dedup::{Claim, Token};
use hookseal_core::{DedupKey, Error};
use hookseal_host::{FileWindow, FileWindowOptions, HostError};
use rustix::process::{Pid, Signal, kill_process};

/// Time stands still in most tests, so that no lease ends.
pub(crate) const NOW: u64 = 1_800_000_000;

pub(crate) const SMALL: FileWindowOptions = FileWindowOptions {
    capacity: Some(1024),
    ttl: None,
    lease: None,
    is_sliding: None,
    max_attempts: None,
    full: hookseal_core::dedup::FullPolicy::Refuse,
    is_durable: false,
};

pub(crate) fn event(number: u64) -> DedupKey {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    DedupKey::from_bytes(bytes)
}

/// Makes a call until it is answered: where whoever holds the lock is kept from running for 250 ms, it is to come again.
pub(crate) fn answered<T>(mut call: impl FnMut() -> Result<T, HostError>) -> Result<T, HostError> {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        match call() {
            Err(error) if error.error() == Error::StoreUnavailable && Instant::now() < end => {}
            answer => return answer,
        }
    }
}

pub(crate) fn claimed(window: &FileWindow, number: u64) -> Token {
    match answered(|| window.claim(&event(number), NOW)).unwrap() {
        Claim::Claimed { token, .. } => token,
        other => panic!("{number}: {other:?}"),
    }
}

pub(crate) fn is_soak() -> bool {
    std::env::var_os("HOOKSEAL_SOAK").is_some_and(|soak| soak == "1")
}

/// What a test that cannot run here does: say so, or fail where nothing may be skipped.
pub(crate) fn skip(why: &str) {
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{why}: nothing may be skipped");
    eprintln!("SKIPPED: {why}");
}

/// A folder of this user only, removed with all that is in it.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("window-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.join("events.window")
    }

    pub(crate) fn names(&self) -> Vec<String> {
        fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

/// A process that runs a role; killed when it goes out of scope.
pub(crate) struct Role {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: BufReader<ChildStdout>,
}

impl Role {
    pub(crate) fn start(role: &str, path: &Path, argument: &str) -> Self {
        Self::start_with(role, path, argument, |_| {})
    }

    pub(crate) fn start_with(role: &str, path: &Path, argument: &str, set: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["roles::role", "--exact", "--nocapture", "--test-threads=1"]);
        command.env("HOOKSEAL_ROLE", role).env("HOOKSEAL_PATH", path).env("HOOKSEAL_ARGUMENT", argument);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        set(&mut command);
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { stdin: child.stdin.take(), child, lines }
    }

    /// What it says next; `None` where it has ended.
    pub(crate) fn line(&mut self) -> Option<String> {
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            // The test runner writes as well. A line that is cut off by a kill was not said.
            if let Some(said) = line.strip_prefix('@').and_then(|line| line.strip_suffix('\n')) {
                return Some(said.to_owned());
            }
        }
    }

    pub(crate) fn go(&mut self) {
        self.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Kills it, and gives what it said before.
    pub(crate) fn kill(&mut self) -> Vec<String> {
        self.signal(Signal::KILL);
        self.child.wait().unwrap();
        core::iter::from_fn(|| self.line()).collect()
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

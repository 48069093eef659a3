//! Running the binary, and files for it to read.

use core::sync::atomic::{AtomicUsize, Ordering};
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

/// The secret of every delivery whose tag was computed for these tests.
pub(crate) const SECRET: &str = "sixteen bytes or more";
/// `SECRET` in the environment of every run.
pub(crate) const SECRET_ENV: [&str; 2] = ["--secret-env", "TEST_SECRET"];
pub(crate) const NOW: u64 = 1_700_000_000;
pub(crate) const GITHUB_SECRET: &str = "It's a Secret to Everybody";
pub(crate) const GITHUB_BODY: &[u8] = b"Hello, World!";
pub(crate) const GITHUB_HEADER: &str =
    "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn text(&self) -> &str {
        core::str::from_utf8(&self.stdout).unwrap()
    }

    /// The one object on the one line of standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let line = self.text().strip_suffix('\n').unwrap_or_else(|| panic!("no line: {self:?}"));
        assert!(!line.contains('\n') && line.is_ascii(), "{line}");
        serde_json::from_str(line).unwrap()
    }

    /// Checks exit status and error name, whichever way they are told.
    #[track_caller]
    pub(crate) fn fails(&self, status: i32, name: &str) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.stderr.contains(name) || self.text().contains(name), "no {name}: {self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        self
    }

    #[track_caller]
    pub(crate) fn is_valid(&self) -> &Self {
        assert_eq!(self.status, 0, "{self:?}");
        self
    }
}

pub(crate) fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hookseal"));
    command.env("TEST_SECRET", SECRET).env("GITHUB_SECRET", GITHUB_SECRET);
    command
}

/// Runs the binary with `stdin`, which it need not read.
pub(crate) fn run<A: Into<OsString>>(arguments: impl IntoIterator<Item = A>, stdin: &[u8]) -> Said {
    let mut command = binary();
    command.args(arguments.into_iter().map(Into::into));
    finish(command, stdin)
}

pub(crate) fn finish(mut command: Command, stdin: &[u8]) -> Said {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        scope.spawn(move || pipe.write_all(stdin));
        child.wait_with_output().unwrap()
    });
    Said {
        status: output.status.code().expect("ended by a signal"),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// `verify --scheme github` of GitHub's published delivery, with more arguments.
pub(crate) fn github(more: &[&str], body: &[u8]) -> Said {
    let basic = ["verify", "--scheme", "github", "--secret-env", "GITHUB_SECRET", "-H", GITHUB_HEADER];
    run(basic.iter().chain(more), body)
}

/// `verify --scheme generic-hex --json` of a body under [`SECRET`], with more arguments.
pub(crate) fn generic(tag: &str, more: &[&str], body: &[u8]) -> Said {
    let header = format!("X-Webhook-Signature: sha256={tag}");
    let basic = ["verify", "--scheme", "generic-hex", "--json", SECRET_ENV[0], SECRET_ENV[1], "-H", &header];
    run(basic.iter().chain(more), body)
}

/// A file for a run to read. It is renamed into place: another test may be reading one of the same name.
pub(crate) fn file(name: &str, content: &[u8]) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let new = path.with_file_name(format!("{name}.{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    fs::write(&new, content).unwrap();
    fs::rename(&new, &path).unwrap();
    path
}

/// A folder of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

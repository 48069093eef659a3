//! A body of any size passes through memory of one size.

use core::time::Duration;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::run::{SECRET, binary};

/// HMAC-SHA256 of 256 MiB of zeros, and of 64 MiB.
const TAG_256: &str = "feba07bea56288a8807d2686c25e683b19adb0422de0fb497c1456111f94676b";
const TAG_64: &str = "62108bacee7a5bd4d3bb6931b7f1b1f1c97a715a0a2c249115fea25e924f9af3";

fn arguments(tag: &str) -> Vec<String> {
    let header = format!("X-Hub-Signature-256: sha256={tag}");
    let list = ["verify", "--scheme", "github", "--secret-env", "TEST_SECRET", "--dedup", "none", "-H", &header];
    list.iter().chain(&["--max-body", "300000000"]).map(|text| (*text).to_owned()).collect()
}

/// A sparse file, verified by a process that may not have more than 64 MiB of addresses.
#[test]
fn a_large_file_under_a_memory_limit() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("memory-sparse");
    File::create(&path).unwrap().set_len(256 << 20).unwrap();
    let limited = "ulimit -v 65536; exec \"$@\"";
    let status = Command::new("sh")
        .args(["-c", limited, "sh", env!("CARGO_BIN_EXE_hookseal")])
        .args(arguments(TAG_256))
        .arg(&path)
        .env("TEST_SECRET", SECRET)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    fs::remove_file(&path).unwrap();
    assert_eq!(status.code(), Some(0));
}

/// The peak of a process's resident memory, in KiB.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Waits until a process sleeps, having read all there is to read.
fn settle(child: &Child) {
    let stat = format!("/proc/{}/stat", child.id());
    while !fs::read_to_string(&stat).unwrap().contains(") S ") {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_large_stream_needs_no_more_than_a_small_one() {
    let mut child = binary().args(arguments(TAG_64)).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mebibyte = vec![0; 1 << 20];
    stdin.write_all(&mebibyte).unwrap();
    settle(&child);
    let before = peak(&child);
    for _ in 1..64 {
        stdin.write_all(&mebibyte).unwrap();
    }
    settle(&child);
    let after = peak(&child);
    drop(stdin);
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success() && said.starts_with("Valid"), "{said}");
    assert!(after - before <= 64, "{before} KiB at first, {after} KiB in the end");
}

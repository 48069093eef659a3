//! `hookseal dedup`, against figures computed by hand.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::run::run;

#[test]
fn the_size_that_a_load_needs() {
    // 100 × 259,200 s; × 4/3; 16 slots of 24 bytes in a bucket; one block more for the header.
    let said = run(["dedup", "size", "--rate", "100/s", "--ttl", "72h"], b"");
    assert_eq!(
        said.is_valid().text(),
        "live events  25920000\ncapacity     34560000 slots, at most 75 % full at this load\n\
         memory       791.1 MiB (829440384 bytes)\n"
    );
    for (rate, live) in [("7/min", "40320"), ("1/h", "96"), ("3/d", "12")] {
        let said = run(["dedup", "size", "--rate", rate], b"");
        assert_eq!(said.is_valid().text().split_whitespace().nth(2), Some(live), "96 h at {rate}");
    }
}

#[test]
fn loads_that_make_no_sense() {
    for rate in ["", "0/s", "100", "-1/s", "1/week", "1.5/s", "100/"] {
        let said = run(["dedup", "size", &format!("--rate={rate}"), "--ttl", "1h"], b"");
        said.fails(2, "100/s");
    }
    for ttl in ["0s", "35years"] {
        run(["dedup", "size", "--rate", "1/s", "--ttl", ttl], b"").fails(2, "WINDOW_CONFIG");
    }
    run(["dedup", "size", "--rate", "1/s", "--ttl", "soon"], b"").fails(2, "--ttl");
    run(["dedup", "size", "--rate", "18446744073709551615/s"], b"").fails(2, "WINDOW_CONFIG");
}

/// A folder that nobody else can write, as a window's must be.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    folder
}

const KEY: &str = "a12a967c2967a176b3ad48dd3877655e";

#[test]
fn an_events_life_in_a_file() {
    let folder = folder("dedup-life");
    let file = folder.join("window");
    let file = file.to_str().unwrap();
    let said = run(["dedup", "claim", file, KEY, "--capacity", "100", "--ttl", "2h", "--lease", "1min"], b"");
    let mut lines = said.is_valid().text().lines();
    assert_eq!(lines.next(), Some("claimed, attempt 1"));
    let token = lines.next().unwrap().to_owned();

    let said = run(["dedup", "claim", file, KEY], b"");
    assert!(said.text().starts_with("in flight, retry after ") && said.status == 1, "{said:?}");
    let said = run(["dedup", "forget", file, KEY], b"");
    assert!(said.text() == "in flight\n" && said.status == 1, "{said:?}");
    assert_eq!(run(["dedup", "release", file, &token], b"").is_valid().text(), "ok\n");
    let said = run(["dedup", "claim", file, KEY], b"");
    assert!(said.is_valid().text().starts_with("claimed, attempt 2\n"));
    let second = said.text().lines().nth(1).unwrap().to_owned();
    let said = run(["dedup", "commit", file, &token], b"");
    assert!(said.text() == "stolen\n" && said.status == 1, "{said:?}");
    assert_eq!(run(["dedup", "commit", file, &second], b"").is_valid().text(), "ok\n");
    assert_eq!(run(["dedup", "commit", file, &second], b"").is_valid().text(), "already done\n");
    let said = run(["dedup", "claim", file, KEY], b"");
    assert!(said.text() == "done\n" && said.status == 1, "{said:?}");

    let said = run(["dedup", "resize", file, "--capacity", "1000"], b"");
    assert_eq!(said.is_valid().text(), "capacity   1008 slots\nttl        7200 s\nlease      60 s\nsliding    false\n");
    let counts = run(["dedup", "inspect", file, "--json"], b"").is_valid().json();
    for (name, value) in [("capacity", 1008), ("live", 1), ("done", 1), ("in_flight", 0), ("dead", 0)] {
        assert_eq!(counts[name], value, "{counts}");
    }
    assert!(counts["oldest"].as_u64().unwrap() < 60, "{counts}");
    for (name, value) in [("claimed", 2), ("committed", 1), ("commit_stolen", 1), ("duplicate_done", 1)] {
        assert_eq!(counts["counters"][name], value, "{counts}");
    }
    let text = run(["dedup", "inspect", file], b"");
    assert!(text.is_valid().text().contains("live       1 (0 %)\n"), "{text:?}");

    assert_eq!(run(["dedup", "forget", file, KEY], b"").is_valid().text(), "forgotten\n");
    assert_eq!(run(["dedup", "forget", file, KEY], b"").is_valid().text(), "absent\n");
}

#[test]
fn files_keys_and_tokens_that_are_wrong() {
    let folder = folder("dedup-wrong");
    let file = folder.join("window");
    let file = file.to_str().unwrap();
    for call in ["inspect", "resize"] {
        run(["dedup", call, file], b"").fails(2, "IO");
    }
    let token = "0".repeat(64);
    for call in [["commit", &token], ["release", &token], ["forget", KEY]] {
        run(["dedup", call[0], file, call[1]], b"").fails(2, "IO");
    }
    assert!(!Path::new(file).exists(), "only a claim creates");
    run(["dedup", "claim", file, KEY, "--ttl", "1s", "--lease", "2s"], b"").fails(2, "the lease is longer");
    run(["dedup", "claim", file, KEY, "--capacity", "0"], b"").fails(2, "WINDOW_TOO_SMALL");
    run(["dedup", "claim", file, KEY, "--max-attempts", "16"], b"").fails(2, "the most attempts");
    run(["dedup", "claim", file, KEY, "--capacity", "16"], b"").is_valid();
    run(["dedup", "claim", file, KEY, "--capacity", "32"], b"").fails(2, "WINDOW_MISMATCH");
    run(["dedup", "commit", file, &token], b"").fails(2, "TOKEN_INVALID");
    run(["dedup", "release", file, &token, "--not-before", "301"], b"").fails(2, "0..=300");
    run(["dedup", "resize", file], b"").fails(2, "required");
    run(["dedup", "resize", file, "--capacity", "0"], b"").fails(2, "WINDOW_TOO_SMALL");
    for key in ["", "a12a", &format!("0x{KEY}"), &token] {
        run(["dedup", "claim", file, key], b"").fails(2, "32 hexadecimal");
    }
    run(["dedup", "commit", file, KEY], b"").fails(2, "64 hexadecimal");
    fs::write(file, b"something else").unwrap();
    run(["dedup", "inspect", file], b"").fails(2, "WINDOW_FOREIGN");
    assert_eq!(fs::read(file).unwrap(), b"something else");
}

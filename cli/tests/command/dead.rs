//! `hookseal dead`, on a folder that the library filled.

use std::fs;
use std::path::PathBuf;

use hookseal_core::DedupKey;
use hookseal_host::capture::{Capture, Facts, Keep, Received};
use hookseal_host::dead_letter::{DeadLetterFolder, Limits};

use crate::run::run;

const FIRST: &str = "01010101010101010101010101010101";
const SECOND: &str = "02020202020202020202020202020202";

/// Two dead letters and a file that is none.
fn filled(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    let folder = DeadLetterFolder::create(&path, Limits::default()).unwrap();
    for (number, received, event_type) in [(1, 1_800_000_100, "a\u{1b}[2Jb"), (2, 1_800_000_000, "charge.failed")] {
        let headers: [(&str, &[u8]); 1] = [("Authorization", b"hunter2")];
        let request = Received { method: "POST", target: "/hooks", headers: &headers, body: b"{\"id\":\"evt_1\"}\xff" };
        let facts = Facts {
            received: Some(received),
            scheme: Some("stripe".to_owned()),
            event_type: Some(event_type.to_owned()),
            attempt: Some(5),
            ..Facts::default()
        };
        let capture = Capture::new(&request, &Keep::default(), facts).unwrap();
        folder.put(&DedupKey::from_bytes([number; 16]), &capture).unwrap();
    }
    path
}

#[test]
fn listing_showing_and_forgetting() {
    let path = filled("dead-life");
    let folder = path.to_str().unwrap();
    let said = run(["dead", "list", folder], b"");
    let lines: Vec<_> = said.is_valid().text().lines().collect();
    assert_eq!(lines.len(), 2, "{said:?}");
    assert!(lines[0].starts_with(&format!("{SECOND}  1800000000  ")) && lines[0].ends_with("stripe  charge.failed"));
    assert!(lines[1].ends_with("stripe  a\\u{1b}[2Jb"), "{}", lines[1].escape_debug());
    let list = run(["dead", "list", folder, "--json"], b"").is_valid().json();
    assert_eq!(list[0]["dedup_key"], SECOND);
    assert_eq!(list[0]["attempt"], 5);
    assert_eq!(list[1]["event_type"], "a\u{1b}[2Jb");

    let said = run(["dead", "show", folder, FIRST], b"");
    let message = String::from_utf8_lossy(&said.is_valid().stdout).into_owned();
    assert!(message.starts_with("POST /hooks HTTP/1.1\r\nAuthorization: [redacted]\r\n"), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
    assert_eq!(run(["dead", "show", folder, FIRST, "--body"], b"").is_valid().stdout, b"{\"id\":\"evt_1\"}\xff");

    assert_eq!(run(["dead", "forget", folder, FIRST], b"").is_valid().text(), "forgotten\n");
    let said = run(["dead", "forget", folder, FIRST], b"");
    assert!(said.status == 1 && said.text() == "absent\n", "{said:?}");
    run(["dead", "show", folder, FIRST], b"").fails(2, "IO");
}

#[test]
fn folders_and_letters_that_are_wrong() {
    let path = filled("dead-wrong");
    let folder = path.to_str().unwrap();
    fs::write(path.join(format!("{SECOND}.http")), "POST / HTTP/1.1\r\n").unwrap();
    run(["dead", "show", folder, SECOND], b"").fails(2, "ARGUMENT_INVALID");
    let list = run(["dead", "list", folder, "--json"], b"").is_valid().json();
    assert_eq!(list[0]["error"], "ARGUMENT_INVALID", "{list}");
    assert_eq!(run(["dead", "list", folder], b"").is_valid().text().lines().count(), 2);
    run(["dead", "list", path.join("nothing").to_str().unwrap()], b"").fails(2, "IO");
    run(["dead", "list", path.join(format!("{FIRST}.http")).to_str().unwrap()], b"").fails(2, "STORE_CONFIG");
    run(["dead", "show", folder, "../etc/passwd"], b"").fails(2, "32 hexadecimal");
}

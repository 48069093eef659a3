//! Where bodies and headers come from.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::process::Stdio;

use crate::run::{GITHUB_BODY, GITHUB_HEADER, NOW, binary, file, github, run};

const BASIC: [&str; 5] = ["verify", "--scheme", "github", "--secret-env", "GITHUB_SECRET"];

fn with_headers_file(name: &str, content: &[u8], more: &[&str]) -> crate::run::Said {
    let path = file(name, content);
    let path = ["--headers-file", path.to_str().unwrap()];
    run(BASIC.iter().chain(&path).chain(more), GITHUB_BODY)
}

#[test]
fn the_body_is_a_file_or_standard_input() {
    let path = file("input-body", GITHUB_BODY);
    github(&[], GITHUB_BODY).is_valid();
    github(&["-"], GITHUB_BODY).is_valid();
    github(&[path.to_str().unwrap()], b"something else").is_valid();
    github(&["/dev/stdin"], GITHUB_BODY).is_valid();
}

#[test]
fn a_body_that_cannot_be_read_is_no_verdict() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    for path in [folder, "/nonexistent/body"] {
        let said = github(&["--json", path], b"");
        assert!(said.fails(2, "IO").stderr.contains("cannot read the body"), "{said:?}");
        assert_eq!(said.text(), "{\"valid\":false,\"code\":210,\"name\":\"IO\"}\n");
    }
}

#[test]
fn a_refusal_does_not_wait_for_the_body() {
    let mut child = binary().args(BASIC).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let never_closed = child.stdin.take();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    drop(never_closed);
}

#[test]
fn a_headers_file() {
    let said = with_headers_file("headers-plain", format!("Host: a\n{GITHUB_HEADER}\n").as_bytes(), &[]);
    said.is_valid();
    let said = with_headers_file("headers-crlf", format!("\r\nHost: a\r\n\r\n{GITHUB_HEADER}\r\n\r\n").as_bytes(), &[]);
    said.is_valid();
    let said = with_headers_file("headers-no-newline", GITHUB_HEADER.replace(": ", ":\t ").as_bytes(), &[]);
    said.is_valid();
    with_headers_file("headers-twice", GITHUB_HEADER.as_bytes(), &["-H", GITHUB_HEADER]).fails(1, "HEADER_DUPLICATE");
    // Only what HTTP calls white space is no part of a value.
    with_headers_file("headers-feed", format!("{GITHUB_HEADER}\x0c").as_bytes(), &[]).fails(1, "SIGNATURE_MALFORMED");
    with_headers_file("headers-empty", b"", &[]).fails(1, "SIGNATURE_MISSING");
    with_headers_file("headers-bytes", format!("X-Other: \u{e9}\n{GITHUB_HEADER}").as_bytes(), &[]).is_valid();
    let mut raw = b"X-Other: \xff\x00\xfe\n".to_vec();
    raw.extend_from_slice(GITHUB_HEADER.as_bytes());
    with_headers_file("headers-raw", &raw, &[]).is_valid();
}

#[test]
fn a_headers_file_that_is_none_says_which_line() {
    for (name, content, message) in [
        (
            "request",
            format!("POST /x HTTP/1.1\r\n{GITHUB_HEADER}"),
            "line 1: the first line of an HTTP message: delete",
        ),
        ("absolute", format!("POST http://a/x HTTP/2\n{GITHUB_HEADER}"), "line 1: the first line of an HTTP message"),
        ("response", format!("HTTP/1.1 200 OK\n{GITHUB_HEADER}"), "line 1: the first line of an HTTP message"),
        ("words", format!("{GITHUB_HEADER}\nno header at all"), "line 2: not a header: write it as `Name: value`"),
        ("colon", "\n\n: value".to_owned(), "line 3: not a header"),
        ("folded", format!("X-A: b\n c\n{GITHUB_HEADER}"), "line 2: the header above runs on here"),
        ("space", "X-A : b".to_owned(), "line 1: not a header"),
    ] {
        let said = with_headers_file(&format!("headers-bad-{name}"), content.as_bytes(), &[]);
        assert!(said.fails(2, "ARGUMENT_INVALID").stderr.contains(message), "{said:?}");
    }
    run(BASIC.iter().chain(&["--headers-file", "/nonexistent"]), b"").fails(2, "IO");
    run(BASIC.iter().chain(&["--headers-file", "/"]), b"").fails(2, "IO");
}

#[test]
fn header_arguments_are_bytes_and_their_values_are_not_repeated() {
    let mut arguments: Vec<OsString> = BASIC.iter().map(Into::into).collect();
    arguments.push("-H".into());
    arguments.push(OsString::from_vec(b"X-Hub-Signature-256: sha256=\xff".to_vec()));
    run(arguments, b"").fails(1, "SIGNATURE_MALFORMED");
    let said = github(&["-H", "hunter2 is the value"], GITHUB_BODY);
    assert!(said.fails(2, "ARGUMENT_INVALID").stderr.contains("header 2 of the command line"), "{said:?}");
    assert!(!said.stderr.contains("hunter2"));
}

#[test]
fn the_declared_length() {
    let length = |values: &[&str]| {
        let headers: Vec<_> =
            values.iter().flat_map(|value| ["-H".to_owned(), format!("content-length: {value}")]).collect();
        let headers: Vec<_> = headers.iter().map(String::as_str).collect();
        github(&headers, GITHUB_BODY)
    };
    length(&["13"]).is_valid();
    length(&[""]).is_valid();
    length(&["14"]).fails(1, "BODY_TRUNCATED");
    length(&["26214401"]).fails(1, "BODY_TOO_LARGE");
    length(&["99999999999999999999999999"]).fails(1, "BODY_TOO_LARGE");
    for malformed in ["-1", "+13", "0x0d", "13, 13", "١٣", "13.0"] {
        length(&[malformed]).fails(1, "HEADER_MALFORMED");
    }
    length(&["13", "13"]).fails(1, "HEADER_DUPLICATE");
}

#[test]
fn the_body_cap() {
    github(&["--max-body", "13"], GITHUB_BODY).is_valid();
    github(&["--max-body", "12"], GITHUB_BODY).fails(1, "BODY_TOO_LARGE");
    github(&["--max-body", "0"], GITHUB_BODY).fails(2, "LIMIT_INVALID");
}

#[test]
fn wrong_usage_is_2() {
    let now = NOW.to_string();
    for more in [
        &["--now", "-1"][..],
        &["--now", "1e9"],
        &["--now", "18446744073709551616"],
        &["--tolerance", "4294967296"],
        &["--max-body", "1k"],
        &["--dedup", "uuid"],
        &["--scheme-file", "x.toml"],
        &["--now", &now, "--now", &now],
        &["body", "another"],
        &["--nonsense"],
    ] {
        let said = github(more, GITHUB_BODY);
        assert_eq!(said.status, 2, "{said:?}");
        assert_eq!(said.text(), "");
    }
    github(&["--tolerance", "300"], GITHUB_BODY).fails(2, "LIMIT_INVALID");
    github(&["--dedup", "signed_id"], GITHUB_BODY).fails(2, "DEDUP_UNSIGNED");
    github(&["--scope", &"s".repeat(255)], GITHUB_BODY).is_valid();
    github(&["--scope", &"s".repeat(256)], GITHUB_BODY).fails(2, "ARGUMENT_INVALID");
    run(["verify", "--scheme", "githup", "--secret-env", "TEST_SECRET"], b"").fails(2, "SCHEME_UNKNOWN");
    assert_eq!(run(["verify"], b"").status, 2);
    assert_eq!(run([""; 0], b"").status, 2);
}

#[test]
fn nobody_reads_the_verdict() {
    for more in [&["--json"][..], &[]] {
        let mut child = binary()
            .args(BASIC.iter().chain(&["-H", GITHUB_HEADER]).chain(more))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), GITHUB_BODY).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_verdict_that_cannot_be_written_is_none() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = binary();
    command.args(BASIC.iter().chain(&["-H", GITHUB_HEADER])).stdin(Stdio::null()).stdout(full);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("IO"));
}

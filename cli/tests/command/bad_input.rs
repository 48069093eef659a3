//! Input that is larger, deeper or stranger than any sender's.

use serde_json::json;

use crate::run::{GITHUB_BODY, GITHUB_HEADER, file, generic, run};

const BASIC: [&str; 5] = ["verify", "--scheme", "github", "--secret-env", "GITHUB_SECRET"];

fn with_headers_file(name: &str, content: &[u8]) -> crate::run::Said {
    let path = file(name, content);
    run(BASIC.iter().chain(&["--headers-file", path.to_str().unwrap()]), GITHUB_BODY)
}

#[test]
fn a_header_value_of_10_mb() {
    let long = "0".repeat(10_000_000);
    with_headers_file("bad-long", format!("X-Hub-Signature-256: sha256={long}").as_bytes())
        .fails(1, "SIGNATURE_MALFORMED");
    with_headers_file("bad-other", format!("X-Other: {long}\n{GITHUB_HEADER}").as_bytes()).is_valid();
    let said = with_headers_file("bad-id", format!("X-GitHub-Delivery: {long}\n{GITHUB_HEADER}").as_bytes());
    said.fails(1, "HEADER_TOO_LONG");
}

#[test]
fn a_hundred_thousand_headers() {
    let many: String = (0..100_000).map(|index| format!("X-{index}: value\n")).collect();
    with_headers_file("bad-many", format!("{many}{GITHUB_HEADER}").as_bytes()).is_valid();
    let signatures = format!("{GITHUB_HEADER}\n").repeat(100_000);
    with_headers_file("bad-signatures", signatures.as_bytes()).fails(1, "HEADER_DUPLICATE");
}

#[test]
fn a_headers_file_without_end() {
    run(BASIC.iter().chain(&["--headers-file", "/dev/zero"]), b"").fails(2, "ARGUMENT_INVALID");
}

#[test]
fn a_body_of_10_mb_of_brackets() {
    let tag = "12bf973deb90ce5322149749d24fbd3c56630d46a868cdade86c791f46b033f4";
    let body = vec![b'['; 10 << 20];
    let said = generic(tag, &["--max-body", "10485760"], &body);
    assert_eq!(said.is_valid().json()["field_error"], "EVENT_NOT_JSON");
    generic(tag, &["--max-body", "10485759"], &body).fails(1, "BODY_TOO_LARGE");
}

#[test]
fn an_escaped_megabyte_in_a_field_nobody_asked_for() {
    let tag = "2b675fbe989f9048b489ee7fc853255f8905364aaae776031a74f3804b9b40c9";
    let body = format!("{{\"x\":\"{}\",\"id\":\"evt_1\"}}", "\\u0041".repeat(1 << 20));
    let said = generic(tag, &["--max-body", "6291477"], body.as_bytes());
    assert_eq!(said.is_valid().json()["event"]["id"], "evt_1");
}

#[test]
fn an_empty_body() {
    let tag = "a540fb6526809944acd436d2dd4b979e28ce0194540d8c3aeae46b0126b40af9";
    let said = generic(tag, &[], b"");
    assert_eq!(said.is_valid().json()["event"]["id"], json!(null));
    assert_eq!(said.json()["field_error"], "EVENT_NOT_JSON");
    generic(tag, &["/dev/null"], b"ignored").is_valid();
    generic(tag, &[], b"\0").fails(1, "SIGNATURE_MISMATCH");
}

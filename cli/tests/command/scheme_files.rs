//! Schemes of one's own.

use crate::run::{Said, file, repository, run};

/// HMAC-SHA256 of `1700000000,` and the body.
const HEADER: &str =
    "X-Acme-Signature: t=1700000000,v1=1b81a8bb4493dfb93d1d32ac07b981c9a66803e842096b743c6413ebfd6eebf2";
const BODY: &[u8] = br#"{"id":"evt_1","type":"order.paid","amount":1200}"#;

/// The example of docs/schemes.md, as it stands there.
fn acme() -> String {
    let page = std::fs::read_to_string(repository("docs/schemes.md")).unwrap();
    let (_, after) = page.split_once("```toml\n").unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

fn verify(name: &str, scheme: &[u8]) -> Said {
    let scheme = file(&format!("scheme-{name}.toml"), scheme);
    let secret = file(&format!("scheme-{name}.secret"), b"acme-shares-this-with-you");
    let paths = ["--scheme-file", scheme.to_str().unwrap(), "--secret-file", secret.to_str().unwrap()];
    run(["verify", "--json", "--now", "1700000000", "-H", HEADER].iter().chain(&paths), BODY)
}

#[test]
fn the_documented_example_verifies() {
    let said = verify("acme", acme().as_bytes());
    let verdict = said.is_valid().json();
    assert_eq!(verdict["scheme"], "acme");
    assert_eq!(verdict["event"]["id"], "evt_1");
    assert_eq!(verdict["event"]["type"], "order.paid");
    assert_eq!(verdict["timestamp"], 1_700_000_000);
    // The demo has a copy that can be looked at beside its delivery.
    assert_eq!(acme(), std::fs::read_to_string(repository("examples/demo/acme/scheme.toml")).unwrap());
}

#[test]
fn flaws_are_named() {
    for (name, from, to, error, message) in [
        ("unknown", "prefix =", "prefixes =", "SCHEME_INVALID", "unknown field `prefixes`"),
        ("missing", "encoding = \"hex\"", "", "SCHEME_INVALID", "missing field `encoding`"),
        ("signed", "signed =", "source =", "SCHEME_INVALID", "missing field `signed`"),
        ("two", "{body}", "{body}{body}", "SCHEME_INVALID", "the body is signed twice"),
        ("none", ",{body}", "", "SCHEME_INVALID", "the body is not signed"),
        ("tolerance", "{timestamp},", "", "LIMIT_INVALID", "a tolerance needs a timestamp that the signature covers"),
        ("taken", "name = \"acme\"", "name = \"stripe\"", "SCHEME_INVALID", "a built-in scheme's: choose another"),
        ("family", "signed =", "family = \"svix\"\nsigned =", "SCHEME_INVALID", "a built-in scheme's: choose another"),
        ("part", "{timestamp}", "{nonce}", "SCHEME_INVALID", "unknown `{nonce}` at character 1"),
        ("dedup", "json = \"id\"", "header = \"X-Id\"\n[x]", "SCHEME_INVALID", "unknown field `x`"),
        ("secret", "signed =", "secret = \"hunter2\"\nsigned =", "SCHEME_INVALID", "unknown field `secret`"),
        ("toml", "[signature]", "[signature", "SCHEME_INVALID", "line 4"),
    ] {
        let said = verify(name, acme().replacen(from, to, 1).as_bytes());
        assert!(said.fails(2, error).stderr.contains(message), "{said:?}");
        assert!(said.stderr.contains(&format!("scheme-{name}.toml")), "{said:?}");
        assert!(!said.stderr.contains("hunter2"), "{said:?}");
    }
}

#[test]
fn a_copy_of_a_built_in_needs_a_name_of_its_own() {
    let shown = run(["schemes", "slack"], b"");
    verify("copy", &shown.stdout).fails(2, "SCHEME_INVALID");
    let renamed = shown.is_valid().text().replace("\"slack\"", "\"our-slack\"");
    verify("renamed", renamed.as_bytes()).fails(1, "SIGNATURE_MISSING");
}

#[test]
fn files_that_are_no_scheme() {
    verify("unsigned", b"name = \"inbox\"").fails(2, "SCHEME_INVALID");
    verify("empty", b"").fails(2, "SCHEME_INVALID");
    verify("binary", b"name = \"\xff\"").fails(2, "SCHEME_INVALID");
    verify("deep", &[b'['; 60_000]).fails(2, "SCHEME_INVALID");
    verify("huge", &[b'#'; 1 << 20]).fails(2, "ARGUMENT_INVALID");
    for path in ["/nonexistent", "/"] {
        let said = run(["verify", "--scheme-file", path, "--secret-env", "TEST_SECRET"], b"");
        assert!(said.fails(2, "IO").stderr.contains("scheme file"), "{said:?}");
    }
    run(["verify", "--scheme-file", "/dev/zero", "--secret-env", "TEST_SECRET"], b"").fails(2, "ARGUMENT_INVALID");
}

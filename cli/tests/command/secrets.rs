//! Secrets: where they come from, what is wrong with them, and that nothing shows them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use hookseal_core::{Delivery, Encoding, KeyFormat, Keyring, Scheme, Signature, Signer};

use crate::run::{GITHUB_BODY, GITHUB_HEADER, GITHUB_SECRET, binary, file, finish, run};

fn github(secrets: &[&str]) -> crate::run::Said {
    run(["verify", "--scheme", "github", "--json", "-H", GITHUB_HEADER].iter().chain(secrets), GITHUB_BODY)
}

#[test]
fn the_index_is_the_place_on_the_command_line() {
    let right = file("secret-right", GITHUB_SECRET.as_bytes());
    let right = right.to_str().unwrap();
    for (secrets, index) in [
        (&["--secret-file", right][..], 0),
        (&["--secret-env", "TEST_SECRET", "--secret-file", right], 1),
        (&["--secret-file", right, "--secret-env", "TEST_SECRET"], 0),
        (&["--secret-env", "GITHUB_SECRET", "--secret-file", right], 0),
        (&["--secret-env", "TEST_SECRET", "--secret-env", "TEST_SECRET", "--secret-env", "GITHUB_SECRET"], 2),
    ] {
        assert_eq!(github(secrets).is_valid().json()["key_index"], index);
    }
    let five = ["--secret-env", "GITHUB_SECRET"].repeat(5);
    github(&five).fails(2, "KEYRING_FULL");
    github(&[]).fails(2, "KEYRING_EMPTY");
}

#[test]
fn a_newline_at_the_end_of_the_file() {
    for end in ["\n", "\r\n", "\n\n"] {
        let path = file("secret-newline", format!("{GITHUB_SECRET}{end}").as_bytes());
        let path = path.to_str().unwrap();
        let said = github(&["--secret-file", path]);
        said.fails(2, "SECRET_WHITESPACE");
        assert!(said.stderr.contains("printf '%s'") && said.stderr.contains(path), "{said:?}");
        assert!(!said.stderr.contains(GITHUB_SECRET));
    }
    // Where any byte may be in a key, a newline is one of them.
    let scheme =
        "name = \"raw\"\nkey = \"raw\"\nsigned = \"{body}\"\n[signature]\nheaders = [\"X-S\"]\nencoding = \"hex\"";
    let scheme = file("secret-raw.toml", scheme.as_bytes());
    let key = file("secret-raw", b"a key of more than sixteen bytes\n");
    let arguments = ["--scheme-file", scheme.to_str().unwrap(), "--secret-file", key.to_str().unwrap()];
    run(["verify"].iter().chain(&arguments), b"").fails(1, "SIGNATURE_MISSING");
    // All of a long key is the key.
    let bytes: Vec<u8> = (0..5000_u32).map(|place| place.to_le_bytes()[usize::from(place % 3 == 0)]).collect();
    let keyring = Keyring::new(KeyFormat::Raw, &[&bytes]).unwrap();
    let scheme = Scheme {
        name: "raw",
        family: "raw",
        signature: Some(Signature { headers: &["X-S"], separator: None, prefix: "", encoding: Encoding::Hex }),
        key: KeyFormat::Raw,
        ..Scheme::BASE
    };
    let signed = Signer::new(&scheme, keyring).unwrap().sign(&Delivery::new(b"", 0)).unwrap();
    let header = signed.iter().map(|(name, value)| format!("{name}: {value}")).next().unwrap();
    fs::write(&key, &bytes).unwrap();
    run(["verify"].iter().chain(&arguments).chain(&["-H", &header]), b"").is_valid();
    fs::write(&key, vec![1; 2 << 20]).unwrap();
    run(["verify"].iter().chain(&arguments), b"").fails(2, "SECRET_TOO_LONG");
}

#[test]
fn bad_secret_files() {
    for (name, content, error) in [
        ("empty", &b""[..], "SECRET_EMPTY"),
        ("blank", b" \t\r\n\x0b\x0c", "SECRET_EMPTY"),
        ("space", b" edge", "SECRET_WHITESPACE"),
        ("long", &[b'x'; 1025], "SECRET_TOO_LONG"),
        ("huge", &[b'x'; 2 << 20], "SECRET_TOO_LONG"),
    ] {
        let path = file(&format!("secret-{name}"), content);
        github(&["--secret-file", path.to_str().unwrap()]).fails(2, error);
    }
    github(&["--secret-file", env!("CARGO_TARGET_TMPDIR")]).fails(2, "IO");
    let whsec = file("secret-whsec", b"whsec_not base64");
    run(["verify", "--scheme", "svix", "--secret-file", whsec.to_str().unwrap()], b"").fails(2, "SECRET_ENCODING");
}

#[test]
fn a_secret_file_that_may_not_be_read() {
    let path = file("secret-locked", GITHUB_SECRET.as_bytes());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads it all the same.
    if fs::read(&path).is_err() {
        let said = github(&["--secret-file", path.to_str().unwrap()]);
        assert!(said.fails(2, "IO").stderr.contains("secret-locked"), "{said:?}");
    }
    fs::remove_file(&path).unwrap();
}

#[test]
fn a_secret_typed_where_its_name_belongs_is_not_repeated() {
    for arguments in [
        &["--secret-env", "hunter2"][..],
        &["--secret-file", "hunter2"],
        &["--secret-file", "/nonexistent/hunter2"],
        // What is too long for a name, or goes on below a file, names none either.
        &["--secret-file", &"hunter2".repeat(40)],
        &["--secret-file", "/dev/null/hunter2"],
        &["--secret", "hunter2"],
        &["--secret=hunter2"],
        &["--secret-environment=hunter2"],
    ] {
        let said = github(arguments);
        assert_eq!(said.status, 2, "{said:?}");
        assert!(!said.stderr.contains("hunter2") && !said.text().contains("hunter2"), "{said:?}");
    }
    let said = github(&["--secret-env", "NOT_SET_ANYWHERE"]);
    assert!(said.fails(2, "SECRET_EMPTY").stderr.contains("`NOT_SET_ANYWHERE` is not set"), "{said:?}");
}

#[test]
fn secrets_of_the_environment_are_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let mut command = binary();
    command.env("BYTES", std::ffi::OsStr::from_bytes(b"\xff\xfe are not text, but a key"));
    command.args(["verify", "--scheme", "github", "--secret-env", "BYTES", "-H", GITHUB_HEADER]);
    finish(command, GITHUB_BODY).fails(1, "SIGNATURE_MISMATCH");
    let mut command = binary();
    command.env("EMPTY", "").args(["verify", "--scheme", "github", "--secret-env", "EMPTY"]);
    finish(command, b"").fails(2, "SECRET_EMPTY");
}

#[test]
fn a_weak_secret_is_said_but_accepted() {
    let path = file("secret-weak", b"short");
    let said = github(&["--secret-file", path.to_str().unwrap()]);
    assert!(said.fails(1, "SIGNATURE_MISMATCH").stderr.contains("warning: a secret is shorter than 16 bytes"));
    assert!(!github(&["--secret-env", "GITHUB_SECRET"]).stderr.contains("warning"));
}

//! Runs the conformance vectors of `tests/vectors/`: each in one call, in pieces, and with its header names in
//! other letter cases.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a vector that is not as its schema says fails the test"
)]

use std::fs;
use std::path::PathBuf;

use hookseal_core::{Error, KeyFormat, Keyring, Outcome, Record, Request, Tolerance, Verified, Verifier, providers};
use serde_json::{Value, json};

#[path = "vectors/case.rs"]
mod case;
#[path = "vectors/custom.rs"]
mod custom;

use case::{Case, Headers};

fn path(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../tests/vectors", file].iter().collect()
}

fn read(file: &str) -> Value {
    let text = fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn cases() -> Vec<Case> {
    read("signatures.json")["vectors"].as_array().expect("vectors").iter().map(Case::new).collect()
}

/// An error and the call that gave it.
type Refusal = (Error, &'static str);

fn in_pieces<'b>(
    verifier: &Verifier,
    case: &Case,
    headers: &Headers,
    pieces: impl Iterator<Item = &'b [u8]>,
) -> Result<Verified, Refusal> {
    let certificate = case.certificate();
    let request = case.request(headers, certificate.as_deref());
    let mut verification = verifier.start(&request).map_err(|error| (error, "start"))?;
    for piece in pieces {
        verification.update(piece).map_err(|error| (error, "update"))?;
    }
    verification.finish().map_err(|error| (error, "finish"))
}

fn at_once(verifier: &Verifier, case: &Case, headers: &Headers, body: &[u8]) -> Result<Verified, Error> {
    let certificate = case.certificate();
    verifier.verify(&case.request(headers, certificate.as_deref()), body)
}

/// What came of a vector, written as its `expect`.
fn describe(verified: &Verified, weak: bool, scope: &str) -> Value {
    let mut shown = json!({
        "key_index": verified.key_index(),
        "timestamp": verified.timestamp(),
        "id": verified.id(),
        "type": verified.event_type(),
        "version": verified.version(),
        "field_error": verified.field_error().map(Error::name),
        "weak": weak,
    });
    let signed = [
        ("id_signed", verified.id().is_some(), verified.id_signed()),
        ("type_signed", verified.event_type().is_some(), verified.type_signed()),
        ("version_signed", verified.version().is_some(), verified.version_signed()),
    ];
    for (name, is_there, is_signed) in signed {
        if is_there {
            shown[name] = json!(is_signed);
        }
    }
    match verified.dedup_key(scope) {
        Ok(key) => shown["dedup_key"] = json!(key.map(|key| key.to_string())),
        Err(error) => shown["dedup_error"] = json!(error.name()),
    }
    shown
}

/// A result as a vector's `expect`; without `at` for the call that does all at once.
fn shown(result: Result<Verified, Refusal>, weak: bool, scope: &str) -> Value {
    match result {
        Ok(verified) => describe(&verified, weak, scope),
        Err((error, "")) => json!({ "error": error.name() }),
        Err((error, at)) => json!({ "error": error.name(), "at": at }),
    }
}

/// Where to cut a body: everywhere, or here and there in a long one.
fn cuts(length: usize) -> Vec<usize> {
    match length {
        0..=2048 => (0..=length).collect(),
        2049..=0x0010_0000 => (0..=16).map(|part| length * part / 16).collect(),
        _ => vec![length / 2],
    }
}

/// The sizes of equal pieces to cut a body into.
const fn piece_sizes(length: usize) -> &'static [usize] {
    match length {
        0..=0x0001_0000 => &[1, 7, 64],
        0x0001_0001..=0x0010_0000 => &[4093],
        _ => &[],
    }
}

/// The first way of running a vector that does not give what it expects.
fn difference(case: &Case) -> Option<String> {
    let mut expect = Value::Object(case.expect().clone());
    let verifier = match case.verifier() {
        Ok(verifier) => verifier,
        Err(error) => {
            let got = shown(Err((error, "configure")), false, "");
            return (got != expect).then(|| format!("set-up gave {got}, not {expect}"));
        }
    };
    let (headers, body) = (case.headers(), case.body());
    let scope = case.scope();
    let check = |how: &str, result, expect: &Value| {
        let got = shown(result, verifier.weak(), scope);
        (got != *expect).then(|| format!("{how} gave {got}, not {expect}"))
    };
    for at in cuts(body.len()) {
        let (before, after) = body.split_at(at);
        let result = in_pieces(&verifier, case, &headers, [before, after].into_iter());
        if let Some(difference) = check(&format!("cut at {at}"), result, &expect) {
            return Some(difference);
        }
    }
    for size in piece_sizes(body.len()) {
        let result = in_pieces(&verifier, case, &headers, body.chunks(*size));
        if let Some(difference) = check(&format!("pieces of {size}"), result, &expect) {
            return Some(difference);
        }
    }
    if let Some(expect) = expect.as_object_mut() {
        expect.remove("at");
    }
    for (how, rename) in CASES {
        let headers = headers.iter().map(|(name, value)| (rename(name), value.clone())).collect();
        let result = at_once(&verifier, case, &headers, &body).map_err(|error| (error, ""));
        if let Some(difference) = check(&format!("in one call, {how}"), result, &expect) {
            return Some(difference);
        }
    }
    None
}

type Rename = fn(&str) -> String;

const CASES: [(&str, Rename); 4] = [
    ("header names as they are", str::to_owned),
    ("header names in upper case", str::to_ascii_uppercase),
    ("header names in lower case", str::to_ascii_lowercase),
    ("header names in alternating case", |name| {
        let flip = |(at, c): (usize, char)| if at % 2 == 0 { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
        name.chars().enumerate().map(flip).collect()
    }),
];

#[test]
fn signatures() {
    let cases = cases();
    let differences: Vec<_> = cases
        .iter()
        .filter_map(|case| difference(case).map(|difference| format!("{}: {difference}", case.name())))
        .collect();
    assert!(differences.is_empty(), "{} of {} vectors:\n{}", differences.len(), cases.len(), differences.join("\n"));
}

#[test]
fn valid_vectors_say_everything() {
    for case in cases() {
        let expect = case.expect();
        if expect.contains_key("error") {
            assert!(expect.contains_key("at"), "{}: where?", case.name());
            continue;
        }
        for field in ["key_index", "timestamp", "id", "type", "version", "field_error", "weak"] {
            assert!(expect.contains_key(field), "{}: {field} is not stated", case.name());
        }
        let has_dedup = expect.contains_key("dedup_key") != expect.contains_key("dedup_error");
        assert!(has_dedup, "{}: one of dedup_key and dedup_error", case.name());
    }
}

#[test]
fn built_in_schemes_are_frozen() {
    let built_in: Vec<_> =
        providers::ALL.iter().map(|scheme| json!({ "name": scheme.name, "family": scheme.family })).collect();
    assert_eq!(Value::Array(built_in), read("schemes.json"));
}

#[test]
fn every_built_in_scheme_has_three_vectors() {
    let vectors = read("signatures.json");
    for scheme in providers::ALL {
        let of_scheme = vectors["vectors"].as_array().expect("vectors").iter();
        let count = of_scheme.filter(|vector| vector["scheme"] == scheme.name).count();
        assert!(count >= 3, "{} has {count}", scheme.name);
    }
}

/// `errors.json`, written from the enum by `make generate`.
#[test]
fn errors() {
    let row = |error: &Error| {
        format!(
            "{{\"code\": {}, \"name\": {}, \"class\": {}, \"status\": {}, \"summary\": {}}}",
            error.code(),
            json!(error.name()),
            json!(error.class().name()),
            error.class().status(),
            json!(error.message())
        )
    };
    let rows: Vec<_> = Error::ALL.iter().map(row).collect();
    let text = format!("[\n{}\n]\n", rows.join(",\n"));
    if std::env::var_os("HOOKSEAL_WRITE").is_some() {
        fs::write(path("errors.json"), &text).expect("errors.json can be written");
    }
    let written = fs::read_to_string(path("errors.json")).expect("errors.json");
    assert_eq!(text, written, "`make generate` writes it");
}

#[test]
fn records() {
    let cases = cases();
    for row in read("records.json").as_array().expect("records") {
        let name = row["name"].as_str().expect("a name");
        let verified = row["vector"].as_str().map(|wanted| {
            let case = cases.iter().find(|case| case.name() == wanted).unwrap_or_else(|| panic!("no {wanted}"));
            let verifier = case.verifier().expect("a valid vector");
            at_once(&verifier, case, &case.headers(), &case.body()).expect("a valid vector")
        });
        let text = |field: &str| row[field].as_str().unwrap_or_else(|| panic!("{name}: {field}"));
        let number = |field: &str| row[field].as_u64().unwrap_or_else(|| panic!("{name}: {field}"));
        let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.name() == text("outcome")).expect("an outcome");
        let error = row["error"].as_str().map(|name| Error::ALL.iter().copied().find(|error| error.name() == name));
        let record = Record {
            time: number("time"),
            scheme: text("scheme"),
            endpoint: text("endpoint"),
            verified: verified.as_ref(),
            outcome,
            status: u16::try_from(number("status")).unwrap(),
            error: error.map(|error| error.expect("an error's name")),
            attempt: row["attempt"].as_u64().map(|attempt| u8::try_from(attempt).unwrap()),
            body_bytes: number("body_bytes"),
            duration_us: number("duration_us"),
        };
        let mut buffer = [0; Record::MAX_LEN];
        assert_eq!(record.render(&mut buffer).expect("a record fits"), text("line"), "{name}");
    }
}

// Pinned answers that are about objects and not about deliveries.

const HEADERS: [(&str, &str); 1] =
    [("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")];

fn github() -> Verifier {
    let keyring = Keyring::new(KeyFormat::Utf8, &[b"It's a Secret to Everybody"]).unwrap();
    Verifier::new(&providers::GITHUB, keyring).unwrap()
}

#[test]
fn a_keyring_remembers_its_format() {
    let keyring = Keyring::new(KeyFormat::Raw, &[b"It's a Secret to Everybody"]).unwrap();
    assert_eq!(Verifier::new(&providers::GITHUB, keyring).unwrap_err(), Error::KeyringFormat);
}

#[test]
fn a_keyring_without_secrets_matches_nothing() {
    let mut wiped = Keyring::new(KeyFormat::Utf8, &[b"It's a Secret to Everybody"]).unwrap();
    wiped.wipe();
    for keyring in [wiped, Keyring::idle(KeyFormat::Utf8)] {
        assert_eq!(Verifier::new(&providers::GITHUB, keyring).unwrap_err(), Error::State);
    }
    let request = Request::new(&HEADERS, 0);
    assert_eq!(Verifier::idle().verify(&request, b"Hello, World!").unwrap_err(), Error::State);
    assert_eq!(Verifier::idle().start(&request).unwrap_err(), Error::State);
}

#[test]
fn state_errors_are_sticky() {
    let mut verifier = github();
    verifier.set_max_body(4).unwrap();
    let request = Request::new(&HEADERS, 0);
    let mut verification = verifier.start(&request).unwrap();
    assert_eq!(verification.update(b"Hello").unwrap_err(), Error::BodyTooLarge);
    assert_eq!(verification.update(b"").unwrap_err(), Error::State);
    assert_eq!(verification.finish_in().unwrap_err(), Error::State);

    let mut verification = github().start(&request).unwrap();
    verification.update(b"Hello, World!").unwrap();
    assert!(verification.finish_in().is_ok());
    assert_eq!(verification.finish_in().unwrap_err(), Error::State);
    assert_eq!(verification.update(b"x").unwrap_err(), Error::State);
}

/// The vectors keep to numbers that every language reads exactly; the clock is a whole u64.
#[test]
fn clocks_at_their_ends() {
    let keyring = Keyring::new(KeyFormat::Whsec, &[b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]).unwrap();
    let mut verifier = Verifier::new(&providers::STANDARD_WEBHOOKS, keyring).unwrap();
    let headers = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ];
    let error_at =
        |verifier: &Verifier, now| verifier.verify(&Request::new(&headers, now), b"{\"test\": 2432232314}").err();
    for past in [0, 300, u32::MAX] {
        verifier.set_tolerance(Tolerance { past: Some(past), future: Some(u32::MAX) }).unwrap();
        assert_eq!(error_at(&verifier, u64::MAX), Some(Error::TimestampTooOld));
        assert_eq!(error_at(&verifier, 0), None);
    }
    verifier.set_tolerance(Tolerance { past: None, future: Some(0) }).unwrap();
    assert_eq!(error_at(&verifier, u64::MAX), None);
    assert_eq!(error_at(&verifier, 0), Some(Error::TimestampTooNew));
}

#[test]
fn a_verification_outlives_its_verifier() {
    let mut verification = github().start(&Request::new(&HEADERS, 0)).unwrap();
    verification.update(b"Hello, World!").unwrap();
    assert_eq!(verification.finish().unwrap().key_index(), Some(0));
}

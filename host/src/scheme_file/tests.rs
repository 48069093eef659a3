//! Scheme files, good and bad.

use hookseal_core::{DedupBy, Error, Field, Part, SenderRetries, TimestampAt, providers};

use super::*;

const ACME: &str = r#"
name = "acme"
signed = "{timestamp},{body}"
[signature]
headers = ["X-Acme-Signature"]
separator = ","
prefix = "v1="
encoding = "hex"
[timestamp]
entry = "t="
unit = "seconds"
past = 300
future = 300
[id]
json = "id"
"#;

fn refused(text: &str) -> (Error, String) {
    let error = OwnedScheme::from_toml(text).unwrap_err();
    assert!(!error.message().contains('\n'), "{error}");
    (error.error(), error.message().to_owned())
}

#[test]
fn acme() {
    OwnedScheme::from_toml(ACME).unwrap().lend(|scheme| {
        assert_eq!(scheme.family, "acme");
        assert_eq!(scheme.parts, [Part::Timestamp, Part::Literal(","), Part::Body]);
        assert_eq!(scheme.timestamp.unwrap().at, TimestampAt::Entry("t="));
        assert_eq!(scheme.id, Some(Field::Json("id")));
        assert_eq!(scheme.dedup, DedupBy::SignedId);
        assert_eq!(scheme.sender_retries, SenderRetries::Unknown);
        assert_eq!(scheme.max_body, 1 << 20);
    });
}

#[test]
fn dedup_defaults_to_what_is_signed() {
    let dedup = |text: &str| OwnedScheme::from_toml(text).unwrap().lend(|scheme| scheme.dedup);
    assert_eq!(dedup(&ACME.replace("[id]\njson = \"id\"", "")), DedupBy::Digest);
    assert_eq!(dedup(&ACME.replace("json = \"id\"", "header = \"X-Id\"")), DedupBy::Digest);
    let repeating = format!("bodies_repeat = true\n{ACME}");
    assert_eq!(dedup(&repeating), DedupBy::SignedId);
    assert_eq!(dedup(&repeating.replace("[id]\njson = \"id\"", "")), DedupBy::None);
}

#[test]
fn an_endpoint_without_a_signature() {
    let text = "name = \"inbox\"\nsender_retries = \"none\"\n[id]\njson = \"id\"";
    OwnedScheme::from_toml(text).unwrap().lend(|scheme| {
        assert!(scheme.signature.is_none() && scheme.parts.is_empty());
        assert_eq!(scheme.dedup, DedupBy::Digest);
        assert_eq!(scheme.sender_retries, SenderRetries::None);
    });
}

#[test]
fn every_built_in_survives_both_forms() {
    for builtin in providers::ALL {
        let form = SchemeForm::from(*builtin);
        let text = toml::to_string(&form).unwrap();
        assert_eq!(toml::from_str::<SchemeForm>(&text).unwrap(), form, "{text}");
        // Under a name of its own it is a user's scheme with the same fields.
        let own = SchemeForm { name: "own".into(), family: Some("own".into()), ..form };
        let json = serde_json::to_string(&own).unwrap();
        OwnedScheme::from_json(&json).unwrap().lend(|scheme| {
            let (name, family, source) = (builtin.name, builtin.family, builtin.source);
            assert_eq!(hookseal_core::Scheme { name, family, source, ..*scheme }, **builtin);
        });
    }
}

#[test]
fn refusals_name_the_place() {
    for (from, to, error, message) in [
        ("prefix =", "prefx =", Error::SchemeInvalid, "line 7, column 1: unknown field `prefx`"),
        ("name = \"acme\"", "", Error::SchemeInvalid, "missing field `name`"),
        ("encoding = \"hex\"", "", Error::SchemeInvalid, "missing field `encoding`"),
        ("\"hex\"", "\"rot13\"", Error::SchemeInvalid, "expected one of hex, base64, base64url"),
        ("signed = \"{timestamp},{body}\"", "", Error::SchemeInvalid, "missing field `signed`"),
        ("{body}", "{body}{body}", Error::SchemeInvalid, "`signed`: the body is signed twice"),
        (",{body}", "", Error::SchemeInvalid, "`signed`: the body is not signed"),
        ("{timestamp},", "", Error::LimitInvalid, "a tolerance needs a timestamp that the signature covers"),
        ("\"acme\"", "\"stripe\"", Error::SchemeInvalid, "the name or family is a built-in scheme's"),
        ("\"acme\"", "\"Acme\"", Error::SchemeInvalid, "lower-case letters"),
        ("entry =", "header = \"T\"\nentry =", Error::SchemeInvalid, "exactly one of `header`, `entry` and `json`"),
        ("entry = \"t=\"", "", Error::SchemeInvalid, "exactly one of `header`, `entry` and `json`"),
        ("json = \"id\"", "json = \"a[0]\\n.\"", Error::SchemeInvalid, "object keys joined by dots"),
        (
            "json = \"id\"",
            "json = \"id\"\nheader = \"X\"",
            Error::SchemeInvalid,
            "line 14, column 1: give exactly one of `header` and",
        ),
        ("json = \"id\"", "jsn = \"id\"", Error::SchemeInvalid, "line 15, column 1: unknown field `jsn`"),
        ("separator = \",\"", "separator = \", \"", Error::SchemeInvalid, "line 6"),
        ("separator = \",\"", "separator = \"é\"", Error::SchemeInvalid, "`separator` in [signature]"),
        ("past = 300", "past = -1", Error::SchemeInvalid, "line 12"),
        ("signed =", "max_body = 0\nsigned =", Error::LimitInvalid, "`max_body`"),
        ("signed =", "sender_retries = 256\nsigned =", Error::SchemeInvalid, "\"none\" or a number"),
        ("signed =", "sender_retries = \"never\"\nsigned =", Error::SchemeInvalid, "\"none\" or a number"),
        ("signed =", "dedup = \"unsigned_id\"\nsigned =", Error::SchemeInvalid, ""),
        ("[signature]", "[signature", Error::SchemeInvalid, "line 4"),
    ] {
        let text = ACME.replacen(from, to, 1);
        if message.is_empty() {
            assert!(OwnedScheme::from_toml(&text).is_ok(), "{text}");
            continue;
        }
        let (refused, said) = refused(&text);
        assert!(refused == error && said.contains(message), "{from} → {to}: {} {said}", refused.name());
    }
}

#[test]
fn a_signed_id_that_is_not_signed_is_refused() {
    let text = ACME.replace("signed =", "dedup = \"signed_id\"\nsigned =").replace("json = \"id\"", "header = \"Id\"");
    assert_eq!(refused(&text).0, Error::DedupUnsigned);
}

#[test]
fn hostile_text_is_refused() {
    for text in ["", "\0", "=", &"[".repeat(1 << 20), &format!("name = {}", "[".repeat(1 << 20)), &"{".repeat(1 << 16)]
    {
        assert_eq!(OwnedScheme::from_toml(text).unwrap_err().error(), Error::SchemeInvalid);
        assert_eq!(OwnedScheme::from_json(text).unwrap_err().error(), Error::SchemeInvalid);
    }
}

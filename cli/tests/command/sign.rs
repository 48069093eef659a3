//! `sign`: published tags made again, and its requests taken apart.

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

use crate::run::{GITHUB_BODY, NOW, SECRET, file, run};

fn sign(arguments: &[&str], secret: &str, body: &[u8]) -> crate::run::Said {
    let name = format!("sign-secret-{}", secret.bytes().map(u32::from).sum::<u32>());
    let secret = file(&name, secret.as_bytes());
    run(["sign", "--secret-file", secret.to_str().unwrap()].iter().chain(arguments), body)
}

fn header<'j>(json: &'j Value, name: &str) -> &'j str {
    let headers = json["headers"].as_array().unwrap();
    headers.iter().find(|header| header[0] == name).unwrap()[1].as_str().unwrap()
}

#[test]
fn published_tags() {
    let github = sign(&["--scheme", "github", "--format", "json"], crate::run::GITHUB_SECRET, GITHUB_BODY);
    assert_eq!(
        header(&github.is_valid().json(), "X-Hub-Signature-256"),
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    );
    let arguments = ["--scheme", "standard-webhooks", "--format", "json", "--id", "msg_p5jXN8AQM9LWM0D4loKWxJek"];
    let arguments = [&arguments[..], &["--timestamp", "1614265330", "--url", "https://a.example/x"]].concat();
    let standard = sign(&arguments, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", br#"{"test": 2432232314}"#);
    assert_eq!(
        standard.is_valid().json(),
        json!({
            "method": "POST",
            "url": "https://a.example/x",
            "headers": [
                ["webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"],
                ["webhook-timestamp", "1614265330"],
                ["webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
            ],
            "body": "{\"test\": 2432232314}",
        })
    );
    let arguments = ["--scheme", "hubspot", "--timestamp", "1700000000", "--url", "https://a.example/hook"];
    let hubspot = sign(&[&arguments[..], &["--format", "json"]].concat(), SECRET, br#"{"a":1}"#);
    let tag = "H1mDxT4P/99IxBOZ41YeHUBWEui2S7Ap12jqZcDlVyY=";
    assert_eq!(header(&hubspot.is_valid().json(), "X-HubSpot-Signature-v3"), tag);
}

#[test]
fn an_http_message() {
    let body = b"{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\"\n}";
    let arguments = ["--scheme", "stripe", "--timestamp", "1700000000", "--url", "https://a.example:8443/hook?x=1"];
    let said = sign(&[&arguments[..], &["-H", "Content-Type: application/json"]].concat(), "whsec_test_secret", body);
    assert_eq!(
        said.is_valid().text(),
        "POST /hook?x=1 HTTP/1.1\r\nHost: a.example:8443\r\nStripe-Signature: t=1700000000,v1=\
         4f1cd7feda9826e746b7d482c4badebb657398df1099e1046364f6196a230150\r\nContent-Type: application/json\r\n\
         Content-Length: 51\r\n\r\n{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\"\n}"
    );
    let said = sign(&["--scheme", "github", "--method", "PUT", "-H", "Host: b"], SECRET, b"");
    assert!(said.is_valid().text().starts_with("PUT / HTTP/1.1\r\nX-GitHub-Delivery: msg_"), "{said:?}");
    assert_eq!(said.text().matches("Host:").count(), 1);
}

#[test]
fn binary_bodies() {
    let body: Vec<u8> = (0..=255).collect();
    let said = sign(&["--scheme", "github"], SECRET, &body);
    assert!(said.is_valid().stdout.ends_with(&body));
    let said = sign(&["--scheme", "github", "--format", "json"], SECRET, &body);
    let json = said.is_valid().json();
    assert_eq!(Base64::decode_vec(json["body_base64"].as_str().unwrap()).unwrap(), body);
    assert_eq!(json.get("body"), None);
    let said = sign(&["--scheme", "github", "--format", "json"], SECRET, "é\u{2028}\u{7f}".as_bytes());
    assert_eq!(said.is_valid().json()["body"], "é\u{2028}\u{7f}");
}

#[test]
fn an_id_of_ones_own_or_a_random_one() {
    let id = || {
        let said = sign(&["--scheme", "twitch", "--format", "json"], SECRET, b"{}");
        header(&said.is_valid().json(), "Twitch-Eventsub-Message-Id").to_owned()
    };
    let (one, other) = (id(), id());
    assert!(one.starts_with("msg_") && one.len() == 30 && one != other, "{one} {other}");
    assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    let said = sign(&["--scheme", "twitch", "--id", "not narrow!"], SECRET, b"{}");
    said.fails(2, "HEADER_MALFORMED");
}

#[test]
fn flags_without_effect_are_said() {
    let said = sign(&["--scheme", "line", "--id", "x", "--timestamp", "1"], SECRET, b"");
    assert!(said.is_valid().stderr.contains("--id has no effect") && said.stderr.contains("--timestamp has no effect"));
    let said = sign(&["--scheme", "svix", "--id", "x", "--timestamp", "1"], "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b"");
    assert_eq!(said.is_valid().stderr, "");
}

/// Every built-in scheme: what is signed verifies, through a headers file, and nothing else does.
#[test]
fn round_trips() {
    let schemes = run(["schemes", "--json"], b"").json();
    let now = NOW.to_string();
    for scheme in schemes.as_array().unwrap() {
        let name = scheme["name"].as_str().unwrap();
        let (format, secret) = match scheme["key"].as_str().unwrap() {
            "hex" => ("hex", "000102030405060708090a0b0c0d0e0f"),
            "base64" | "whsec" => ("base64", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            _ => ("text", SECRET),
        };
        let secret = file(&format!("round-secret-{format}"), secret.as_bytes());
        let basic = ["--scheme", name, "--secret-file", secret.to_str().unwrap(), "--method", "POST"];
        let basic = [&basic[..], &["--url", "https://a.example/hook"]].concat();
        let signed = scheme["signed"].as_str().unwrap();
        let extra = signed.split_once("{header:").map(|(_, rest)| rest.split_once('}').unwrap().0);
        let extra: Vec<_> =
            extra.into_iter().flat_map(|name| ["-H".to_owned(), format!("{name}: 1700000000")]).collect();
        let extra: Vec<_> = extra.iter().map(String::as_str).collect();
        // Primer writes its timestamp into the body.
        let body = br#"{"id":"evt_1","type":"t","signedAt":1700000000}"#;
        let said = run([&["sign"], &basic[..], &["--timestamp", &now], &extra].concat(), body);
        let (head, sent) = said.is_valid().text().split_once("\r\n\r\n").unwrap();
        let (_, headers) = head.split_once("\r\n").unwrap();
        let headers = file("round-headers", headers.as_bytes());
        let verify = [&["verify"], &basic[..], &["--now", &now, "--headers-file", headers.to_str().unwrap()]].concat();
        run(&verify, sent.as_bytes()).is_valid();
        let forged = sent.replace("evt_1", "evt_2");
        run(&verify, forged.as_bytes()).fails(1, "SIGNATURE_MISMATCH");
    }
}

#[test]
fn what_cannot_be_signed() {
    let github = |arguments: &[&str]| sign(&[&["--scheme", "github"], arguments].concat(), SECRET, b"");
    for arguments in [
        &["-H", "X-A: a\nb"][..],
        &["-H", "no colon"],
        &["-H", "Content-Length: 5"],
        &["-H", "transfer-encoding: chunked"],
        &["-H", "x-hub-signature-256: sha256=00"],
        &["--url", "a.example"],
        &["--url", "https://a.example/ x"],
        &["--url", "https://user:pw@a.example/"],
        &["--method", "PO ST"],
        &["--method", ""],
        &["--format", "curl"],
    ] {
        assert_eq!(github(arguments).fails(2, "ARGUMENT_INVALID").text(), "");
    }
    github(&["/nonexistent"]).fails(2, "IO");
    sign(&["--scheme", "square"], SECRET, b"").fails(2, "URL_REQUIRED");
    let said = sign(&["--scheme", "klaviyo"], SECRET, b"");
    assert!(said.fails(2, "HEADER_MISSING").stderr.contains("-H"), "{said:?}");
    sign(&["--scheme", "nobody"], SECRET, b"").fails(2, "SCHEME_UNKNOWN");
    sign(&["--scheme", "github"], " ", b"").fails(2, "SECRET_EMPTY");
    sign(&["--scheme", "github", "--secret-env", "TEST_SECRET"], SECRET, b"").fails(2, "ARGUMENT_INVALID");
    run(["sign", "--scheme", "github"], b"").fails(2, "KEYRING_EMPTY");
    let far = u64::MAX.to_string();
    sign(&["--scheme", "box", "--timestamp", &far], SECRET, b"").fails(2, "ARGUMENT_INVALID");
}

//! What `verify` says of deliveries, as an object and as a sentence.

use serde_json::json;

use crate::run::{GITHUB_BODY, file, generic, github, run};

const STRIPE: &str =
    "Stripe-Signature: t=1700000000,v1=4f1cd7feda9826e746b7d482c4badebb657398df1099e1046364f6196a230150";
const STRIPE_BODY: &[u8] = b"{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\"\n}";

fn stripe(more: &[&str], body: &[u8]) -> crate::run::Said {
    let secret = file("stripe-secret", b"whsec_test_secret");
    let basic = ["verify", "--scheme", "stripe", "--json", "--secret-file", secret.to_str().unwrap(), "-H", STRIPE];
    run(basic.iter().chain(more), body)
}

#[test]
fn the_object_of_a_signed_event() {
    let said = stripe(&["--now", "1700000000", "--scope", "payments"], STRIPE_BODY);
    assert_eq!(
        said.is_valid().text(),
        "{\"valid\":true,\"scheme\":\"stripe\",\"key_index\":0,\"timestamp\":1700000000,\"event\":{\"id\":\
         \"evt_test_webhook\",\"signed\":true,\"type\":null,\"version\":null},\"dedup_key\":\
         \"faa0316171c97df830e8fa037b6f07f8\"}\n"
    );
}

#[test]
fn the_object_of_an_event_without_fields() {
    let said = github(&["--json"], GITHUB_BODY);
    let event = json!({"id": null, "signed": false, "type": null, "version": null});
    let expected = json!({"valid": true, "scheme": "github", "key_index": 0, "timestamp": null, "event": event,
        "dedup_key": "376dea0218bbda3b6166c41bb19ed886"});
    assert_eq!(said.is_valid().json(), expected);
}

#[test]
fn the_object_of_a_refusal() {
    let said = github(&["--json"], b"Hello, Mallory!");
    assert_eq!(said.status, 1);
    assert_eq!(said.text(), "{\"valid\":false,\"code\":34,\"name\":\"SIGNATURE_MISMATCH\"}\n");
    assert_eq!(said.stderr, "");
}

#[test]
fn a_wrong_configuration_is_told_to_programs_and_to_people() {
    let said = run(["verify", "--scheme", "github", "--json"], b"");
    assert_eq!(said.fails(2, "KEYRING_EMPTY").json(), json!({"valid": false, "code": 14, "name": "KEYRING_EMPTY"}));
    assert!(said.stderr.contains("--secret-env"), "{said:?}");
}

#[test]
fn integers_and_scopes() {
    let tag = "3543132d138b93efd44ea9999362bf9a73945381fa949b55f1da4d792482867b";
    let body = br#"{"id":42,"type":"order.paid","version":"2"}"#;
    let said = generic(tag, &["--scope", "orders"], body);
    let event = json!({"id": "42", "signed": true, "type": "order.paid", "version": "2"});
    assert_eq!(said.is_valid().json()["event"], event);
    assert_eq!(said.json()["dedup_key"], "0a3f3f762794b57cda47b463cfac7db5");
    assert_eq!(generic(tag, &[], body).json()["dedup_key"], "3a0f2d1e11191e0684c00793b3b575f4");
    assert_eq!(generic(tag, &["--dedup", "none"], body).json()["dedup_key"], json!(null));
}

#[test]
fn a_body_that_is_not_json_is_authentic_all_the_same() {
    let tag = "e634969dc418d445a99fc7c5250ddce1477249470b4de76c578e7bc7f1af879b";
    let said = generic(tag, &[], b"a=1&b=2");
    assert_eq!(said.is_valid().json()["field_error"], "EVENT_NOT_JSON");
    assert_eq!(said.json()["dedup_key"], json!(null));
    let said = generic(tag, &["--dedup", "digest"], b"a=1&b=2");
    assert_eq!(said.is_valid().json()["dedup_key"], "c6cba505bf57605cbbabfa67824ab834");
    assert_eq!(said.json()["field_error"], "EVENT_NOT_JSON");
}

#[test]
fn an_event_without_an_id() {
    let tag = "6bfba592509125acf81e367d9dbbb04f0597773250069825d1c4de31f395b3d5";
    let said = generic(tag, &[], br#"{"type":"t"}"#);
    assert_eq!(said.is_valid().json()["dedup_key"], json!(null));
    assert_eq!(said.json().get("field_error"), None);
}

#[test]
fn a_senders_text_never_reaches_the_terminal_as_it_is() {
    let tag = "5713c7a1726a803137aec85d05e3dc2898926efb58cdf051137f8a03072a459e";
    let body = br#"{"id":"\u001b[2J\u2028\u00e9\ud83d\ude00","type":"t"}"#;
    let said = generic(tag, &[], body);
    assert_eq!(said.is_valid().json()["event"]["id"], "\u{1b}[2J\u{2028}é😀");
    let header = format!("X-Webhook-Signature: sha256={tag}");
    let plain = run(["verify", "--scheme", "generic-hex", "--secret-env", "TEST_SECRET", "-H", &header], body);
    assert!(plain.is_valid().text().contains(r"event \u{1b}[2J\u{2028}\u{e9}\u{1f600}, type t"), "{plain:?}");
    assert!(plain.text().trim_end().bytes().all(|byte| matches!(byte, b' '..=b'~')));
}

#[test]
fn sentences() {
    let said = github(&[], GITHUB_BODY);
    let expected = "Valid: a genuine github delivery, dedup key 376dea0218bbda3b6166c41bb19ed886.\n";
    assert_eq!(said.is_valid().text(), expected);
    let said = github(&[], b"");
    assert!(said.fails(1, "SIGNATURE_MISMATCH").text().starts_with("Refused: SIGNATURE_MISMATCH (34): no tag matches"));
    let said = github(&["--dedup", "unsigned_id"], GITHUB_BODY);
    assert!(said.is_valid().text().contains("but without a dedup key (EVENT_ID_MISSING)"), "{said:?}");
}

#[test]
fn the_clock_and_its_tolerance() {
    let at = |now: &str| stripe(&["--now", now], STRIPE_BODY);
    at("1700000300").is_valid();
    at("1700000301").fails(1, "TIMESTAMP_TOO_OLD");
    at("1699999700").is_valid();
    at("1699999699").fails(1, "TIMESTAMP_TOO_NEW");
    stripe(&["--now", "1700000301", "--tolerance", "301"], STRIPE_BODY).is_valid();
    stripe(&["--now", "1699999989", "--tolerance", "10"], STRIPE_BODY).fails(1, "TIMESTAMP_TOO_NEW");
    stripe(&["--now", "1700000001", "--tolerance", "0"], STRIPE_BODY).fails(1, "TIMESTAMP_TOO_OLD");
    // Without --now it is the system's clock, long after.
    stripe(&[], STRIPE_BODY).fails(1, "TIMESTAMP_TOO_OLD");
}

#[test]
fn the_method_and_the_url_where_they_are_signed() {
    let secret = ["--secret-env", "TEST_SECRET", "--now", "1700000000"];
    let headers = [
        "-H",
        "X-HubSpot-Signature-v3: H1mDxT4P/99IxBOZ41YeHUBWEui2S7Ap12jqZcDlVyY=",
        "-H",
        "X-HubSpot-Request-Timestamp: 1700000000000",
    ];
    let hubspot = |more: &[&str]| {
        let basic = ["verify", "--scheme", "hubspot"];
        run(basic.iter().chain(&secret).chain(&headers).chain(more), br#"{"a":1}"#)
    };
    hubspot(&["--method", "POST", "--url", "https://a.example/hook"]).is_valid();
    hubspot(&["--method", "PUT", "--url", "https://a.example/hook"]).fails(1, "SIGNATURE_MISMATCH");
    hubspot(&["--method", "POST", "--url", "https://a.example/Hook"]).fails(1, "SIGNATURE_MISMATCH");
    hubspot(&["--url", "https://a.example/hook"]).fails(2, "METHOD_REQUIRED");
    hubspot(&["--method", "POST"]).fails(2, "URL_REQUIRED");
    hubspot(&["--method", "PO ST", "--url", "https://a.example/hook"]).fails(2, "ARGUMENT_INVALID");
}

//! Captures: what is kept, what is not, and what is refused when one is read.

#![allow(clippy::panic, clippy::unwrap_used, reason = "what is not as expected here fails the test")]

use hookseal_core::{DedupKey, Error, KeyFormat, Keyring, Verifier, providers};
use hookseal_host::capture::{Capture, Facts, HEAD_MAX, Keep, Received};
use proptest::prelude::*;

type Headers<'r> = &'r [(&'r str, &'r [u8])];

fn received<'r>(headers: Headers<'r>, body: &'r [u8]) -> Received<'r> {
    Received { method: "POST", target: "/hooks/stripe?token=hunter2", headers, body }
}

fn facts() -> Facts {
    Facts {
        received: Some(1_800_000_000),
        scheme: Some("stripe".to_owned()),
        scope: Some("payments".to_owned()),
        dedup_key: Some(DedupKey::from_bytes([0xa1; 16])),
        event_id: Some("evt_1\r\nX: y\\ü ".to_owned()),
        event_type: Some("charge.succeeded".to_owned()),
        attempt: Some(3),
        reason: Some("the handler failed".to_owned()),
    }
}

fn stripe() -> Keep {
    let keyring = Keyring::new(KeyFormat::Utf8, &[b"whsec_0123456789abcdef"]).unwrap();
    Keep::for_verifier(&Verifier::new(&providers::STRIPE, keyring).unwrap())
}

fn square() -> Keep {
    let keyring = Keyring::new(KeyFormat::Utf8, &[b"a key of sixteen bytes"]).unwrap();
    Keep::for_verifier(&Verifier::new(&providers::SQUARE, keyring).unwrap())
}

/// A capture of a capture.
fn again(capture: &Capture, keep: &Keep) -> Capture {
    let headers: Vec<_> = capture.headers().collect();
    let received =
        Received { method: capture.method(), target: capture.target(), headers: &headers, body: capture.body() };
    Capture::new(&received, keep, capture.facts().clone()).unwrap()
}

#[test]
fn a_message_byte_for_byte() {
    let headers: [(&str, &[u8]); 10] = [
        ("Host", b"example.com"),
        ("stripe-signature", b"t=1,v1=00"),
        ("Authorization", b"Bearer hunter2"),
        ("Cookie", b"session=hunter2"),
        ("Content-Type", b"application/json"),
        ("Content-Length", b"999"),
        ("Connection", b"keep-alive, X-Hop"),
        ("X-Hop", b"hunter2"),
        ("Transfer-Encoding", b"chunked"),
        ("Hookseal-Reason", b"forged"),
    ];
    let capture = Capture::new(&received(&headers, b"{\"a\":1}\r\n\x00\xff"), &stripe(), facts()).unwrap();
    let expected = b"POST /hooks/stripe HTTP/1.1\r\n\
        Host: example.com\r\n\
        stripe-signature: t=1,v1=00\r\n\
        Authorization: [redacted]\r\n\
        Cookie: [redacted]\r\n\
        Content-Type: application/json\r\n\
        Content-Length: 11\r\n\
        Hookseal-Received: 1800000000\r\n\
        Hookseal-Scheme: stripe\r\n\
        Hookseal-Scope: payments\r\n\
        Hookseal-Dedup-Key: a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\r\n\
        Hookseal-Event-Id: evt_1\\x0d\\x0aX: y\\\\\\xc3\\xbc\\x20\r\n\
        Hookseal-Event-Type: charge.succeeded\r\n\
        Hookseal-Attempt: 3\r\n\
        Hookseal-Reason: the handler failed\r\n\
        \r\n\
        {\"a\":1}\r\n\x00\xff";
    assert_eq!(capture.to_bytes().escape_ascii().to_string(), expected.escape_ascii().to_string());
    let read = Capture::from_bytes(expected).unwrap();
    assert_eq!(read, capture);
    assert_eq!(read.facts(), &facts());
    assert_eq!(Capture::facts_of(&expected[..expected.len() - 5]).unwrap(), facts());
}

#[test]
fn the_query_is_kept_where_the_url_is_signed() {
    let kept = Capture::new(&received(&[], b""), &square(), Facts::default()).unwrap();
    assert_eq!(kept.target(), "/hooks/stripe?token=hunter2");
    assert_eq!(again(&kept, &Keep::default()).target(), "/hooks/stripe");
}

#[test]
fn redacting_again_keeps_less_and_never_more() {
    let headers: [(&str, &[u8]); 2] = [("Stripe-Signature", b"t=1,v1=00"), ("X-Api-Key", b"hunter2")];
    let capture = Capture::new(&received(&headers, b"x"), &stripe(), facts()).unwrap();
    let less = again(&capture, &Keep::default());
    let values: Vec<_> = less.headers().map(|(_, value)| value).collect();
    assert_eq!(values, [b"[redacted]", b"[redacted]"]);
    assert_eq!((less.body(), less.facts()), (capture.body(), capture.facts()));
    assert_eq!(again(&less, &stripe()), less, "what was not kept does not come back");
}

#[test]
fn what_cannot_be_written_is_refused() {
    let long = vec![b'a'; HEAD_MAX];
    let many: Vec<(&str, &[u8])> = vec![("A", b""); 250];
    let cases: [(&str, &str, Headers<'_>); 10] = [
        ("", "/", &[]),
        ("PO ST", "/", &[]),
        ("POST", "", &[]),
        ("POST", "/a b", &[]),
        ("POST", "/\u{fc}", &[]),
        ("POST", "/", &[("A B", b"")]),
        ("POST", "/", &[("Host", b"a\r\nX: b")]),
        ("POST", "/", &[("Host", b"a\0")]),
        ("POST", "/", &[("Host", &long)]),
        ("POST", "/", &many),
    ];
    for (method, target, headers) in cases {
        let received = Received { method, target, headers, body: b"" };
        let error = Capture::new(&received, &Keep::default(), Facts::default()).unwrap_err();
        assert_eq!(error.error(), Error::ArgumentInvalid, "{method} {target}");
    }
    // What is not kept cannot do harm.
    let received = Received { method: "POST", target: "/", headers: &[("X", b"a\r\nb")], body: b"" };
    assert!(Capture::new(&received, &Keep::default(), Facts::default()).is_ok());
}

#[test]
fn credentials_in_a_target_are_not_kept() {
    for (target, kept) in [
        ("http://user:hunter2@example.com/hooks?a=b", "http://example.com/hooks"),
        ("http://user:hunter2@example.com?a@b", "http://example.com"),
        ("http://example.com/a@b", "http://example.com/a@b"),
        ("/to/http://a@b/c", "/to/http://a@b/c"),
    ] {
        let request = Received { target, ..received(&[], b"") };
        assert_eq!(Capture::new(&request, &stripe(), facts()).unwrap().target(), kept);
    }
}

/// No HTTP message can hold such a value, but some servers let it through.
#[test]
fn a_control_character_costs_its_value_and_not_the_capture() {
    for byte in (1..32).chain([127]).filter(|byte| !b"\t\r\n".contains(byte)) {
        let value = [b'a', byte, b'b'];
        let headers: [(&str, &[u8]); 1] = [("User-Agent", &value)];
        let capture = Capture::new(&received(&headers, b"{}"), &stripe(), facts()).unwrap();
        assert_eq!(Capture::from_bytes(&capture.to_bytes()).unwrap(), capture, "{byte}");
        assert_eq!(capture.headers().next().unwrap().1, b"[redacted]");
    }
}

#[test]
fn what_is_no_capture_is_refused() {
    let whole = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab";
    assert!(Capture::from_bytes(whole.as_bytes()).is_ok());
    for end in 0..whole.len() {
        assert!(Capture::from_bytes(&whole.as_bytes()[..end]).is_err(), "cut at {end}");
    }
    for message in [
        "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nabc",
        "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: +2\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: \r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nHookseal-Attempt: 300\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nHookseal-Attempt: 1\r\nhookseal-attempt: 1\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nHookseal-Dedup-Key: A1\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nHookseal-Scope: \\q\r\n\r\nab",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\nHookseal-Else: 1\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
        "",
    ] {
        let refused = Capture::from_bytes(message.as_bytes());
        assert_eq!(refused.map_err(|error| error.error()), Err(Error::ArgumentInvalid), "{message:?}");
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(
        target in "/[!-~]{0,40}",
        // Of the first, values are kept.
        headers in proptest::collection::vec(("Host|user-agent|Content-Type|[A-Za-z0-9!#$%&'*+.^_`|~-]{1,20}", "[\\t -~\u{80}-\u{ff}]{0,40}"), 0..20),
        body in proptest::collection::vec(any::<u8>(), 0..200),
        event_id in proptest::option::of(".{0,40}"),
        attempt in proptest::option::of(any::<u8>()),
    ) {
        let pairs: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let received = Received { method: "PUT", target: &target, headers: &pairs, body: &body };
        let facts = Facts { event_id, attempt, ..Facts::default() };
        let capture = Capture::new(&received, &square(), facts).unwrap();
        prop_assert_eq!(Capture::from_bytes(&capture.to_bytes()).unwrap(), capture);
    }

    #[test]
    fn anything_can_be_read(message in proptest::collection::vec(any::<u8>(), 0..300)) {
        _ = Capture::from_bytes(&message);
        let mut headed = b"POST / HTTP/1.1\r\n".to_vec();
        headed.extend_from_slice(&message);
        if let Ok(capture) = Capture::from_bytes(&headed) {
            prop_assert_eq!(Capture::from_bytes(&capture.to_bytes()).unwrap(), capture);
        }
    }
}

#[test]
fn debug_tells_no_value_and_no_body() {
    let headers: [(&str, &[u8]); 2] = [("Authorization", b"Bearer hunter2"), ("Stripe-Signature", b"t=1,v1=hunter2")];
    let request = received(&headers, b"hunter2");
    let capture = Capture::new(&request, &stripe(), facts()).unwrap();
    let text = format!("{request:?} {capture:?} {request:#?} {capture:#?}");
    let bytes = b"hunter2".map(|byte| byte.to_string());
    for secret in ["hunter2", &bytes.join(", "), &bytes.join(",\n")] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(!text.lines().any(|line| line.trim() == "104,"), "{text}");
    assert!(text.contains("Stripe-Signature") && text.contains("body_bytes: 7"), "{text}");
}

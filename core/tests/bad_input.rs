//! Input that no sender sends: far too long, far too deep, or far too much.

#![allow(clippy::unwrap_used, reason = "what is not as set up here fails the test")]

use std::thread;

use hookseal_core::{
    ApiKeys, Delivery, Error, KeyFormat, Keyring, Request, Scheme, Signer, Verified, Verifier, providers,
};

const SECRET: &[u8] = b"a secret of 24 bytes....";
const NOW: u64 = 1_700_000_000;
const TEN_MEGABYTES: usize = 10 << 20;

fn keyring() -> Keyring {
    Keyring::new(KeyFormat::Utf8, &[SECRET]).unwrap()
}

/// `generic-hex` without a cap: ID, type and version at the paths `id`, `type`, `version`.
fn verifier() -> Verifier {
    let mut verifier = Verifier::new(&providers::GENERIC_HEX, keyring()).unwrap();
    verifier.set_max_body(u64::MAX).unwrap();
    verifier
}

/// Signs `body` and verifies it, whole and in pieces of 4 KiB.
fn deliver(verifier: &Verifier, body: &[u8]) -> Verified {
    let signer = Signer::new(&providers::GENERIC_HEX, keyring()).unwrap();
    let headers = signer.sign(&Delivery::new(body, NOW)).unwrap();
    let request = Request::new(&headers, NOW);
    let verified = verifier.verify(&request, body).unwrap();
    let mut verification = verifier.start(&request).unwrap();
    body.chunks(4096).for_each(|chunk| verification.update(chunk).unwrap());
    let streamed = verification.finish().unwrap();
    assert_eq!(format!("{verified:?}"), format!("{streamed:?}"));
    verified
}

/// Runs `test` where a recursion of a few hundred calls would overflow.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(128 << 10).spawn(test).unwrap().join().unwrap();
}

#[test]
fn ten_megabytes_of_brackets() {
    for open in [&b"["[..], b"{\"a\":", b"{\"id\":{\"x\":", b"[{\"id\":"] {
        on_a_small_stack(move || {
            let body = open.repeat(TEN_MEGABYTES / open.len());
            let verified = deliver(&verifier(), &body);
            assert_eq!(verified.id(), None);
            assert!(verified.field_error().is_some());
        });
    }
}

/// As deep as that, closed again, and the fields behind it.
#[test]
fn fields_behind_ten_megabytes_of_brackets() {
    on_a_small_stack(|| {
        let deep = [&b"["[..], b"]"].map(|bracket| bracket.repeat(TEN_MEGABYTES / 2));
        let body =
            [b"{\"deep\":", &deep[0][..], &deep[1][..], b",\"id\":\"evt_1\",\"type\":\"t\",\"version\":3}"].concat();
        let verified = deliver(&verifier(), &body);
        assert_eq!((verified.id(), verified.version(), verified.field_error()), (Some("evt_1"), Some("3"), None));
    });
}

/// A path that leads through an object which repeats its keys a million times over.
#[test]
fn a_huge_object_along_the_path() {
    let scheme = Scheme {
        name: "acme",
        family: "acme",
        id: Some(hookseal_core::Field::Json("a.b.c.d")),
        ..providers::GENERIC_HEX
    };
    let verifier = Verifier::new(&scheme, keyring()).unwrap();
    let filler = "\"x\":{\"b\":{\"c\":{\"d\":\"no\"}}},".repeat(30_000);
    let body = format!("{{{filler}\"a\":{{{filler}\"b\":{{\"c\":{{\"cc\":0,\"d\":\"yes\"}}}}}}}}");
    let mut verifier = verifier;
    verifier.set_max_body(u64::MAX).unwrap();
    assert_eq!(deliver(&verifier, body.as_bytes()).id(), Some("yes"));
}

#[test]
fn an_empty_body() {
    let verified = deliver(&verifier(), b"");
    assert_eq!((verified.id(), verified.field_error()), (None, Some(Error::EventNotJson)));
    assert_eq!(verified.dedup_key("s"), Err(Error::EventNotJson));
}

#[test]
fn an_escaped_megabyte_in_a_field_nobody_asked_for() {
    for piece in ["\\u0041", "\\\\\\\"", "\\ud800", "\\x", "\\"] {
        let escaped = piece.repeat((1 << 20) / piece.len() / 2 * 2);
        let verified = deliver(&verifier(), format!("{{\"long\":\"{escaped}\",\"id\":\"evt_1\"}}").as_bytes());
        assert_eq!(verified.id(), Some("evt_1"), "{piece}");
    }
}

#[test]
fn values_and_keys_of_ten_megabytes() {
    let digits = "9".repeat(TEN_MEGABYTES);
    let number = deliver(&verifier(), format!("{{\"id\":{digits},\"type\":\"t\"}}").as_bytes());
    assert_eq!((number.id(), number.event_type()), (None, Some("t")));
    assert_eq!(number.field_error(), Some(Error::EventFieldInvalid));
    let string = deliver(&verifier(), format!("{{\"id\":\"{digits}\",\"type\":\"t\"}}").as_bytes());
    assert_eq!((string.id(), string.field_error()), (None, Some(Error::EventFieldInvalid)));
    let key = deliver(&verifier(), format!("{{\"{digits}\":1,\"id\":\"evt_1\"}}").as_bytes());
    assert_eq!(key.id(), Some("evt_1"));
    let prefix = deliver(&verifier(), format!("{{\"id{digits}\":\"no\",\"id\":\"evt_1\"}}").as_bytes());
    assert_eq!(prefix.id(), Some("evt_1"));
}

/// Each header that any scheme reads, ten megabytes long, first of what lists and prefixes are made of.
#[test]
fn headers_of_ten_megabytes() {
    for filler in [b'a', b',', b' ', b'0', 0xFF] {
        let long = vec![filler; TEN_MEGABYTES];
        for scheme in [&providers::STRIPE, &providers::STANDARD_WEBHOOKS, &providers::GITHUB, &providers::TWITCH] {
            let secret: &[u8] = b"whsec_MDEyMzQ1Njc4OWFiY2RlZg==";
            let verifier = Verifier::new(scheme, Keyring::new(scheme.key, &[secret]).unwrap()).unwrap();
            let names: Vec<&str> = verifier.headers().collect();
            let headers: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &long[..])).collect();
            for count in 1..=headers.len() {
                assert!(verifier.verify(&Request::new(&headers[..count], NOW), b"").is_err());
                assert!(verifier.start(&Request::new(&headers[..count], NOW)).is_err());
            }
        }
    }
}

#[test]
fn more_tags_than_anybody_sends() {
    let tag = "a".repeat(64);
    for (count, error) in
        [(16, Error::SignatureMismatch), (17, Error::SignatureTooMany), (99_999, Error::SignatureTooMany)]
    {
        let value = format!("t={NOW}{}", format!(",v1={tag}").repeat(count));
        let verifier = Verifier::new(&providers::STRIPE, keyring()).unwrap();
        let headers = [("Stripe-Signature", value)];
        assert_eq!(verifier.verify(&Request::new(&headers, NOW), b"").unwrap_err(), error);
    }
}

#[test]
fn a_hundred_thousand_headers() {
    let body = b"{}";
    let signer = Signer::new(&providers::GENERIC_HEX, keyring()).unwrap();
    let (name, value) = signer
        .sign(&Delivery::new(body, NOW))
        .map(|signed| {
            let (name, value) = signed.iter().next().unwrap();
            (name.to_owned(), value.to_owned())
        })
        .unwrap();
    let mut headers: Vec<(String, String)> = (0..100_000).map(|index| (format!("X-{index}"), value.clone())).collect();
    let missing = verifier().verify(&Request::new(headers.as_slice(), NOW), body);
    assert_eq!(missing.unwrap_err(), Error::SignatureMissing);
    headers.push((name.clone(), value.clone()));
    verifier().verify(&Request::new(headers.as_slice(), NOW), body).unwrap();
    headers.insert(0, (name.to_uppercase(), value));
    let twice = verifier().verify(&Request::new(headers.as_slice(), NOW), body);
    assert_eq!(twice.unwrap_err(), Error::HeaderDuplicate);
}

#[test]
fn secrets_of_ten_megabytes() {
    for (filler, error) in [(b'a', Error::SecretTooLong), (b' ', Error::SecretEmpty)] {
        let secret = vec![filler; TEN_MEGABYTES];
        for format in [KeyFormat::Utf8, KeyFormat::Base64, KeyFormat::Hex, KeyFormat::Whsec] {
            assert_eq!(Keyring::new(format, &[&secret]).unwrap_err(), error);
        }
        assert_eq!(Keyring::new(KeyFormat::Raw, &[&secret]).unwrap().len(), 1, "bytes as they are have no limit");
        assert_eq!(ApiKeys::bearer(&[&secret]).unwrap_err(), error);
    }
    for length in [1023, 1024] {
        let secret = vec![b'a'; length];
        for format in [KeyFormat::Utf8, KeyFormat::Raw, KeyFormat::Base64, KeyFormat::Whsec] {
            assert!(Keyring::new(format, &[&secret]).is_ok(), "{format:?}");
        }
    }
}

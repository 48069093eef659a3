//! Arbitrary bytes wherever an attacker can put some: refused, without a panic, and alike in both ways to verify.

use hookseal_core::{ApiKeys, CertificatePins, Guards, Request, Scheme, Verifier, providers};
use proptest::prelude::*;

use crate::strategies::{check, cuts, draft};
use crate::support::delivery::{keyring, write_tag};
use crate::support::facts::agreed;

/// A header's value: anything, something close to a list of tags, or close to a timestamp.
fn value(scheme: &'static Scheme<'static>) -> impl Strategy<Value = Vec<u8>> {
    let signature = scheme.signature.unwrap();
    let tag = any::<[u8; 32]>().prop_map(move |tag| write_tag(signature.encoding, &tag));
    let separator = signature.separator.map_or(' ', char::from).to_string();
    let entry = (tag, prop::sample::select(&["", "t=", "v1=", "v0="][..]), any::<bool>())
        .prop_map(move |(tag, other, is_ours)| [if is_ours { signature.prefix } else { other }, &tag].concat());
    let list = prop::collection::vec(entry, 1..20).prop_map(move |entries| entries.join(&separator).into_bytes());
    let time =
        prop::sample::select(&["1700000000", "1700000000000", "2023-11-14T22:13:20Z", "-1", "9", "t=1700000000"][..]);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..80),
        list,
        "[ -~]{0,300}".prop_map(String::into_bytes),
        time.prop_map(|text: &str| text.as_bytes().to_vec()),
    ]
}

#[test]
fn arbitrary_headers_are_refused() {
    for scheme in providers::ALL {
        let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        let names: Vec<String> = verifier.headers().map(str::to_owned).collect();
        let header = (prop::sample::select(names), value(scheme));
        let headers = prop::collection::vec(header, 0..7);
        let body = prop::collection::vec(any::<u8>(), 0..60);
        check(60, &(headers, body, any::<u64>(), cuts()), |(headers, body, now, cuts)| {
            let request = Request {
                method: Some("POST"),
                url: Some("https://a/"),
                content_length: Some(now % 70),
                ..Request::new(headers.as_slice(), if now % 2 == 0 { 1_700_000_000 } else { now })
            };
            prop_assert!(agreed(&verifier, &request, &body, &cuts).is_err(), "{}: forged", scheme.name);
            Ok(())
        });
    }
}

/// A genuine delivery of which one header is arbitrary, absent or there twice never panics; whatever is accepted
/// still has the right tag, so both ways to verify agree on it.
#[test]
fn one_arbitrary_header_among_genuine_ones() {
    for scheme in providers::ALL {
        let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        check(30, &(draft(scheme), value(scheme), any::<prop::sample::Index>(), 0..3_u8), |(draft, value, at, how)| {
            let mut sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            let at = at.index(sent.headers.len());
            match how {
                0 => sent.headers[at].1 = value,
                1 => drop(sent.headers.remove(at)),
                _ => sent.headers.push(sent.headers[at].clone()),
            }
            let is_signature = |name: &str| scheme.signature.unwrap().headers.contains(&name);
            let is_genuine = sent.headers.iter().any(|(name, _)| is_signature(name));
            let verdict = agreed(&verifier, &sent.request(), &sent.body, &[2]);
            prop_assert!(is_genuine || verdict.is_err(), "{}", scheme.name);
            prop_assert!(how != 2 || verdict == Err(hookseal_core::Error::HeaderDuplicate), "{}", scheme.name);
            Ok(())
        });
    }
}

#[test]
fn arbitrary_api_keys_and_certificates_are_refused() {
    let bytes = || prop::collection::vec(any::<u8>(), 0..60);
    let header = prop_oneof![bytes(), "(?i)bearer {0,3}[!-~]{0,20}".prop_map(String::into_bytes)];
    let guards = Guards {
        api_keys: Some(ApiKeys::bearer(&[b"a key nobody guesses", b"another such key"]).unwrap()),
        certificates: Some(CertificatePins::new(&[[7; 32]]).unwrap()),
    };
    let verifier = Verifier::guarded(&Scheme::unsigned("acme", None, None, None), guards).unwrap();
    check(500, &(prop::collection::vec(header, 0..3), bytes()), |(values, certificate)| {
        let headers: Vec<_> = values.into_iter().map(|value| ("Authorization", value)).collect();
        let request = Request { certificate: Some(&certificate), ..Request::new(headers.as_slice(), 0) };
        prop_assert!(agreed(&verifier, &request, b"[]", &[]).is_err());
        Ok(())
    });
}

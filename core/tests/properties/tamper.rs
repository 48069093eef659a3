//! Any single bit flipped in what is signed, in a tag or in a key, and the delivery is refused.
//!
//! The one exception stands in `a_bit_of_the_signature_header`; what is not signed at all, in `unsigned`.

use hookseal_core::{Encoding, Field, Keyring, Part, Scheme, TimestampAt, Verifier, providers};
use proptest::prelude::*;

use crate::strategies::{check, draft, has_part};
use crate::support::delivery::{Draft, KEY, Sent, keyring, reference_tag, write_secret, write_tag};
use crate::support::facts::{streamed, whole};

fn is_accepted(verifier: &Verifier, sent: &Sent) -> bool {
    let verdict = whole(verifier, &sent.request(), &sent.body);
    assert_eq!(verdict, streamed(verifier, &sent.request(), &sent.body, &[1]));
    verdict.is_ok()
}

/// Every `bytes` that differs in one bit.
fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}

/// Runs `test` on a genuine delivery of every scheme, short enough to flip all of its bits.
fn each(cases: u32, test: impl Fn(&'static Scheme<'static>, &Verifier, Sent)) {
    for scheme in providers::ALL {
        let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        check(cases, &draft(scheme), |draft: Draft| {
            let body =
                if draft.body.starts_with(b"{") { draft.body } else { draft.body.into_iter().take(24).collect() };
            let sent = Draft { body, ..draft }.sign(scheme, keyring(scheme.key)).unwrap();
            prop_assert!(is_accepted(&verifier, &sent));
            test(scheme, &verifier, sent);
            Ok(())
        });
    }
}

#[test]
fn a_bit_of_the_body() {
    each(2, |scheme, verifier, sent| {
        for body in flips(&sent.body) {
            assert!(!is_accepted(verifier, &Sent { body, ..sent.clone() }), "{}", scheme.name);
        }
    });
}

/// A byte more or less is no bit flipped, and refused as well.
#[test]
fn a_byte_of_the_body() {
    each(2, |scheme, verifier, sent| {
        let longer = [&sent.body[..], b"\0"].concat();
        let shorter = sent.body.split_last().map_or_else(|| b"x".to_vec(), |(_, rest)| rest.to_vec());
        for body in [longer, shorter] {
            assert!(!is_accepted(verifier, &Sent { body, ..sent.clone() }), "{}", scheme.name);
        }
    });
}

#[test]
fn a_bit_of_a_signed_header() {
    each(1, |scheme, verifier, sent| {
        for name in signed_headers(scheme) {
            let value = sent.clone().header_mut(name).unwrap().clone();
            for flipped in flips(&value) {
                let mut sent = sent.clone();
                *sent.header_mut(name).unwrap() = flipped;
                assert!(!is_accepted(verifier, &sent), "{}: {name}", scheme.name);
            }
        }
    });
}

#[test]
fn a_bit_of_the_url_or_the_method() {
    each(1, |scheme, verifier, sent| {
        if has_part(scheme, |part| *part == Part::Url) {
            for url in flips(sent.url.as_bytes()).filter_map(|url| String::from_utf8(url).ok()) {
                assert!(!is_accepted(verifier, &Sent { url, ..sent.clone() }), "{}", scheme.name);
            }
        }
        if has_part(scheme, |part| *part == Part::Method) {
            for method in flips(sent.method.as_bytes()).filter_map(|method| String::from_utf8(method).ok()) {
                assert!(!is_accepted(verifier, &Sent { method, ..sent.clone() }), "{}", scheme.name);
            }
        }
    });
}

/// Refused, except where the bit is the letter case of a hexadecimal digit of the tag.
#[test]
fn a_bit_of_the_signature_header() {
    each(1, |scheme, verifier, sent| {
        let signature = scheme.signature.unwrap();
        let value = sent.clone().header_mut(signature.headers[0]).unwrap().clone();
        let tag_from = value.len() - 64.min(value.len());
        for flipped in flips(&value) {
            let at = (0..value.len()).find(|at| flipped[*at] != value[*at]).unwrap();
            let is_hex_case = signature.encoding == Encoding::Hex
                && at >= tag_from
                && value[at].is_ascii_alphabetic()
                && flipped[at].eq_ignore_ascii_case(&value[at]);
            let mut sent = sent.clone();
            *sent.header_mut(signature.headers[0]).unwrap() = flipped;
            assert_eq!(is_accepted(verifier, &sent), is_hex_case, "{}: byte {at}", scheme.name);
        }
    });
}

#[test]
fn a_bit_of_the_decoded_tag() {
    each(1, |scheme, verifier, sent| {
        let signature = scheme.signature.unwrap();
        let tag = reference_tag(KEY, &sent.content(scheme));
        let written = write_tag(signature.encoding, &tag);
        for flipped in flips(&tag) {
            let mut sent = sent.clone();
            let value = sent.header_mut(signature.headers[0]).unwrap();
            let text = String::from_utf8(value.clone()).unwrap();
            assert!(text.ends_with(&written), "{}", scheme.name);
            *value = text.replace(&written, &write_tag(signature.encoding, &flipped.try_into().unwrap())).into();
            assert!(!is_accepted(verifier, &sent), "{}", scheme.name);
        }
    });
}

#[test]
fn a_bit_of_the_decoded_key() {
    each(1, |scheme, _, sent| {
        for key in flips(KEY) {
            // A bit can turn the key's edge into white space, which is refused earlier.
            if let Ok(keyring) = Keyring::new(scheme.key, &[&write_secret(scheme.key, &key)]) {
                assert!(!is_accepted(&Verifier::new(scheme, keyring).unwrap(), &sent), "{}", scheme.name);
            }
        }
    });
}

fn signed_headers(scheme: &Scheme<'static>) -> Vec<&'static str> {
    let of_part = |part: &Part<'static>| match (*part, scheme.id, scheme.timestamp.map(|timestamp| timestamp.at)) {
        (Part::Header(name), _, _)
        | (Part::EventId, Some(Field::Header(name)), _)
        | (Part::Timestamp, _, Some(TimestampAt::Header(name))) => Some(name),
        _ => None,
    };
    scheme.parts.iter().filter_map(of_part).collect()
}

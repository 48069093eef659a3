//! What may change and is accepted all the same: the list of exceptions to "every change is refused".

use hookseal_core::{Encoding, Field, KeyFormat, Keyring, Part, Scheme, Verifier, providers};
use proptest::prelude::*;

use crate::strategies::{check, draft, has_part};
use crate::support::delivery::{KEY, Sent, keyring, write_secret};
use crate::support::facts::{Facts, agreed};

/// `change` may alter a genuine delivery of any scheme; it is accepted, with the same facts unless `change` says what
/// differs by returning false.
fn accepts(change: impl Fn(&'static Scheme<'static>, &mut Sent) -> bool) {
    for scheme in providers::ALL {
        let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        check(3, &draft(scheme), |draft| {
            let mut sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            let before: Facts = agreed(&verifier, &sent.request(), &sent.body, &[5]).unwrap();
            let is_same = change(scheme, &mut sent);
            let after = agreed(&verifier, &sent.request(), &sent.body, &[5]);
            prop_assert!(after.is_ok(), "{}: {:?}", scheme.name, after);
            prop_assert!(!is_same || after == Ok(before), "{}", scheme.name);
            Ok(())
        });
    }
}

fn signature_value(scheme: &Scheme<'_>, sent: &Sent) -> String {
    let name = scheme.signature.unwrap().headers[0];
    String::from_utf8(sent.clone().header_mut(name).unwrap().clone()).unwrap()
}

fn set_signature(scheme: &Scheme<'_>, sent: &mut Sent, value: String) {
    *sent.header_mut(scheme.signature.unwrap().headers[0]).unwrap() = value.into_bytes();
}

#[test]
fn letter_case_of_hex() {
    accepts(|scheme, sent| {
        if scheme.signature.unwrap().encoding == Encoding::Hex {
            let value = signature_value(scheme, sent);
            let (rest, tag) = value.split_at(value.len() - 64);
            set_signature(scheme, sent, format!("{rest}{}", tag.to_ascii_uppercase()));
        }
        true
    });
}

#[test]
fn letter_case_of_header_names() {
    accepts(|_, sent| {
        sent.headers.iter_mut().for_each(|(name, _)| name.make_ascii_uppercase());
        true
    });
    accepts(|_, sent| {
        sent.headers.iter_mut().for_each(|(name, _)| name.make_ascii_lowercase());
        true
    });
}

#[test]
fn headers_that_nothing_reads_and_the_order_of_all() {
    accepts(|_, sent| {
        sent.headers.reverse();
        sent.headers.insert(0, ("X-Nobody-Reads-This".into(), vec![0, 0xFF, b'\n']));
        sent.headers.push(("X-Nobody-Reads-This".into(), vec![]));
        true
    });
}

/// Event fields in headers that no part covers. They are then reported as unsigned, and the digest covers the type.
#[test]
fn values_of_unsigned_headers() {
    accepts(|scheme, sent| {
        let mut is_same = true;
        for field in [scheme.id, scheme.event_type, scheme.version] {
            let Some(Field::Header(name)) = field else { continue };
            let is_signed = scheme.parts.contains(&Part::Header(name))
                || (field == scheme.id && has_part(scheme, |part| *part == Part::EventId));
            if !is_signed && let Some(value) = sent.header_mut(name) {
                *value = b"changed".to_vec();
                is_same = false;
            }
        }
        is_same
    });
}

/// URL and method of schemes that sign neither.
#[test]
fn url_and_method_that_are_no_part() {
    accepts(|scheme, sent| {
        if !has_part(scheme, |part| *part == Part::Url) {
            sent.url = "no URL at all".into();
        }
        if !has_part(scheme, |part| *part == Part::Method) {
            sent.method = String::new();
        }
        true
    });
}

#[test]
fn entries_of_other_versions_junk_and_space() {
    accepts(|scheme, sent| {
        let signature = scheme.signature.unwrap();
        if let Some(separator) = signature.separator.map(char::from) {
            let value = signature_value(scheme, sent);
            let (junk, prefix) = ("v9=00", signature.prefix);
            let list = [junk, &value, &format!("{prefix}not a tag").replace(separator, ""), "", prefix];
            set_signature(scheme, sent, list.join(&format!("{separator} ")));
        }
        true
    });
}

#[test]
fn the_same_tag_again_up_to_sixteen() {
    accepts(|scheme, sent| {
        let signature = scheme.signature.unwrap();
        if let Some(separator) = signature.separator {
            let value = signature_value(scheme, sent);
            let tag = value[value.rfind(signature.prefix).unwrap()..].to_owned();
            set_signature(scheme, sent, value + &format!("{}{tag}", char::from(separator)).repeat(15));
        }
        true
    });
}

#[test]
fn another_of_the_signature_headers() {
    accepts(|scheme, sent| {
        let names = scheme.signature.unwrap().headers;
        let at = sent.headers.iter().position(|(name, _)| name == names[0]).unwrap();
        sent.headers[at].0 = (*names.last().unwrap()).into();
        true
    });
}

#[test]
fn padding_of_base64url() {
    accepts(|scheme, sent| {
        if scheme.signature.unwrap().encoding == Encoding::Base64Url {
            let value = signature_value(scheme, sent);
            set_signature(scheme, sent, value + "=");
        }
        true
    });
}

/// The ways to write one secret.
#[test]
fn prefixes_and_padding_of_whsec() {
    let scheme = &providers::STANDARD_WEBHOOKS;
    check(3, &draft(scheme), |draft| {
        let sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
        let whole = String::from_utf8(write_secret(KeyFormat::Whsec, KEY)).unwrap();
        let bare = whole.trim_start_matches("whsec_");
        let stripped = bare.trim_end_matches('=');
        for secret in [whole.as_str(), bare, stripped, &format!("v1,{whole}"), &format!("v1,{stripped}")] {
            let keyring = Keyring::new(KeyFormat::Whsec, &[secret.as_bytes()]).unwrap();
            let verifier = Verifier::new(scheme, keyring).unwrap();
            prop_assert!(agreed(&verifier, &sent.request(), &sent.body, &[]).is_ok(), "{}", secret);
        }
        Ok(())
    });
}

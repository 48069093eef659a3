//! What a scheme's signer signs, its verifier accepts, whole or in pieces, under each secret of a keyring.

use hookseal_core::{DedupBy, Field, Keyring, Verifier, providers};
use proptest::prelude::*;

use crate::strategies::{check, cuts, draft};
use crate::support::delivery::{KEY, keyring, reference_tag, write_secret, write_tag};
use crate::support::facts::agreed;
use crate::support::resplit;

#[test]
fn every_scheme_accepts_what_it_signs() {
    for scheme in providers::ALL {
        let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        check(8, &(draft(scheme), cuts()), |(draft, cuts)| {
            let sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            let facts = agreed(&verifier, &sent.request(), &draft.body, &cuts);
            let facts = facts.map_err(|error| TestCaseError::fail(format!("{}: {error}", scheme.name)))?;
            prop_assert_eq!(&facts.scheme, scheme.name);
            prop_assert_eq!(facts.key_index, Some(0));
            if let Some(Field::Header(_)) = scheme.id {
                prop_assert_eq!(facts.id, Some(draft.id.clone()));
            }
            let is_keyless = scheme.dedup == DedupBy::None;
            prop_assert!(facts.keys[1].as_ref().map_or(true, |key| key.is_none() == is_keyless));
            Ok(())
        });
    }
}

#[test]
fn fields_in_a_json_body_are_found() {
    for scheme in providers::ALL {
        let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        check(4, &(draft(scheme), cuts()), |(mut draft, cuts)| {
            draft.body = crate::support::delivery::json_body(scheme, &draft.id, draft.time);
            let sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            let facts = agreed(&verifier, &sent.request(), &draft.body, &cuts).unwrap();
            prop_assert_eq!(facts.field_error, None);
            if scheme.id.is_some() {
                prop_assert_eq!(facts.id.as_deref(), Some(draft.id.as_str()), "{}", scheme.name);
            }
            if let Some(Field::Json(_)) = scheme.event_type {
                prop_assert_eq!(facts.event_type.as_deref(), Some("order.paid"), "{}", scheme.name);
            }
            if let Some(Field::Json(_)) = scheme.version {
                prop_assert_eq!(facts.version.as_deref(), Some("2"), "{}", scheme.name);
            }
            if scheme.timestamp.is_some() {
                prop_assert_eq!(facts.timestamp, Some(draft.time), "{}", scheme.name);
            }
            Ok(())
        });
    }
}

#[test]
fn the_lowest_matching_secret_is_named() {
    let position = (0..4_usize, 1..=4_usize).prop_map(|(at, count)| (at % count, count));
    for scheme in providers::ALL {
        check(3, &(draft(scheme), position.clone()), |(draft, (at, count))| {
            let sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            let keys = (0..count).map(|index| if index >= at { *KEY } else { [b'0' + index as u8; 32] });
            let secrets: Vec<_> = keys.map(|key| write_secret(scheme.key, &key)).collect();
            let secrets: Vec<&[u8]> = secrets.iter().map(Vec::as_slice).collect();
            let verifier = Verifier::new(scheme, Keyring::new(scheme.key, &secrets).unwrap()).unwrap();
            let facts = agreed(&verifier, &sent.request(), &draft.body, &[]).unwrap();
            prop_assert_eq!(facts.key_index.map(usize::from), Some(at));
            Ok(())
        });
    }
}

/// The signer against HMAC over the parts, written out without the signer's help.
#[test]
fn every_scheme_signs_its_parts_and_nothing_else() {
    for scheme in providers::ALL {
        check(3, &draft(scheme), |mut draft| {
            draft.url = resplit::URL.into();
            let sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            let tag = write_tag(scheme.signature.unwrap().encoding, &reference_tag(KEY, &sent.content(scheme)));
            let signature = sent.headers.iter().find(|(name, _)| name == scheme.signature.unwrap().headers[0]);
            let value = str::from_utf8(&signature.unwrap().1).unwrap();
            prop_assert!(value.ends_with(&tag), "{}: {value} does not end in {tag}", scheme.name);
            Ok(())
        });
    }
}

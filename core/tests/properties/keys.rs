//! The key of a delivery whose event cannot be told.

use hookseal_core::{DedupBy, Error, Verifier, providers};
use proptest::prelude::*;

use crate::strategies::{check, draft};
use crate::support::delivery::keyring;

#[test]
fn it_is_the_digest_s_where_that_covers_the_body_alone() {
    for scheme in [&providers::STRIPE, &providers::GENERIC_HEX, &providers::PADDLE, &providers::RAZORPAY] {
        let mut verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        verifier.set_dedup(DedupBy::Digest).unwrap();
        check(8, &draft(scheme), |draft| {
            let sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            let verified = verifier.verify(&sent.request(), &draft.body).unwrap();
            for scope in ["", "payments", "Zürich"] {
                let key = verified.body_key(scope, &draft.body).unwrap();
                prop_assert_eq!(verified.dedup_key(scope), Ok(Some(key)), "{}", scheme.name);
            }
            prop_assert_eq!(verified.body_key(&"s".repeat(256), &draft.body), Err(Error::ArgumentInvalid));
            Ok(())
        });
    }
}

#[test]
fn it_is_of_the_body_and_nothing_else() {
    let scheme = &providers::GITHUB;
    check(8, &draft(scheme), |draft| {
        let sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
        let verified = |dedup| {
            let mut verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
            verifier.set_dedup(dedup).unwrap();
            verifier.verify(&sent.request(), &draft.body).unwrap()
        };
        let key = verified(DedupBy::Digest).body_key("payments", &draft.body).unwrap();
        prop_assert_eq!(verified(DedupBy::None).body_key("payments", &draft.body), Ok(key));
        prop_assert_ne!(verified(DedupBy::Digest).dedup_key("payments"), Ok(Some(key)), "the type is in a header");
        Ok(())
    });
}

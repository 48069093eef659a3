//! Schemes of one's own, made of arbitrary parts: never a panic, and what is accepted works both ways.

use hookseal_core::{Error, KeyFormat, Request, Signer, Verifier};
use proptest::prelude::*;

use crate::strategies::{check, choices, cuts};
use crate::support::both_ways::{assert_both_ways, assert_refuses};
use crate::support::choices::Choices;
use crate::support::delivery::keyring;
use crate::support::own_scheme::OwnScheme;

#[test]
fn what_check_accepts_signs_and_verifies() {
    let accepted = core::cell::Cell::new(0_usize);
    check(20_000, &(choices(), choices(), cuts()), |(bytes, delivery, cuts)| {
        let own = OwnScheme::arbitrary(&mut Choices::new(&bytes));
        own.with(|scheme| {
            let flaw = scheme.check();
            let verifier = Verifier::new(scheme, keyring(scheme.key));
            match flaw {
                Err(flaw) => prop_assert_eq!(verifier.err(), Some(flaw.error())),
                Ok(()) if scheme.signature.is_none() => prop_assert_eq!(verifier.err(), Some(Error::SchemeInvalid)),
                Ok(()) => {
                    accepted.set(accepted.get() + 1);
                    let verifier = verifier.unwrap();
                    assert_both_ways(scheme, &verifier, &cuts);
                    assert_refuses(&verifier, &mut Choices::new(&delivery));
                }
            }
            Ok(())
        })
    });
    assert!(accepted.get() > 200, "only {} schemes were accepted", accepted.get());
}

/// In place, as firmware does it, a scheme may even have a built-in name.
#[test]
fn configuring_in_place_never_panics() {
    check(5000, &choices(), |bytes| {
        let own = OwnScheme::arbitrary(&mut Choices::new(&bytes));
        own.with(|scheme| {
            let mut verifier = Verifier::idle();
            if verifier.configure(scheme, &keyring(KeyFormat::Utf8)).is_err() {
                let refusal = verifier.verify(&Request::new(&[("X-Sig", "")], 0), b"").err();
                assert_eq!(refusal, Some(Error::State), "a failed configure leaves a verifier that is not idle");
            }
            assert!(format!("{verifier:?}").contains("Verifier"));
            let _ = Signer::new(scheme, keyring(scheme.key)).map(|signer| format!("{signer:?}"));
        });
        Ok(())
    });
}

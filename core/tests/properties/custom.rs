//! Schemes of one's own, made of arbitrary parts: never a panic, and what is accepted works both ways.

use hookseal_core::{Error, KeyFormat, Request, Scheme, Signer, Verifier};
use proptest::prelude::*;

use crate::strategies::{check, choices, cuts};
use crate::support::choices::Choices;
use crate::support::delivery::{Draft, json_body, keyring};
use crate::support::facts::agreed;
use crate::support::own_scheme::OwnScheme;

#[test]
fn what_check_accepts_signs_and_verifies() {
    let accepted = core::cell::Cell::new(0_usize);
    check(20_000, &(choices(), cuts()), |(bytes, cuts)| {
        let own = OwnScheme::arbitrary(&mut Choices::new(&bytes));
        own.with(|scheme| {
            let flaw = scheme.check();
            let verifier = Verifier::new(scheme, keyring(scheme.key));
            match flaw {
                Err(flaw) => prop_assert_eq!(verifier.err(), Some(flaw.error())),
                Ok(()) if scheme.signature.is_none() => prop_assert_eq!(verifier.err(), Some(Error::SchemeInvalid)),
                Ok(()) => {
                    accepted.set(accepted.get() + 1);
                    works_both_ways(scheme, &verifier.unwrap(), &cuts)?;
                }
            }
            Ok(())
        })
    });
    assert!(accepted.get() > 200, "only {} schemes were accepted", accepted.get());
}

fn works_both_ways(scheme: &Scheme<'_>, verifier: &Verifier, cuts: &[usize]) -> Result<(), TestCaseError> {
    let draft = Draft {
        id: "W7".into(),
        time: 1_700_000_000,
        method: "QUERY".into(),
        url: "https://e.test/".into(),
        text: "Q_5".into(),
        body: json_body(scheme, "W7", 1_700_000_000),
    };
    match draft.sign(scheme, keyring(scheme.key)) {
        Ok(sent) => {
            let verdict = agreed(verifier, &sent.request(), &sent.body, cuts);
            // The sender does not know the receiver's cap, nor does a body hold two fields at crossing paths.
            let is_excused =
                matches!(verdict, Err(Error::BodyTooLarge | Error::TimestampMissing | Error::TimestampMalformed));
            prop_assert!(verdict.is_ok() || is_excused, "{:?} under {:?}", verdict, scheme);
        }
        // A literal that stands in one of the values above.
        Err(error) => prop_assert!(
            matches!(
                error,
                Error::HeaderMalformed | Error::TimestampMalformed | Error::ArgumentInvalid | Error::HeaderTooLong
            ),
            "{:?} under {:?}",
            error,
            scheme
        ),
    }
    Ok(())
}

/// In place, as firmware does it, a scheme may even have a built-in name.
#[test]
fn configuring_in_place_never_panics() {
    check(5000, &choices(), |bytes| {
        let own = OwnScheme::arbitrary(&mut Choices::new(&bytes));
        own.with(|scheme| {
            let mut verifier = Verifier::idle();
            if verifier.configure(scheme, keyring(KeyFormat::Utf8)).is_err() {
                let refusal = verifier.verify(&Request::new(&[("X-Sig", "")], 0), b"").err();
                assert_eq!(refusal, Some(Error::State), "a failed configure leaves a verifier that is not idle");
            }
            assert!(format!("{verifier:?}").contains("Verifier"));
            let _ = Signer::new(scheme, keyring(scheme.key)).map(|signer| format!("{signer:?}"));
        });
        Ok(())
    });
}

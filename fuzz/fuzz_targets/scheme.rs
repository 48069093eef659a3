//! Any scheme: checking it never panics; one that is accepted signs and verifies, and content that it could have
//! signed has one reading, wherever it is cut.
//!
//! Input: bytes that choices are read off.

#![no_main]

#[path = "../../core/tests/support/all.rs"]
mod support;

use hookseal_core::{Error, KeyFormat, Scheme, Verifier};
use libfuzzer_sys::fuzz_target;
use support::both_ways::{assert_both_ways, assert_refuses};
use support::choices::Choices;
use support::delivery::keyring;
use support::own_scheme::OwnScheme;
use support::resplit::{arbitrary_content, assert_one_reading};
use support::slippery::slippery;

fuzz_target!(|data: &[u8]| {
    let mut choices = Choices::new(data);
    let own = if choices.flip() { slippery(&mut choices) } else { OwnScheme::arbitrary(&mut choices) };
    own.with(|scheme| {
        let in_place = Verifier::idle().configure(scheme, &keyring(KeyFormat::Utf8));
        match (scheme.check(), Verifier::new(scheme, keyring(scheme.key))) {
            (Err(flaw), verifier) => assert_eq!(verifier.err(), Some(flaw.error())),
            (Ok(()), verifier) if scheme.signature.is_none() => assert_eq!(verifier.err(), Some(Error::SchemeInvalid)),
            (Ok(()), verifier) => {
                assert_eq!(in_place.err(), (scheme.key != KeyFormat::Utf8).then_some(Error::KeyringFormat));
                let verifier = verifier.unwrap();
                assert_both_ways(scheme, &verifier, &[3]);
                if scheme.max_body > 1000 && is_dated_in_its_head(scheme) {
                    assert_one_reading(scheme, &arbitrary_content(scheme, &mut choices));
                }
                assert_refuses(&verifier, &mut choices);
            }
        }
    });
});

/// A tolerance or a timestamp in the body would refuse most of what is tried.
fn is_dated_in_its_head(scheme: &Scheme<'_>) -> bool {
    scheme.timestamp.is_none_or(|timestamp| !matches!(timestamp.at, hookseal_core::TimestampAt::Json(_)))
}

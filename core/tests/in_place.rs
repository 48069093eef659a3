//! What is made in place is what is made by value.

#![allow(clippy::panic, clippy::unwrap_used, reason = "what is not as set up here fails the test")]

use core::mem::MaybeUninit;

use hookseal_core::{
    ApiKeys, DedupBy, Delivery, Error, Field, Guards, KeyFormat, Keyring, Part, Request, Scheme, SignedHeaders, Signer,
    Verification, Verified, Verifier, providers,
};

const NOW: u64 = 1_700_000_000;
const BODY: &[u8] = br#"{"id":"evt_1","type":"payment.succeeded"}"#;

fn keyring() -> Keyring {
    Keyring::new(KeyFormat::Utf8, &[b"a secret of 22 bytes..", b"another, of twenty-five.."]).unwrap()
}

fn acme<'a>() -> Scheme<'a> {
    Scheme { name: "acme", family: "acme", id: Some(Field::Json("id")), dedup: DedupBy::SignedId, ..providers::STRIPE }
}

/// All that a `Verified` tells.
fn facts(verified: &Verified) -> String {
    format!("{verified:?} {:?} {:?}", verified.id_signed(), verified.dedup_key("scope"))
}

#[test]
fn one_verdict_in_three_places() {
    let signed = Signer::new(&providers::STRIPE, keyring()).unwrap().sign(&Delivery::new(BODY, NOW)).unwrap();
    let verifier = Verifier::new(&providers::STRIPE, keyring()).unwrap();
    let request = Request::new(&signed, NOW);
    let expected = facts(&verifier.verify(&request, BODY).unwrap());
    assert!(expected.contains("evt_1"));
    let (mut place, mut other) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    assert_eq!(facts(verifier.verify_in(&request, BODY, &mut place).unwrap()), expected);
    assert_eq!(verifier.verify_in(&request, b"{}", &mut place).unwrap_err(), Error::SignatureMismatch);

    let mut verification = Verification::idle();
    verifier.start_in(&mut verification, &request).unwrap();
    verification.update(BODY).unwrap();
    assert_eq!(facts(verification.finish_to(&mut other).unwrap()), expected);
    assert_eq!(verification.finish_to(&mut other).unwrap_err(), Error::State);
}

#[test]
fn names_of_built_in_schemes_are_refused_unless_told_otherwise() {
    let taken = Scheme { name: "github", ..acme() };
    let (mut verifier, mut signer) = (Verifier::idle(), Signer::idle());
    assert_eq!(verifier.configure_checked(&taken, &keyring()), Err(Error::SchemeInvalid));
    assert_eq!(signer.configure_checked(&taken, &keyring()), Err(Error::SchemeInvalid));
    assert_eq!(verifier.verify(&Request::new(&[("a", "b")], NOW), BODY).unwrap_err(), Error::State);
    assert_eq!(verifier.configure(&taken, &keyring()), Ok(()));
    assert_eq!(signer.configure(&taken, &keyring()), Ok(()));
}

#[test]
fn a_signer_in_place_writes_what_it_would_by_value() {
    let expected = Signer::new(&acme(), keyring()).unwrap().sign(&Delivery::new(BODY, NOW)).unwrap();
    let (mut signer, mut headers) = (Signer::idle(), SignedHeaders::new());
    assert_eq!(signer.sign_in(&Delivery::new(BODY, NOW), &mut headers), Err(Error::State));
    signer.configure_checked(&acme(), &keyring()).unwrap();
    signer.sign_in(&Delivery::new(b"another body", 1), &mut headers).unwrap();
    signer.sign_in(&Delivery::new(BODY, NOW), &mut headers).unwrap();
    assert!(headers.iter().eq(expected.iter()) && headers.iter().count() == 1);
    assert_eq!(signer.sign_in(&Delivery::new(BODY, u64::MAX), &mut headers), Err(Error::ArgumentInvalid));
    assert_eq!(headers.iter().count(), 0, "headers of a delivery that was not signed");
}

/// Each way to configure takes the place of what there was.
#[test]
fn nothing_of_an_earlier_configuration_stays() {
    let api_keys = ApiKeys::bearer(&[b"an api key of 25 bytes..."]).unwrap();
    let unsigned = Scheme::unsigned("plain", None, None, None);
    let mut verifier = Verifier::new(&providers::STRIPE, keyring()).unwrap();
    let guards = Guards { api_keys: Some(api_keys), certificates: None };
    verifier.configure_guarded(&unsigned, guards.clone()).unwrap();
    let headers = [("Authorization", "Bearer an api key of 25 bytes...")];
    let verified = verifier.verify(&Request::new(&headers, NOW), BODY).unwrap();
    assert_eq!((verified.scheme(), verified.key_index(), verified.id()), ("plain", None, None));

    verifier.configure(&providers::GITHUB, &keyring()).unwrap();
    let signed = Signer::new(&providers::GITHUB, keyring()).unwrap().sign(&Delivery::new(BODY, NOW)).unwrap();
    assert!(verifier.verify(&Request::new(&signed, NOW), BODY).is_ok(), "an API key is still asked for");
    assert_eq!(verifier.configure_guarded(&providers::GITHUB, guards), Err(Error::SchemeInvalid));
    assert_eq!(verifier.verify(&Request::new(&signed, NOW), BODY).unwrap_err(), Error::State);
}

#[test]
fn the_usual_dedup_is_what_is_signed_and_does_not_repeat() {
    assert_eq!(acme().usual_dedup(), DedupBy::SignedId);
    assert_eq!(Scheme { id: None, ..acme() }.usual_dedup(), DedupBy::Digest);
    assert_eq!(Scheme { id: None, bodies_repeat: true, ..acme() }.usual_dedup(), DedupBy::None);
    assert_eq!(Scheme { id: Some(Field::Header("X-Id")), ..acme() }.usual_dedup(), DedupBy::Digest);
    let parts = &[Part::EventId, Part::Literal("."), Part::Body];
    assert_eq!(Scheme { id: Some(Field::Header("X-Id")), parts, ..acme() }.usual_dedup(), DedupBy::SignedId);
    assert_eq!(Scheme::unsigned("plain", Some(Field::Json("id")), None, None).usual_dedup(), DedupBy::Digest);
    // Whatever it is, a scheme that is good otherwise may have it.
    for scheme in providers::ALL {
        assert!(Scheme { dedup: scheme.usual_dedup(), name: "acme", family: "acme", ..**scheme }.check().is_ok());
    }
}

#[test]
fn a_choice_of_dedup_can_be_taken_back() {
    let mut verifier = Verifier::new(&acme(), keyring()).unwrap();
    verifier.set_dedup(DedupBy::None).unwrap();
    verifier.reset_dedup();
    assert_eq!(verifier.dedup(), DedupBy::SignedId);
}

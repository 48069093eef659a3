//! Keyrings, verifiers and verifications that are not set up, wiped, or used at the wrong moment.

#![allow(clippy::unwrap_used, reason = "what is not as set up here fails the test")]

use hookseal_core::{
    ApiKeys, Delivery, Error, Guards, KeyFormat, Keyring, Request, Scheme, Signer, Verification, Verifier, providers,
};

const NOW: u64 = 1_700_000_000;

fn keyring() -> Keyring {
    Keyring::new(KeyFormat::Utf8, &[b"a secret of 24 bytes...."]).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(&providers::GENERIC_HEX, keyring()).unwrap()
}

#[test]
fn keyrings_without_a_secret() {
    let mut wiped = keyring();
    wiped.wipe();
    for empty in [wiped, Keyring::idle(KeyFormat::Utf8)] {
        assert!(empty.is_empty() && !empty.weak());
        assert_eq!(Verifier::new(&providers::GITHUB, empty.clone()).unwrap_err(), Error::State);
        assert_eq!(Signer::new(&providers::GITHUB, empty.clone()).unwrap_err(), Error::State);
        let mut verifier = verifier();
        assert_eq!(verifier.configure(&providers::GITHUB, &empty), Err(Error::State));
        refuses_everything(&verifier);
    }
}

#[test]
fn verifiers_that_are_not_set_up() {
    refuses_everything(&Verifier::idle());
    // A guard lets nobody in where nothing was configured that it could stand in front of.
    let guards = || Guards { api_keys: Some(ApiKeys::bearer(&[b"key"]).unwrap()), certificates: None };
    let mut guarded = Verifier::idle();
    guarded.set_guards(guards()).unwrap();
    refuses_everything(&guarded);
    let mut failed = verifier();
    failed.configure(&Scheme::unsigned("acme", None, None, None), &keyring()).unwrap_err();
    failed.set_guards(guards()).unwrap();
    refuses_everything(&failed);
    let unguarded = Verifier::guarded(&Scheme::unsigned("acme", None, None, None), Guards::default());
    assert_eq!(unguarded.unwrap_err(), Error::SchemeInvalid);
    let mut bared = Verifier::guarded(&Scheme::unsigned("acme", None, None, None), guards()).unwrap();
    assert_eq!(bared.set_guards(Guards::default()), Err(Error::SchemeInvalid));
    let keyless = bared.verify(&Request::new(&[("X-Other", "key")], NOW), b"");
    assert_eq!(keyless.unwrap_err(), Error::ApiKeyMissing, "the guards it had are still there");
}

fn refuses_everything(verifier: &Verifier) {
    let headers = [("Authorization", "Bearer key"), ("X-Hub-Signature-256", "sha256=00")];
    for body in [&b""[..], b"{}"] {
        let request = Request::new(&headers, NOW);
        assert_eq!(verifier.verify(&request, body).unwrap_err(), Error::State);
        assert_eq!(verifier.start(&request).unwrap_err(), Error::State);
    }
}

#[test]
fn verifications_used_at_the_wrong_moment() {
    let signer = Signer::new(&providers::GENERIC_HEX, keyring()).unwrap();
    let headers = signer.sign(&Delivery::new(b"{}", NOW)).unwrap();
    let request = Request { content_length: Some(2), ..Request::new(&headers, NOW) };
    let is_over = |verification: &mut Verification| {
        assert_eq!(verification.update(b""), Err(Error::State));
        assert_eq!(verification.finish_in().unwrap_err(), Error::State);
        assert_eq!(verification.clone().finish().unwrap_err(), Error::State);
    };
    is_over(&mut Verification::idle());
    is_over(&mut Verification::default());

    let verifier = verifier();
    let mut finished = verifier.start(&request).unwrap();
    finished.update(b"{}").unwrap();
    finished.finish_in().unwrap();
    is_over(&mut finished);

    let mut refused = verifier.start(&request).unwrap();
    refused.update(b"[]").unwrap();
    assert_eq!(refused.finish_in().unwrap_err(), Error::SignatureMismatch);
    is_over(&mut refused);

    let mut truncated = verifier.start(&request).unwrap();
    assert_eq!(truncated.finish_in().unwrap_err(), Error::BodyTruncated);
    is_over(&mut truncated);

    let mut wiped = verifier.start(&request).unwrap();
    wiped.wipe();
    is_over(&mut wiped);

    let mut capped = verifier.clone();
    capped.set_max_body(3).unwrap();
    let mut too_large = capped.start(&request).unwrap();
    too_large.update(b"{}").unwrap();
    assert_eq!(too_large.update(b"{}"), Err(Error::BodyTooLarge));
    is_over(&mut too_large);

    let mut unstarted = verifier.start(&request).unwrap();
    assert_eq!(verifier.start_in(&mut unstarted, &Request::new(&[("a", "b")], NOW)), Err(Error::SignatureMissing));
    is_over(&mut unstarted);
}

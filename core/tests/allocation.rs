//! No call of the core allocates, whether it succeeds or fails.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "what is not as set up here fails the test")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::hint::black_box;
use std::alloc::System;

use hookseal_core::dedup::{Bucket, Claim, DedupWindow, FullPolicy, Header, OpenConfig, WindowConfig};
use hookseal_core::{
    ApiKeys, CertificatePins, DedupBy, DedupKey, Delivery, Encoding, Error, Field, Flaw, Guards, Headers as _,
    KeyFormat, Keyring, Outcome, Part, Record, Request, Scheme, Signature, Signer, Tolerance, Verification, Verifier,
    providers,
};

struct Counting;

thread_local! {
    /// Of this thread alone, since the test harness allocates on its own.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise about `layout` is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above, and `memory` came from `System.alloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs `call`, which must not allocate.
fn free<T>(what: &str, call: impl FnOnce() -> T) -> T {
    let before = ALLOCATIONS.with(Cell::get);
    let result = black_box(call());
    let after = ALLOCATIONS.with(Cell::get);
    assert_eq!(after - before, 0, "{what} allocates");
    result
}

#[test]
fn the_counter_counts() {
    let before = ALLOCATIONS.with(Cell::get);
    drop(black_box(Box::new(1)));
    assert_eq!(ALLOCATIONS.with(Cell::get) - before, 1);
}

const SECRETS: [&[u8]; 4] = [b"MDEyMzQ1Njc4OWFiY2RlZg==", b"MDEyMzQ1Njc4OWFiY2RlZw==", b"AAAA", b"3031"];

#[test]
fn keyrings() {
    for format in [KeyFormat::Utf8, KeyFormat::Raw, KeyFormat::Base64, KeyFormat::Whsec] {
        let mut keyring = free("Keyring::new", || Keyring::new(format, &SECRETS)).unwrap();
        free("a full keyring", || keyring.push(b"MDEy").unwrap_err());
        free("its accessors", || (keyring.len(), keyring.is_empty(), keyring.weak(), keyring.format()));
        free("clone, wipe and drop", || {
            keyring.clone().wipe();
            drop(keyring);
        });
    }
    let long = [b'a'; 1025];
    let failing: [(KeyFormat, &[&[u8]]); 6] = [
        (KeyFormat::Hex, &[b"xyz"]),
        (KeyFormat::Base64, &[b"\0"]),
        (KeyFormat::Utf8, &[b" a"]),
        (KeyFormat::Utf8, &[b" "]),
        (KeyFormat::Utf8, &[]),
        (KeyFormat::Utf8, &[&long]),
    ];
    for (format, secrets) in failing {
        free("a refused secret", || Keyring::new(format, secrets).unwrap_err());
    }
}

#[test]
fn every_scheme_signed_and_verified() {
    free("providers::by_name", || (providers::by_name("stripe").is_ok(), providers::by_name("nobody").is_err()));
    for scheme in providers::ALL {
        free("Scheme::check", || scheme.check()).unwrap();
        let secret: &[u8] = if scheme.key == KeyFormat::Hex { b"30313233343536373839" } else { SECRETS[0] };
        let keyring = Keyring::new(scheme.key, &[secret]).unwrap();
        let further: Vec<(&str, &str)> = scheme.parts.iter().filter_map(header).collect();
        let body = br#"{"id":"evt_1","type":"a","version":1,"signedAt":1700000000,"webhookTimestamp":1700000000000,"event":{"type":"b"}}"#;
        let delivery = Delivery {
            id: Some("evt_1"),
            method: Some("POST"),
            url: Some("https://a/"),
            headers: &further,
            ..Delivery::new(body, 1_700_000_000)
        };
        let signer = free("Signer::new", || Signer::new(scheme, keyring.clone())).unwrap();
        let signed = free("Signer::sign", || signer.sign(&delivery)).unwrap();
        free("what was signed", || (signed.iter().count(), signed.find("nothing"), signed.clone()));
        let headers: Vec<(&str, &str)> = signed.iter().chain(further.iter().copied()).collect();
        let request = Request {
            method: Some("POST"),
            url: Some("https://a/"),
            content_length: Some(body.len() as u64),
            ..Request::new(headers.as_slice(), 1_700_000_000)
        };
        let verifier = free("Verifier::new", || Verifier::new(scheme, keyring.clone())).unwrap();
        free("its accessors", || {
            (verifier.headers().count(), verifier.scheme().len(), verifier.weak(), verifier.tolerance())
        });
        for dedup in [DedupBy::SignedId, DedupBy::SignedIdOrDigest, DedupBy::Digest, DedupBy::UnsignedId, DedupBy::None]
        {
            verify(verifier.clone(), dedup, &request, body);
        }
    }
}

fn header<'s>(part: &Part<'s>) -> Option<(&'s str, &'static str)> {
    if let Part::Header(name) = *part { Some((name, "a")) } else { None }
}

fn verify(mut verifier: Verifier, dedup: DedupBy, request: &Request<'_, [(&str, &str)]>, body: &[u8]) {
    let _ = free("set_dedup", || verifier.set_dedup(dedup));
    let _ = free("set_tolerance", || verifier.set_tolerance(Tolerance::both(300)));
    free("set_max_body", || (verifier.set_max_body(0), verifier.set_max_body(1 << 20))).0.unwrap_err();
    let verified = free("verify", || verifier.verify(request, body)).unwrap();
    let streamed = free("start, update, finish", || {
        let mut verification = verifier.start(request)?;
        body.chunks(7).try_for_each(|chunk| verification.update(chunk))?;
        verification.finish()
    });
    streamed.unwrap();
    free("refusals", || {
        let mut verification = Verification::idle();
        verification.update(b"").unwrap_err();
        let forged = verifier.verify(request, &body[1..]).unwrap_err();
        let missing = verifier.start(&Request::new(&[("a", "b"); 0][..], 0)).unwrap_err();
        verifier.start_in(&mut verification, request).unwrap();
        (forged, missing, verification.finish_in().unwrap_err(), verification.finish_in().unwrap_err())
    });
    free("accessors", || (verified.id(), verified.event_type(), verified.version(), verified.field_error()));
    let key = free("dedup_key", || (verified.dedup_key("payments"), verified.dedup_key(LONG))).0;
    free("a dedup key's bytes", || key.map(|key| key.map(|key| *key.as_bytes())).is_ok());
    let record = Record {
        time: 1,
        scheme: verified.scheme(),
        endpoint: "a\u{202e}\\",
        verified: Some(&verified),
        outcome: Outcome::Ok,
        status: 200,
        error: Some(Error::State),
        attempt: Some(1),
        body_bytes: 3,
        duration_us: 4,
    };
    let mut buffer = [0; Record::MAX_LEN];
    free("Record::render", || (record.render(&mut [0; 9]).unwrap_err(), record.render(&mut buffer).unwrap().len()));
}

/// A scope that is one byte too long.
const LONG: &str = match core::str::from_utf8(&[b's'; 256]) {
    Ok(text) => text,
    Err(_) => "",
};

#[test]
fn guards_and_flawed_schemes() {
    let api_keys = free("ApiKeys::new", || ApiKeys::new("X-Api-Key", &[b"a key", b"another"])).unwrap();
    free("a refused API key", || (ApiKeys::new("X Y", &[b"a"]).unwrap_err(), ApiKeys::bearer(&[b""]).unwrap_err()));
    free("ApiKeys::check", || {
        (api_keys.check(&[("x-api-key", "a key")]).unwrap(), api_keys.check(&[("x-api-key", "no")]).unwrap_err())
    });
    let pins = free("CertificatePins::new", || CertificatePins::new(&[[1; 32]])).unwrap();
    free("certificates", || {
        (pins.check(None).unwrap_err(), pins.check(Some(b"der")).unwrap_err(), CertificatePins::parse("00").is_err())
    });
    let scheme = Scheme::unsigned("acme", Some(Field::Json("id")), None, None);
    let guards = Guards { api_keys: Some(api_keys), certificates: None };
    let verifier = free("Verifier::guarded", || Verifier::guarded(&scheme, guards)).unwrap();
    free("a guarded delivery", || verifier.verify(&Request::new(&[("X-API-KEY", "a key")], 0), b"{}")).unwrap();
    let flawed = Scheme {
        name: "acme",
        family: "acme",
        signature: Some(Signature { headers: &[""], separator: None, prefix: "", encoding: Encoding::Hex }),
        ..Scheme::BASE
    };
    assert_eq!(free("a flaw", || flawed.check()), Err(Flaw::HeaderName));
}

#[test]
fn a_dedup_window() {
    let (header, buckets) = (Header::new(), [const { Bucket::new() }; 2]);
    let config = WindowConfig { full: FullPolicy::EvictDone { min_age: 0 }, ..WindowConfig::default() };
    let mut window = free("create", || DedupWindow::create(&header, &buckets, &config, [7; 16])).unwrap();
    for number in 0..64 {
        let key = DedupKey::from_bytes([number; 16]);
        let claim = free("claim", || window.claim(&key, 1_800_000_000)).unwrap();
        let Claim::Claimed { token, .. } = claim else { panic!("{claim:?}") };
        _ = free("renew", || window.renew(&token, 1_800_000_000)).unwrap();
        _ = free("release", || window.release(&token, 1_800_000_000, 0)).unwrap();
        _ = free("commit", || window.commit(&token, 1_800_000_000)).unwrap();
        _ = free("bury", || window.bury(&token, 1_800_000_000)).unwrap();
    }
    _ = free("forget", || window.forget(&DedupKey::from_bytes([63; 16]), 1_800_000_000)).unwrap();
    free("occupancy", || window.occupancy(1_800_000_000)).unwrap();
    free("counters", || window.counters().iter().count());
    free("open", || DedupWindow::open(&header, &buckets, &OpenConfig::default())).unwrap();
    free("a refused one", || DedupWindow::open(&header, &[], &OpenConfig::default()).unwrap_err());
}

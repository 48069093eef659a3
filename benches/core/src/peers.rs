//! The libraries that a user would pick instead.
//!
//! Those that only compute a tag are given the decoded tag of the body, and no headers: what the core does
//! beyond that is what the ratios show. What an API allows to be set up once is set up once.

use core::hint::black_box;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use webhook_verify::{Provider, Secret, VerifyOptions};

use crate::contender::Contender;
use crate::delivery::{Delivery, STANDARD_WEBHOOKS_SECRET};

/// A bare HMAC from a state that has the key absorbed, as the core's.
#[must_use]
pub fn bare(delivery: &Delivery, secret: &str) -> Contender {
    let (state, delivery) = (midstate(secret), delivery.clone());
    Contender::new("hmac + sha2, bare", move || {
        let delivery = black_box(&delivery);
        black_box(&state).clone().chain_update(&delivery.body).verify_slice(&delivery.tag)
    })
}

/// The same, and a SHA-256 of the body.
#[must_use]
pub fn bare_and_digest(delivery: &Delivery, secret: &str) -> Contender {
    let (state, delivery) = (midstate(secret), delivery.clone());
    Contender::new("hmac + sha2, bare, and a digest", move || {
        let delivery = black_box(&delivery);
        let result = black_box(&state).clone().chain_update(&delivery.body).verify_slice(&delivery.tag);
        result.map(|()| Sha256::digest(&delivery.body))
    })
}

/// ring.
#[must_use]
pub fn ring(delivery: &Delivery, secret: &str) -> Contender {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let delivery = delivery.clone();
    Contender::new("ring", move || {
        let delivery = black_box(&delivery);
        ring::hmac::verify(black_box(&key), &delivery.body, &delivery.tag)
    })
}

/// aws-lc-rs.
#[must_use]
pub fn aws_lc(delivery: &Delivery, secret: &str) -> Contender {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let delivery = delivery.clone();
    Contender::new("aws-lc-rs", move || {
        let delivery = black_box(&delivery);
        aws_lc_rs::hmac::verify(black_box(&key), &delivery.body, &delivery.tag)
    })
}

/// The system's OpenSSL.
#[must_use]
pub fn openssl(delivery: &Delivery, secret: &str) -> Contender {
    let key = openssl::pkey::PKey::hmac(secret.as_bytes()).expect("OpenSSL takes keys of any length");
    let delivery = delivery.clone();
    Contender::new("OpenSSL", move || {
        let delivery = black_box(&delivery);
        let mut tag = [0; 32];
        let mut signer = openssl::sign::Signer::new(openssl::hash::MessageDigest::sha256(), black_box(&key))?;
        signer.sign_oneshot(&mut tag, &delivery.body)?;
        let is_match = openssl::memcmp::eq(&tag, &delivery.tag);
        is_match.then_some(()).ok_or_else(openssl::error::ErrorStack::get)
    })
}

/// The crate `webhook-verify`, as its example calls it.
#[must_use]
pub fn webhook_verify(delivery: &Delivery, provider: Provider, secret: &str) -> Contender {
    let (secret, delivery) = (Secret::new(secret), delivery.clone());
    Contender::new("webhook-verify", move || {
        let delivery = black_box(&delivery);
        webhook_verify::verify(provider, &delivery.headers, &delivery.body, &secret, VerifyOptions::default())
    })
}

/// The crate `standardwebhooks`.
#[must_use]
pub fn standard_webhooks(delivery: &Delivery) -> Contender {
    let (secret, _) = STANDARD_WEBHOOKS_SECRET;
    let verifier = standardwebhooks::Webhook::new(secret).expect("a secret as it writes them");
    let mut headers = http::HeaderMap::new();
    for (name, value) in &delivery.headers {
        let name = http::HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        headers.insert(name, value.parse().expect("a header value"));
    }
    let body = delivery.body.clone();
    Contender::new("standardwebhooks", move || black_box(&verifier).verify(black_box(&body), black_box(&headers)))
}

fn midstate(secret: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length")
}

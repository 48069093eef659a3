//! The core, as an application calls it.

use core::hint::black_box;

use hookseal_core::{DedupBy, Error, Keyring, Request, Scheme, Verified, Verifier, providers};

use crate::contender::Contender;
use crate::delivery::{Delivery, GITHUB_SECRET, STANDARD_WEBHOOKS_SECRET, STRIPE_SECRET};
use crate::windows::{Endless, Keys};

/// What is sent in pieces is sent in pieces of this size.
const CHUNK: usize = 16 << 10;

/// GitHub with one secret, and dedup by `dedup`.
#[must_use]
pub fn github(delivery: &Delivery, dedup: DedupBy) -> Contender {
    let mut verifier = verifier(&providers::GITHUB, &[GITHUB_SECRET.as_bytes()]);
    verifier.set_dedup(dedup).expect("GitHub has an ID");
    one_shot(verifier, delivery)
}

/// GitHub with four secrets, of which the last one is the delivery's.
#[must_use]
pub fn github_rotating(delivery: &Delivery) -> Contender {
    let secrets: [&[u8]; 4] =
        [b"retired in the spring", b"retired in the summer", b"retired in the autumn", GITHUB_SECRET.as_bytes()];
    let mut verifier = verifier(&providers::GITHUB, &secrets);
    verifier.set_dedup(DedupBy::None).expect("any scheme can do without");
    one_shot(verifier, delivery)
}

/// GitHub with one secret, the body in pieces.
#[must_use]
pub fn github_streaming(delivery: &Delivery) -> Contender {
    let mut verifier = verifier(&providers::GITHUB, &[GITHUB_SECRET.as_bytes()]);
    verifier.set_dedup(DedupBy::None).expect("any scheme can do without");
    let delivery = delivery.clone();
    Contender::new("hookseal, streaming", move || {
        let delivery = black_box(&delivery);
        let mut verification = verifier.start(&Request::new(delivery.headers.as_slice(), delivery.now))?;
        delivery.body.chunks(CHUNK).try_for_each(|chunk| verification.update(chunk))?;
        verification.finish()
    })
}

/// Stripe, reading ID, type and version.
#[must_use]
pub fn stripe(delivery: &Delivery) -> Contender {
    one_shot(verifier(&providers::STRIPE, &[STRIPE_SECRET.as_bytes()]), delivery)
}

/// Stripe from the headers to the commit: verify, ID, type and version, dedup key, claim, commit.
#[must_use]
pub fn stripe_whole(delivery: &Delivery, slots: usize) -> Contender {
    let verifier = verifier(&providers::STRIPE, &[STRIPE_SECRET.as_bytes()]);
    let (mut window, mut keys) = (Endless::new(slots), Keys::default());
    let delivery = delivery.clone();
    Contender::new("hookseal, to the commit", move || {
        let delivery = black_box(&delivery);
        let verified = verifier.verify(&Request::new(delivery.headers.as_slice(), delivery.now), &delivery.body)?;
        // The delivery is always the same one; the window is given another event each time.
        black_box(verified.dedup_key("payments")?);
        window.claim_and_commit(&keys.next_key());
        Ok::<_, Error>(verified)
    })
}

/// Stripe's signature alone.
#[must_use]
pub fn stripe_signature(delivery: &Delivery) -> Contender {
    one_shot(verifier(&signature_only(providers::STRIPE), &[STRIPE_SECRET.as_bytes()]), delivery)
}

/// Standard Webhooks, reading the type.
#[must_use]
pub fn standard_webhooks(delivery: &Delivery) -> Contender {
    let (secret, _) = STANDARD_WEBHOOKS_SECRET;
    one_shot(verifier(&providers::STANDARD_WEBHOOKS, &[secret.as_bytes()]), delivery)
}

/// Standard Webhooks' signature alone: the ID is signed and read, the type is not.
#[must_use]
pub fn standard_webhooks_signature(delivery: &Delivery) -> Contender {
    let (secret, _) = STANDARD_WEBHOOKS_SECRET;
    let scheme = Scheme { id: providers::STANDARD_WEBHOOKS.id, ..signature_only(providers::STANDARD_WEBHOOKS) };
    one_shot(verifier(&scheme, &[secret.as_bytes()]), delivery)
}

/// The same signature, and nothing of the event.
fn signature_only(scheme: Scheme<'static>) -> Scheme<'static> {
    let (name, family) = ("signature-only", "signature-only");
    Scheme { name, family, id: None, event_type: None, version: None, dedup: DedupBy::None, ..scheme }
}

fn verifier(scheme: &Scheme<'_>, secrets: &[&[u8]]) -> Verifier {
    let keyring = Keyring::new(scheme.key, secrets).expect("secrets as the scheme writes them");
    Verifier::new(scheme, keyring).expect("a valid scheme")
}

fn one_shot(verifier: Verifier, delivery: &Delivery) -> Contender {
    let delivery = delivery.clone();
    Contender::new("hookseal", move || verify(black_box(&verifier), black_box(&delivery)))
}

#[inline(always)]
fn verify(verifier: &Verifier, delivery: &Delivery) -> Result<Verified, Error> {
    verifier.verify(&Request::new(delivery.headers.as_slice(), delivery.now), &delivery.body)
}

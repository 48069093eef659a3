//! The sizes that the documentation states, on 64-bit targets: so that growth is noticed, and decided on.

#![cfg(target_pointer_width = "64")]

use hookseal_core::dedup::{Bucket, Claim, DedupArray, DedupWindow, Header, Token};
use hookseal_core::{
    ApiKeys, CertificatePins, DedupKey, Error, Keyring, Record, Request, Scheme, SignedHeaders, Signer, Verification,
    Verified, Verifier,
};

#[test]
fn sizes() {
    let sizes = [
        ("Keyring", size_of::<Keyring>(), 336),
        ("Scheme", size_of::<Scheme<'_>>(), 256),
        ("Verifier", size_of::<Verifier>(), 1600),
        ("Verification", size_of::<Verification>(), 2480),
        ("Verified", size_of::<Verified>(), 704),
        ("Signer", size_of::<Signer>(), 1088),
        ("SignedHeaders", size_of::<SignedHeaders>(), 2176),
        ("ApiKeys", size_of::<ApiKeys>(), 224),
        ("CertificatePins", size_of::<CertificatePins>(), 272),
        ("Request", size_of::<Request<'_, [(&str, &str)]>>(), 96),
        ("Record", size_of::<Record<'_>>(), 80),
        ("DedupKey", size_of::<DedupKey>(), 16),
        ("Header", size_of::<Header>(), 384),
        ("Bucket", size_of::<Bucket>(), 384),
        ("DedupWindow", size_of::<DedupWindow<'_>>(), 96),
        ("DedupArray<1>", size_of::<DedupArray<1>>(), 384 + 384 + 64),
        ("Token", size_of::<Token>(), 32),
        ("Claim", size_of::<Claim>(), 36),
        ("Error", size_of::<Error>(), 2),
    ];
    for (name, size, limit) in sizes {
        assert!(size <= limit, "{name} takes {size} bytes, {limit} are documented");
    }
}

//! Everything a `Verified` tells, to compare two of them by.

use hookseal_core::{DedupBy, Error, Headers, Request, Verification, Verified, Verifier};

/// All that a caller can learn of a delivery, or why it was refused.
pub type Verdict = Result<Facts, Error>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub scheme: String,
    pub key_index: Option<u8>,
    pub timestamp: Option<u64>,
    pub id: Option<String>,
    pub event_type: Option<String>,
    pub version: Option<String>,
    /// Of timestamp, ID, type and version.
    pub signed: [bool; 4],
    pub field_error: Option<Error>,
    /// Under two scopes and one that is too long.
    pub keys: [Result<Option<String>, Error>; 3],
}

impl From<Verified> for Facts {
    fn from(verified: Verified) -> Self {
        let key = |scope: &str| verified.dedup_key(scope).map(|key| key.map(|key| key.to_string()));
        Self {
            scheme: verified.scheme().into(),
            key_index: verified.key_index(),
            timestamp: verified.timestamp(),
            id: verified.id().map(Into::into),
            event_type: verified.event_type().map(Into::into),
            version: verified.version().map(Into::into),
            signed: [
                verified.timestamp_signed(),
                verified.id_signed(),
                verified.type_signed(),
                verified.version_signed(),
            ],
            field_error: verified.field_error(),
            keys: [key(""), key("payments"), key(&"s".repeat(256))],
        }
    }
}

/// The verdict in one call.
pub fn whole<H: Headers + ?Sized>(verifier: &Verifier, request: &Request<'_, H>, body: &[u8]) -> Verdict {
    verifier.verify(request, body).map(Facts::from)
}

/// The verdict on the body in pieces that end at `cuts`, which may repeat or lie outside it.
pub fn streamed<H: Headers + ?Sized>(
    verifier: &Verifier,
    request: &Request<'_, H>,
    body: &[u8],
    cuts: &[usize],
) -> Verdict {
    let mut verification = Verification::idle();
    verifier.start_in(&mut verification, request)?;
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| *cut % (body.len() + 1)).collect();
    cuts.sort_unstable();
    let mut from = 0;
    for cut in cuts.into_iter().chain([body.len()]) {
        verification.update(&body[from..cut])?;
        from = cut;
    }
    let verdict = verification.finish_in().map(Facts::from);
    assert_eq!(verification.update(b""), Err(Error::State), "finished, yet it goes on");
    assert_eq!(verification.finish().err(), Some(Error::State), "finished twice");
    verdict
}

/// The verdict, after checking that both ways to it agree, whatever the dedup option.
pub fn agreed<H: Headers + ?Sized>(
    verifier: &Verifier,
    request: &Request<'_, H>,
    body: &[u8],
    cuts: &[usize],
) -> Verdict {
    for dedup in ALL_DEDUP {
        let mut verifier = verifier.clone();
        if verifier.set_dedup(dedup).is_ok() {
            assert_eq!(whole(&verifier, request, body), streamed(&verifier, request, body, cuts), "{dedup:?}");
        }
    }
    whole(verifier, request, body)
}

const ALL_DEDUP: [DedupBy; 5] =
    [DedupBy::SignedId, DedupBy::SignedIdOrDigest, DedupBy::Digest, DedupBy::UnsignedId, DedupBy::None];

#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod dedup;
mod encoding;
mod error;
mod event;
mod flaw;
mod guard;
mod header;
mod mac;
pub mod providers;
mod record;
mod request;
pub mod retry;
mod rules;
mod scheme;
mod secret;
mod signer;
mod text;
mod timestamp;
mod touching;
mod verification;
mod verified;
mod verifier;
mod words;

pub use dedup::{DedupKey, SCOPE_MAX};
pub use encoding::Encoding;
pub use error::{Class, Error};
pub use flaw::Flaw;
pub use guard::{ApiKeys, CertificatePins, Guards};
pub use header::{Found, Headers, is_token};
pub use record::{Outcome, Record};
pub use request::Request;
pub use scheme::{
    DedupBy, Evidence, Field, Part, Scheme, SenderRetries, Signature, Source, Timestamp, TimestampAt, TimestampUnit,
};
pub use secret::{KeyFormat, Keyring};
pub use signer::{Delivery, SignedHeaders, Signer};
pub use timestamp::Tolerance;
pub use verification::Verification;
pub use verified::Verified;
pub use verifier::Verifier;

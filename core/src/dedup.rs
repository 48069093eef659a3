//! Dedup: what a second delivery of an event is recognised by.

mod key;

pub(crate) use key::Kind;
pub use key::{DedupKey, SCOPE_MAX};

//! Dedup: every event once, within a fixed amount of memory.

mod answer;
mod key;
mod token;

pub use answer::{Claim, Forget, Settled};
pub(crate) use key::Kind;
pub use key::{DedupKey, SCOPE_MAX};
pub use token::Token;

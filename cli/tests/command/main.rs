//! The real `hookseal` binary, from outside.
//!
//! Expected tags are published ones, or were computed with `openssl dgst -sha256 -hmac`; expected dedup keys with
//! Python's hashlib. None comes from this project's own code.

#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod bad_input;
mod curl;
mod dead;
mod dedup;
mod demo;
mod docs;
mod input;
#[cfg(target_os = "linux")]
mod memory;
mod retry;
mod run;
mod scheme_files;
mod schemes;
mod secrets;
mod sign;
mod verdicts;

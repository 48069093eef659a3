//! `Window` and `FileWindow` by the contract: the scripts that every engine runs, and the core's model.

#![cfg(all(target_os = "linux", not(loom)))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "what is not as the contract says fails the test; the modules are shared between crates"
)]

#[path = "../../../core/tests/dedup/engine.rs"]
mod engine;
mod engines;
#[path = "../../../core/tests/dedup/model.rs"]
mod model;
mod random;
#[allow(dead_code, reason = "servers, which have a clock of their own, run it in real time")]
#[path = "../../../core/tests/dedup/script.rs"]
mod script;
#[allow(dead_code, reason = "the steady script is for windows that fill")]
#[path = "../../../core/tests/dedup/strategies.rs"]
mod strategies;
mod vectors;

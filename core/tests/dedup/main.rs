//! The window: against a naive model, on hostile memory, and on bad input.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "what is not as the contract says fails the test; the modules are shared between crates"
)]

mod bad_input;
mod engine;
mod load;
mod model;
mod random;
mod resize;
#[allow(dead_code, reason = "servers, which have a clock of their own, run it in real time")]
mod script;
mod strategies;
mod vectors;

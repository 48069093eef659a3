//! What must hold for every scheme and every delivery, tried on arbitrary ones.

#![allow(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as set up here fails the test"
)]

#[path = "../support/all.rs"]
mod support;

mod custom;
mod hostile;
mod keys;
mod round_trip;
mod scanner;
mod sliding;
mod strategies;
mod tamper;
mod timestamps;
mod unsigned;

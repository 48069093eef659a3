//! What several tests and the fuzz targets share. Each of them uses some of it.

#![allow(dead_code, missing_docs, unreachable_pub, reason = "no test uses all of it")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as expected here fails the test"
)]

pub mod both_ways;
pub mod choices;
pub mod delivery;
pub mod events;
pub mod facts;
pub mod own_scheme;
pub mod resplit;
pub mod scanned;
pub mod slippery;
pub mod times;

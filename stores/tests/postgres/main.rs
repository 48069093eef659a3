//! `PostgresStore` on real servers, started here.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "what is not as the contract says fails the test; the modules are shared between crates"
)]

mod bad_input;
mod contract;
mod crash;
mod crowd;
#[path = "../../../core/tests/dedup/engine.rs"]
#[allow(dead_code, reason = "a server does not count")]
mod engine;
#[path = "../support/forks.rs"]
#[allow(unsafe_code, reason = "forks")]
mod forks;
#[path = "../support/outages.rs"]
mod outages;
#[path = "../support/play.rs"]
mod play;
mod pooler;
#[path = "../support/router.rs"]
mod router;
#[path = "../../../core/tests/dedup/script.rs"]
#[allow(dead_code, reason = "a server's clock is its own")]
mod script;
mod server;
#[path = "../support/server.rs"]
#[allow(dead_code, reason = "shared with the other store")]
mod support;

//! What the core is measured with: genuine deliveries, and contenders that verify them.
//!
//! Four benches use it. `table` and `window` print the promised ratios, from interleaved rounds; `timing` asks
//! whether the comparison's duration depends on the tag; `verify` keeps Criterion's history of every contender.

#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a benchmark that cannot start should stop")]

mod contender;
mod delivery;
pub mod ours;
pub mod peers;
mod rounds;
pub mod welch;
pub mod windows;

pub use contender::Contender;
pub use delivery::{Delivery, GITHUB_SECRET, STANDARD_WEBHOOKS_SECRET, STRIPE_SECRET};
pub use rounds::{Measured, interleave};

/// The body sizes that every contender is measured at.
pub const SIZES: [usize; 6] = [64, 256, 1 << 10, 4 << 10, 64 << 10, 1 << 20];

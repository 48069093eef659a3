//! Retry schedules: when to try a delivery again, and when to stop.
//!
//! Everything here is a pure function of its arguments, in integer arithmetic, total over its whole input range
//! and the same to the bit in every language. Times are milliseconds unless said otherwise.
//!
//! # The delay after attempt *n*
//!
//! 1. `step`: the schedule's *n*-th step; at least 60 s after an overload (429, or no answer in time).
//! 2. Two fractions in [0, 1) of 32 bits each: with SipHash-2-4-128 under the 16-byte jitter key over the event's
//!    dedup key and *n* as a little-endian u32, read as two little-endian u64, `r1` and `r2` are the upper halves
//!    of the first and the second. `scale(x, r) = ⌊x · r / 2³²⌋`.
//! 3. `jittered`: none `step`; full `scale(step + 1, r1)`, uniform in [0, `step`]; proportional by *p* percent, with
//!    `spread = ⌊step · p / 100⌋`, `step − spread + scale(2 · spread + 1, r1)`, uniform in [`step` ± `spread`] and
//!    so of the mean `step`.
//! 4. With a `Retry-After`: `ra = min(retry_after, clamp(2 · step, 60 s, 24 h))`, and the delay is
//!    `max(jittered, ra + scale(ra + 1, r2))`. It is never undercut, a hostile one is capped, and clients that
//!    were all told the same time do not come back at the same time.
//!
//! Sums saturate.

mod after;
mod answer;
mod schedule;

pub use after::parse_retry_after;
pub use answer::Answer;
pub use schedule::{Jitter, Reason, RetrySchedule, Verdict};

//! Dedup: every event once, within a fixed amount of memory.
//!
//! A claim is a lease on an event: process it, then [`commit`](DedupWindow::commit). Its duplicates are told to come
//! back while the lease runs, and are done after the commit. A failure [`release`](DedupWindow::release)s it, a death
//! lets the lease lapse; either way the next delivery takes over with the attempt raised. Every answer is in
//! [`Claim`], [`Settled`] and [`Forgotten`], and they are the same on Redis and Postgres.
//!
//! Fixed limits: a call compares at most 32 slots. Only a claim that finds both of its buckets full reads further
//! ones, up to 32 and nearly always one or two, to see which finished record can move to its other bucket. Two events share a fingerprint with probability *n* / 2¹²⁸ among *n* live ones.
//!
//! # The layout, version 1
//!
//! A window is a header of 384 bytes and then buckets of 384 bytes, in little-endian 32-bit words. Memory that is read
//! may hold anything: a header is refused, a slot that makes no sense is empty.
//!
//! | header, from byte | bytes | |
//! |---|---|---|
//! | 0 | 8 | `hookseal` |
//! | 8 | 4 | layout, 1 |
//! | 12 | 4 | flags: bit 0 sliding, others zero |
//! | 16 | 4 | buckets |
//! | 20 | 4 | lifetime, seconds |
//! | 24 | 4 | lease, seconds |
//! | 28 | 4 | zero |
//! | 32 | 8 | epoch, Unix seconds |
//! | 40 | 16 | key of the window |
//! | 56 | 8 | SipHash-2-4 of bytes 0 to 55 under a key of zeros |
//! | 64 | 4 | not zero: retired, another window has its records |
//! | 68 | 188 | zero, not read |
//! | 256 | 128 | 16 counters in the order of [`Counters`]: bits 0 to 31, then bits 31 to 62 |
//!
//! A bucket has 16 slots, which lie in columns: 16 meta words, 16 ends, 16 × 4 words of fingerprint.
//!
//! | meta, bits | | |
//! |---|---|---|
//! | 0–2 | state | 0 empty, 1 in flight, 2 released, 3 done, 4 burying, 5 dead; 6 and 7 are read as empty |
//! | 3–6 | attempt | 1 to 15 |
//! | 7–13 | generation | its bits 0 to 6 |
//! | 14–31 | tag | bits 0 to 17 of the fingerprint |
//!
//! The end is in seconds since the epoch: the claim, takeover or renewal plus the lifetime. From it follow when the
//! record was claimed and when its lease ends. The fingerprint is SipHash-2-4-128 of the dedup key under the window's
//! key. Bits 0 to 17 of its first word stand in the tag; in their place are bits 7 to 24 of the generation or, in a
//! released record, the seconds from its claim to its `not_before`. Its second and third word, each times the number
//! of buckets over 2³², are the two buckets where the record may be; where they are one, the second is the next.
//!
//! A generation is the number of leases given before, modulo 2²⁵. With the attempt it tells whose a record is; whose
//! a released one was, the attempt and bits 0 to 6 tell.
//!
//! Each store is ordered after those before it, so that a process can die at any instruction and leave every record as
//! it was or as it should be. What such a death can cost is an attempt, or a lease to nobody until it lapses.

mod absorb;
mod answer;
mod array;
mod bucket;
mod claim;
mod config;
mod counters;
#[cfg(test)]
mod deaths;
mod fingerprint;
mod header;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod image;
mod key;
mod occupancy;
mod record;
mod room;
mod seal;
mod settle;
#[cfg(test)]
mod stop;
mod token;
mod window;
mod word;

pub use answer::{Claim, Forgotten, Settled};
pub use array::DedupArray;
pub use bucket::{Bucket, SLOTS};
pub use config::{ATTEMPTS_MAX, FullPolicy, LEASE_MAX, OpenConfig, TTL_MAX, WindowConfig};
pub use counters::Counters;
pub use header::{Header, Identity};
pub(crate) use key::Kind;
pub use key::{DedupKey, SCOPE_MAX};
pub use occupancy::Occupancy;
pub use settle::NOT_BEFORE_MAX;
pub use token::Token;
pub use window::DedupWindow;

//! Prints what a window of 2²⁰ slots refuses and moves at a steady load, over six lifetimes.
//!
//! Every second brings new events, each claimed and committed; they end a lifetime later. The attackers choose IDs
//! that all fall into a 64th of the buckets of a window whose key they do know; this one's they do not.

#![allow(clippy::expect_used, clippy::cast_precision_loss, reason = "a benchmark that cannot start should stop")]

use core::hash::Hasher as _;

use hookseal_core::DedupKey;
use hookseal_core::dedup::{Bucket, Claim, Counters, DedupWindow, Header, SLOTS, WindowConfig};
use siphasher::sip128::{Hasher128 as _, SipHasher24};

const CAPACITY: usize = 1 << 20;
const TTL: u32 = 1000;
const LIFETIMES: u64 = 6;

fn main() {
    println!("| live, of {CAPACITY} slots | IDs | claims | relocated | refused | refused of claims |");
    println!("|---:|---|---:|---:|---:|---:|");
    for percent in [75, 90, 95] {
        report(percent, "any", &mut any_keys());
        report(percent, "chosen by an attacker", &mut aimed_keys());
    }
}

fn report(percent: usize, who: &str, keys: &mut dyn Iterator<Item = DedupKey>) {
    let (counters, live) = run(CAPACITY * percent / 100, keys);
    let claims = counters.claimed + counters.refused;
    println!(
        "| {:.3} | {who} | {claims} | {} | {} | {:.1e} |",
        live as f64 / CAPACITY as f64,
        counters.relocated,
        counters.refused,
        counters.refused as f64 / claims as f64
    );
}

/// What the window counted, and how many records lived at the end.
fn run(live: usize, keys: &mut dyn Iterator<Item = DedupKey>) -> (Counters, usize) {
    let config = WindowConfig { ttl: TTL, lease: 10, ..WindowConfig::default() };
    let buckets: Vec<Bucket> = (0..CAPACITY / SLOTS).map(|_| Bucket::new()).collect();
    let header = Header::new();
    let mut window = DedupWindow::create(&header, &buckets, &config, [7; 16]).expect("a window");
    let (start, seconds) = (1_800_000_000, LIFETIMES * u64::from(TTL));
    let lifetime = usize::try_from(TTL).expect("a small number");
    let mut due = 0;
    for second in 0..seconds {
        due += live;
        for key in keys.take(due / lifetime) {
            if let Ok(Claim::Claimed { token, .. }) = window.claim(&key, start + second) {
                let _ = window.commit(&token, start + second);
            }
        }
        due %= lifetime;
    }
    let occupancy = window.occupancy(start + seconds - 1).expect("a time in range");
    (window.counters(), occupancy.live)
}

fn any_keys() -> impl Iterator<Item = DedupKey> {
    (0_u128..).map(|number| DedupKey::from_bytes(number.to_le_bytes()))
}

/// Those that a window under the key of zeros would have in a 64th of its buckets.
fn aimed_keys() -> impl Iterator<Item = DedupKey> {
    any_keys().filter(|key| {
        let mut hasher = SipHasher24::new_with_key(&[0; 16]);
        hasher.write(key.as_bytes());
        // The second word chooses the first bucket.
        hasher.finish128().h1 >> 58 == 0
    })
}

//! Prints how long the window takes beside a hash map, and a whole delivery beside a bare HMAC of it.

#![allow(clippy::expect_used, reason = "a benchmark that cannot start should stop")]

use hookseal_bench::{Contender, Delivery, STRIPE_SECRET, interleave, ours, peers, windows};

const ROUNDS: usize = 401;
const SLOTS: usize = 1 << 20;

fn main() {
    println!("| window | ours, ns | peer | peer, ns | ratio | target |");
    println!("|---|---:|---|---:|---:|---|");
    let event = Delivery::stripe();
    let bare = || peers::bare(&event, STRIPE_SECRET);
    print("Claim + commit, 2²⁰ slots", windows::claim_and_commit(SLOTS), windows::hash_map(SLOTS), "≤ 1.60 ×");
    print("Claim + commit, 2¹⁰ slots", windows::claim_and_commit(1 << 10), windows::hash_map(1 << 10), "");
    print("Duplicate, 2²⁰ slots", windows::duplicate(SLOTS), windows::hash_map(SLOTS), "");
    print("Stripe event, verify to commit, 2¹⁰ slots", ours::stripe_whole(&event, 1 << 10), bare(), "≤ 2.20 ×");
    print("Stripe event, verify to commit, 2²⁰ slots", ours::stripe_whole(&event, SLOTS), bare(), "");
    print("Stripe event, verify alone", ours::stripe(&event), bare(), "");
    println!("\nMedians of {ROUNDS} interleaved rounds; ratios are medians of the rounds' own ratios.");
}

fn print(what: &str, mut ours: Contender, mut peer: Contender, target: &str) {
    let measured = interleave(&mut ours, &mut peer, ROUNDS);
    let (name, ratio) = (peer.name, measured.ratio);
    println!("| {what} | {:.0} | {name} | {:.0} | {ratio:.3} × | {target} |", measured.ours, measured.peer);
}

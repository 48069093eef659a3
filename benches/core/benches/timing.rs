//! Asks whether the duration of a refusal depends on the tag, or on the key. With `--check` it fails where it
//! does, or where the test could not have told.

#![allow(clippy::expect_used, reason = "a benchmark that cannot start should stop")]

use core::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use hmac::{Hmac, KeyInit as _, Mac as _};
use hookseal_bench::welch::{THRESHOLD, largest_t};
use hookseal_core::{DedupBy, KeyFormat, Keyring, Request, Verifier, providers};
use sha2::Sha256;

const BATCHES: usize = 10_000;
const BATCH: usize = 64;
const SKIPPED: usize = 4;
const BODY: &[u8; 64] = br#"{"action":"opened","number":2,"id":"72d3162e-cc78-11e3-81ab-4c"}"#;
const KEY: [u8; 32] = *b"a key as good as any random one.";

/// What one measurement is made of: a key, and a tag that is wrong under it.
struct Trial {
    key: [u8; 32],
    tag: [u8; 32],
}

/// One trial of each class.
type Classes = fn(&mut Random) -> [Trial; 2];
type Collect = fn(Classes) -> Vec<(bool, u64)>;

fn main() -> ExitCode {
    let is_check = std::env::args().any(|argument| argument == "--check");
    let tests: [(&str, Collect, Classes, bool); 6] = [
        ("verify: first byte wrong, last byte wrong", verify, first_or_last, false),
        ("verify: first byte wrong, random tags", verify, first_or_random, false),
        ("verify: last byte wrong, random tags", verify, last_or_random, false),
        ("verify: one key, random keys", verify, one_key_or_random, false),
        ("control that stops early: first byte wrong, last byte wrong", leak, first_or_last, true),
        ("control that stops early: last byte wrong, random tags", leak, last_or_random, true),
    ];
    println!("| classes | largest t | of measurements | verdict |");
    println!("|---|---:|---:|---|");
    let mut failed = 0;
    for (name, collect, classes, is_control) in tests {
        let (t, count) = largest_t(&collect(classes));
        let is_leaking = t > THRESHOLD;
        let verdict = match (is_leaking, is_control) {
            (false, false) => "no difference found",
            (true, true) => "differs, as it should",
            (true, false) => "**differs**",
            (false, true) => "**not told apart: the test has no power here**",
        };
        failed += usize::from(is_leaking != is_control);
        println!("| {name} | {t:.1} | {count} | {verdict} |");
    }
    println!("\nWelch's t, the largest of 101 crops of the slowest; durations differ above {THRESHOLD}.");
    if is_check && failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The core's whole way, from the request to the refusal.
fn verify(classes: Classes) -> Vec<(bool, u64)> {
    let prepare = |trial: &Trial| {
        let keyring = Keyring::new(KeyFormat::Utf8, &[&hex(&trial.key)]).expect("a key");
        let mut verifier = Verifier::new(&providers::GITHUB, keyring).expect("a valid scheme");
        verifier.set_dedup(DedupBy::None).expect("any scheme can do without");
        let mut value = [0; 71];
        let text = b"sha256=".iter().copied().chain(hex(&trial.tag));
        value.iter_mut().zip(text).for_each(|(to, from)| *to = from);
        (verifier, [("X-Hub-Signature-256", value)])
    };
    collect(classes, prepare, |(verifier, headers)| {
        verifier.verify(&Request::new(headers, 1_700_000_000), black_box(BODY)).is_ok()
    })
}

/// A bare HMAC, and a comparison that stops at the first byte that differs.
fn leak(classes: Classes) -> Vec<(bool, u64)> {
    let prepare = |trial: &Trial| (keyed(&trial.key), trial.tag);
    collect(classes, prepare, |(state, tag)| {
        let expected = state.clone().chain_update(black_box(BODY)).finalize().into_bytes();
        expected.iter().zip(tag).all(|(expected, given)| black_box(expected == given))
    })
}

/// Measures refusals, each of a class drawn anew.
///
/// What they are given is made in advance, some at a time: how it was made would otherwise still show in caches
/// and branch predictors.
fn collect<T>(classes: Classes, prepare: impl Fn(&Trial) -> T, is_accepted: impl Fn(&T) -> bool) -> Vec<(bool, u64)> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut measurements = Vec::with_capacity(BATCHES * BATCH);
    for _ in 0..BATCHES {
        let mut draw = || {
            let [zero, one] = classes(&mut random);
            let class = random.next() & 1 == 1;
            (class, prepare(if class { &one } else { &zero }))
        };
        let batch: Vec<_> = (0..BATCH).map(|_| draw()).collect();
        let measured = batch.iter().map(|(class, given)| (*class, nanos(|| is_accepted(black_box(given)))));
        // The first ones meet what preparing left behind.
        measurements.extend(measured.skip(SKIPPED));
    }
    measurements
}

fn nanos(is_accepted: impl Fn() -> bool) -> u64 {
    let start = Instant::now();
    let is_accepted = black_box(is_accepted());
    let elapsed = start.elapsed();
    assert!(!is_accepted, "every tag is wrong");
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

// Every tag is as random as every other: decoding reads the sender's own text, and may take what it takes. What
// differs is how much of a tag is right.

fn first_or_last(random: &mut Random) -> [Trial; 2] {
    [wrong_at(0, random), wrong_at(31, random)]
}

fn first_or_random(random: &mut Random) -> [Trial; 2] {
    [wrong_at(0, random), Trial { key: random.bytes(), tag: random.bytes() }]
}

fn last_or_random(random: &mut Random) -> [Trial; 2] {
    [wrong_at(31, random), Trial { key: random.bytes(), tag: random.bytes() }]
}

fn one_key_or_random(random: &mut Random) -> [Trial; 2] {
    [Trial { key: KEY, tag: random.bytes() }, Trial { key: random.bytes(), tag: random.bytes() }]
}

fn wrong_at(index: usize, random: &mut Random) -> Trial {
    let key = random.bytes();
    let mut tag: [u8; 32] = keyed(&key).chain_update(BODY).finalize().into_bytes().into();
    tag.iter_mut().skip(index).take(1).for_each(|byte| *byte ^= 0x55);
    Trial { key, tag }
}

/// Keys are random bytes, secrets are text: the core and the reference are keyed with the same digits.
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(&hex(key)).expect("HMAC takes keys of any length")
}

fn hex(bytes: &[u8; 32]) -> [u8; 64] {
    let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' + value - 10 };
    let mut text = [0; 64];
    let digits = bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)]);
    text.iter_mut().zip(digits).for_each(|(to, from)| *to = from);
    text
}

/// Sebastiano Vigna's `SplitMix64`: the same classes in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.as_chunks_mut::<8>().0.iter_mut().for_each(|chunk| *chunk = self.next().to_le_bytes());
        bytes
    }
}

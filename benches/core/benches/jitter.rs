//! Prints how hard ten thousand deliveries that failed together come back, under each jitter.
//!
//! The schedule is 3, 6, 12 … minutes, ten retries, at most 24 h apart; every retry fails. A wave is the n-th retry
//! of all; its peak is the most arrivals in one second. Each delivery's delays are its own, so a second of one wave may
//! hold retries of another: the waves are counted apart.

#![allow(clippy::expect_used, clippy::cast_precision_loss, reason = "a benchmark that cannot start should stop")]

use std::collections::HashMap;

use hookseal_core::retry::{Answer, Jitter, RetrySchedule, Verdict};

const DELIVERIES: u64 = 10_000;
const MINUTE: u64 = 60_000;
const WAVES: [u32; 4] = [1, 2, 3, 7];

fn main() {
    println!("| jitter | wave 1 | wave 2 | wave 3 | wave 7 | mean span, h | shortest | longest |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    let rows = [
        ("none", Jitter::None),
        ("± 20 %", Jitter::Proportional(20)),
        ("full", Jitter::Full),
        ("± 50 %, the default", Jitter::Proportional(50)),
    ];
    for (name, jitter) in rows {
        let schedule = RetrySchedule::exponential(3 * MINUTE, 2, 24 * 60 * MINUTE, 10).expect("a schedule");
        let (peaks, spans) = storm(&schedule.with_jitter(jitter).expect("a jitter"));
        let hours = |ms: u64| ms as f64 / (60 * MINUTE) as f64;
        let mean = hours(spans.iter().sum::<u64>()) / spans.len() as f64;
        let (shortest, longest) = (spans.iter().min().copied(), spans.iter().max().copied());
        println!(
            "| {name} | {} | {mean:.1} | {:.1} | {:.1} |",
            peaks.map(|peak| peak.to_string()).join(" | "),
            hours(shortest.unwrap_or(0)),
            hours(longest.unwrap_or(0))
        );
    }
}

/// The peak of each wave, in deliveries a second, and each delivery's whole span in milliseconds.
fn storm(schedule: &RetrySchedule<'_>) -> ([u64; 4], Vec<u64>) {
    let mut arrivals: HashMap<(u32, u64), u64> = HashMap::new();
    let mut spans = Vec::new();
    for delivery in 0..DELIVERIES {
        let event = u128::from(delivery).to_le_bytes();
        let mut elapsed = 0;
        for attempt in 1.. {
            let Verdict::RetryIn { ms } = schedule.next(attempt, elapsed, Answer::Status(503), None, &[7; 16], &event)
            else {
                break;
            };
            elapsed += ms;
            *arrivals.entry((attempt, elapsed / 1000)).or_default() += 1;
        }
        spans.push(elapsed);
    }
    let peak = |wave| arrivals.iter().filter(|((of, _), _)| *of == wave).map(|(_, count)| *count).max().unwrap_or(0);
    (WAVES.map(peak), spans)
}

//! Pairs measured side by side, round by round, so that a busy machine slows both.

use core::time::Duration;

use crate::contender::Contender;

/// How long each side of a round runs, at least once.
const SLICE: Duration = Duration::from_micros(600);

/// Medians over the rounds.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Of ours, in nanoseconds a verification.
    pub ours: f64,
    /// Of the peer's.
    pub peer: f64,
    /// Of the ratio of ours to the peer's within a round.
    pub ratio: f64,
}

/// Measures both in `rounds` interleaved rounds; who goes first alternates.
#[must_use]
pub fn interleave(ours: &mut Contender, peer: &mut Contender, rounds: usize) -> Measured {
    let (ours_times, peer_times) = (times_in_slice(ours), times_in_slice(peer));
    let mut pairs = Vec::with_capacity(rounds);
    for round in 0..rounds {
        let pair = if round % 2 == 0 {
            let first = nanos_each(ours, ours_times);
            (first, nanos_each(peer, peer_times))
        } else {
            let first = nanos_each(peer, peer_times);
            (nanos_each(ours, ours_times), first)
        };
        pairs.push(pair);
    }
    Measured {
        ours: median(pairs.iter().map(|(ours, _)| *ours)),
        peer: median(pairs.iter().map(|(_, peer)| *peer)),
        ratio: median(pairs.iter().map(|(ours, peer)| ours / peer)),
    }
}

/// How often `contender` verifies in a slice. Also warms it up.
fn times_in_slice(contender: &mut Contender) -> u64 {
    let mut times = 1;
    while contender.run(times) < SLICE {
        times *= 2;
    }
    times
}

#[allow(clippy::cast_precision_loss, reason = "counts and nanoseconds far below 2^52")]
fn nanos_each(contender: &mut Contender, times: u64) -> f64 {
    contender.run(times).as_nanos() as f64 / times as f64
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

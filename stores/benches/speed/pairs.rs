//! Pairs measured side by side, round by round.

use std::time::Instant;

pub const ROUNDS: usize = 41;
const CALLS: u32 = 60;

pub type Side<'s> = Box<dyn FnMut() + 's>;

/// Microseconds a call.
fn time(side: &mut Side<'_>) -> f64 {
    let start = Instant::now();
    (0..CALLS).for_each(|_| side());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap()
}

pub fn print(what: &str, mut ours: Side<'_>, name: &str, mut peer: Side<'_>) {
    _ = (time(&mut ours), time(&mut peer));
    let pairs: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|round| {
            if round % 2 == 0 {
                let first = time(&mut ours);
                (first, time(&mut peer))
            } else {
                let first = time(&mut peer);
                (time(&mut ours), first)
            }
        })
        .collect();
    let (our, peers) = (median(pairs.iter().map(|pair| pair.0)), median(pairs.iter().map(|pair| pair.1)));
    let ratio = median(pairs.iter().map(|(ours, peer)| ours / peer));
    println!("| {what} | {our:.0} | {name} | {peers:.0} | {ratio:.2} × |");
}

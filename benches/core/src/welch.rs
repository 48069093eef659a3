//! Do two classes of inputs take equally long? Welch's t-test, as dudect does it (Oscar Reparaz, Josep Balasch,
//! Ingrid Verbauwhede, "Dude, is my code constant time?", 2017).

/// Above this, dudect says that the durations differ: a t value that noise does not reach.
pub const THRESHOLD: f64 = 10.0;
/// How many thresholds the slowest measurements are cropped at, each in its own test.
const CROPS: i32 = 100;
/// How many measurements a class needs for a test to count.
const ENOUGH: f64 = 10_000.0;

/// The largest t value over all crops, and how many measurements it rests on.
///
/// Each measurement is its class and its duration in nanoseconds. Interrupts and other programs only ever make
/// a measurement slower, so tests without the slowest ones see smaller differences.
#[must_use]
pub fn largest_t(measurements: &[(bool, u64)]) -> (f64, usize) {
    let mut sorted: Vec<u64> = measurements.iter().map(|(_, nanos)| *nanos).collect();
    sorted.sort_unstable();
    // dudect's crops: dense where most measurements are.
    let crops = (1..=CROPS).map(|crop| 1.0 - 0.5_f64.powf(10.0 * f64::from(crop) / f64::from(CROPS)));
    let limits = crops.map(|part| quantile(&sorted, part)).chain([u64::MAX]);
    let tests = limits.filter_map(|limit| {
        let mut classes = [Class::default(); 2];
        for (class, nanos) in measurements.iter().filter(|(_, nanos)| *nanos < limit) {
            let [zero, one] = &mut classes;
            if *class { one } else { zero }.push(*nanos);
        }
        let [zero, one] = classes;
        (zero.count >= ENOUGH && one.count >= ENOUGH).then(|| (zero.t(one), zero.count + one.count))
    });
    let (t, count) = tests.fold((0.0, 0.0), |largest, test| if test.0 > largest.0 { test } else { largest });
    (t, rounded(count))
}

/// Mean and variance as values come (Welford's method).
#[derive(Clone, Copy, Default)]
struct Class {
    count: f64,
    mean: f64,
    /// The sum of the squared distances from the mean.
    squares: f64,
}

impl Class {
    #[allow(clippy::cast_precision_loss, reason = "durations far below 2^52 ns")]
    fn push(&mut self, nanos: u64) {
        let value = nanos as f64;
        self.count += 1.0;
        let distance = value - self.mean;
        self.mean += distance / self.count;
        self.squares += distance * (value - self.mean);
    }

    /// The size of Welch's t.
    fn t(self, other: Self) -> f64 {
        let error = |class: Self| class.squares / (class.count - 1.0) / class.count;
        let spread = (error(self) + error(other)).sqrt();
        if spread > 0.0 { ((self.mean - other.mean) / spread).abs() } else { 0.0 }
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index, from a part of one between 0 and 1"
)]
fn quantile(sorted: &[u64], part: f64) -> u64 {
    sorted.get((sorted.len() as f64 * part) as usize).copied().unwrap_or(u64::MAX)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
const fn rounded(count: f64) -> usize {
    count as usize
}

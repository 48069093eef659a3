//! Something that verifies one delivery, and how long it takes.

use core::fmt;
use core::hint::black_box;
use core::time::Duration;
use std::time::Instant;

/// Verifies one delivery again and again.
pub struct Contender {
    /// What the tables call it.
    pub name: &'static str,
    run: Box<dyn FnMut(u64) -> Duration>,
}

impl Contender {
    /// A contender that has shown once that it accepts its delivery.
    ///
    /// `verify` sees to it that the compiler knows nothing of what it is given.
    pub fn new<T, E: fmt::Debug>(name: &'static str, mut verify: impl FnMut() -> Result<T, E> + 'static) -> Self {
        verify().expect("a contender accepts its delivery");
        let run = move |times| {
            let start = Instant::now();
            for _ in 0..times {
                // What it found counts as used; a contender that gave up is no measurement.
                black_box(&verify());
            }
            start.elapsed()
        };
        Self { name, run: Box::new(run) }
    }

    /// The same, called otherwise.
    #[must_use]
    pub fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// How long it takes to verify `times` times.
    pub fn run(&mut self, times: u64) -> Duration {
        (self.run)(times)
    }
}

impl fmt::Debug for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contender").field("name", &self.name).finish_non_exhaustive()
    }
}

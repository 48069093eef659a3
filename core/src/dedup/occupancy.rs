//! How full a window is.

use super::bucket::{Bucket, SLOTS};
use super::record::State;
use super::window::DedupWindow;
use crate::error::Error;

/// Buckets that an estimate looks at.
const SAMPLE: usize = 64;

/// What is in a window at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occupancy {
    /// Records that it can hold at most.
    pub capacity: usize,
    /// Records that live: the sum of the next four.
    pub live: usize,
    /// Records whose lease runs or has lapsed, for a handler or a dead-letter sink.
    pub in_flight: usize,
    /// Records released for a further attempt.
    pub released: usize,
    /// Events processed.
    pub done: usize,
    /// Dead letters.
    pub dead: usize,
    /// Seconds since the oldest live record was claimed.
    pub oldest: Option<u32>,
}

impl DedupWindow<'_> {
    /// Counts what is in the window, slot by slot. Nothing is written.
    ///
    /// # Errors
    /// [`Error::ClockRange`] as [`claim`](Self::claim).
    pub fn occupancy(&self, now: u64) -> Result<Occupancy, Error> {
        let t = self.seconds(now)?;
        let mut counts = Occupancy { capacity: self.capacity(), ..Occupancy::default() };
        for slot in self.buckets.iter().flat_map(Bucket::slots) {
            let exp = slot.exp.get();
            if t >= exp {
                continue;
            }
            let count = match slot.meta().state {
                State::Empty => continue,
                State::InFlight | State::Burying => &mut counts.in_flight,
                State::Released => &mut counts.released,
                State::Done => &mut counts.done,
                State::Dead => &mut counts.dead,
            };
            *count += 1;
            counts.live += 1;
            let age = t.saturating_sub(self.claimed_at(exp));
            counts.oldest = Some(counts.oldest.map_or(age, |oldest| oldest.max(age)));
        }
        Ok(counts)
    }

    /// How full it is, in percent, from a sample of up to 1,024 slots all over it: right within a few percent.
    ///
    /// # Errors
    /// [`Error::ClockRange`] as [`claim`](Self::claim).
    pub fn load(&self, now: u64) -> Result<u8, Error> {
        let t = self.seconds(now)?;
        let step = self.buckets.len().div_ceil(SAMPLE).max(1);
        let sample = self.buckets.iter().step_by(step);
        let slots = sample.len() * SLOTS;
        let live = sample
            .flat_map(Bucket::slots)
            .filter(|slot| slot.meta().state != State::Empty && t < slot.exp.get())
            .count();
        Ok(u8::try_from((live * 100).checked_div(slots).unwrap_or(0)).unwrap_or(100))
    }
}

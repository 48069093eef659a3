//! Room for a new record.

use super::bucket::Bucket;
use super::config::FullPolicy;
use super::counters::Counter;
use super::fingerprint::Fingerprint;
use super::record::{Slot, State};
use super::window::{DedupWindow, live_until};

/// Finished records that may be looked at to find one that can move.
const RELOCATIONS: usize = 8;

/// Where a new record can go.
pub(super) enum Room<'m> {
    Slot(Slot<'m>),
    None {
        /// When the first record in the way ends.
        until: u32,
    },
}

impl<'m> DedupWindow<'m> {
    /// Finds room for a record: in the emptier of its buckets, else by moving a finished record to the other bucket
    /// that it may be in, else by forgetting one where the policy says so. Never a record in flight or released.
    pub(super) fn room(&mut self, fingerprint: &Fingerprint, t: u32) -> Room<'m> {
        let places = self.places(fingerprint);
        if let Some(slot) = self.free(places, t) {
            return Room::Slot(slot);
        }
        let slots = || places.into_iter().flatten().flat_map(Bucket::slots);
        if let Some(slot) = slots().filter(is_finished).take(RELOCATIONS).find(|slot| self.relocate(slot, t)) {
            self.count(Counter::Relocated);
            return Room::Slot(slot);
        }
        if let FullPolicy::EvictDone { min_age } = self.settings.full {
            let oldest = slots().filter(|slot| slot.meta().state == State::Done).min_by_key(|slot| slot.exp.get());
            if let Some(slot) = oldest.filter(|slot| t.saturating_sub(self.claimed_at(slot.exp.get())) >= min_age) {
                self.count(Counter::Evicted);
                return Room::Slot(slot);
            }
        }
        Room::None { until: slots().map(|slot| slot.exp.get()).min().unwrap_or(t) }
    }

    /// A slot that holds nothing live, in the bucket that has more of them. Slots never used tell so in one cache
    /// line, and are looked for first.
    fn free(&self, places: [Option<&'m Bucket>; 2], t: u32) -> Option<Slot<'m>> {
        let latest = self.latest(t);
        emptier(places, |slot| slot.meta().state == State::Empty)
            .or_else(|| emptier(places, |slot| live_until(slot, latest) <= t))
    }

    /// Copies a finished record to the other bucket that it may be in. It is in both until its slot is used again, or
    /// for good if the process dies: look-ups know.
    fn relocate(&self, slot: &Slot<'m>, t: u32) -> bool {
        let (fingerprint, spare) = slot.stored_fingerprint();
        let other = self.places(&fingerprint).into_iter().filter(|bucket| {
            bucket.is_some_and(|bucket| !bucket.slots().any(|own| core::ptr::eq(own.meta, slot.meta)))
        });
        let Some(free) = other.flatten().find_map(|bucket| self.free([Some(bucket), None], t)) else { return false };
        free.fill(slot.meta(), slot.exp.get(), &fingerprint, spare);
        true
    }
}

fn is_finished(slot: &Slot<'_>) -> bool {
    slot.meta().state.is_finished()
}

/// The first slot that `is_free` in the bucket that has more such slots.
fn emptier<'m>(places: [Option<&'m Bucket>; 2], is_free: impl Fn(&Slot<'m>) -> bool) -> Option<Slot<'m>> {
    let mut best = (0, None);
    for bucket in places.into_iter().flatten() {
        let mut free = (0, None);
        for slot in bucket.slots().filter(&is_free) {
            free = (free.0 + 1, free.1.or(Some(slot)));
        }
        if free.0 > best.0 {
            best = free;
        }
    }
    best.1
}

//! Room for a new record.

use super::bucket::{Bucket, Set};
use super::config::FullPolicy;
use super::counters::Counter;
use super::fingerprint::Fingerprint;
use super::record::{Slot, State};
use super::window::DedupWindow;

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
        if let Some(slot) = slots().filter(is_finished).find(|slot| self.relocate(slot, t)) {
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
        emptier(places, Bucket::empty).or_else(|| {
            places.into_iter().flatten().for_each(|bucket| bucket.bring_back(self.latest(t)));
            emptier(places, |bucket| bucket.ended(t))
        })
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

/// The first free slot of the bucket that has more of them.
fn emptier<'m>(places: [Option<&'m Bucket>; 2], free: impl Fn(&Bucket) -> Set) -> Option<Slot<'m>> {
    let sets = places.into_iter().flatten().map(|bucket| (bucket, free(bucket)));
    let (bucket, set) = sets.rev().max_by_key(|(_, set)| set.len())?;
    bucket.chosen(set).next()
}

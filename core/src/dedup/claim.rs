//! Claiming an event.

use super::answer::Claim;
use super::config::{ATTEMPTS_MAX, FullPolicy};
use super::counters::Counter;
use super::fingerprint::Fingerprint;
use super::key::DedupKey;
use super::record::{GENERATION_BITS, Lease, Meta, State};
use super::room::Room;
use super::window::{DedupWindow, Found};
use crate::error::Error;

impl DedupWindow<'_> {
    /// Claims an event at `now`, in Unix seconds.
    ///
    /// # Errors
    /// [`Error::ClockRange`] where `now` is before the epoch or over 2³² s less a lifetime after it.
    pub fn claim(&mut self, key: &DedupKey, now: u64) -> Result<Claim, Error> {
        let t = self.seconds(now)?;
        let fingerprint = self.fingerprint(key);
        let look_up = self.look_up(fingerprint, t);
        if let Some(found) = look_up.live {
            return Ok(self.claim_again(&fingerprint, found, t));
        }
        if look_up.is_stale {
            self.clear_stale(fingerprint, t);
        }
        Ok(self.claim_first(&fingerprint, t))
    }

    fn claim_first(&mut self, fingerprint: &Fingerprint, t: u32) -> Claim {
        match self.room(fingerprint, t) {
            Room::Slot(slot) => {
                let lease = Lease { generation: self.next_generation(), attempt: 1 };
                let meta = Meta::new(State::InFlight, lease, fingerprint.tag());
                slot.fill(meta, self.end_of_life(t), fingerprint, lease.high());
                Claim::Claimed { token: self.token(fingerprint, lease), attempt: 1 }
            }
            Room::None { .. } if self.settings.full == FullPolicy::Unguarded => {
                self.count(Counter::Unguarded);
                Claim::Unguarded
            }
            Room::None { until } => {
                self.count(Counter::Refused);
                Claim::Full { retry_after: wait(t, until) }
            }
        }
    }

    fn claim_again(&mut self, fingerprint: &Fingerprint, found: Found<'_>, t: u32) -> Claim {
        let held_until = match found.meta.state {
            State::Done => {
                self.refresh(found, t);
                self.count(Counter::DuplicateDone);
                return Claim::Done;
            }
            State::Dead => {
                self.refresh(found, t);
                self.count(Counter::DuplicateDead);
                return Claim::Dead { attempt: found.meta.attempt.max(1) };
            }
            State::InFlight | State::Burying => self.lease_end(found.exp),
            State::Released | State::Empty => self.claimed_at(found.exp).saturating_add(found.spare),
        };
        if t < held_until {
            self.count(Counter::DuplicateInFlight);
            return Claim::InFlight { retry_after: wait(t, held_until) };
        }
        if found.meta.state != State::Released {
            self.count(Counter::Reclaimed);
        }
        self.take_over(fingerprint, found, t)
    }

    /// Gives a record to its next owner. The attempt is raised first and the lease begins last: a death in between
    /// has used an attempt up, and left a lease to nobody that is no longer than the last owner's.
    fn take_over(&mut self, fingerprint: &Fingerprint, found: Found<'_>, t: u32) -> Claim {
        let made = found.meta.attempt.max(1);
        let is_exhausted = self.settings.max_attempts.is_some_and(|most| made >= most);
        let (state, attempt) =
            if is_exhausted { (State::Burying, made) } else { (State::InFlight, (made + 1).min(ATTEMPTS_MAX)) };
        let lease = Lease { generation: self.next_generation(), attempt };
        found.slot.set_meta(Meta::new(state, lease, fingerprint.tag()));
        found.slot.set_spare(fingerprint, lease.high());
        found.slot.exp.set(self.end_of_life(t));
        let token = self.token(fingerprint, lease);
        if is_exhausted { Claim::Exhausted { token, attempt } } else { Claim::Claimed { token, attempt } }
    }

    /// A duplicate of a finished event starts its lifetime again in a sliding window; never an earlier one.
    fn refresh(&self, found: Found<'_>, t: u32) {
        if self.settings.identity.is_sliding && found.exp < self.end_of_life(t) {
            found.slot.exp.set(self.end_of_life(t));
        }
    }

    /// Counted before the record is written, so that no two leases of one event have the same number even when a
    /// process dies in between.
    #[expect(clippy::cast_possible_truncation, reason = "the lower bits of the count")]
    fn next_generation(&self) -> u32 {
        self.header.tally.add(Counter::Claimed) as u32 & ((1 << GENERATION_BITS) - 1)
    }

    pub(super) fn count(&self, counter: Counter) {
        self.header.tally.add(counter);
    }
}

/// Seconds from `t` to `until`, at least 1.
const fn wait(t: u32, until: u32) -> u32 {
    match until.saturating_sub(t) {
        0 => 1,
        seconds => seconds,
    }
}

//! What the owner of a claim, or an operator, does with it.

use super::answer::{Forgotten, Settled};
use super::counters::Counter;
use super::fingerprint::Fingerprint;
use super::key::DedupKey;
use super::record::{Lease, Meta, State};
use super::room::Room;
use super::token::Token;
use super::window::{DedupWindow, Found};
use crate::error::Error;

/// The furthest ahead, in seconds, that a release can put the next attempt.
pub const NOT_BEFORE_MAX: u32 = 300;

/// Seconds after the claim that a `not_before` can be written for.
const DELAY_MAX: u32 = (1 << super::fingerprint::TAG_BITS) - 1;

/// How a record stands to a token.
enum Standing {
    /// Held by this claim, and whether its lease runs.
    Held { is_running: bool },
    /// Released by this claim, and not taken since.
    Released,
    /// Committed or buried by this claim.
    Finished,
    /// Somebody else's by now.
    Stolen,
}

impl DedupWindow<'_> {
    /// Records that the event was processed. Do it before the answer is sent.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for a token of another window; [`Error::ClockRange`] as [`claim`](Self::claim).
    pub fn commit(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
        let settled = self.finish(token, State::Done, now)?;
        self.count(match settled {
            Settled::Ok => Counter::Committed,
            Settled::Late => Counter::CommitLate,
            Settled::AlreadyDone => Counter::CommitAlready,
            Settled::Stolen => Counter::CommitStolen,
        });
        Ok(settled)
    }

    /// Records that the dead-letter sink took the event: it is not processed again.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn bury(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
        let settled = self.finish(token, State::Dead, now)?;
        self.count(match settled {
            Settled::Ok => Counter::Buried,
            Settled::Late => Counter::CommitLate,
            Settled::AlreadyDone => Counter::CommitAlready,
            Settled::Stolen => Counter::CommitStolen,
        });
        Ok(settled)
    }

    /// Gives a claim back after a failure: the event can be claimed again from `not_before` seconds on. The first
    /// release counts.
    ///
    /// A `not_before` is kept up to 2¹⁸ − 1 s after the claim, which no lease is longer than.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] where `not_before` is over [`NOT_BEFORE_MAX`]; else as [`commit`](Self::commit).
    pub fn release(&mut self, token: &Token, now: u64, not_before: u32) -> Result<Settled, Error> {
        if not_before > NOT_BEFORE_MAX {
            return Err(Error::ArgumentInvalid);
        }
        let (fingerprint, lease) = self.open_token(token)?;
        let t = self.seconds(now)?;
        let Some(found) = self.find(fingerprint, t) else { return Ok(Settled::Late) };
        Ok(match self.standing(lease, found, t) {
            Standing::Held { is_running } => {
                let delay = t.saturating_add(not_before).saturating_sub(self.claimed_at(found.exp)).min(DELAY_MAX);
                // In this order: a death in between leaves a lease to nobody, never a wrong `not_before`.
                found.slot.set_spare(&fingerprint, delay);
                found.slot.set_meta(found.meta.with_state(State::Released));
                self.count(Counter::Released);
                in_time(is_running)
            }
            Standing::Released => Settled::Ok,
            Standing::Finished => Settled::AlreadyDone,
            Standing::Stolen => Settled::Stolen,
        })
    }

    /// Starts the lease, and the record's lifetime, again.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn renew(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
        let (fingerprint, lease) = self.open_token(token)?;
        let t = self.seconds(now)?;
        let Some(found) = self.find(fingerprint, t) else { return Ok(Settled::Late) };
        Ok(match self.standing(lease, found, t) {
            Standing::Held { is_running } => {
                found.slot.exp.set(self.end_of_life(t));
                in_time(is_running)
            }
            Standing::Finished => Settled::AlreadyDone,
            Standing::Released | Standing::Stolen => Settled::Stolen,
        })
    }

    /// Forgets an event unless its lease runs, so that its next delivery is processed as a first one.
    ///
    /// # Errors
    /// [`Error::ClockRange`] as [`claim`](Self::claim).
    pub fn forget(&mut self, key: &DedupKey, now: u64) -> Result<Forgotten, Error> {
        let t = self.seconds(now)?;
        let fingerprint = self.fingerprint(key);
        match self.find(fingerprint, t) {
            None => Ok(Forgotten::Absent),
            Some(found)
                if matches!(found.meta.state, State::InFlight | State::Burying) && t < self.lease_end(found.exp) =>
            {
                Ok(Forgotten::InFlight)
            }
            Some(_) => {
                self.matches(fingerprint, t).for_each(|copy| copy.slot.clear());
                Ok(Forgotten::Forgotten)
            }
        }
    }

    fn finish(&mut self, token: &Token, state: State, now: u64) -> Result<Settled, Error> {
        let (fingerprint, lease) = self.open_token(token)?;
        let t = self.seconds(now)?;
        let Some(found) = self.find(fingerprint, t) else {
            self.record_late(&fingerprint, lease, state, t);
            return Ok(Settled::Late);
        };
        Ok(match self.standing(lease, found, t) {
            Standing::Held { is_running } => {
                found.slot.set_meta(found.meta.with_state(state));
                in_time(is_running)
            }
            Standing::Released => {
                // In this order: a death in between leaves the record finished, by nobody's token.
                found.slot.set_meta(found.meta.with_state(state));
                found.slot.set_spare(&fingerprint, lease.high());
                Settled::Late
            }
            Standing::Finished => Settled::AlreadyDone,
            Standing::Stolen => Settled::Stolen,
        })
    }

    fn record_late(&mut self, fingerprint: &Fingerprint, lease: Lease, state: State, t: u32) {
        self.clear_stale(*fingerprint, t);
        match self.room(fingerprint, t) {
            Room::Slot(slot) => {
                let meta = Meta::new(state, lease, fingerprint.tag());
                slot.fill(meta, self.end_of_life(t), fingerprint, lease.high());
            }
            Room::None { .. } => self.count(Counter::Unrecorded),
        }
    }

    fn standing(&self, lease: Lease, found: Found<'_>, t: u32) -> Standing {
        let is_mine = found.meta.lease(found.spare) == lease;
        match found.meta.state {
            State::InFlight | State::Burying if is_mine => Standing::Held { is_running: t < self.lease_end(found.exp) },
            State::Done | State::Dead if is_mine => Standing::Finished,
            State::Released if lease.released_as(found.meta) => Standing::Released,
            State::InFlight | State::Burying | State::Done | State::Dead | State::Released | State::Empty => {
                Standing::Stolen
            }
        }
    }
}

const fn in_time(is_running: bool) -> Settled {
    if is_running { Settled::Ok } else { Settled::Late }
}

//! The contract as one would write it down first: a map of records, and nothing clever.

use std::collections::HashMap;

use hookseal_core::dedup::{Claim, Counters, Forgotten, Settled, Token, WindowConfig};
use hookseal_core::{DedupKey, Error};

use super::engine::Counting;

/// One call of a random script.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    Claim(u8),
    Forget(u8),
    Commit(usize),
    Bury(usize),
    Release(usize, u32),
    Renew(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Held { is_burying: bool },
    Released { not_before: u64 },
    Done,
    Dead,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    state: State,
    attempt: u8,
    lease: usize,
    claimed: u64,
}

/// Its leases are numbered as they were given; a number stands for the token that the engine gave.
pub struct Model {
    config: WindowConfig,
    records: HashMap<u8, Record>,
    leases: Vec<(u8, u8, Token)>,
    counters: Counters,
    /// How many live events there may be before an engine may run out of room, and at how many it must.
    pub room: (usize, usize),
}

pub fn key(event: u8) -> DedupKey {
    DedupKey::from_bytes([event; 16])
}

impl Model {
    pub fn new(config: WindowConfig, room: (usize, usize)) -> Self {
        Self { config, records: HashMap::new(), leases: Vec::new(), counters: Counters::default(), room }
    }

    /// Makes the call on the engine, and fails where the answer is not the contract's.
    pub fn check(&mut self, engine: &mut impl Counting, call: Call, now: u64) {
        match call {
            Call::Claim(event) => self.claim(engine, event, now),
            Call::Forget(event) => self.forget(engine, event, now),
            Call::Release(_, not_before) if not_before > 300 => {
                let token = self.leases.first().map_or(Token::from_bytes([0; 32]), |lease| lease.2);
                assert_eq!(engine.release(&token, now, not_before), Err(Error::ArgumentInvalid));
            }
            Call::Commit(lease) | Call::Bury(lease) | Call::Release(lease, _) | Call::Renew(lease) => {
                if !self.leases.is_empty() {
                    self.settle(engine, call, lease % self.leases.len(), now);
                }
            }
        }
        assert_eq!(engine.counters(), self.counters, "after {call:?}");
    }

    /// What is live at the end must be what the engine counts.
    pub fn check_occupancy(&mut self, engine: &mut impl Counting, now: u64) {
        let occupancy = engine.occupancy(now).unwrap();
        let live: Vec<_> = self.records.values().filter(|record| now < record.claimed + self.ttl()).collect();
        let count = |is: fn(State) -> bool| live.iter().filter(|record| is(record.state)).count();
        assert_eq!(occupancy.live, live.len());
        assert_eq!(occupancy.in_flight, count(|state| matches!(state, State::Held { .. })));
        assert_eq!(occupancy.released, count(|state| matches!(state, State::Released { .. })));
        assert_eq!(occupancy.done, count(|state| state == State::Done));
        assert_eq!(occupancy.dead, count(|state| state == State::Dead));
        let oldest = live.iter().map(|record| now.saturating_sub(record.claimed)).max();
        assert_eq!(occupancy.oldest.map(u64::from), oldest);
    }

    fn ttl(&self) -> u64 {
        u64::from(self.config.ttl)
    }

    /// The live record, brought back where it lies further ahead than any good clock can have put it.
    fn live(&mut self, event: u8, now: u64) -> Option<Record> {
        let ttl = self.ttl();
        let record = self.records.get_mut(&event)?;
        if record.claimed > now + 300 {
            // The distance is what counts, and a not-before keeps its own from the claim.
            if let State::Released { not_before } = &mut record.state {
                *not_before = *not_before - record.claimed + now + 300;
            }
            record.claimed = now + 300;
        }
        (now < record.claimed + ttl).then_some(*record)
    }

    fn lease_end(&self, record: Record) -> u64 {
        record.claimed + u64::from(self.config.lease)
    }

    fn count_live(&mut self, now: u64) -> usize {
        let ttl = self.ttl();
        self.records.values().filter(|record| now < record.claimed + ttl).count()
    }

    fn claim(&mut self, engine: &mut impl Counting, event: u8, now: u64) {
        let answer = engine.claim(&key(event), now).unwrap();
        let Some(record) = self.live(event, now) else {
            let live = self.count_live(now);
            match answer {
                Claim::Claimed { token, attempt: 1 } => {
                    assert!(live < self.room.1, "claimed beyond the capacity");
                    self.grant(event, token, State::Held { is_burying: false }, 1, now);
                }
                Claim::Full { retry_after } => {
                    assert!(live >= self.room.0 && retry_after >= 1, "refused at {live}");
                    self.counters.refused += 1;
                }
                Claim::Unguarded => {
                    assert!(live >= self.room.0, "unguarded at {live}");
                    self.counters.unguarded += 1;
                }
                other => panic!("a new event: {other:?}"),
            }
            return;
        };
        let until = match record.state {
            State::Done | State::Dead => {
                if self.config.is_sliding {
                    self.records.insert(event, Record { claimed: record.claimed.max(now), ..record });
                }
                if record.state == State::Done {
                    self.counters.duplicate_done += 1;
                    assert_eq!(answer, Claim::Done);
                } else {
                    self.counters.duplicate_dead += 1;
                    assert_eq!(answer, Claim::Dead { attempt: record.attempt });
                }
                return;
            }
            State::Held { .. } => self.lease_end(record),
            State::Released { not_before } => not_before,
        };
        if now < until {
            self.counters.duplicate_in_flight += 1;
            assert_eq!(answer, Claim::InFlight { retry_after: u32::try_from(until - now).unwrap() });
            return;
        }
        if matches!(record.state, State::Held { .. }) {
            self.counters.reclaimed += 1;
        }
        match (self.config.max_attempts, answer) {
            (Some(most), Claim::Exhausted { token, attempt }) if record.attempt >= most => {
                assert_eq!(attempt, record.attempt);
                self.grant(event, token, State::Held { is_burying: true }, attempt, now);
            }
            (most, Claim::Claimed { token, attempt }) if most.is_none_or(|most| record.attempt < most) => {
                assert_eq!(attempt, (record.attempt + 1).min(15));
                self.grant(event, token, State::Held { is_burying: false }, attempt, now);
            }
            (_, other) => panic!("a takeover of {record:?}: {other:?}"),
        }
    }

    fn grant(&mut self, event: u8, token: Token, state: State, attempt: u8, now: u64) {
        assert!(self.leases.iter().all(|lease| lease.2 != token), "a token given twice");
        self.records.insert(event, Record { state, attempt, lease: self.leases.len(), claimed: now });
        self.leases.push((event, attempt, token));
        self.counters.claimed += 1;
    }

    fn forget(&mut self, engine: &mut impl Counting, event: u8, now: u64) {
        let expected = match self.live(event, now) {
            None => Forgotten::Absent,
            Some(record) if matches!(record.state, State::Held { .. }) && now < self.lease_end(record) => {
                Forgotten::InFlight
            }
            Some(_) => {
                self.records.remove(&event);
                Forgotten::Forgotten
            }
        };
        assert_eq!(engine.forget(&key(event), now), Ok(expected));
    }

    fn settle(&mut self, engine: &mut impl Counting, call: Call, lease: usize, now: u64) {
        let (event, attempt, token) = self.leases[lease];
        let before = engine.counters();
        let answer = match call {
            Call::Commit(_) => engine.commit(&token, now),
            Call::Bury(_) => engine.bury(&token, now),
            Call::Release(_, not_before) => engine.release(&token, now, not_before),
            Call::Renew(_) => engine.renew(&token, now),
            Call::Claim(_) | Call::Forget(_) => panic!("no token in {call:?}"),
        };
        let record = self.live(event, now);
        let is_mine = record.is_some_and(|record| record.lease == lease);
        let running = record.is_some_and(|record| now < self.lease_end(record));
        let finish = match call {
            Call::Commit(_) => Some(State::Done),
            Call::Bury(_) => Some(State::Dead),
            _ => None,
        };
        let in_time = if running { Settled::Ok } else { Settled::Late };
        let expected = match record.map(|record| (record, record.state)) {
            None => {
                if let Some(state) = finish {
                    if engine.counters().unrecorded == before.unrecorded {
                        self.records.insert(event, Record { state, attempt, lease, claimed: now });
                    } else {
                        assert!(self.count_live(now) >= self.room.0, "room for a late commit");
                        self.counters.unrecorded += 1;
                    }
                }
                Settled::Late
            }
            Some(_) if !is_mine => Settled::Stolen,
            Some((_, State::Done | State::Dead)) => Settled::AlreadyDone,
            Some((record, state)) => match (finish, call, state) {
                (Some(state), _, held) => {
                    self.records.insert(event, Record { state, ..record });
                    if matches!(held, State::Released { .. }) { Settled::Late } else { in_time }
                }
                (None, Call::Release(..), State::Released { .. }) => Settled::Ok,
                (None, Call::Release(_, wait), _) => {
                    let not_before = (now + u64::from(wait)).clamp(record.claimed, record.claimed + (1 << 18) - 1);
                    self.records.insert(event, Record { state: State::Released { not_before }, ..record });
                    self.counters.released += 1;
                    in_time
                }
                (None, _, State::Released { .. }) => Settled::Stolen,
                (None, _, _) => {
                    self.records.insert(event, Record { claimed: now, ..record });
                    in_time
                }
            },
        };
        assert_eq!(answer, Ok(expected), "{call:?} by {token} of {record:?} at {now}");
        if finish.is_some() {
            let counter = match (expected, call) {
                (Settled::Ok, Call::Commit(_)) => &mut self.counters.committed,
                (Settled::Ok, _) => &mut self.counters.buried,
                (Settled::Late, _) => &mut self.counters.commit_late,
                (Settled::AlreadyDone, _) => &mut self.counters.commit_already,
                (Settled::Stolen, _) => &mut self.counters.commit_stolen,
            };
            *counter += 1;
        }
    }
}

//! What the tests of a store need of it, whichever it is.

use hookseal_core::dedup::{Claim, Counters, DedupWindow, Forgotten, Occupancy, Settled, Token};
use hookseal_core::{DedupKey, Error};

/// A store under test. Those with a clock of their own take no notice of `now`.
pub trait Engine {
    fn claim(&mut self, key: &DedupKey, now: u64) -> Result<Claim, Error>;
    fn commit(&mut self, token: &Token, now: u64) -> Result<Settled, Error>;
    fn bury(&mut self, token: &Token, now: u64) -> Result<Settled, Error>;
    fn release(&mut self, token: &Token, now: u64, not_before: u32) -> Result<Settled, Error>;
    fn renew(&mut self, token: &Token, now: u64) -> Result<Settled, Error>;
    fn forget(&mut self, key: &DedupKey, now: u64) -> Result<Forgotten, Error>;
}

/// A window under test, which counts.
pub trait Counting: Engine {
    fn counters(&mut self) -> Counters;
    fn occupancy(&mut self, now: u64) -> Result<Occupancy, Error>;
}

impl Engine for DedupWindow<'_> {
    fn claim(&mut self, key: &DedupKey, now: u64) -> Result<Claim, Error> {
        self.claim(key, now)
    }
    fn commit(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
        self.commit(token, now)
    }
    fn bury(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
        self.bury(token, now)
    }
    fn release(&mut self, token: &Token, now: u64, not_before: u32) -> Result<Settled, Error> {
        self.release(token, now, not_before)
    }
    fn renew(&mut self, token: &Token, now: u64) -> Result<Settled, Error> {
        self.renew(token, now)
    }
    fn forget(&mut self, key: &DedupKey, now: u64) -> Result<Forgotten, Error> {
        self.forget(key, now)
    }
}

impl Counting for DedupWindow<'_> {
    fn counters(&mut self) -> Counters {
        DedupWindow::counters(self)
    }
    fn occupancy(&mut self, now: u64) -> Result<Occupancy, Error> {
        DedupWindow::occupancy(self, now)
    }
}

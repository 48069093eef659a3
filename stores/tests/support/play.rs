//! The contract on a server, in real time.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;

use hookseal_core::dedup::{Claim, Forgotten, Settled, Token};
use hookseal_core::{DedupKey, Error};
use hookseal_host::HostError;
use hookseal_stores::StoreOptions;

use crate::engine::Engine;
use crate::script::{run_in_real_time, scripts};
use crate::server::Store;

struct OnServer {
    store: Store,
    turn: u8,
}

impl OnServer {
    /// An event of its own in each turn.
    fn key(&self, key: &DedupKey) -> DedupKey {
        let mut bytes = *key.as_bytes();
        bytes[15] ^= self.turn;
        DedupKey::from_bytes(bytes)
    }
}

fn told<T>(answer: Result<T, HostError>) -> Result<T, Error> {
    answer.map_err(|error| error.error())
}

impl Engine for OnServer {
    fn claim(&mut self, key: &DedupKey, _: u64) -> Result<Claim, Error> {
        told(self.store.claim(&self.key(key)))
    }
    fn commit(&mut self, token: &Token, _: u64) -> Result<Settled, Error> {
        told(self.store.commit(token))
    }
    fn bury(&mut self, token: &Token, _: u64) -> Result<Settled, Error> {
        told(self.store.bury(token))
    }
    fn release(&mut self, token: &Token, _: u64, not_before: u32) -> Result<Settled, Error> {
        told(self.store.release(token, not_before))
    }
    fn renew(&mut self, token: &Token, _: u64) -> Result<Settled, Error> {
        told(self.store.renew(token))
    }
    fn forget(&mut self, key: &DedupKey, _: u64) -> Result<Forgotten, Error> {
        told(self.store.forget(&self.key(key)))
    }
}

/// Plays every script at once, each on a store of its own options.
pub fn play_all(store: impl Fn(StoreOptions) -> Store + Sync) {
    let scripts = scripts();
    std::thread::scope(|scope| {
        for case in scripts.cases.iter().filter(|case| case.servers) {
            let store = &store;
            scope.spawn(move || {
                let config = case.config.window();
                let options = StoreOptions {
                    ttl: config.ttl,
                    lease: config.lease,
                    is_sliding: config.is_sliding,
                    max_attempts: config.max_attempts,
                    ..patient()
                };
                let play = |turn| run_in_real_time(case, &mut OnServer { store: store(options), turn });
                // The machine may have stood still meanwhile.
                assert_eq!(play(0).or_else(|_| play(1)), Ok(()));
            });
        }
    });
}

/// Limits that a call meets only where the server is away.
pub fn patient() -> StoreOptions {
    let wait = Duration::from_secs(20);
    StoreOptions { connect_timeout: wait, call_timeout: wait, ..StoreOptions::default() }
}

/// Eight threads claim and commit the same events: each has one owner.
pub fn race(store: &Store, events: u32) {
    let owners: Vec<_> = (0..events).map(|_| AtomicUsize::new(0)).collect();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for (number, owners) in owners.iter().enumerate() {
                    // Other ones than the scripts'.
                    let key = DedupKey::from_bytes((u128::try_from(number).unwrap() << 64).to_be_bytes());
                    if let Claim::Claimed { token, attempt } = store.claim(&key).unwrap() {
                        assert_eq!(attempt, 1);
                        owners.fetch_add(1, Ordering::Relaxed);
                        assert_eq!(store.commit(&token).unwrap(), Settled::Ok);
                    }
                }
            });
        }
    });
    assert!(owners.iter().all(|owners| owners.load(Ordering::Relaxed) == 1));
}

//! The contract, in real time.

use core::sync::atomic::{AtomicUsize, Ordering};

use hookseal_core::dedup::{Claim, Forget, Settled, Token};
use hookseal_core::{DedupKey, Error};
use hookseal_host::HostError;
use hookseal_stores::{RedisStore, StoreOptions};

use crate::engine::Engine;
use crate::script::{run_in_real_time, scripts};
use crate::server::Redis;

struct OnRedis(RedisStore);

fn told<T>(answer: Result<T, HostError>) -> Result<T, Error> {
    answer.map_err(|error| error.error())
}

impl Engine for OnRedis {
    fn claim(&mut self, key: &DedupKey, _: u64) -> Result<Claim, Error> {
        told(self.0.claim(key))
    }
    fn commit(&mut self, token: &Token, _: u64) -> Result<Settled, Error> {
        told(self.0.commit(token))
    }
    fn bury(&mut self, token: &Token, _: u64) -> Result<Settled, Error> {
        told(self.0.bury(token))
    }
    fn release(&mut self, token: &Token, _: u64, not_before: u32) -> Result<Settled, Error> {
        told(self.0.release(token, not_before))
    }
    fn renew(&mut self, token: &Token, _: u64) -> Result<Settled, Error> {
        told(self.0.renew(token))
    }
    fn forget(&mut self, key: &DedupKey, _: u64) -> Result<Forget, Error> {
        told(self.0.forget(key))
    }
}

#[test]
fn every_script() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let scripts = scripts();
    std::thread::scope(|scope| {
        for case in scripts.cases.iter().filter(|case| case.servers) {
            let server = &server;
            scope.spawn(move || {
                let config = case.config.window();
                let options = StoreOptions {
                    ttl: config.ttl,
                    lease: config.lease,
                    is_sliding: config.is_sliding,
                    max_attempts: config.max_attempts,
                    ..StoreOptions::default()
                };
                run_in_real_time(case, &mut OnRedis(server.store(options)));
            });
        }
    });
}

#[test]
fn each_event_has_one_owner_among_threads() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let store = server.store(StoreOptions::default());
    let owners: Vec<_> = (0..2000).map(|_| AtomicUsize::new(0)).collect();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for (number, owners) in owners.iter().enumerate() {
                    let key = DedupKey::from_bytes(u128::try_from(number).unwrap().to_be_bytes());
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
    assert_eq!(server.cli(&["DBSIZE"]).trim(), "2000");
}

#[test]
fn prefixes_are_stores_apart() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let (one, other) = (server.store(StoreOptions::default()), server.store(StoreOptions::default()));
    let other = other.with_prefix("other:").unwrap();
    let key = DedupKey::from_bytes([1; 16]);
    let Claim::Claimed { token, .. } = one.claim(&key).unwrap() else { panic!() };
    assert!(matches!(other.claim(&key).unwrap(), Claim::Claimed { attempt: 1, .. }));
    assert_eq!(other.commit(&token).unwrap_err().error(), Error::TokenInvalid);
    assert_eq!(one.commit(&token).unwrap(), Settled::Ok);
    let mut names: Vec<_> = server.cli(&["KEYS", "*"]).lines().map(str::to_owned).collect();
    names.sort();
    assert_eq!(names, [format!("hookseal:{key}"), format!("other:{key}")]);
}

#[test]
fn every_script_keeps_to_one_slot_of_a_cluster() {
    let Some(server) = Redis::start(&["--save", "", "--cluster-enabled", "yes"]) else { return };
    let store = server.store(StoreOptions::default());
    let key = DedupKey::from_bytes([1; 16]);
    let down = store.claim(&key).unwrap_err();
    assert_eq!(down.error(), Error::StoreUnavailable, "{down}");
    server.cli(&["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    for _ in 0..200 {
        if server.cli(&["CLUSTER", "INFO"]).contains("cluster_state:ok") {
            break;
        }
        std::thread::sleep(core::time::Duration::from_millis(50));
    }
    let Claim::Claimed { token, .. } = store.claim(&key).unwrap() else { panic!() };
    assert_eq!(store.renew(&token).unwrap(), Settled::Ok);
    assert_eq!(store.release(&token, 0).unwrap(), Settled::Ok);
    assert_eq!(store.commit(&token).unwrap(), Settled::Late);
    assert_eq!(store.forget(&key).unwrap(), Forget::Forgotten);
}

/// Two nodes, of which the other one has all slots.
#[test]
fn a_cluster_that_redirects_is_refused_with_the_remedy() {
    let settings = ["--save", "", "--cluster-enabled", "yes"];
    let (Some(asked), Some(owner)) = (Redis::start(&settings), Redis::start(&settings)) else { return };
    owner.cli(&["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    asked.cli(&["CLUSTER", "MEET", "127.0.0.1", &owner.port().to_string()]);
    let store = asked.store(StoreOptions::default());
    let mut refused = None;
    for _ in 0..400 {
        refused = store.claim(&DedupKey::from_bytes([1; 16])).err();
        if refused.as_ref().is_some_and(|error| error.error() == Error::StoreConfig) {
            break;
        }
        std::thread::sleep(core::time::Duration::from_millis(50));
    }
    let refused = refused.unwrap();
    assert_eq!(refused.error(), Error::StoreConfig, "{refused}");
    assert!(refused.detail().contains("a client that knows clusters"), "{refused}");
}

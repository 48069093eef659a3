//! More callers at once than a store may have connections.

use core::time::Duration;
use std::time::Instant;

use hookseal_core::dedup::Claim;
use hookseal_core::{DedupKey, Error};
use hookseal_stores::StoreOptions;

use crate::forks::parent_and_child_share;
use crate::play::patient;
use crate::server::Postgres;

fn key(number: u128) -> DedupKey {
    DedupKey::from_bytes(number.to_be_bytes())
}

#[test]
fn a_crowd_waits_for_its_turn() {
    let Some(server) = Postgres::start(&["fsync=off", "max_connections=6"]) else { return };
    let wait = Duration::from_secs(20);
    let store = server.store(StoreOptions { connections: 4, connect_timeout: wait, ..StoreOptions::default() });
    std::thread::scope(|scope| {
        for number in 0..100 {
            let store = &store;
            scope.spawn(move || {
                let claim = store.claim(&key(number)).unwrap();
                assert!(matches!(claim, Claim::Claimed { attempt: 1, .. }), "{claim:?}");
            });
        }
    });
}

#[test]
fn who_waits_is_told_in_time() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    let (wait, call_timeout) = (Duration::from_millis(200), Duration::from_secs(5));
    let options = StoreOptions { connections: 1, connect_timeout: wait, call_timeout, ..StoreOptions::default() };
    let store = server.store(options);
    let Claim::Claimed { token, .. } = store.claim(&key(1)).unwrap() else { panic!() };
    std::thread::scope(|scope| {
        scope.spawn(|| server.sql("BEGIN; SELECT 1 FROM hookseal_dedup FOR UPDATE; SELECT pg_sleep(4); COMMIT"));
        server.until_one_waits("wait_event = 'PgSleep'");
        scope.spawn(|| store.commit(&token).unwrap());
        server.until_one_waits("wait_event_type = 'Lock'");
        let start = Instant::now();
        let refused = store.claim(&key(2)).unwrap_err();
        assert_eq!(refused.error(), Error::StoreUnavailable);
        assert!(refused.detail().contains("are in use"), "{refused}");
        assert!((wait..15 * wait).contains(&start.elapsed()), "{:?}", start.elapsed());
    });
    assert!(matches!(store.claim(&key(2)).unwrap(), Claim::Claimed { .. }), "the turn was given back");
}

#[test]
fn a_forked_process_has_connections_of_its_own() {
    let Some(server) = Postgres::start(&[]) else { return };
    let store = server.store(patient());
    parent_and_child_share(|key| store.claim(key));
}

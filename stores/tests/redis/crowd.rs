//! More callers at once than a store may have connections.

use core::time::Duration;

use hookseal_core::DedupKey;
use hookseal_core::dedup::Claim;
use hookseal_stores::StoreOptions;

use crate::forks::parent_and_child_share;
use crate::play::patient;
use crate::server::Redis;

#[test]
fn a_crowd_waits_for_its_turn() {
    let Some(server) = Redis::start(&["--save", "", "--maxclients", "5"]) else { return };
    let wait = Duration::from_secs(20);
    let store = server.store(StoreOptions { connections: 4, connect_timeout: wait, ..StoreOptions::default() });
    std::thread::scope(|scope| {
        for number in 0..100_u128 {
            let store = &store;
            scope.spawn(move || {
                let claim = store.claim(&DedupKey::from_bytes(number.to_be_bytes())).unwrap();
                assert!(matches!(claim, Claim::Claimed { attempt: 1, .. }), "{claim:?}");
            });
        }
    });
}

#[test]
fn a_forked_process_has_connections_of_its_own() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let store = server.store(patient());
    parent_and_child_share(|key| store.claim(key));
}

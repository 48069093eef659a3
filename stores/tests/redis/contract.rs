//! The contract, in real time.

use hookseal_core::dedup::{Claim, Forgotten, Settled};
use hookseal_core::{DedupKey, Error};

use crate::play::{patient, play_all, race};
use crate::server::Redis;

#[test]
fn every_script() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    play_all(|options| server.store(options));
}

#[test]
fn each_event_has_one_owner_among_threads() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    race(&server.store(patient()), 2000);
    assert_eq!(server.cli(&["DBSIZE"]).trim(), "2000");
}

#[test]
fn prefixes_are_stores_apart() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let (one, other) = (server.store(patient()), server.store(patient()));
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
    let store = server.store(patient());
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
    assert_eq!(store.forget(&key).unwrap(), Forgotten::Forgotten);
}

/// Two nodes, of which the other one has all slots.
#[test]
fn a_cluster_that_redirects_is_refused_with_the_remedy() {
    let settings = ["--save", "", "--cluster-enabled", "yes"];
    let (Some(asked), Some(owner)) = (Redis::start(&settings), Redis::start(&settings)) else { return };
    owner.cli(&["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]);
    asked.cli(&["CLUSTER", "MEET", "127.0.0.1", &owner.port().to_string()]);
    let store = asked.store(patient());
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

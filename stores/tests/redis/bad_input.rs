//! Servers and settings that are wrong: each a named error that says what to do, and says no secret.

use core::net::Ipv4Addr;
use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Instant;

use hookseal_core::dedup::{Claim, Forgotten, Settled};
use hookseal_core::{DedupKey, Error};
use hookseal_stores::{RedisStore, StoreOptions};

use crate::play::patient;
use crate::server::Redis;

const KEY: DedupKey = DedupKey::from_bytes([1; 16]);

fn error(url: &str) -> hookseal_host::HostError {
    RedisStore::new(url, patient()).and_then(|store| store.claim(&KEY).map(|_| ())).unwrap_err()
}

#[test]
fn a_server_that_may_evict_is_refused() {
    for policy in ["allkeys-lru", "volatile-ttl"] {
        let settings = ["--save", "", "--maxmemory", "100mb", "--maxmemory-policy", policy];
        let Some(server) = Redis::start(&settings) else { return };
        let refused = server.store(patient()).claim(&KEY).unwrap_err();
        assert_eq!(refused.error(), Error::StoreConfig);
        assert!(refused.detail().contains("maxmemory-policy noeviction"), "{refused}");
        assert_eq!(server.cli(&["DBSIZE"]).trim(), "0");
        let allowed = server.store(patient()).allowing_eviction();
        assert!(matches!(allowed.claim(&KEY).unwrap(), Claim::Claimed { .. }));
    }
}

#[test]
fn a_server_that_is_full_says_so() {
    let Some(server) = Redis::start(&["--save", "", "--maxmemory", "1"]) else { return };
    let store = server.store(patient());
    let claim = store.claim(&KEY).unwrap();
    assert!(matches!(claim, Claim::Full { retry_after: 1.. }), "{claim:?}");
    // Whoever has claimed something before can settle it all the same.
    server.cli(&["CONFIG", "SET", "maxmemory", "0"]);
    let held = [1, 2, 3].map(|event| match store.claim(&DedupKey::from_bytes([event; 16])).unwrap() {
        Claim::Claimed { token, .. } => token,
        other => panic!("{other:?}"),
    });
    server.cli(&["CONFIG", "SET", "maxmemory", "1"]);
    assert_eq!(store.renew(&held[0]).unwrap(), Settled::Ok);
    assert_eq!(store.commit(&held[0]).unwrap(), Settled::Ok);
    assert_eq!(store.bury(&held[1]).unwrap(), Settled::Ok);
    assert_eq!(store.release(&held[2], 0).unwrap(), Settled::Ok);
}

#[test]
fn passwords_and_rights() {
    let Some(server) = Redis::start(&["--save", "", "--requirepass", "hunter2"]) else { return };
    let url = server.url();
    for wrong in [url.clone(), url.replace("redis://", "redis://:hunter3@")] {
        let refused = error(&wrong);
        assert_eq!(refused.error(), Error::StoreConfig, "{refused}");
        let said = format!("{refused} {refused:?}");
        assert!(!said.contains("hunter"), "{said}");
    }
    let right = url.replace("redis://", "redis://:hunter2@");
    let store = RedisStore::new(&right, patient()).unwrap();
    assert!(matches!(store.claim(&KEY).unwrap(), Claim::Claimed { .. }));
    assert!(!format!("{store:?}").contains("hunter"), "{store:?}");
    let acl = ["-a", "hunter2", "--no-auth-warning", "ACL", "SETUSER", "weak", "on", ">pass", "~*", "+get", "+info"];
    server.cli(&acl);
    let refused = error(&url.replace("redis://", "redis://weak:pass@"));
    assert_eq!(refused.error(), Error::StoreConfig, "{refused}");
    let (_, rights) = refused.detail().split_once('`').unwrap();
    let rights = rights.split_once('`').unwrap().0.split(' ');
    // What it advises is enough, for all calls, on a server that knows none of the scripts.
    let able = ["-a", "hunter2", "--no-auth-warning", "ACL", "SETUSER", "able", "on", ">pass", "~hookseal:*"];
    server.cli(&able.into_iter().chain(rights).collect::<Vec<_>>());
    server.cli(&["-a", "hunter2", "--no-auth-warning", "SCRIPT", "FLUSH"]);
    let store = RedisStore::new(&url.replace("redis://", "redis://able:pass@"), patient()).unwrap();
    assert_eq!(store.forget(&KEY).unwrap(), Forgotten::InFlight);
    let other = DedupKey::from_bytes([8; 16]);
    let Claim::Claimed { token, .. } = store.claim(&other).unwrap() else { panic!() };
    assert_eq!(store.renew(&token).unwrap(), Settled::Ok);
    assert_eq!(store.release(&token, 0).unwrap(), Settled::Ok);
    assert_eq!(store.commit(&token).unwrap(), Settled::Late);
}

/// A server that becomes a replica, and a primary again: its connections are not used on.
#[test]
fn a_replica_is_named_and_left() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let store = server.store(patient());
    let Claim::Claimed { token, .. } = store.claim(&KEY).unwrap() else { panic!() };
    server.cli(&["REPLICAOF", "127.0.0.1", "1"]);
    let connections = || {
        let stats = server.cli(&["INFO", "stats"]);
        let count = stats.lines().find_map(|line| line.strip_prefix("total_connections_received:"));
        count.unwrap().trim().parse::<u32>().unwrap()
    };
    let before = connections();
    // A failover looks so, and is soon over: whoever is told to come back loses nothing.
    for stale in ["yes", "no"] {
        server.cli(&["CONFIG", "SET", "replica-serve-stale-data", stale]);
        let refused = store.commit(&token).unwrap_err();
        assert_eq!(refused.error(), Error::StoreUnavailable, "{refused}");
        assert!(refused.detail().contains("use the primary's address"), "{refused}");
    }
    // Three are the test's own; one was for the first commit again, and one for the second, which found none waiting.
    assert_eq!(connections() - before, 3 + 2, "each was asked on a new connection");
    server.cli(&["REPLICAOF", "NO", "ONE"]);
    assert_eq!(store.commit(&token).unwrap(), Settled::Ok);
    assert_eq!(error(&format!("{}99", server.url())).error(), Error::StoreConfig, "no such database");
}

#[test]
fn names_that_hold_something_else() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let store = server.store(patient());
    for value in [["SET", "text"], ["LPUSH", "list"]] {
        server.cli(&["DEL", &format!("hookseal:{KEY}")]);
        server.cli(&[value[0], &format!("hookseal:{KEY}"), value[1]]);
        assert_eq!(store.claim(&KEY).unwrap_err().error(), Error::StoreConfig);
        assert_eq!(store.forget(&KEY).unwrap_err().error(), Error::StoreConfig);
    }
}

#[test]
fn no_server_a_silent_one_and_one_that_talks_nonsense() {
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    assert_eq!(error(&format!("redis://127.0.0.1:{port}/")).error(), Error::StoreUnavailable);

    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let options = StoreOptions { call_timeout: Duration::from_millis(200), ..StoreOptions::default() };
    let options = StoreOptions { connect_timeout: Duration::from_millis(200), ..options };
    let url = format!("redis://127.0.0.1:{}/", silent.local_addr().unwrap().port());
    let start = Instant::now();
    let refused = RedisStore::new(&url, options).unwrap().claim(&KEY).unwrap_err();
    assert_eq!(refused.error(), Error::StoreUnavailable, "{refused}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());

    let nonsense = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("redis://127.0.0.1:{}/", nonsense.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for connection in nonsense.incoming() {
            let mut connection = connection.unwrap();
            let _ = connection.read(&mut [0; 64]);
            let _ = connection.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let refused = RedisStore::new(&url, options).unwrap().claim(&KEY).unwrap_err();
    assert_eq!(refused.error(), Error::StoreUnavailable, "{refused}");
}

#[test]
fn settings_that_are_wrong() {
    for url in ["", "http://localhost", "redis://", "redis://localhost:notaport/", "redis://:hunter2@localhost:1/x"] {
        let refused = RedisStore::new(url, StoreOptions::default()).unwrap_err();
        assert_eq!(refused.error(), Error::StoreConfig, "{url}");
        assert!(!format!("{refused} {refused:?}").contains("hunter"), "{refused:?}");
    }
    let store = || RedisStore::new("redis://127.0.0.1:1/", StoreOptions::default()).unwrap();
    for prefix in ["", "a b", "{a}", "\u{fc}", &"a".repeat(65)] {
        assert_eq!(store().with_prefix(prefix).unwrap_err().error(), Error::StoreConfig, "{prefix}");
    }
    for options in [
        StoreOptions { ttl: 0, ..StoreOptions::default() },
        StoreOptions { lease: 0, ..StoreOptions::default() },
        StoreOptions { max_attempts: Some(0), ..StoreOptions::default() },
        StoreOptions { call_timeout: Duration::ZERO, ..StoreOptions::default() },
        StoreOptions { connections: 0, ..StoreOptions::default() },
        StoreOptions { connections: 10_001, ..StoreOptions::default() },
    ] {
        let refused = RedisStore::new("redis://127.0.0.1:1/", options).unwrap_err();
        assert_eq!(refused.error(), Error::WindowConfig, "{options:?}");
    }
}

/// As one that is stopped: its system takes connections for it.
#[test]
fn a_server_that_says_nothing_is_waited_for_once() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("redis://user:password@127.0.0.1:{}/2", silent.local_addr().unwrap().port());
    let wait = Duration::from_secs(1);
    let options = StoreOptions { connect_timeout: wait, call_timeout: wait, ..StoreOptions::default() };
    for url in [url.replace("user:password@", ""), url] {
        let store = RedisStore::new(&url, options).unwrap();
        let start = Instant::now();
        assert_eq!(store.claim(&KEY).unwrap_err().error(), Error::StoreUnavailable);
        assert!(start.elapsed() < wait * 5 / 2, "{:?}", start.elapsed());
    }
}

#[test]
fn a_database_of_its_own() {
    let Some(server) = Redis::start(&["--save", ""]) else { return };
    let claims = |database: &str| {
        let url = server.url() + database;
        RedisStore::new(&url, patient()).and_then(|store| store.claim(&KEY))
    };
    for database in ["", "3", "3?protocol=resp3"] {
        let claim = claims(database).unwrap();
        assert_eq!(matches!(claim, Claim::Claimed { attempt: 1, .. }), !database.contains("resp3"), "{claim:?}");
    }
    assert_eq!(server.cli(&["-n", "3", "DBSIZE"]).trim(), "1");
    let refused = claims("99").unwrap_err();
    assert!(refused.error() == Error::StoreConfig && refused.detail().contains("database number"), "{refused}");
}

//! Servers and settings that are wrong: each a named error that says what to do, and says no secret.

use core::net::Ipv4Addr;
use core::time::Duration;
use std::net::TcpListener;
use std::time::Instant;

use hookseal_core::dedup::{Claim, Settled};
use hookseal_core::{DedupKey, Error};
use hookseal_host::HostError;
use hookseal_stores::statements::{SCHEMA, for_table};
use hookseal_stores::{PostgresStore, StoreOptions};

use crate::play::patient;
use crate::server::Postgres;

const KEY: DedupKey = DedupKey::from_bytes([1; 16]);

fn error(url: &str) -> HostError {
    PostgresStore::new(url, patient()).and_then(|store| store.claim(&KEY).map(|_| ())).unwrap_err()
}

#[test]
fn tables_that_are_missing_or_others() {
    let Some(server) = Postgres::start_empty(&["fsync=off"]) else { return };
    let store = server.store(patient());
    let missing = store.claim(&KEY).unwrap_err();
    assert_eq!(missing.error(), Error::StoreConfig);
    assert!(missing.detail().contains("stores/postgres/schema.sql"), "{missing}");
    server.sql("CREATE TABLE hookseal_dedup (name bytea PRIMARY KEY, other text)");
    let other = store.claim(&KEY).unwrap_err();
    assert_eq!(other.error(), Error::StoreConfig);
    assert!(other.detail().contains("stores/postgres/schema.sql"), "{other}");
}

#[test]
fn passwords_rights_and_databases() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    server.sql("CREATE ROLE worker LOGIN PASSWORD 'hunter2'");
    let refused = error(&server.url().replace("postgres@", "worker@"));
    assert_eq!(refused.error(), Error::StoreConfig);
    assert!(refused.detail().contains("grant it"), "{refused}");
    server.sql("GRANT SELECT, INSERT, UPDATE, DELETE ON hookseal_dedup TO worker");
    let store = PostgresStore::new(&server.url().replace("postgres@", "worker@"), patient()).unwrap();
    assert!(matches!(store.claim(&KEY).unwrap(), Claim::Claimed { .. }), "these are enough");
    assert_eq!(error(&server.url().replace("/postgres", "/nowhere")).error(), Error::StoreConfig);
    assert_eq!(error(&server.url().replace("postgres@", "nobody@")).error(), Error::StoreConfig);

    server.require_passwords();
    for wrong in ["worker@", "worker:hunter3@"] {
        let refused = error(&server.url().replace("postgres@", wrong));
        assert_eq!(refused.error(), Error::StoreConfig, "{refused}");
        let said = format!("{refused} {refused:?}");
        assert!(!said.contains("hunter"), "{said}");
    }
    let right = server.url().replace("postgres@", "worker:hunter2@");
    let store = PostgresStore::new(&right, patient()).unwrap();
    assert!(matches!(store.claim(&KEY).unwrap(), Claim::InFlight { .. }));
    assert!(!format!("{store:?}").contains("hunter"), "{store:?}");
}

/// A server that becomes a replica, and a primary again: its connections are not used on.
#[test]
fn a_server_that_takes_no_writes_is_named_and_left() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    server.sql("CREATE ROLE worker SUPERUSER LOGIN");
    let url = server.url().replace("postgres@", "worker@");
    let store = PostgresStore::new(&url, patient()).unwrap();
    let Claim::Claimed { token, .. } = store.claim(&KEY).unwrap() else { panic!() };
    server.sql("ALTER ROLE worker SET default_transaction_read_only = on");
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'worker'");
    std::thread::sleep(Duration::from_millis(200));
    // A failover looks so, and is soon over: whoever is told to come back loses nothing.
    for _ in 0..2 {
        let refused = store.commit(&token).unwrap_err();
        assert_eq!(refused.error(), Error::StoreUnavailable, "{refused}");
        assert!(refused.detail().contains("use the primary's address"), "{refused}");
    }
    // It holds for new connections only.
    server.sql("ALTER ROLE worker SET default_transaction_read_only = off");
    assert_eq!(store.commit(&token).unwrap(), Settled::Ok);
}

#[test]
fn a_locked_row_is_waited_for_no_longer_than_a_call() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    let options = StoreOptions { call_timeout: Duration::from_millis(300), ..StoreOptions::default() };
    let (store, patient) = (server.store(options), server.store(patient()));
    let Claim::Claimed { token, .. } = patient.claim(&KEY).unwrap() else { panic!() };
    std::thread::scope(|scope| {
        scope.spawn(|| server.sql("BEGIN; SELECT 1 FROM hookseal_dedup FOR UPDATE; SELECT pg_sleep(4); COMMIT"));
        server.until_one_waits("wait_event = 'PgSleep'");
        let start = Instant::now();
        let refused = store.commit(&token).unwrap_err();
        assert_eq!(refused.error(), Error::StoreUnavailable, "{refused}");
        assert!(start.elapsed() < Duration::from_millis(2500), "{:?}", start.elapsed());
    });
    let settled = patient.commit(&token).unwrap();
    assert_eq!(settled, Settled::Ok, "it was not committed unknown to us");
}

#[test]
fn no_server_and_a_silent_one() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("postgresql://postgres@127.0.0.1:{}/postgres", listener.local_addr().unwrap().port());
    let options = StoreOptions { connect_timeout: Duration::from_millis(200), ..StoreOptions::default() };
    let start = Instant::now();
    let refused = PostgresStore::new(&url, options).unwrap().claim(&KEY).unwrap_err();
    assert_eq!(refused.error(), Error::StoreUnavailable, "{refused}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    drop(listener);
    assert_eq!(error(&url).error(), Error::StoreUnavailable);
}

#[test]
fn settings_that_are_wrong() {
    for url in ["http://localhost", "postgresql://u:hunter2@localhost:notaport/", "nonsense"] {
        let refused = PostgresStore::new(url, StoreOptions::default()).unwrap_err();
        assert_eq!(refused.error(), Error::StoreConfig, "{url}");
        assert!(!format!("{refused} {refused:?}").contains("hunter"), "{refused:?}");
    }
    let store = || PostgresStore::new("postgresql://127.0.0.1:1/", StoreOptions::default()).unwrap();
    for table in ["", "a b", "a;b", "Upper", "1a", "a.b.c", ".a", "a\"", "\u{fc}", &"a".repeat(53)] {
        assert_eq!(for_table(SCHEMA, table).unwrap_err().error(), Error::StoreConfig, "{table}");
        assert_eq!(store().with_table(table).unwrap_err().error(), Error::StoreConfig, "{table}");
    }
    let options = StoreOptions { lease: 0, ..StoreOptions::default() };
    let refused = PostgresStore::new("postgresql://127.0.0.1:1/", options).unwrap_err();
    assert_eq!(refused.error(), Error::WindowConfig);
    for call_timeout in [Duration::ZERO, Duration::from_micros(999), Duration::MAX] {
        let options = StoreOptions { call_timeout, ..StoreOptions::default() };
        let refused = PostgresStore::new("postgresql://127.0.0.1:1/", options).unwrap_err();
        assert!(refused.detail().contains("a millisecond to an hour"), "{refused}");
    }
}

/// A restart of the server ends all connections, also those that wait for work.
#[test]
fn a_connection_that_the_server_ended_is_not_noticed() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    let store = server.store(patient());
    let Claim::Claimed { token, .. } = store.claim(&KEY).unwrap() else { panic!() };
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%hookseal%' AND pid <> pg_backend_pid()");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(store.commit(&token).unwrap(), Settled::Ok);
    // Nor is the end of the store, in a task.
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async move { drop(store) });
}

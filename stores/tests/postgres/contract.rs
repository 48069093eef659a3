//! The contract, in real time.

use hookseal_core::dedup::{Claim, Settled};
use hookseal_core::{DedupKey, Error};
use hookseal_stores::StoreOptions;
use hookseal_stores::statements::{SCHEMA, for_table};

use crate::play::{patient, play_all, race};
use crate::server::Postgres;

#[test]
fn every_script() {
    let Some(server) = Postgres::start(&[]) else { return };
    play_all(|options| server.store(options));
}

#[test]
fn every_script_where_all_is_serializable() {
    let Some(server) = Postgres::start(&["default_transaction_isolation=serializable"]) else { return };
    play_all(|options| server.store(options));
    race_on(&server, 300);
}

#[test]
fn each_event_has_one_owner_among_threads() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    race_on(&server, 1000);
}

fn race_on(server: &Postgres, events: u32) {
    race(&server.store(patient()), events);
    let committed =
        server.sql("SELECT count(*) FROM hookseal_dedup WHERE state = 3 AND attempt = 1 AND not_before IS NULL");
    assert!(committed.parse::<u32>().unwrap() >= events, "{committed}");
}

#[test]
fn tables_are_stores_apart_and_migrations_can_be_repeated() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    server.sql(SCHEMA);
    server.sql("CREATE SCHEMA shop");
    let longest = format!("shop.{}", "a".repeat(52));
    for table in ["shop.events", "user", "hookseal_dedup_two", &longest] {
        let schema = for_table(SCHEMA, table).unwrap();
        // Repeated as well.
        server.sql(&schema);
        server.sql(&schema);
        let store = server.store(patient()).with_table(table).unwrap();
        assert!(matches!(store.claim(&DedupKey::from_bytes([2; 16])).unwrap(), Claim::Claimed { attempt: 1, .. }));
        store.purge().unwrap();
    }
    assert_eq!(server.sql("SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%\\_expires_at'"), "5");
    server.sql("DELETE FROM shop.events");
    let one = server.store(patient());
    let other = server.store(patient()).with_table("shop.events").unwrap();
    let key = DedupKey::from_bytes([1; 16]);
    let Claim::Claimed { token, .. } = one.claim(&key).unwrap() else { panic!() };
    server.sql(SCHEMA);
    assert!(matches!(other.claim(&key).unwrap(), Claim::Claimed { attempt: 1, .. }));
    assert_eq!(other.commit(&token).unwrap_err().error(), Error::TokenInvalid);
    assert_eq!(one.commit(&token).unwrap(), Settled::Ok);
    assert_eq!(server.sql("SELECT state FROM shop.events"), "1");
}

/// As when several workers are deployed, each of which makes its table first.
#[test]
fn processes_may_migrate_at_once() {
    let Some(server) = Postgres::start_empty(&["fsync=off"]) else { return };
    for table in (0..10).map(|number| format!("events_{number}")) {
        let schema = for_table(SCHEMA, &table).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                // A client of its own.
                scope.spawn(|| server.sql(&schema));
            }
        });
    }
}

#[test]
fn what_has_ended_is_removed_by_claims() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    server.sql(
        "INSERT INTO hookseal_dedup SELECT decode(md5(n::text), 'hex'), 3, 1, '\\x00', now(), NULL,
         now() + CASE WHEN n <= 1500 THEN interval '-1 second' ELSE interval '1 hour' END FROM generate_series(1, 2000) n",
    );
    let store = server.store(patient());
    let count = || server.sql("SELECT count(*) FROM hookseal_dedup").parse::<u32>().unwrap();
    for number in 0..256_u128 {
        let _ = store.claim(&DedupKey::from_bytes(number.to_be_bytes())).unwrap();
    }
    assert_eq!(count(), 2000 - 1000 + 256, "a thousand at a time");
    store.purge().unwrap();
    assert_eq!(count(), 500 + 256, "and none that lives");
}

/// As where much has ended, or others hold it: only what is claimed counts.
#[test]
fn no_claim_fails_because_a_purge_takes_too_long() {
    let Some(server) = Postgres::start(&["fsync=off"]) else { return };
    let insert = "INSERT INTO hookseal_dedup VALUES ('old', 3, 1, '', clock_timestamp(), NULL, clock_timestamp());
         CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN old; END';
         CREATE TRIGGER wait BEFORE DELETE ON hookseal_dedup FOR EACH ROW EXECUTE FUNCTION wait()";
    server.sql(insert);
    let wait = core::time::Duration::from_millis(500);
    let store = server.store(StoreOptions { call_timeout: wait, ..StoreOptions::default() });
    assert_eq!(store.purge().unwrap_err().error(), Error::StoreUnavailable);
    for number in 0..256_u128 {
        let claim = store.claim(&DedupKey::from_bytes(number.to_be_bytes())).unwrap();
        assert!(matches!(claim, Claim::Claimed { attempt: 1, .. }), "{claim:?}");
    }
}

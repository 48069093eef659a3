//! The contract, in real time.

use core::sync::atomic::{AtomicUsize, Ordering};

use hookseal_core::dedup::{Claim, Forget, Settled, Token};
use hookseal_core::{DedupKey, Error};
use hookseal_host::HostError;
use hookseal_stores::statements::{SCHEMA, for_table};
use hookseal_stores::{PostgresStore, StoreOptions};

use crate::engine::Engine;
use crate::script::{run_in_real_time, scripts};
use crate::server::Postgres;

struct OnPostgres(PostgresStore);

fn told<T>(answer: Result<T, HostError>) -> Result<T, Error> {
    answer.map_err(|error| error.error())
}

impl Engine for OnPostgres {
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

fn play_all(server: &Postgres) {
    let scripts = scripts();
    std::thread::scope(|scope| {
        for case in scripts.cases.iter().filter(|case| case.servers) {
            scope.spawn(move || {
                let config = case.config.window();
                let options = StoreOptions {
                    ttl: config.ttl,
                    lease: config.lease,
                    is_sliding: config.is_sliding,
                    max_attempts: config.max_attempts,
                    ..StoreOptions::default()
                };
                run_in_real_time(case, &mut OnPostgres(server.store(options)));
            });
        }
    });
}

#[test]
fn every_script() {
    if let Some(server) = Postgres::start(&[]) {
        play_all(&server);
    }
}

#[test]
fn every_script_where_all_is_serializable() {
    if let Some(server) = Postgres::start(&["default_transaction_isolation=serializable"]) {
        play_all(&server);
        race(&server, 300);
    }
}

#[test]
fn each_event_has_one_owner_among_threads() {
    if let Some(server) = Postgres::start(&["fsync=off"]) {
        race(&server, 1000);
    }
}

/// Eight threads claim and commit the same events.
fn race(server: &Postgres, events: u32) {
    let store = server.store(StoreOptions::default());
    let owners: Vec<_> = (0..events).map(|_| AtomicUsize::new(0)).collect();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for (number, owners) in owners.iter().enumerate() {
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
        let store = server.store(StoreOptions::default()).with_table(table).unwrap();
        assert!(matches!(store.claim(&DedupKey::from_bytes([2; 16])).unwrap(), Claim::Claimed { attempt: 1, .. }));
        store.purge().unwrap();
    }
    assert_eq!(server.sql("SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%\\_expires_at'"), "5");
    server.sql("DELETE FROM shop.events");
    let one = server.store(StoreOptions::default());
    let other = server.store(StoreOptions::default()).with_table("shop.events").unwrap();
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
    let store = server.store(StoreOptions::default());
    let count = || server.sql("SELECT count(*) FROM hookseal_dedup").parse::<u32>().unwrap();
    for number in 0..256_u128 {
        let _ = store.claim(&DedupKey::from_bytes(number.to_be_bytes())).unwrap();
    }
    assert_eq!(count(), 2000 - 1000 + 256, "a thousand at a time");
    store.purge().unwrap();
    assert_eq!(count(), 500 + 256, "and none that lives");
}

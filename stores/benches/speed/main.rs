//! Prints what a store costs beside the statement that one would write by hand, on servers started here, and how much
//! room a record takes there.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a benchmark that cannot start should stop"
)]

mod pairs;
mod peers;
#[path = "../../tests/postgres/server.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod postgres;
#[path = "../../tests/redis/server.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod redis_server;
mod room;
#[path = "../../tests/support/server.rs"]
mod support;

use hookseal_core::DedupKey;
use hookseal_core::dedup::Claim;
use hookseal_stores::{PostgresStore, RedisStore, StoreOptions};

use self::pairs::{Side, print};
use self::postgres::Postgres;
use self::redis_server::Redis;

/// New dedup keys.
#[derive(Default)]
struct Keys(u128);

impl Iterator for Keys {
    type Item = DedupKey;

    fn next(&mut self) -> Option<DedupKey> {
        self.0 += 1;
        // Spread like a hash: index pages are touched as in use.
        Some(DedupKey::from_bytes((self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)).to_be_bytes()))
    }
}

fn claim_redis(store: &RedisStore, then_commit: bool) -> Side<'_> {
    let mut keys = Keys::default();
    Box::new(move || {
        let claim = store.claim(&keys.next().unwrap()).unwrap();
        let Claim::Claimed { token, .. } = claim else { panic!("{claim:?}") };
        if then_commit {
            _ = store.commit(&token).unwrap();
        }
    })
}

fn claim_postgres(store: &PostgresStore, then_commit: bool) -> Side<'_> {
    let mut keys = Keys::default();
    Box::new(move || {
        let claim = store.claim(&keys.next().unwrap()).unwrap();
        let Claim::Claimed { token, .. } = claim else { panic!("{claim:?}") };
        if then_commit {
            _ = store.commit(&token).unwrap();
        }
    })
}

fn redis(what: &str, settings: &[&str]) {
    let Some(server) = Redis::start(settings) else { return };
    let store = server.store(StoreOptions::default());
    print(&format!("{what}: claim"), claim_redis(&store, false), "SET NX PX", peers::redis(&server, "a", false));
    let store = server.store(StoreOptions::default()).with_prefix("b:").unwrap();
    let peer = peers::redis(&server, "c", true);
    print(&format!("{what}: claim + commit"), claim_redis(&store, true), "SET NX PX, SET XX", peer);
}

fn main() {
    println!("| store | µs | beside | µs | ratio |");
    println!("|---|---:|---|---:|---:|");
    redis("Redis, no file", &["--save", "", "--appendonly", "no"]);
    redis("Redis, appendfsync everysec", &["--appendonly", "yes"]);
    redis("Redis, appendfsync always", &["--appendonly", "yes", "--appendfsync", "always"]);
    if let Some(server) = Postgres::start(&[]) {
        server
            .sql("CREATE TABLE peer (name bytea PRIMARY KEY, done boolean NOT NULL, expires_at timestamptz NOT NULL)");
        let store = server.store(StoreOptions::default());
        let peer = peers::postgres(&server, 1, false);
        print("Postgres: claim", claim_postgres(&store, false), "INSERT ON CONFLICT", peer);
        server.sql("TRUNCATE hookseal_dedup");
        let peer = peers::postgres(&server, 2, true);
        print("Postgres: claim + commit", claim_postgres(&store, true), "INSERT ON CONFLICT, UPDATE", peer);
    }
    println!(
        "\nMedians of {} interleaved rounds over loopback; the ratio is the median of the rounds' own.\n",
        pairs::ROUNDS
    );
    room::print();
}

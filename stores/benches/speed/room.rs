//! How much room records take.

use hookseal_core::dedup::Claim;
use hookseal_stores::StoreOptions;

use crate::Keys;
use crate::postgres::Postgres;
use crate::redis_server::Redis;

const RECORDS: u32 = 200_000;

fn fill(mut each: impl FnMut(&hookseal_core::DedupKey)) {
    Keys::default().take(RECORDS as usize).for_each(|key| each(&key));
}

pub fn print() {
    redis();
    postgres();
}

fn redis() {
    let Some(server) = Redis::start(&["--save", "", "--appendonly", "no"]) else { return };
    let store = server.store(StoreOptions::default());
    let used = || -> f64 {
        let info = server.cli(&["INFO", "memory"]);
        info.lines().find_map(|line| line.strip_prefix("used_memory:")).unwrap().trim().parse().unwrap()
    };
    let before = used();
    fill(|key| {
        let Claim::Claimed { token, .. } = store.claim(key).unwrap() else { panic!("not claimed") };
        _ = store.commit(&token).unwrap();
    });
    println!("Redis: {:.0} bytes of memory a committed record, of {RECORDS}.", (used() - before) / f64::from(RECORDS));
}

fn postgres() {
    // The numbers of rows count, not the disk.
    let Some(server) = Postgres::start(&["fsync=off", "synchronous_commit=off"]) else { return };
    let store = server.store(StoreOptions::default());
    fill(|key| {
        let Claim::Claimed { token, .. } = store.claim(key).unwrap() else { panic!("not claimed") };
        _ = store.commit(&token).unwrap();
    });
    let size: f64 = server.sql("SELECT pg_total_relation_size('hookseal_dedup')").parse().unwrap();
    println!("Postgres: {:.0} bytes of table and indexes a committed record, of {RECORDS}.", size / f64::from(RECORDS));
    server.sql("SELECT pg_stat_force_next_flush()");
    std::thread::sleep(core::time::Duration::from_secs(2));
    let hot = server.sql(
        "SELECT round(100.0 * n_tup_hot_upd / n_tup_upd, 1) FROM pg_stat_user_tables WHERE relname = 'hookseal_dedup'",
    );
    println!("Postgres: {hot} % of the commits needed no new index entries.");
}

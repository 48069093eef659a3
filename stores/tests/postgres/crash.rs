//! A server that is killed and comes back.

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use core::time::Duration;
use std::collections::HashMap;
use std::sync::Mutex;

use hookseal_core::dedup::{Claim, Settled};
use hookseal_core::{DedupKey, Error};
use hookseal_stores::{PostgresStore, StoreOptions};

use crate::server::Postgres;

/// What the workers of a run saw.
#[derive(Default)]
struct Seen {
    /// How often each event was given out, and whether its commit was acknowledged.
    owners: Mutex<HashMap<u32, u32>>,
    committed: Mutex<Vec<u32>>,
    unavailable: AtomicU32,
}

/// Ends the workers, also where the test fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn key(event: u32) -> DedupKey {
    DedupKey::from_bytes(u128::from(event).to_be_bytes())
}

/// Claims and commits new events until told to stop. A claim whose answer was lost is nobody's until its lease ends.
fn work(store: &PostgresStore, next: &AtomicU32, stop: &AtomicBool, seen: &Seen) {
    while !stop.load(Ordering::Relaxed) {
        let event = next.fetch_add(1, Ordering::Relaxed);
        match store.claim(&key(event)) {
            Ok(Claim::Claimed { token, .. }) => {
                *seen.owners.lock().unwrap().entry(event).or_default() += 1;
                match store.commit(&token) {
                    Ok(Settled::Ok | Settled::AlreadyDone) => seen.committed.lock().unwrap().push(event),
                    Ok(other) => panic!("{event}: {other:?}"),
                    Err(error) => unavailable(&error, seen),
                }
            }
            Ok(other) => panic!("{event}: {other:?}"),
            Err(error) => unavailable(&error, seen),
        }
    }
}

fn unavailable(error: &hookseal_host::HostError, seen: &Seen) {
    assert_eq!(error.error(), Error::StoreUnavailable, "{error}");
    seen.unavailable.fetch_add(1, Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(5));
}

/// Kills the server under load, and so in the middle of transactions, and starts it again, several times. Gives what
/// was committed, and what of it is lost.
fn run(settings: &[&str], prepare: &str, kills: u32) -> Option<(usize, usize)> {
    let server = Postgres::start(settings)?;
    server.sql(prepare);
    let store = server.store(StoreOptions::default());
    let (next, stop, seen) = (AtomicU32::new(0), AtomicBool::new(false), Seen::default());
    std::thread::scope(|scope| {
        let _end = Stop(&stop);
        for _ in 0..4 {
            scope.spawn(|| work(&store, &next, &stop, &seen));
        }
        for _ in 0..kills {
            std::thread::sleep(Duration::from_millis(800));
            server.kill();
            std::thread::sleep(Duration::from_millis(100));
            server.run();
        }
        std::thread::sleep(Duration::from_millis(300));
    });
    assert!(seen.unavailable.load(Ordering::Relaxed) > 0, "the outage showed");
    assert!(seen.owners.lock().unwrap().values().all(|owners| *owners == 1), "no event has two owners");
    let committed = seen.committed.into_inner().unwrap();
    assert!(committed.len() > 50, "{} committed", committed.len());
    let lost = committed.iter().filter(|event| store.claim(&key(**event)).unwrap() != Claim::Done).count();
    Some((committed.len(), lost))
}

/// `HOOKSEAL_SOAK=1`: more of them.
fn kills() -> u32 {
    if std::env::var_os("HOOKSEAL_SOAK").is_some() { 40 } else { 3 }
}

#[test]
fn a_killed_server_loses_nothing_that_it_acknowledged() {
    if let Some((committed, lost)) = run(&[], "SELECT 1", kills()) {
        println!("as it comes: {lost} of {committed} commits lost");
        assert_eq!(lost, 0);
    }
}

#[test]
fn an_unlogged_table_is_emptied() {
    if let Some((committed, lost)) = run(&[], "ALTER TABLE hookseal_dedup SET UNLOGGED", 1) {
        println!("unlogged: {lost} of {committed} commits lost");
        assert!(lost > 0, "so the other test can tell");
    }
}

#[test]
fn without_synchronous_commit_the_last_moment_may_be_lost() {
    if let Some((committed, lost)) = run(&["synchronous_commit=off", "wal_writer_delay=1000"], "SELECT 1", 1) {
        println!("synchronous_commit off: {lost} of {committed} commits lost");
        assert!(lost < committed, "{lost} of {committed}");
    }
}

//! Workers on a server that is killed and comes back.

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use core::time::Duration;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

use hookseal_core::dedup::{Claim, Settled};
use hookseal_core::{DedupKey, Error};
use hookseal_host::HostError;

use crate::server::Store;

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

/// Puts the store under load while `outage` kills its server and starts it again, so many times. Gives how many events
/// were committed, and how many of them are lost.
pub fn under_load(store: &Store, outages: u32, mut outage: impl FnMut()) -> (usize, usize) {
    let (next, stop, seen) = (AtomicU32::new(0), AtomicBool::new(false), Seen::default());
    std::thread::scope(|scope| {
        let _end = Stop(&stop);
        for _ in 0..4 {
            scope.spawn(|| work(store, &next, &stop, &seen));
        }
        for _ in 0..outages {
            outage();
        }
        std::thread::sleep(Duration::from_millis(300));
    });
    assert!(seen.unavailable.load(Ordering::Relaxed) > 0, "the outage showed");
    assert!(seen.owners.lock().unwrap().values().all(|owners| *owners == 1), "no event has two owners");
    let committed = seen.committed.into_inner().unwrap();
    let lost = committed.iter().filter(|event| claim(store, **event) != Claim::Done).count();
    (committed.len(), lost)
}

/// Claims an event of a server that may not yet be there again.
fn claim(store: &Store, event: u32) -> Claim {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        match store.claim(&key(event)) {
            Err(error) if error.error() == Error::StoreUnavailable && Instant::now() < end => {}
            answer => return answer.unwrap(),
        }
    }
}

/// How many of them show whether anything is lost. `HOOKSEAL_SOAK=1`: more.
pub fn how_many() -> u32 {
    if std::env::var_os("HOOKSEAL_SOAK").is_some() { 40 } else { 3 }
}

/// Claims and commits new events until told to stop. A claim whose answer was lost is nobody's until its lease ends.
fn work(store: &Store, next: &AtomicU32, stop: &AtomicBool, seen: &Seen) {
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

fn unavailable(error: &HostError, seen: &Seen) {
    assert_eq!(error.error(), Error::StoreUnavailable, "{error}");
    seen.unavailable.fetch_add(1, Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(5));
}

fn key(event: u32) -> DedupKey {
    DedupKey::from_bytes(u128::from(event).to_be_bytes())
}

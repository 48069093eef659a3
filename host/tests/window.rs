//! The window in memory: the same answers as the core's, from any thread.

use core::sync::atomic::{AtomicUsize, Ordering};

use hookseal_core::dedup::{Claim, Forgotten, Settled, WindowConfig};
use hookseal_core::{DedupKey, Error};
use hookseal_host::Window;

const NOW: u64 = 1_800_000_000;

fn event(number: u64) -> DedupKey {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    DedupKey::from_bytes(bytes)
}

#[test]
fn every_call_reaches_the_core() {
    let window = Window::new(100, &WindowConfig::default()).unwrap();
    assert_eq!(window.identity().buckets, 7);
    let Claim::Claimed { token, attempt: 1 } = window.claim(&event(1), NOW).unwrap() else { panic!() };
    assert_eq!(window.renew(&token, NOW + 10).unwrap(), Settled::Ok);
    assert_eq!(window.release(&token, NOW + 20, 30).unwrap(), Settled::Ok);
    assert_eq!(window.claim(&event(1), NOW + 21).unwrap(), Claim::InFlight { retry_after: 29 });
    let Claim::Claimed { token, attempt: 2 } = window.claim(&event(1), NOW + 50).unwrap() else { panic!() };
    assert_eq!(window.commit(&token, NOW + 51).unwrap(), Settled::Ok);
    assert_eq!(window.claim(&event(1), NOW + 52).unwrap(), Claim::Done);
    let Claim::Claimed { token, .. } = window.claim(&event(2), NOW).unwrap() else { panic!() };
    assert_eq!(window.bury(&token, NOW).unwrap(), Settled::Ok);
    assert_eq!(window.claim(&event(2), NOW).unwrap(), Claim::Dead { attempt: 1 });
    assert_eq!(window.occupancy(NOW + 52).unwrap().live, 2);
    assert_eq!(window.forget(&event(1), NOW + 52).unwrap(), Forgotten::Forgotten);
    assert_eq!((window.counters().claimed, window.counters().buried), (3, 1));
}

#[test]
fn errors_keep_their_names() {
    let error = |capacity, config: WindowConfig| Window::new(capacity, &config).unwrap_err().error();
    assert_eq!(error(0, WindowConfig::default()), Error::WindowTooSmall);
    assert_eq!(error(16, WindowConfig { ttl: 0, ..WindowConfig::default() }), Error::WindowConfig);
    assert_eq!(error(usize::MAX, WindowConfig::default()), Error::WindowConfig);
    let (one, other) = [(); 2].map(|()| Window::new(16, &WindowConfig::default()).unwrap()).into();
    let Claim::Claimed { token, .. } = one.claim(&event(1), NOW).unwrap() else { panic!() };
    assert_eq!(other.commit(&token, NOW).unwrap_err().error(), Error::TokenInvalid);
}

#[test]
fn each_event_has_one_owner_among_threads() {
    let window = Window::new(4096, &WindowConfig::default()).unwrap();
    let owners: Vec<_> = (0..2000).map(|_| AtomicUsize::new(0)).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (number, owners) in owners.iter().enumerate() {
                    if let Claim::Claimed { token, .. } = window.claim(&event(number as u64), NOW).unwrap() {
                        owners.fetch_add(1, Ordering::Relaxed);
                        assert_eq!(window.commit(&token, NOW).unwrap(), Settled::Ok);
                    }
                }
            });
        }
    });
    assert!(owners.iter().all(|owners| owners.load(Ordering::Relaxed) == 1));
    let counters = window.counters();
    assert_eq!((counters.claimed, counters.committed), (2000, 2000));
    assert_eq!(counters.duplicate_done + counters.duplicate_in_flight, 6000);
}

#[test]
fn a_nearly_full_window_is_told_once() {
    let window = Window::new(1024, &WindowConfig::default()).unwrap();
    assert_eq!(window.take_warning(NOW), None);
    for number in 0..900 {
        let _ = window.claim(&event(number), NOW).unwrap();
    }
    assert_eq!(window.take_warning(NOW + 1), None, "looked just now");
    assert!(window.take_warning(NOW + 11).unwrap().contains("full of live records"));
    assert_eq!(window.take_warning(NOW + 30), None);
}

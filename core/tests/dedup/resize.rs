//! Moving into a larger or smaller window.

use hookseal_core::dedup::{Bucket, Claim, DedupWindow, FullPolicy, Header, Settled, WindowConfig};
use hookseal_core::{DedupKey, Error};

const START: u64 = 1_800_000_000;
const CONFIG: WindowConfig =
    WindowConfig { ttl: 1000, lease: 100, is_sliding: false, max_attempts: None, full: FullPolicy::Refuse, epoch: 0 };

fn event(number: u8) -> DedupKey {
    DedupKey::from_bytes([number; 16])
}

fn buckets(count: usize) -> Vec<Bucket> {
    (0..count).map(|_| Bucket::new()).collect()
}

#[test]
fn records_tokens_and_counters_move() {
    let (header, old) = (Header::new(), buckets(4));
    let mut window = DedupWindow::create(&header, &old, &CONFIG, [5; 16]).unwrap();
    let tokens: Vec<_> = (0..40)
        .map(|number| match window.claim(&event(number), START) {
            Ok(Claim::Claimed { token, .. }) => token,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(window.commit(&tokens[0], START), Ok(Settled::Ok));
    assert_eq!(window.bury(&tokens[1], START), Ok(Settled::Ok));
    assert_eq!(window.release(&tokens[2], START + 1, 60), Ok(Settled::Ok));

    for count in [3, 4, 50] {
        let (larger, new) = (Header::new(), buckets(count));
        let mut moved = DedupWindow::create(&larger, &new, &CONFIG, [5; 16]).unwrap();
        moved.absorb(&window, START + 2).unwrap();
        assert_eq!(moved.counters(), window.counters());
        assert_eq!(moved.occupancy(START + 2).unwrap().live, 40);
        assert_eq!(moved.claim(&event(0), START + 2), Ok(Claim::Done));
        assert_eq!(moved.claim(&event(1), START + 2), Ok(Claim::Dead { attempt: 1 }));
        assert_eq!(moved.claim(&event(2), START + 2), Ok(Claim::InFlight { retry_after: 59 }));
        assert_eq!(moved.claim(&event(3), START + 2), Ok(Claim::InFlight { retry_after: 98 }));
        assert_eq!(moved.commit(&tokens[3], START + 2), Ok(Settled::Ok));
        assert_eq!(moved.commit(&tokens[0], START + 2), Ok(Settled::AlreadyDone));
    }
}

#[test]
fn lifetime_and_lease_become_the_new_ones() {
    let (header, old) = (Header::new(), buckets(1));
    let mut window = DedupWindow::create(&header, &old, &CONFIG, [5; 16]).unwrap();
    _ = window.claim(&event(1), START).unwrap();
    let (other, new) = (Header::new(), buckets(1));
    let config = WindowConfig { ttl: 200, lease: 20, ..CONFIG };
    let mut moved = DedupWindow::create(&other, &new, &config, [5; 16]).unwrap();
    moved.absorb(&window, START + 5).unwrap();
    assert_eq!(moved.claim(&event(1), START + 5), Ok(Claim::InFlight { retry_after: 95 }), "as promised");
    assert!(matches!(moved.claim(&event(1), START + 100), Ok(Claim::Claimed { attempt: 2, .. })));
    assert_eq!(moved.claim(&event(1), START + 100), Ok(Claim::InFlight { retry_after: 20 }), "the new one from now on");
    moved.absorb(&window, START + 200).unwrap();
    assert_eq!(moved.occupancy(START + 219).unwrap().live, 1, "the ended record was left behind");
}

#[test]
fn what_does_not_fit_is_refused() {
    let (header, old) = (Header::new(), buckets(4));
    let mut window = DedupWindow::create(&header, &old, &CONFIG, [5; 16]).unwrap();
    (0..40).for_each(|number| _ = window.claim(&event(number), START).unwrap());
    let (small, one) = (Header::new(), buckets(1));
    let mut target = DedupWindow::create(&small, &one, &CONFIG, [5; 16]).unwrap();
    assert_eq!(target.absorb(&window, START), Err(Error::WindowTooSmall));
    let mut foreign = DedupWindow::create(&small, &one, &CONFIG, [6; 16]).unwrap();
    assert_eq!(foreign.absorb(&window, START), Err(Error::WindowMismatch));
    let config = WindowConfig { epoch: 1, ..CONFIG };
    let mut later = DedupWindow::create(&small, &one, &config, [5; 16]).unwrap();
    assert_eq!(later.absorb(&window, START), Err(Error::WindowMismatch));
    assert_eq!(window.occupancy(START).unwrap().live, 40);
    assert!(!window.is_retired());
    window.retire();
    assert!(window.is_retired());
}

#[test]
fn nothing_that_was_processed_is_forgotten_to_make_room() {
    let (header, old) = (Header::new(), buckets(4));
    let mut window = DedupWindow::create(&header, &old, &CONFIG, [5; 16]).unwrap();
    for number in 0..40 {
        let Ok(Claim::Claimed { token, .. }) = window.claim(&event(number), START) else { panic!("{number}") };
        assert_eq!(window.commit(&token, START), Ok(Settled::Ok));
    }
    let evicting = WindowConfig { full: FullPolicy::EvictDone { min_age: 0 }, ..CONFIG };
    let (small, two) = (Header::new(), buckets(2));
    let mut target = DedupWindow::create(&small, &two, &evicting, [5; 16]).unwrap();
    assert_eq!(target.absorb(&window, START), Err(Error::WindowTooSmall));
    let (large, eight) = (Header::new(), buckets(8));
    let mut target = DedupWindow::create(&large, &eight, &evicting, [5; 16]).unwrap();
    target.absorb(&window, START).unwrap();
    assert!((0..40).all(|number| target.claim(&event(number), START) == Ok(Claim::Done)));
    // From then on it does as it was told to.
    for number in 40..=u8::MAX {
        let claim = target.claim(&event(number), START).unwrap();
        assert!(matches!(claim, Claim::Claimed { .. } | Claim::Full { .. }), "{claim:?}");
    }
    assert!(target.counters().evicted > 0);
}

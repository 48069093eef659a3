//! A process can die between any two stores of any call: what it leaves must be a state that the contract allows.

use alloc::vec::Vec;

use super::image::{restore, snapshot};
use super::stop::dies_at;
use super::*;
use crate::Error;

const START: u64 = 1_800_000_000;

/// A window of two buckets, so that every event may be in either.
struct Memory {
    header: Header,
    buckets: [Bucket; 2],
}

impl Memory {
    fn new(config: &WindowConfig) -> Self {
        let memory = Self { header: Header::new(), buckets: [Bucket::new(), Bucket::new()] };
        DedupWindow::create(&memory.header, &memory.buckets, config, [9; 16]).unwrap();
        memory
    }

    fn window(&self) -> DedupWindow<'_> {
        let config = OpenConfig { max_attempts: Some(3), ..OpenConfig::default() };
        DedupWindow::open(&self.header, &self.buckets, &config).unwrap()
    }
}

const SETTINGS: WindowConfig =
    WindowConfig { ttl: 1000, lease: 10, is_sliding: true, max_attempts: None, full: FullPolicy::Refuse, epoch: 0 };

fn event(number: u8) -> DedupKey {
    DedupKey::from_bytes([number; 16])
}

fn claimed(claim: Claim) -> (Token, u8) {
    match claim {
        Claim::Claimed { token, attempt } | Claim::Exhausted { token, attempt } => (token, attempt),
        other => panic!("not claimed: {other:?}"),
    }
}

/// Sets a window up, has a call die at its first store, then at its second, and so on until it lives; `check` gets
/// the window that each death leaves. Gives the number of stores, of which no call has a hundred.
fn at_each_store<S>(
    set_up: impl Fn(&mut DedupWindow<'_>) -> S,
    call: impl Fn(&mut DedupWindow<'_>, &S),
    check: impl Fn(&mut DedupWindow<'_>, &S),
) -> u32 {
    for stores in 0..100 {
        let memory = Memory::new(&SETTINGS);
        let state = set_up(&mut memory.window());
        let has_lived = dies_at(stores, || call(&mut memory.window(), &state)).is_some();
        let counters = memory.window().counters();
        assert!(counters.iter().all(|(_, count)| count < 1000), "{counters:?}");
        check(&mut memory.window(), &state);
        if has_lived {
            return stores;
        }
    }
    panic!("the call never ends")
}

#[test]
fn a_first_claim_is_whole_or_absent() {
    let stores = at_each_store(
        |_| (),
        |window, ()| _ = window.claim(&event(1), START).unwrap(),
        |window, ()| match window.claim(&event(1), START + 1).unwrap() {
            Claim::Claimed { attempt: 1, .. } | Claim::InFlight { retry_after: 9 } => {}
            other => panic!("{other:?}"),
        },
    );
    // The count of leases, four words of fingerprint, the end, the meta word.
    assert_eq!(stores, 7);
}

#[test]
fn a_slot_used_before_never_shows_its_old_record_under_a_new_one() {
    let much_later = START + 2000;
    at_each_store(
        |window| {
            for number in 0..32 {
                let (token, _) = claimed(window.claim(&event(number), START).unwrap());
                _ = window.commit(&token, START).unwrap();
            }
        },
        |window, ()| _ = window.claim(&event(99), much_later).unwrap(),
        |window, ()| {
            for number in 0..32 {
                assert_eq!(window.forget(&event(number), much_later), Ok(Forgotten::Absent));
            }
            assert_ne!(window.claim(&event(99), much_later), Ok(Claim::Done));
        },
    );
}

#[test]
fn a_takeover_never_lowers_the_attempt_and_never_has_two_owners() {
    at_each_store(
        |window| claimed(window.claim(&event(1), START).unwrap()).0,
        |window, _| assert_eq!(claimed(window.claim(&event(1), START + 10).unwrap()).1, 2),
        |window, first| {
            // Whoever claims later has the event alone, and the attempts that were made are still known.
            let (token, attempt) = claimed(window.claim(&event(1), START + 20).unwrap());
            assert!((2..=3).contains(&attempt), "{attempt}");
            assert_eq!(window.commit(first, START + 20), Ok(Settled::Stolen));
            assert_eq!(window.commit(&token, START + 20), Ok(Settled::Ok));
        },
    );
}

#[test]
fn a_takeover_after_a_release_is_never_put_off_beyond_a_lease() {
    at_each_store(
        |window| {
            // A high generation would be a long wait, if it were read as one.
            for number in 2..10 {
                _ = window.claim(&event(number), START).unwrap();
            }
            let (token, _) = claimed(window.claim(&event(1), START).unwrap());
            _ = window.release(&token, START + 1, 5).unwrap();
        },
        |window, ()| assert_eq!(claimed(window.claim(&event(1), START + 6).unwrap()).1, 2),
        |window, ()| assert!((2..=3).contains(&claimed(window.claim(&event(1), START + 16).unwrap()).1)),
    );
}

#[test]
fn an_exhausted_claim_dies_like_a_takeover() {
    at_each_store(
        |window| {
            for _ in 0..3 {
                let (token, _) = claimed(window.claim(&event(1), START).unwrap());
                _ = window.release(&token, START, 0).unwrap();
            }
        },
        |window, ()| assert!(matches!(window.claim(&event(1), START), Ok(Claim::Exhausted { attempt: 3, .. }))),
        |window, ()| {
            assert!(matches!(window.claim(&event(1), START + 10), Ok(Claim::Exhausted { attempt: 3, .. })));
        },
    );
}

#[test]
fn commit_and_bury_take_effect_at_once() {
    type Finish = fn(&mut DedupWindow<'_>, &Token, u64) -> Result<Settled, Error>;
    let ways: [(Finish, Claim); 2] =
        [(|w, t, now| w.commit(t, now), Claim::Done), (|w, t, now| w.bury(t, now), Claim::Dead { attempt: 1 })];
    for (finish, answer) in ways {
        at_each_store(
            |window| claimed(window.claim(&event(1), START).unwrap()).0,
            |window, token| assert_eq!(finish(window, token, START + 1), Ok(Settled::Ok)),
            |window, token| {
                // Before its only store the event is still held; after it, the event is finished.
                let claim = window.claim(&event(1), START + 2).unwrap();
                assert!(claim == answer || claim == Claim::InFlight { retry_after: 8 }, "{claim:?}");
                _ = finish(window, token, START + 2).unwrap();
                assert_eq!(window.claim(&event(1), START + 999), Ok(answer));
            },
        );
    }
}

#[test]
fn a_commit_after_a_release_or_after_the_record_is_whole_or_absent() {
    for wait in [1, 2000] {
        at_each_store(
            |window| {
                let (token, _) = claimed(window.claim(&event(1), START).unwrap());
                _ = window.release(&token, START, 0).unwrap();
                token
            },
            |window, token| assert_eq!(window.commit(token, START + wait), Ok(Settled::Late)),
            |window, _| {
                let claim = window.claim(&event(1), START + wait).unwrap();
                assert!(matches!(claim, Claim::Done | Claim::Claimed { .. }), "{claim:?}");
            },
        );
    }
}

#[test]
fn a_release_leaves_its_wait_or_a_lease() {
    at_each_store(
        |window| claimed(window.claim(&event(1), START).unwrap()).0,
        |window, token| assert_eq!(window.release(token, START, 7), Ok(Settled::Ok)),
        |window, _| {
            let claim = window.claim(&event(1), START).unwrap();
            assert!(matches!(claim, Claim::InFlight { retry_after: 7 | 10 }), "{claim:?}");
        },
    );
}

#[test]
fn renew_sliding_and_forget_are_single_stores() {
    let token = |window: &mut DedupWindow<'_>| claimed(window.claim(&event(1), START).unwrap()).0;
    let stores = at_each_store(
        token,
        |w, t| _ = w.renew(t, START + 5).unwrap(),
        |w, t| {
            assert_eq!(w.commit(t, START + 9), Ok(Settled::Ok));
        },
    );
    assert_eq!(stores, 1);
    let done = |window: &mut DedupWindow<'_>| {
        let (token, _) = claimed(window.claim(&event(1), START).unwrap());
        _ = window.commit(&token, START).unwrap();
    };
    at_each_store(
        done,
        |w, ()| _ = w.claim(&event(1), START + 5).unwrap(),
        |w, ()| {
            assert_eq!(w.claim(&event(1), START + 999), Ok(Claim::Done));
        },
    );
    let stores = at_each_store(
        done,
        |w, ()| _ = w.forget(&event(1), START + 5).unwrap(),
        |w, ()| {
            let claim = w.claim(&event(1), START + 5).unwrap();
            assert!(matches!(claim, Claim::Done | Claim::Claimed { attempt: 1, .. }), "{claim:?}");
        },
    );
    assert_eq!(stores, 1);
}

/// Three buckets; the first 200 events in turn until one finds its buckets full and has another moved away.
#[test]
fn a_relocation_forgets_nothing() {
    let mut relocated = 0;
    for stores in 0.. {
        let (header, buckets) = (Header::new(), [const { Bucket::new() }; 3]);
        let mut window = DedupWindow::create(&header, &buckets, &SETTINGS, [9; 16]).unwrap();
        let mut done = Vec::new();
        let mut has_lived = true;
        for number in 0..200 {
            let relocations = window.counters().relocated;
            let before = snapshot(&header, &buckets);
            let claim = window.claim(&event(number), START).unwrap();
            if window.counters().relocated == relocations {
                let Claim::Claimed { token, .. } = claim else { break };
                _ = window.commit(&token, START).unwrap();
                done.push(number);
                continue;
            }
            relocated += 1;
            // The same claim again, on memory as it was, with a death.
            restore(&header, &buckets, &before);
            has_lived = dies_at(stores, || window.claim(&event(number), START).unwrap()).is_some();
            for number in &done {
                assert_eq!(window.claim(&event(*number), START), Ok(Claim::Done), "{number} after {stores}");
            }
            // A copy that a death left behind goes with its record.
            for number in &done {
                assert_eq!(window.forget(&event(*number), START), Ok(Forgotten::Forgotten));
                assert_eq!(window.forget(&event(*number), START), Ok(Forgotten::Absent));
            }
            break;
        }
        if has_lived {
            break;
        }
    }
    assert!(relocated > 10, "{relocated} deaths");
}

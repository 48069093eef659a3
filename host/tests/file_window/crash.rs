//! Writers that are killed at any instruction.

use core::time::Duration;
use std::time::Instant;

use hookseal_core::dedup::Claim;
use hookseal_host::{FileWindow, FileWindowOptions};

use super::support::{Folder, NOW, Role, SMALL, event, is_soak};

struct Seen {
    claimed: u64,
    settled: u64,
    next: u64,
}

/// Holds the window to what a writer said before it was killed.
fn check(window: &FileWindow, said: &[String], seen: &mut Seen) {
    let mut held = None;
    for line in said {
        let (what, number) = line.split_once(' ').unwrap();
        let number = number.parse().unwrap();
        if what == "claimed" {
            (held, seen.claimed, seen.next) = (Some(number), seen.claimed + 1, number + 1);
            continue;
        }
        (held, seen.settled) = (None, seen.settled + 1);
        let claim = window.claim(&event(number), NOW).unwrap();
        let is_right = match what {
            "done" => claim == Claim::Done,
            "dead" => claim == Claim::Dead { attempt: 1 },
            "released" => claim == Claim::InFlight { retry_after: 300 },
            other => panic!("{other}"),
        };
        assert!(is_right, "{line}: {claim:?}");
    }
    if let Some(number) = held {
        let claim = window.claim(&event(number), NOW).unwrap();
        assert!(!matches!(claim, Claim::Claimed { .. } | Claim::Exhausted { .. }), "{number} has a second owner");
    }
    // A claim may have been given that there was no time to tell; its event is held by nobody until the lease ends.
    seen.next += 1;
}

fn pause(round: u64) -> Duration {
    Duration::from_micros(round * 7919 % 4000)
}

#[test]
fn a_kill_at_any_instruction_forgets_nothing_and_holds_nothing() {
    let rounds = if is_soak() { 1500 } else { 60 };
    let folder = Folder::new();
    let options = FileWindowOptions { capacity: Some(1 << 20), ..SMALL };
    let window = FileWindow::open(&folder.path(), options, NOW).unwrap();
    let mut seen = Seen { claimed: 0, settled: 0, next: 0 };
    for round in 0..rounds {
        let mut writer = Role::start("write", &folder.path(), &seen.next.to_string());
        let first = writer.line().unwrap();
        std::thread::sleep(pause(round));
        let said: Vec<_> = core::iter::once(first).chain(writer.kill()).collect();
        check(&window, &said, &mut seen);
    }
    // What was said may lag behind what was done by one call a round.
    let counters = window.counters(NOW).unwrap();
    let settled = counters.committed + counters.buried + counters.released;
    assert!((seen.claimed..=seen.claimed + rounds).contains(&counters.claimed), "{counters:?}");
    assert!((seen.settled..=seen.settled + rounds).contains(&settled), "{counters:?}, {}", seen.settled);
    assert_eq!((counters.reclaimed, counters.commit_stolen, counters.evicted, counters.unguarded), (0, 0, 0, 0));
    assert!(seen.settled > rounds, "too little was tried");
    let occupancy = window.occupancy(NOW).unwrap();
    assert!(occupancy.live as u64 >= seen.claimed && occupancy.live as u64 <= seen.claimed + rounds);
}

#[test]
fn a_resize_that_is_killed_is_done_at_once_or_not_at_all() {
    let rounds = if is_soak() { 300 } else { 20 };
    let folder = Folder::new();
    let options = FileWindowOptions { capacity: Some(1 << 16), ..FileWindowOptions::default() };
    let window = FileWindow::open(&folder.path(), options, NOW).unwrap();
    // No more than always find room.
    let (mut done, most) = (0, 40_000);
    for round in 0..rounds {
        let mut resizer = Role::start("resize", &folder.path(), "");
        assert_eq!(resizer.line().as_deref(), Some("ready"));
        let until = Instant::now() + Duration::from_millis(15) + pause(round * 3) * 6;
        while Instant::now() < until {
            match window.claim(&event(done), NOW) {
                Ok(Claim::Done) if done + 1 == most => {}
                Ok(Claim::Claimed { token, .. }) => {
                    // Under a resize that is waiting for the disk, the commit may have to be repeated.
                    while let Err(error) = window.commit(&token, NOW) {
                        assert_eq!(error.error(), hookseal_core::Error::StoreUnavailable);
                    }
                    done = (done + 1).min(most - 1);
                }
                Ok(other) => panic!("{done}: {other:?}"),
                Err(error) => assert_eq!(error.error(), hookseal_core::Error::StoreUnavailable),
            }
        }
        resizer.kill();
        assert_eq!(window.claim(&event(0), NOW).unwrap(), Claim::Done);
        assert_eq!(window.recreated(), 0, "{round}");
    }
    for number in 0..done {
        assert_eq!(window.claim(&event(number), NOW).unwrap(), Claim::Done, "{number} of {done}");
    }
    // A temporary file under a name of its own is all that a kill may leave.
    let names = folder.names();
    assert!(names.iter().all(|name| name == "events.window" || name.ends_with(".new")), "{names:?}");
}

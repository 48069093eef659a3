//! Forks, of a process whose threads are in the middle of calls.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::time::Instant;

use hookseal_core::dedup::Claim;
use hookseal_host::{FileWindow, FileWindowOptions};

use super::sharing::Idle;
use super::support::{Folder, NOW, Role, SMALL, answered, event, is_soak};

/// Runs `child` in a forked process. Its result is the exit code.
fn fork(child: impl FnOnce() -> i32) -> i32 {
    // SAFETY: the child calls nothing that needs another thread: the window is what is tested, the C library's
    // allocator survives forks.
    match unsafe { libc::fork() } {
        0 => {
            let code = std::panic::catch_unwind(core::panic::AssertUnwindSafe(child)).unwrap_or(99);
            // SAFETY: ends the child without running what belongs to its parent.
            unsafe { libc::_exit(code) }
        }
        pid => pid,
    }
}

/// The exit code of a child, or `None` where it had to be killed.
fn end(pid: i32) -> Option<i32> {
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some((_, status)) = rustix::process::waitpid(Some(pid), rustix::process::WaitOptions::NOHANG).unwrap() {
            return status.exit_status();
        }
        if Instant::now() > deadline {
            _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            return None;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Claims and commits all; 0 if every answer was right.
fn work(window: &FileWindow, events: u64) -> i32 {
    for number in 0..events {
        match answered(|| window.claim(&event(number), NOW)) {
            Ok(Claim::Claimed { token, .. }) => {
                if answered(|| window.commit(&token, NOW)).is_err() {
                    return 2;
                }
            }
            Ok(Claim::Done | Claim::InFlight { .. }) => {}
            Ok(_) => return 3,
            Err(_) => return 4,
        }
    }
    0
}

#[test]
fn children_forked_after_it_was_opened_share_it() {
    let events = if is_soak() { 100_000 } else { 5_000 };
    let folder = Folder::new();
    let capacity = Some(usize::try_from(events * 2).unwrap());
    let window = FileWindow::open(&folder.path(), FileWindowOptions { capacity, ..SMALL }, NOW).unwrap();
    let children: Vec<_> = (0..8).map(|_| fork(|| work(&window, events))).collect();
    for child in children {
        assert_eq!(end(child), Some(0));
    }
    let counters = window.counters(NOW).unwrap();
    assert_eq!((counters.claimed, counters.committed, counters.reclaimed), (events, events, 0));
    assert_eq!(counters.duplicate_done + counters.duplicate_in_flight, events * 7);
}

#[test]
fn children_forked_in_the_middle_of_calls_share_it() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let (stop, events) = (AtomicBool::new(false), 400);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    assert_eq!(work(&window, events), 0);
                }
            });
        }
        for round in 0..if is_soak() { 500 } else { 40 } {
            let child = fork(|| {
                // Threads of the child as well, and a child of the child.
                std::thread::scope(|scope| {
                    let both = [(); 2].map(|()| scope.spawn(|| work(&window, events)));
                    both.into_iter().map(|thread| thread.join().unwrap_or(98)).max().unwrap()
                })
                .max(if round % 4 == 0 {
                    end(fork(|| work(&window, events))).unwrap_or(97)
                } else {
                    0
                })
            });
            let code = end(child);
            stop.store(code != Some(0), Ordering::Relaxed);
            assert_eq!(code, Some(0), "{round}");
        }
        stop.store(true, Ordering::Relaxed);
    });
    let counters = window.counters(NOW).unwrap();
    assert_eq!((counters.claimed, counters.committed, counters.reclaimed), (events, events, 0));
}

/// A child has a copy of each open file, and a lock lasts until the last copy is closed.
#[test]
fn a_child_keeps_no_lock_of_a_parent_that_dies_in_a_call() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    for round in 0..if is_soak() { 300 } else { 30 } {
        let mut parent = Role::start("fork", &folder.path(), "");
        let child = Idle::of(&mut parent);
        std::thread::sleep(Duration::from_micros(200 + round * 37 % 900));
        parent.kill();
        assert!(child.is_there());
        _ = window.claim(&event(1), NOW).unwrap_or_else(|error| panic!("{round}: {error}"));
    }
}

#[test]
fn a_child_may_drop_what_it_never_used() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let mut owned = Some(window);
    let child = fork(|| {
        drop(owned.take());
        0
    });
    assert_eq!(end(child), Some(0));
    assert_eq!(work(owned.as_ref().unwrap(), 10), 0);
}

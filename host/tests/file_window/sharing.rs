//! Many processes on one file.

use core::time::Duration;
use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::FileExt as _;
use std::time::Instant;

use hookseal_core::Error;
use hookseal_core::dedup::{Claim, Settled, Token};
use hookseal_host::{FileWindow, FileWindowOptions};

use super::support::{Folder, NOW, Role, SMALL, answered, event, is_soak};

const PROCESSES: u64 = 8;

fn token(hex: &str) -> Token {
    let bytes: Vec<_> = (0..64).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    Token::from_slice(&bytes).unwrap()
}

#[test]
fn processes_that_create_it_at_once_have_the_same() {
    for _ in 0..if is_soak() { 50 } else { 3 } {
        let folder = Folder::new();
        let mut roles: Vec<_> =
            (0..PROCESSES).map(|number| Role::start("open", &folder.path(), &number.to_string())).collect();
        assert!(roles.iter_mut().all(|role| role.line().as_deref() == Some("ready")));
        roles.iter_mut().for_each(Role::go);
        let tokens: Vec<_> = roles.iter_mut().map(|role| role.line().unwrap()).collect();
        assert_eq!(folder.names(), ["events.window"], "{tokens:?}");
        // Whose token is good here has the same key.
        let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
        for said in tokens {
            let token = token(said.strip_prefix("token ").unwrap_or_else(|| panic!("{said}")));
            assert_eq!(window.commit(&token, NOW).unwrap(), Settled::Ok);
        }
    }
}

#[test]
fn each_event_has_one_owner_among_processes() {
    let events: u64 = if is_soak() { 100_000 } else { 5_000 };
    let folder = Folder::new();
    let capacity = Some(usize::try_from(events * 2).unwrap());
    let window = FileWindow::open(&folder.path(), FileWindowOptions { capacity, ..SMALL }, NOW).unwrap();
    let mut roles: Vec<_> = (0..PROCESSES).map(|_| Role::start("claim", &folder.path(), &events.to_string())).collect();
    assert!(roles.iter_mut().all(|role| role.line().as_deref() == Some("ready")));
    roles.iter_mut().for_each(Role::go);
    let mut owners = vec![0; usize::try_from(events).unwrap()];
    for role in &mut roles {
        for number in role.line().unwrap().strip_prefix("won").unwrap().split_whitespace() {
            owners[number.parse::<usize>().unwrap()] += 1;
        }
    }
    assert!(owners.iter().all(|owners| *owners == 1));
    let counters = window.counters(NOW).unwrap();
    assert_eq!((counters.claimed, counters.committed, counters.reclaimed), (events, events, 0));
    assert_eq!(counters.duplicate_done + counters.duplicate_in_flight, events * (PROCESSES - 1));
}

#[test]
fn two_windows_on_one_file_exclude_each_other_within_a_process() {
    let folder = Folder::new();
    let windows = [(); 4].map(|()| FileWindow::open(&folder.path(), SMALL, NOW).unwrap());
    std::thread::scope(|scope| {
        for window in &windows {
            scope.spawn(|| {
                for number in 0..500 {
                    if let Claim::Claimed { token, .. } = answered(|| window.claim(&event(number), NOW)).unwrap() {
                        assert_eq!(answered(|| window.commit(&token, NOW)).unwrap(), Settled::Ok);
                    }
                }
            });
        }
    });
    let counters = windows[0].counters(NOW).unwrap();
    assert_eq!((counters.claimed, counters.committed, counters.reclaimed), (500, 500, 0));
}

/// Stops a worker again and again until it is in the middle of a call.
#[test]
fn a_stopped_holder_is_named_in_time_and_all_goes_on_after_it() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let mut worker = Role::start("fork", &folder.path(), "");
    let _idle = Idle::of(&mut worker);
    let (mut stopped, mut tries, mut quickest) = (0, 0, Duration::MAX);
    while stopped < 3 {
        tries += 1;
        assert!(tries < 2000, "never stopped in a call");
        std::thread::sleep(Duration::from_micros(500 + tries * 7 % 300));
        worker.signal(Signal::STOP);
        let start = Instant::now();
        let claim = window.claim(&event(1), NOW);
        let waited = start.elapsed();
        if let Err(error) = claim {
            assert_eq!(error.error(), Error::StoreUnavailable);
            assert!(error.detail().contains("a process holds the lock"), "{error}");
            assert!(waited >= Duration::from_millis(245), "{waited:?}");
            quickest = quickest.min(waited);
            stopped += 1;
        }
        worker.signal(Signal::CONT);
        _ = window.claim(&event(1), NOW).unwrap();
    }
    assert!(quickest < Duration::from_millis(450), "{quickest:?}");
}

/// The worker's child, which holds nothing; ended with the test.
pub(crate) struct Idle(rustix::process::Pid);

impl Idle {
    pub(crate) fn of(worker: &mut Role) -> Self {
        let said = worker.line().unwrap();
        let number = said.strip_prefix("child ").unwrap().parse().unwrap();
        Self(rustix::process::Pid::from_raw(number).unwrap())
    }

    pub(crate) fn is_there(&self) -> bool {
        fs::exists(format!("/proc/{}", self.0.as_raw_nonzero())).unwrap()
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        _ = rustix::process::kill_process(self.0, Signal::KILL);
    }
}

#[test]
fn the_file_holds_no_process_and_no_address() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    _ = window.claim(&event(1), NOW).unwrap();
    // All that the header has between the checksum and the counters is the mark of a retired window, and zeros.
    let mut rest = [1; 192];
    fs::File::open(folder.path()).unwrap().read_exact_at(&mut rest, 64).unwrap();
    assert_eq!(rest, [0; 192]);
}

//! Resizes under running workers.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::fs;

use hookseal_core::Error;
use hookseal_core::dedup::{Claim, Settled};
use hookseal_host::{FileWindow, FileWindowOptions, inspect, resize};

use super::support::{Folder, NOW, Role, SMALL, answered, claimed, event, is_soak};

const SAME: FileWindowOptions = FileWindowOptions { capacity: None, ..SMALL };

#[test]
fn everything_goes_along() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let tokens: Vec<_> = (0..300).map(|number| claimed(&window, number)).collect();
    for token in &tokens[..100] {
        _ = window.commit(token, NOW).unwrap();
    }
    let counters = window.counters(NOW).unwrap();
    let options = FileWindowOptions { capacity: Some(4000), ttl: Some(500_000), ..SAME };
    let identity = resize(&folder.path(), &options, NOW).unwrap();
    assert_eq!((identity.buckets, identity.ttl, identity.lease), (250, 500_000, 300));
    // The very next call goes to the new file, though it is not the one that this was opened with.
    assert_eq!(window.identity(NOW).unwrap(), identity);
    assert_eq!(window.counters(NOW).unwrap(), counters);
    for (number, token) in tokens.iter().enumerate() {
        let expected = if number < 100 { Settled::AlreadyDone } else { Settled::Ok };
        assert_eq!(window.commit(token, NOW).unwrap(), expected, "{number}");
    }
    assert_eq!(window.recreated(), 0);
    assert_eq!(folder.names(), ["events.window"]);
    // Whoever comes later must not ask for the old capacity.
    assert_eq!(FileWindow::open(&folder.path(), SMALL, NOW).unwrap_err().error(), Error::WindowMismatch);
}

#[test]
fn what_does_not_fit_changes_nothing() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let tokens: Vec<_> = (0..300).map(|number| claimed(&window, number)).collect();
    let before = fs::read(folder.path()).unwrap();
    let error = |options| resize(&folder.path(), &options, NOW).unwrap_err();
    let small = error(FileWindowOptions { capacity: Some(160), ..SAME });
    assert_eq!(small.error(), Error::WindowTooSmall);
    assert!(small.detail().contains("300 live") && small.detail().contains("375"), "{small}");
    assert_eq!(error(FileWindowOptions { capacity: Some(0), ..SAME }).error(), Error::WindowTooSmall);
    assert_eq!(error(FileWindowOptions { ttl: Some(0), ..SAME }).error(), Error::WindowConfig);
    assert_eq!(error(FileWindowOptions { lease: Some(400_000), ..SAME }).error(), Error::WindowConfig);
    assert_eq!(resize(&folder.0.join("none"), &SAME, NOW).unwrap_err().error(), Error::Io);
    assert!(before == fs::read(folder.path()).unwrap());
    assert_eq!(folder.names(), ["events.window"]);
    assert!(tokens.iter().all(|token| window.commit(token, NOW).unwrap() == Settled::Ok));
}

/// Claims and commits all, again where the resize held the lock for too long.
fn work(window: &FileWindow, owners: &[AtomicUsize]) {
    for (number, owners) in owners.iter().enumerate() {
        if let Claim::Claimed { token, .. } = answered(|| window.claim(&event(number as u64), NOW)).unwrap() {
            owners.fetch_add(1, Ordering::Relaxed);
            _ = answered(|| window.commit(&token, NOW)).unwrap();
        }
    }
}

#[test]
fn workers_go_on_while_two_resize() {
    let events = if is_soak() { 100_000 } else { 5_000 };
    let folder = Folder::new();
    let sizes = [events * 2, events * 3];
    let options = FileWindowOptions { capacity: Some(sizes[0]), ..SMALL };
    let windows = [(); 3].map(|()| FileWindow::open(&folder.path(), options, NOW).unwrap());
    let owners: Vec<_> = (0..events).map(|_| AtomicUsize::new(0)).collect();
    let (stop, resizes) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut writer = Role::start("write", &folder.path(), "1000000");
    assert!(writer.line().is_some());
    std::thread::scope(|scope| {
        let workers = windows.each_ref().map(|window| scope.spawn(|| work(window, &owners)));
        for _ in 0..2 {
            scope.spawn(|| {
                for capacity in sizes.into_iter().cycle() {
                    if stop.load(Ordering::Relaxed) && resizes.load(Ordering::Relaxed) > 4 {
                        break;
                    }
                    let options = FileWindowOptions { capacity: Some(capacity), ..SAME };
                    match resize(&folder.path(), &options, NOW) {
                        Ok(_) => _ = resizes.fetch_add(1, Ordering::Relaxed),
                        Err(error) => assert_eq!(error.error(), Error::StoreUnavailable, "{error}"),
                    }
                    std::thread::sleep(core::time::Duration::from_millis(5));
                }
            });
        }
        let outcomes = workers.map(std::thread::ScopedJoinHandle::join);
        stop.store(true, Ordering::Relaxed);
        assert!(outcomes.iter().all(Result::is_ok));
    });
    assert!(owners.iter().all(|owners| owners.load(Ordering::Relaxed) == 1), "no owner, or two");
    for said in writer.kill() {
        if let Some(number) = said.strip_prefix("done ") {
            let claim = windows[0].claim(&event(number.parse().unwrap()), NOW).unwrap();
            assert_eq!(claim, Claim::Done, "{said}");
        }
    }
    assert_eq!(windows[0].counters(NOW).unwrap().reclaimed, 0);
    assert_eq!(folder.names(), ["events.window"]);
    assert_eq!(inspect(&folder.path(), NOW).unwrap().counters.commit_stolen, 0);
}

/// The file that was opened may have lost its name to another one before it is looked at.
#[test]
fn whoever_opens_it_meanwhile_finds_one_or_the_other() {
    let folder = Folder::new();
    drop(FileWindow::open(&folder.path(), SMALL, NOW).unwrap());
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                resize(&folder.path(), &SAME, NOW).unwrap();
            }
        });
        let opened: Vec<_> = (0..if is_soak() { 200_000 } else { 3_000 })
            .map(|_| FileWindow::open(&folder.path(), SAME, NOW).map(|window| window.recreated()))
            .filter(|opened| !matches!(opened, Ok(0)))
            .collect();
        is_over.store(true, Ordering::Relaxed);
        assert!(opened.is_empty(), "{opened:?}");
    });
}

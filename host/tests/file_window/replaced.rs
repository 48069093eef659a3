//! The file is removed, cut or replaced while it is in use.

use core::time::Duration;
use std::fs;
use std::os::unix::fs::FileExt as _;

use hookseal_core::Error;
use hookseal_core::dedup::{Claim, Settled};
use hookseal_host::{FileWindow, FileWindowOptions};

use super::support::{Folder, NOW, SMALL, claimed, event};

/// Until each window looks at its path again.
fn a_second() {
    std::thread::sleep(Duration::from_millis(1050));
}

#[test]
fn a_removed_file_is_made_anew_and_that_is_told() {
    let folder = Folder::new();
    let options = FileWindowOptions { ttl: Some(1000), lease: Some(9), ..SMALL };
    drop(FileWindow::open(&folder.path(), options, NOW).unwrap());
    let windows = [(); 3].map(|()| FileWindow::open(&folder.path(), FileWindowOptions::default(), NOW).unwrap());
    let [first, ..] = &windows;
    let before = first.identity(NOW).unwrap();
    let token = claimed(first, 1);
    let done = claimed(first, 2);
    _ = first.commit(&done, NOW).unwrap();
    fs::remove_file(folder.path()).unwrap();
    a_second();
    assert_eq!(first.commit(&token, NOW).unwrap_err().error(), Error::TokenInvalid);
    _ = claimed(first, 2);
    // The others find it: one new file, and one of the three made it.
    for window in &windows[1..] {
        assert!(matches!(window.claim(&event(2), NOW), Ok(Claim::InFlight { .. })));
    }
    assert_eq!(windows.iter().map(FileWindow::recreated).collect::<Vec<_>>(), [1, 0, 0]);
    assert_eq!(first.identity(NOW).unwrap(), before);
    let warning = first.take_warning(NOW).unwrap();
    assert!(warning.contains("gone") && warning.contains("events.window"), "{warning}");
    assert_eq!(first.take_warning(NOW), None);
    assert_eq!(windows[1].take_warning(NOW), None);
}

#[test]
fn a_restored_copy_is_used_from_then_on() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let token = claimed(&window, 1);
    let copy = folder.0.join("copy");
    fs::copy(folder.path(), &copy).unwrap();
    let other = claimed(&window, 2);
    fs::rename(&copy, folder.path()).unwrap();
    a_second();
    // The copy has the key, so that tokens are good, and what was there when it was made.
    assert_eq!(window.commit(&token, NOW).unwrap(), Settled::Ok);
    assert_eq!(window.commit(&other, NOW).unwrap(), Settled::Late);
    assert_eq!(window.recreated(), 0);
}

#[test]
fn what_cannot_be_opened_is_named_until_it_can() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let token = claimed(&window, 1);
    let aside = folder.0.join("aside");
    fs::rename(folder.path(), &aside).unwrap();
    fs::write(folder.path(), "not a window").unwrap();
    a_second();
    for _ in 0..2 {
        let error = window.claim(&event(2), NOW).unwrap_err();
        assert_eq!(error.error(), Error::WindowForeign, "{error}");
    }
    assert_eq!(fs::read(folder.path()).unwrap(), b"not a window");
    // Another window, of other settings than this one was opened with.
    fs::remove_file(folder.path()).unwrap();
    drop(FileWindow::open(&folder.path(), FileWindowOptions { capacity: Some(64), ..SMALL }, NOW).unwrap());
    assert_eq!(window.claim(&event(2), NOW).unwrap_err().error(), Error::WindowMismatch);
    fs::rename(&aside, folder.path()).unwrap();
    assert_eq!(window.commit(&token, NOW).unwrap(), Settled::Ok);
    assert_eq!(window.recreated(), 0);
}

#[test]
fn a_file_that_was_cut_short_is_not_touched() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let token = claimed(&window, 1);
    let whole = fs::read(folder.path()).unwrap();
    let file = fs::File::options().write(true).open(folder.path()).unwrap();
    file.set_len(384).unwrap();
    a_second();
    assert_eq!(window.commit(&token, NOW).unwrap_err().error(), Error::WindowTruncated);
    assert_eq!(window.claim(&event(2), NOW).unwrap_err().error(), Error::WindowTruncated);
    file.write_all_at(&whole, 0).unwrap();
    assert_eq!(window.commit(&token, NOW).unwrap(), Settled::Ok);
}

#[test]
fn a_folder_that_is_gone_is_named_until_it_is_back() {
    let folder = Folder::new();
    let inner = folder.0.join("inner");
    fs::create_dir(&inner).unwrap();
    let path = inner.join("events.window");
    let window = FileWindow::open(&path, SMALL, NOW).unwrap();
    let token = claimed(&window, 1);
    fs::rename(&inner, folder.0.join("away")).unwrap();
    a_second();
    let error = window.claim(&event(2), NOW).unwrap_err();
    assert!(error.error() == Error::Io && error.detail().contains("folder"), "{error}");
    fs::rename(folder.0.join("away"), &inner).unwrap();
    assert_eq!(window.commit(&token, NOW).unwrap(), Settled::Ok);
}

#[test]
fn a_window_left_half_retired_goes_on() {
    let folder = Folder::new();
    let window = FileWindow::open(&folder.path(), SMALL, NOW).unwrap();
    let token = claimed(&window, 1);
    let file = fs::File::options().read(true).write(true).open(folder.path()).unwrap();
    file.write_all_at(&[1], 64).unwrap();
    assert_eq!(window.commit(&token, NOW).unwrap(), Settled::Ok);
    let mut mark = [9; 4];
    file.read_exact_at(&mut mark, 64).unwrap();
    assert_eq!(mark, [0; 4]);
    assert_eq!(window.recreated(), 0);
}

//! Images of files as a lost write, a cut copy or a bad disk may leave them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use hookseal_core::Error;
use hookseal_host::{FileWindow, FileWindowOptions, inspect};

use super::support::{Folder, NOW, SMALL, claimed, event};

/// Two buckets, half full.
fn image(folder: &Folder) -> Vec<u8> {
    let options = FileWindowOptions { capacity: Some(32), ..SMALL };
    let window = FileWindow::open(&folder.path(), options, NOW).unwrap();
    for number in 0..16 {
        let token = claimed(&window, number);
        if number % 2 == 0 {
            _ = window.commit(&token, NOW).unwrap();
        }
    }
    drop(window);
    let image = fs::read(folder.path()).unwrap();
    fs::remove_file(folder.path()).unwrap();
    image
}

/// Every call on a file of these bytes, if it opens.
fn exercise(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
    let seen = inspect(path, NOW).map_err(|error| error.error());
    let opened = FileWindow::open(path, FileWindowOptions::default(), NOW).map_err(|error| error.error());
    assert_eq!(seen.as_ref().err(), opened.as_ref().err());
    let window = opened?;
    for number in 0..40 {
        if let Ok(hookseal_core::dedup::Claim::Claimed { token, .. }) = window.claim(&event(number), NOW) {
            _ = window.renew(&token, NOW).unwrap();
            _ = window.release(&token, NOW, 3).unwrap();
            _ = window.commit(&token, NOW).unwrap();
        }
        _ = window.forget(&event(number), NOW).unwrap();
    }
    _ = window.occupancy(NOW).unwrap();
    _ = window.counters(NOW).unwrap();
    Ok(())
}

#[test]
fn every_prefix_is_refused_by_name() {
    let folder = Folder::new();
    let image = image(&folder);
    for length in 0..image.len() {
        let outcome = exercise(&folder.path(), &image[..length]);
        assert_eq!(outcome, Err(Error::WindowTruncated), "{length}");
    }
    assert_eq!(exercise(&folder.path(), &image), Ok(()));
}

#[test]
fn every_lost_line_is_refused_by_name_or_harmless() {
    let folder = Folder::new();
    let image = image(&folder);
    for (line, start) in (0..image.len()).step_by(64).enumerate() {
        let mut torn = image.clone();
        torn[start..start + 64].fill(0);
        let outcome = exercise(&folder.path(), &torn);
        assert_eq!(outcome, if line == 0 { Err(Error::WindowForeign) } else { Ok(()) }, "{line}");
    }
}

#[test]
fn noise_is_refused_by_name_or_harmless() {
    let folder = Folder::new();
    let image = image(&folder);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..200 {
        let mut torn = image.clone();
        for byte in &mut torn[if round % 2 == 0 { 64 } else { 0 }..] {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if state >> 61 == 0 {
                *byte = (state >> 33) as u8;
            }
        }
        let outcome = exercise(&folder.path(), &torn);
        assert!(round % 2 == 0 && outcome.is_ok() || round % 2 == 1 && outcome.is_err(), "{round}: {outcome:?}");
    }
}

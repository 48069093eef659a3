//! Windows in files, for all processes of a machine. Hosted only.

use core::ffi::c_char;
use std::path::Path;

use hookseal_core::Error;
use hookseal_core::dedup::{OpenConfig, Settled, Token};
use hookseal_host::{FileWindow, FileWindowOptions, HostError};

use crate::boundary::{Buffer, Out, guard_waiting, input};
use crate::claim::{forgotten, hookseal_claim, hookseal_forgotten, hookseal_settled, hookseal_token, settled};
use crate::event::hookseal_dedup_key;
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::text::required;
use crate::window_config::{config_or_default, hookseal_window_config};

/// A window in a file, which all processes of this machine share. Any number of threads may use it at once; a child that
/// inherits it by fork may as well.
///
/// It is the only object with memory of its own: the file's map, its path and its lock. It may be moved, not copied.
/// hookseal_file_window_close gives everything back. If you open another window over an open one, the first one's memory leaks.
///
/// If the file is removed, a new one is made within a second, and what the old one remembered is forgotten:
/// hookseal_file_window_take_warning tells of it. The file belongs to the user who made it. A process that changes its user afterwards,
/// as servers do with their workers, gets IO or WINDOW_FOREIGN. To learn why, call hookseal_file_window_open with the same path: `detail`
/// says what is wrong.
///
/// If memory runs out while a window is opened, also by the first call of a forked child, the process ends.
///
/// The file is mapped: if somebody who may write it (this user or root) cuts it short, SIGBUS ends the process. The file stays open, too: a
/// `closefrom` must spare its descriptor, or close the window first.
#[repr(C)]
pub struct hookseal_file_window {
    pub opaque: [u64; 32],
}

storage!(hookseal_file_window holds FileWindow, mark 0x6669_6c65_7769_000a);

/// Opens the window at `path`, which is UTF-8 as all texts are, or creates it with room for `capacity` events (0: 1,048,576 in a
/// new one, else as it was made), for this user only. `config` may be NULL; what it gives of lifetime, lease and sliding must be
/// what the file was made with; its epoch is not used. `durable`: each call waits for the disk, so that a power cut loses nothing.
///
/// `detail`, `detail_size` bytes or NULL, gets a sentence about what is wrong with the file and what to do, cut where it does
/// not fit; an empty one on success.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, BUFFER_TOO_SMALL (a `detail` of no bytes); WINDOW_FOREIGN (no window; or not a regular file
/// of this user, closed to others, in a folder that others cannot write), WINDOW_MISMATCH, WINDOW_TRUNCATED, WINDOW_CORRUPT,
/// WINDOW_VERSION, WINDOW_CONFIG, WINDOW_TOO_SMALL, CLOCK_RANGE (a new file, and `now` is no time in seconds), STORE_CONFIG (a network or
/// FUSE file system), STORE_UNAVAILABLE, IO. Then `window` is zeroed, and a file that is there as it was.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_open(
    window: *mut hookseal_file_window,
    path: *const c_char,
    capacity: usize,
    config: *const hookseal_window_config,
    durable: bool,
    now: u64,
    detail: *mut c_char,
    detail_size: usize,
) -> hookseal_status {
    guard_waiting(|| {
        // Both are emptied, whichever is refused.
        // SAFETY: the header's rules for pointers.
        let is_cleared = unsafe { hookseal_file_window::clear(window) };
        // SAFETY: the header's rules for pointers.
        let detail = (!detail.is_null()).then(|| unsafe { Buffer::new(detail, detail_size) }).transpose();
        is_cleared?;
        let detail = detail?;
        // SAFETY: the header's rules for pointers.
        let (path, config) = unsafe { (required(path)?, config_or_default(config)?) };
        let capacity = Some(capacity).filter(|capacity| *capacity > 0);
        let OpenConfig { ttl, lease, is_sliding, max_attempts, full } = config.for_existing()?;
        let options = FileWindowOptions { capacity, ttl, lease, is_sliding, max_attempts, full, is_durable: durable };
        let opened = FileWindow::open(Path::new(path), options, now).map_err(|error| {
            let told = detail.map_or(Ok(0), |detail| detail.write_cut(error.detail()));
            told.err().unwrap_or(error.error())
        })?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_file_window::put(window, opened) }
    })
}

/// Closes a window and zeroes it. No other thread may use it meanwhile. The file stays; nothing is to be saved.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hookseal_file_window_close(window: *mut hookseal_file_window) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { hookseal_file_window::wipe(window) })
}

/// # Safety
/// The header's rules for pointers.
pub(crate) unsafe fn tell<T, R>(
    window: *const hookseal_file_window,
    answer: *mut T,
    call: impl FnOnce(&FileWindow) -> Result<R, HostError>,
    write: impl FnOnce(R) -> T,
) -> Result<(), Error> {
    // SAFETY: as the caller says; the answers are integers.
    let answer = unsafe { Out::new(answer)? };
    // SAFETY: as the caller says.
    let window = unsafe { hookseal_file_window::get(window)? };
    answer.set(write(call(window).map_err(|error| error.error())?));
    Ok(())
}

/// # Safety
/// The header's rules for pointers.
unsafe fn settle(
    window: *const hookseal_file_window,
    token: *const hookseal_token,
    answer: *mut hookseal_settled,
    call: impl FnOnce(&FileWindow, &Token) -> Result<Settled, HostError>,
) -> Result<(), Error> {
    // SAFETY: as the caller says.
    let token = unsafe { input(token) }.map(|token| Token::from_bytes(token.bytes));
    let call = |window: &FileWindow| call(window, &token?);
    // SAFETY: as the caller says.
    unsafe { tell(window, answer, call, settled) }
}

/// Claims an event at `now`, in Unix seconds. Only HOOKSEAL_CLAIM_CLAIMED (and UNGUARDED) allows it to be processed.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID (also for a key of zeros, which is none), STATE; CLOCK_RANGE; STORE_UNAVAILABLE (a
/// lock is held for over 250 ms: answer 503); IO, and those of hookseal_file_window_open where the file was replaced. Then `claim`
/// is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_claim(
    window: *const hookseal_file_window,
    key: *const hookseal_dedup_key,
    now: u64,
    claim: *mut hookseal_claim,
) -> hookseal_status {
    guard_waiting(|| {
        // SAFETY: the header's rules for pointers.
        let key = unsafe { input(key) }.and_then(|key| key.of_event());
        // SAFETY: the header's rules for pointers.
        unsafe { tell(window, claim, |window| window.claim(&key?, now), hookseal_claim::from) }
    })
}

/// Records that the event was processed. Do it before the answer is sent.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
/// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_commit(
    window: *const hookseal_file_window,
    token: *const hookseal_token,
    now: u64,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { settle(window, token, settled, |window, token| window.commit(token, now)) })
}

/// Records that the dead-letter sink took the event.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
/// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_bury(
    window: *const hookseal_file_window,
    token: *const hookseal_token,
    now: u64,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { settle(window, token, settled, |window, token| window.bury(token, now)) })
}

/// Gives a claim back: the event can be claimed again `not_before` seconds from now, at most 300.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
/// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. ARGUMENT_INVALID also for a longer wait.
/// Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_release(
    window: *const hookseal_file_window,
    token: *const hookseal_token,
    now: u64,
    not_before: u32,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { settle(window, token, settled, |window, token| window.release(token, now, not_before)) })
}

/// Starts the lease of a claim again, for long work.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
/// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_renew(
    window: *const hookseal_file_window,
    token: *const hookseal_token,
    now: u64,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard_waiting(|| unsafe { settle(window, token, settled, |window, token| window.renew(token, now)) })
}

/// Forgets an event unless its lease runs, so that its next delivery is processed as a first one.
///
/// Errors: as hookseal_file_window_claim. Then `forgotten` is HOOKSEAL_FORGOTTEN_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_file_window_forget(
    window: *const hookseal_file_window,
    key: *const hookseal_dedup_key,
    now: u64,
    forgotten: *mut hookseal_forgotten,
) -> hookseal_status {
    guard_waiting(|| {
        // SAFETY: the header's rules for pointers.
        let key = unsafe { input(key) }.and_then(|key| key.of_event());
        // SAFETY: the header's rules for pointers.
        unsafe { tell(window, forgotten, |window| window.forget(&key?, now), self::forgotten) }
    })
}

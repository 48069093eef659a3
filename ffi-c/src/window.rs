//! Dedup windows in memory of the caller's.

use core::ffi::c_void;

use hookseal_core::Error;
use hookseal_core::dedup::{Bucket, DedupWindow, Header, OpenConfig, SLOTS, Settled, Token, WindowConfig};

use crate::boundary::{Out, array, guard, input};
use crate::claim::{forgotten, hookseal_claim, hookseal_forgotten, hookseal_settled, hookseal_token, settled};
use crate::event::hookseal_dedup_key;
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::verifier::hookseal_verifier;
use crate::window_config::{config_or_default, hookseal_window_config};

/// How a window's memory must be aligned, in bytes.
pub const HOOKSEAL_WINDOW_ALIGN: usize = 64;
/// What a window's memory begins with, in bytes.
pub const HOOKSEAL_WINDOW_HEADER_SIZE: usize = 384;
/// What 16 slots take, in bytes.
pub const HOOKSEAL_WINDOW_BUCKET_SIZE: usize = 384;

const _: () = assert!(HOOKSEAL_WINDOW_ALIGN == align_of::<Bucket>() && HOOKSEAL_WINDOW_ALIGN == align_of::<Header>());
const _: () = assert!(HOOKSEAL_WINDOW_HEADER_SIZE == size_of::<Header>());
const _: () = assert!(HOOKSEAL_WINDOW_BUCKET_SIZE == size_of::<Bucket>() && SLOTS == 16);

/// Where a window is, and its opener's own settings. The memory is looked at anew in every call: it may hold anything.
pub(crate) struct Opened {
    memory: *const c_void,
    size: usize,
    own: OpenConfig,
}

/// A handle on a window. The memory stays the caller's and must stay where it is. One thread at a time may use a
/// window: its caller locks.
///
/// Any storage will do to initialise it; it may be copied and moved.
#[repr(C)]
pub struct hookseal_window {
    pub opaque: [u64; 12],
}

storage!(hookseal_window holds Opened, mark 0x7769_6e64_6f77_0009);

impl Opened {
    /// The window as it is now.
    ///
    /// # Safety
    /// The memory is there, and nobody else changes it meanwhile.
    unsafe fn window(&self) -> Result<DedupWindow<'_>, Error> {
        // SAFETY: as the caller says.
        let (header, buckets) = unsafe { parts(self.memory, self.size)? };
        DedupWindow::open(header, buckets, &self.own)
    }
}

/// # Safety
/// Where `memory` is neither null nor misaligned it has `size` bytes, which nobody else uses for `'m`, unless there
/// cannot be so many.
unsafe fn parts<'m>(memory: *const c_void, size: usize) -> Result<(&'m Header, &'m [Bucket]), Error> {
    if memory.is_null() {
        return Err(Error::ArgumentNull);
    }
    if !memory.addr().is_multiple_of(HOOKSEAL_WINDOW_ALIGN) || isize::try_from(size).is_err() {
        return Err(Error::ArgumentInvalid);
    }
    let for_buckets = size.checked_sub(HOOKSEAL_WINDOW_HEADER_SIZE).ok_or(Error::WindowTooSmall)?;
    // SAFETY: a header is atomic integers, which any bits are; aligned and large enough, as just checked.
    let header = unsafe { &*memory.cast::<Header>() };
    // SAFETY: within `size`.
    let first = unsafe { memory.add(HOOKSEAL_WINDOW_HEADER_SIZE) };
    // SAFETY: a bucket is atomic integers; the header's size is a multiple of the alignment; so many fit.
    let buckets =
        unsafe { core::slice::from_raw_parts(first.cast::<Bucket>(), for_buckets / HOOKSEAL_WINDOW_BUCKET_SIZE) };
    Ok((header, buckets))
}

/// How many bytes a window for `capacity` events takes, rounded up to 16 of them; 0 where that is impossible: for none, or for
/// more than memory has. At 90 % of its capacity that is 26.7 bytes an event. The macro HOOKSEAL_WINDOW_SIZE is for static storage
/// of a capacity that is possible: it checks nothing.
#[unsafe(no_mangle)]
pub extern "C" fn hookseal_window_size(capacity: usize) -> usize {
    let buckets = capacity.div_ceil(SLOTS);
    let is_possible = buckets > 0 && u32::try_from(buckets).is_ok();
    let bytes = buckets.checked_mul(HOOKSEAL_WINDOW_BUCKET_SIZE);
    let bytes = bytes.and_then(|bytes| bytes.checked_add(HOOKSEAL_WINDOW_HEADER_SIZE));
    bytes.filter(|bytes| is_possible && isize::try_from(*bytes).is_ok()).unwrap_or_default()
}

/// Makes a new, empty window in `memory`, whatever it held: `size` bytes, aligned to HOOKSEAL_WINDOW_ALIGN. All that fits
/// is used. `config` may be NULL. `key` is 16 random bytes of the window's own: who knows them can aim at its buckets.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, WINDOW_TOO_SMALL (for 16 events), WINDOW_CONFIG. Then `window` is zeroed, and
/// the memory as it was.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_create(
    window: *mut hookseal_window,
    memory: *mut c_void,
    size: usize,
    config: *const hookseal_window_config,
    key: *const u8,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_window::clear(window)? };
        // SAFETY: the header's rules for pointers.
        let (config, key) = unsafe { (config_or_default(config)?, array(key)?) };
        let new = config.for_new()?;
        new.check()?;
        // SAFETY: the header's rules for pointers.
        if unsafe { parts(memory, size)? }.1.is_empty() {
            return Err(Error::WindowTooSmall);
        }
        // It may never have been written, and then must not be read.
        // SAFETY: `parts` has just checked pointer and size.
        unsafe { memory.write_bytes(0, size) };
        // SAFETY: the header's rules for pointers.
        let (header, buckets) = unsafe { parts(memory, size)? };
        DedupWindow::create(header, buckets, &new, key)?;
        let opened = Opened { memory, size, own: config.for_existing()? };
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_window::put(window, opened) }
    })
}

/// Opens the window that is in `memory`. `config` may be NULL; what it gives of lifetime, lease and sliding must be what the
/// window was made with. Nothing is written.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, WINDOW_TOO_SMALL; WINDOW_FOREIGN (there is none), WINDOW_VERSION, WINDOW_CORRUPT,
/// WINDOW_TRUNCATED (of another size), WINDOW_MISMATCH, WINDOW_CONFIG. Then `window` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_open(
    window: *mut hookseal_window,
    memory: *mut c_void,
    size: usize,
    config: *const hookseal_window_config,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_window::clear(window)? };
        // SAFETY: the header's rules for pointers.
        let config = unsafe { config_or_default(config)? };
        let opened = Opened { memory, size, own: config.for_existing()? };
        // SAFETY: the header's rules for pointers.
        unsafe { opened.window()? };
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_window::put(window, opened) }
    })
}

/// # Safety
/// The header's rules for pointers.
pub(crate) unsafe fn tell<T, R>(
    window: *const hookseal_window,
    answer: *mut T,
    call: impl FnOnce(&mut DedupWindow<'_>) -> Result<R, Error>,
    write: impl FnOnce(R) -> T,
) -> Result<(), Error> {
    // SAFETY: as the caller says; the answers are integers.
    let answer = unsafe { Out::new(answer)? };
    // SAFETY: as the caller says.
    let opened: &Opened = unsafe { hookseal_window::get(window)? };
    // SAFETY: as the caller says.
    let mut window = unsafe { opened.window()? };
    answer.set(write(call(&mut window)?));
    Ok(())
}

/// # Safety
/// The header's rules for pointers.
unsafe fn settle(
    window: *const hookseal_window,
    token: *const hookseal_token,
    answer: *mut hookseal_settled,
    call: impl FnOnce(&mut DedupWindow<'_>, &Token) -> Result<Settled, Error>,
) -> Result<(), Error> {
    // SAFETY: as the caller says.
    let token = unsafe { input(token) }.map(|token| Token::from_bytes(token.bytes));
    let call = |window: &mut DedupWindow<'_>| call(window, &token?);
    // SAFETY: as the caller says.
    unsafe { tell(window, answer, call, settled) }
}

/// Claims an event at `now`, in Unix seconds. Only HOOKSEAL_CLAIM_CLAIMED (and UNGUARDED) allows it to be processed.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID (also for a key of zeros, which is none), STATE; CLOCK_RANGE; those of
/// hookseal_window_open. Then `claim` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_claim(
    window: *const hookseal_window,
    key: *const hookseal_dedup_key,
    now: u64,
    claim: *mut hookseal_claim,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let key = unsafe { input(key) }.and_then(|key| key.of_event());
        // SAFETY: the header's rules for pointers.
        unsafe { tell(window, claim, |window| window.claim(&key?, now), hookseal_claim::from) }
    })
}

/// Records that the event was processed. Do it before the answer is sent.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
/// hookseal_window_open. Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_commit(
    window: *const hookseal_window,
    token: *const hookseal_token,
    now: u64,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { settle(window, token, settled, |window, token| window.commit(token, now)) })
}

/// Records that the dead-letter sink took the event.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
/// hookseal_window_open. Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_bury(
    window: *const hookseal_window,
    token: *const hookseal_token,
    now: u64,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { settle(window, token, settled, |window, token| window.bury(token, now)) })
}

/// Gives a claim back: the event can be claimed again `not_before` seconds from now, at most 300.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
/// hookseal_window_open. ARGUMENT_INVALID also for a longer wait. Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_release(
    window: *const hookseal_window,
    token: *const hookseal_token,
    now: u64,
    not_before: u32,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { settle(window, token, settled, |window, token| window.release(token, now, not_before)) })
}

/// Starts the lease of a claim again, for long work.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
/// hookseal_window_open. Then `settled` is HOOKSEAL_SETTLED_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_renew(
    window: *const hookseal_window,
    token: *const hookseal_token,
    now: u64,
    settled: *mut hookseal_settled,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { settle(window, token, settled, |window, token| window.renew(token, now)) })
}

/// Forgets an event unless its lease runs, so that its next delivery is processed as a first one.
///
/// Errors: as hookseal_window_claim. Then `forgotten` is HOOKSEAL_FORGOTTEN_NONE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_forget(
    window: *const hookseal_window,
    key: *const hookseal_dedup_key,
    now: u64,
    forgotten: *mut hookseal_forgotten,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let key = unsafe { input(key) }.and_then(|key| key.of_event());
        // SAFETY: the header's rules for pointers.
        unsafe { tell(window, forgotten, |window| window.forget(&key?, now), self::forgotten) }
    })
}

/// Checks that a window is safe for the deliveries that `verifier` accepts: it must not forget an event while the event's
/// signature is still fresh, and may slide only over signed IDs. Do it once, when the endpoint is set up; for each of them,
/// where several share a window.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; WINDOW_CONFIG: the lifetime, or `min_age` with HOOKSEAL_FULL_EVICT_DONE, is
/// not longer than the verifier's tolerances, past and future together, or the window slides over digests or unsigned IDs; those
/// of hookseal_window_open.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_check(
    window: *const hookseal_window,
    verifier: *const hookseal_verifier,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let (opened, verifier): (&Opened, _) =
            unsafe { (hookseal_window::get(window)?, hookseal_verifier::get(verifier)?) };
        // SAFETY: the header's rules for pointers.
        let identity = unsafe { opened.window()? }.identity();
        WindowConfig { full: opened.own.full, ..identity.config() }.check_for(verifier)
    })
}

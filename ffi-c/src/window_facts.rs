//! What a window can tell of itself.

use hookseal_core::dedup::{Counters, Identity, Occupancy};

use crate::boundary::guard;
use crate::status::hookseal_status;
use crate::window::{hookseal_window, tell};

/// What a window was made with.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_window_identity {
    /// Events that it can hold.
    pub capacity: u64,
    /// The Unix time that it counts from.
    pub epoch: u64,
    /// The lifetime in seconds.
    pub ttl: u32,
    /// The lease in seconds.
    pub lease: u32,
    /// Whether duplicates start a finished event's lifetime again.
    pub sliding: bool,
}

/// What is in a window at one time.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_occupancy {
    /// Events that it can hold.
    pub capacity: u64,
    /// Events that it remembers: the sum of the next four.
    pub live: u64,
    /// Those whose lease runs or has lapsed.
    pub in_flight: u64,
    /// Those released for a further attempt.
    pub released: u64,
    /// Those processed.
    pub done: u64,
    /// Dead letters.
    pub dead: u64,
    /// Seconds since the oldest was claimed; 0 where there is none.
    pub oldest: u32,
}

/// What happened in a window since it was made.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_counters {
    /// Leases given, first and further attempts alike.
    pub claimed: u64,
    /// Commits of a lease that was held.
    pub committed: u64,
    /// Claims answered as done.
    pub duplicate_done: u64,
    /// Claims answered as in flight.
    pub duplicate_in_flight: u64,
    /// Claims answered as dead.
    pub duplicate_dead: u64,
    /// Leases that lapsed and were taken over.
    pub reclaimed: u64,
    /// Commits or burials that came after the lease had ended: the evidence of a possible double run.
    pub commit_late: u64,
    /// Commits or burials by a claim that had settled its event before.
    pub commit_already: u64,
    /// Commits or burials of an event that somebody else had taken: the evidence of a possible double run.
    pub commit_stolen: u64,
    /// Late commits or burials that found no room.
    pub unrecorded: u64,
    /// Events made dead letters.
    pub buried: u64,
    /// Claims released.
    pub released: u64,
    /// Claims refused for want of room.
    pub refused: u64,
    /// Finished events forgotten to make room.
    pub evicted: u64,
    /// Records moved to make room.
    pub relocated: u64,
    /// Claims that went on without a record.
    pub unguarded: u64,
}

pub(crate) fn identity(of: &Identity) -> hookseal_window_identity {
    let Identity { buckets: _, ttl, lease, is_sliding, epoch } = *of;
    hookseal_window_identity { capacity: of.capacity(), epoch, ttl, lease, sliding: is_sliding }
}

pub(crate) fn occupancy(of: &Occupancy) -> hookseal_occupancy {
    let count = |records: usize| u64::try_from(records).unwrap_or(u64::MAX);
    hookseal_occupancy {
        capacity: count(of.capacity),
        live: count(of.live),
        in_flight: count(of.in_flight),
        released: count(of.released),
        done: count(of.done),
        dead: count(of.dead),
        oldest: of.oldest.unwrap_or_default(),
    }
}

pub(crate) const fn counters(of: &Counters) -> hookseal_counters {
    hookseal_counters {
        claimed: of.claimed,
        committed: of.committed,
        duplicate_done: of.duplicate_done,
        duplicate_in_flight: of.duplicate_in_flight,
        duplicate_dead: of.duplicate_dead,
        reclaimed: of.reclaimed,
        commit_late: of.commit_late,
        commit_already: of.commit_already,
        commit_stolen: of.commit_stolen,
        unrecorded: of.unrecorded,
        buried: of.buried,
        released: of.released,
        refused: of.refused,
        evicted: of.evicted,
        relocated: of.relocated,
        unguarded: of.unguarded,
    }
}

/// Tells what a window was made with.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; those of hookseal_window_open. Then `answer` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_get_identity(
    window: *const hookseal_window,
    answer: *mut hookseal_window_identity,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { tell(window, answer, |window| Ok(window.identity()), |found| identity(&found)) })
}

/// Tells what happened in a window since it was made.
///
/// Errors: as hookseal_window_get_identity.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_get_counters(
    window: *const hookseal_window,
    answer: *mut hookseal_counters,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { tell(window, answer, |window| Ok(window.counters()), |found| counters(&found)) })
}

/// Counts what is in a window at `now`, slot by slot.
///
/// Errors: as hookseal_window_get_identity, and CLOCK_RANGE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_window_get_occupancy(
    window: *const hookseal_window,
    now: u64,
    answer: *mut hookseal_occupancy,
) -> hookseal_status {
    // SAFETY: the header's rules for pointers.
    guard(|| unsafe { tell(window, answer, |window| window.occupancy(now), |found| occupancy(&found)) })
}

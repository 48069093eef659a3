//! Retry schedules.

use core::ffi::c_char;

use hookseal_core::Error;
use hookseal_core::retry::{Answer, Jitter, Reason, RetrySchedule, Verdict, parse_retry_after};

use crate::boundary::{Out, array, guard, slice};
use crate::event::hookseal_dedup_key;
use crate::slot::Storage as _;
use crate::status::hookseal_status;
use crate::text::required;

/// When to try a delivery again. Once set up it is only read, by any number of threads at once.
///
/// Any storage will do to initialise it; it may be copied and moved.
#[repr(C)]
pub struct hookseal_retry_schedule {
    pub opaque: [u64; 14],
}

storage!(hookseal_retry_schedule holds RetrySchedule<'static>, mark 0x7265_7472_7900_000b);

/// How a step is spread, so that what failed together does not come back together.
pub type hookseal_jitter = u32;
/// Not at all.
pub const HOOKSEAL_JITTER_NONE: hookseal_jitter = 0;
/// Uniform from 0 to the step: halves the span.
pub const HOOKSEAL_JITTER_FULL: hookseal_jitter = 1;
/// Uniform within so many percent of the step: keeps the span. What schedules have unless told otherwise, of 50 %.
pub const HOOKSEAL_JITTER_PROPORTIONAL: hookseal_jitter = 2;

/// How an attempt ended, where not with an HTTP status code: no answer in time.
pub const HOOKSEAL_ANSWER_TIMEOUT: u32 = 0x1_0000;
/// No connection, or one that broke.
pub const HOOKSEAL_ANSWER_NETWORK: u32 = 0x1_0001;

/// No `Retry-After`.
pub const HOOKSEAL_NO_RETRY_AFTER: u64 = u64::MAX;

/// What to do after an attempt.
pub type hookseal_verdict_kind = u32;
/// Nothing: the call failed.
#[allow(dead_code, reason = "what zeros are")]
pub const HOOKSEAL_VERDICT_NONE: hookseal_verdict_kind = 0;
/// Try again `delay_ms` from now.
pub const HOOKSEAL_VERDICT_RETRY_IN: hookseal_verdict_kind = 1;
/// Stop, and keep the delivery for people to look at: all attempts were made.
pub const HOOKSEAL_VERDICT_EXHAUSTED: hookseal_verdict_kind = 2;
/// Stop, and keep it: the next attempt would come after the schedule's greatest age.
pub const HOOKSEAL_VERDICT_TOO_OLD: hookseal_verdict_kind = 3;
/// Stop, and keep it: the answer says that no later attempt will do better.
pub const HOOKSEAL_VERDICT_PERMANENT: hookseal_verdict_kind = 4;
/// Stop sending to this endpoint at all.
pub const HOOKSEAL_VERDICT_DISABLE_ENDPOINT: hookseal_verdict_kind = 5;
/// It arrived.
pub const HOOKSEAL_VERDICT_DELIVERED: hookseal_verdict_kind = 6;

/// What to do after an attempt. Zeros are none.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_verdict {
    pub delay_ms: u64,
    pub kind: hookseal_verdict_kind,
}

/// Makes a preset: `classic` (3, 6, 12 … minutes, 8 retries), `standard-webhooks` (9 retries over 75.6 h), `svix` (7
/// retries over 27.6 h).
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEDULE_INVALID (another name). Then `schedule` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_retry_preset(
    schedule: *mut hookseal_retry_schedule,
    name: *const c_char,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::clear(schedule)? };
        // SAFETY: the header's rules for pointers.
        let name = unsafe { required(name)? };
        let made = RetrySchedule::preset(name)?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::put(schedule, made) }
    })
}

/// Makes a schedule of `retries` steps: the first of `base_ms`, each further one `factor` times as long, at most `cap_ms`.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEDULE_INVALID. Then `schedule` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_retry_exponential(
    schedule: *mut hookseal_retry_schedule,
    base_ms: u64,
    factor: u32,
    cap_ms: u64,
    retries: u32,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::clear(schedule)? };
        let made = RetrySchedule::exponential(base_ms, factor, cap_ms, retries)?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::put(schedule, made) }
    })
}

/// Makes a schedule of the `count` steps given, in milliseconds. They are not copied, and must stay as long as the schedule.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEDULE_INVALID. Then `schedule` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_retry_list(
    schedule: *mut hookseal_retry_schedule,
    steps_ms: *const u64,
    count: usize,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::clear(schedule)? };
        // SAFETY: the header's rules for pointers, and they stay, as this function's comment says.
        let steps: &'static [u64] = unsafe { slice(steps_ms, count)? };
        let made = RetrySchedule::list(steps)?;
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::put(schedule, made) }
    })
}

/// Sets how steps are spread; `percent`, at most 100, is for HOOKSEAL_JITTER_PROPORTIONAL.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, SCHEDULE_INVALID. Then the schedule is as before.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_retry_set_jitter(
    schedule: *mut hookseal_retry_schedule,
    jitter: hookseal_jitter,
    percent: u8,
) -> hookseal_status {
    guard(|| {
        let jitter = match jitter {
            HOOKSEAL_JITTER_NONE => Jitter::None,
            HOOKSEAL_JITTER_FULL => Jitter::Full,
            HOOKSEAL_JITTER_PROPORTIONAL => Jitter::Proportional(percent),
            _ => return Err(Error::ArgumentInvalid),
        };
        let set = |schedule: &mut RetrySchedule<'static>| {
            *schedule = schedule.with_jitter(jitter)?;
            Ok(())
        };
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::change(schedule, set) }
    })
}

/// Sets the age, in milliseconds since the first attempt, at which a delivery is given up.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_retry_set_max_age(
    schedule: *mut hookseal_retry_schedule,
    max_age_ms: u64,
) -> hookseal_status {
    guard(|| {
        let set = |schedule: &mut RetrySchedule<'static>| {
            *schedule = schedule.with_max_age(max_age_ms);
            Ok(())
        };
        // SAFETY: the header's rules for pointers.
        unsafe { hookseal_retry_schedule::change(schedule, set) }
    })
}

/// Decides what to do after the `attempt`-th attempt, from 1 (0 is taken as 1), `elapsed_ms` after the first one. `answer` is
/// the HTTP status code, or HOOKSEAL_ANSWER_TIMEOUT or _NETWORK; `retry_after_ms` what hookseal_parse_retry_after read, or
/// HOOKSEAL_NO_RETRY_AFTER; `jitter_key` 16 random bytes of the installation's own; `event` the event's dedup key.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE. Then `verdict` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_retry_next(
    schedule: *const hookseal_retry_schedule,
    attempt: u32,
    elapsed_ms: u64,
    answer: u32,
    retry_after_ms: u64,
    jitter_key: *const u8,
    event: *const hookseal_dedup_key,
    verdict: *mut hookseal_verdict,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let place = unsafe { Out::new(verdict)? };
        // SAFETY: the header's rules for pointers.
        let schedule: &RetrySchedule<'_> = unsafe { hookseal_retry_schedule::get(schedule)? };
        // SAFETY: the header's rules for pointers.
        let (key, event) = unsafe { (array(jitter_key)?, array(event.cast::<u8>())?) };
        let answer = match answer {
            HOOKSEAL_ANSWER_TIMEOUT => Answer::Timeout,
            HOOKSEAL_ANSWER_NETWORK => Answer::Network,
            status => Answer::Status(u16::try_from(status).map_err(|_| Error::ArgumentInvalid)?),
        };
        let retry_after = Some(retry_after_ms).filter(|ms| *ms != HOOKSEAL_NO_RETRY_AFTER);
        let (kind, delay_ms) = match schedule.next(attempt, elapsed_ms, answer, retry_after, &key, &event) {
            Verdict::RetryIn { ms } => (HOOKSEAL_VERDICT_RETRY_IN, ms),
            Verdict::DeadLetter { reason: Reason::Exhausted } => (HOOKSEAL_VERDICT_EXHAUSTED, 0),
            Verdict::DeadLetter { reason: Reason::TooOld } => (HOOKSEAL_VERDICT_TOO_OLD, 0),
            Verdict::DeadLetter { reason: Reason::Permanent } => (HOOKSEAL_VERDICT_PERMANENT, 0),
            Verdict::DisableEndpoint => (HOOKSEAL_VERDICT_DISABLE_ENDPOINT, 0),
            Verdict::Delivered => (HOOKSEAL_VERDICT_DELIVERED, 0),
        };
        place.set(hookseal_verdict { delay_ms, kind });
        Ok(())
    })
}

/// Tells the lifetime in seconds that a dedup window needs so that no retry comes after its event was forgotten.
/// `sliding`: where each duplicate starts the lifetime again. Add what the schedule does not know: the time that attempts
/// themselves take, differences between clocks, and longer delays that receivers ask for (`Retry-After`, 429).
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE. Then `ttl` is 0.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_retry_required_ttl(
    schedule: *const hookseal_retry_schedule,
    sliding: bool,
    ttl: *mut u64,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let place = unsafe { Out::new(ttl)? };
        // SAFETY: the header's rules for pointers.
        let schedule: &RetrySchedule<'_> = unsafe { hookseal_retry_schedule::get(schedule)? };
        place.set(schedule.required_ttl(sliding));
        Ok(())
    })
}

/// Reads the value of a `Retry-After` header in either form of RFC 9110, at `now` in Unix seconds, as milliseconds from now;
/// HOOKSEAL_NO_RETRY_AFTER where it is neither.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID. Then `retry_after_ms` is 0.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_parse_retry_after(
    value: *const c_char,
    length: usize,
    now: u64,
    retry_after_ms: *mut u64,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let place = unsafe { Out::new(retry_after_ms)? };
        // SAFETY: the header's rules for pointers.
        let value = unsafe { slice(value.cast::<u8>(), length)? };
        place.set(parse_retry_after(value, now).unwrap_or(HOOKSEAL_NO_RETRY_AFTER));
        Ok(())
    })
}

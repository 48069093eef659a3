//! The schedule: steps, jitter, and the decision after an attempt.

use siphasher::sip128::{Hasher128 as _, SipHasher24};

use super::answer::{Action, Answer};
use crate::error::Error;

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// How long to wait at least after an overload, and the least that `Retry-After` may ask for.
const OVERLOAD_STEP: u64 = MINUTE;
/// The most that `Retry-After` may ask for.
const RETRY_AFTER_MAX: u64 = 24 * HOUR;

/// When to try again: steps, how they are spread, and when to give up.
///
/// ```
/// use hookseal_core::retry::{Answer, RetrySchedule, Verdict};
/// # let event = &[0; 16];
///
/// let schedule = RetrySchedule::preset("classic")?;
/// let verdict = schedule.next(1, 0, Answer::Status(503), None, &[7; 16], event);
/// assert!(matches!(verdict, Verdict::RetryIn { ms } if (90_000..=270_000).contains(&ms)));
/// assert_eq!(schedule.next(1, 0, Answer::Status(200), None, &[7; 16], event), Verdict::Delivered);
/// # Ok::<(), hookseal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetrySchedule<'a> {
    steps: Steps<'a>,
    jitter: Jitter,
    max_age: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Steps<'a> {
    Exponential { base: u64, factor: u32, cap: u64, retries: u32 },
    List(&'a [u64]),
}

/// How a step is spread, so that what failed together does not come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Jitter {
    /// Not at all.
    None,
    /// Uniform from 0 to the step: halves the span.
    Full,
    /// Uniform within so many percent of the step, at most 100: keeps the span.
    Proportional(u8),
}

impl Default for Jitter {
    fn default() -> Self {
        Self::Proportional(50)
    }
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Try again so many milliseconds from now.
    RetryIn {
        /// The delay.
        ms: u64,
    },
    /// Stop, and keep the delivery for people to look at.
    DeadLetter {
        /// Why.
        reason: Reason,
    },
    /// Stop sending to this endpoint at all.
    DisableEndpoint,
    /// It arrived.
    Delivered,
}

/// Why a delivery is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// All attempts of the schedule were made.
    Exhausted,
    /// The next attempt would come after the schedule's greatest age.
    TooOld,
    /// The receiver's answer says that no later attempt will do better.
    Permanent,
}

impl RetrySchedule<'static> {
    /// The names of the presets.
    pub const PRESETS: [&'static str; 3] = ["classic", "standard-webhooks", "svix"];

    /// A preset: `classic` (3, 6, 12 … minutes, 8 retries, at most 24 h apart), `standard-webhooks` (its
    /// specification's example, 9 retries over 75.6 h), `svix` (7 retries over 27.6 h).
    ///
    /// # Errors
    /// [`Error::ScheduleInvalid`] for another name.
    pub fn preset(name: &str) -> Result<Self, Error> {
        const STANDARD_WEBHOOKS: [u64; 9] =
            [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
        const SVIX: [u64; 7] = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];
        match name {
            "classic" => Self::exponential(3 * MINUTE, 2, 24 * HOUR, 8),
            "standard-webhooks" => RetrySchedule::list(&STANDARD_WEBHOOKS)?.with_jitter(Jitter::Proportional(20)),
            "svix" => RetrySchedule::list(&SVIX)?.with_jitter(Jitter::Proportional(20)),
            _ => Err(Error::ScheduleInvalid),
        }
    }

    /// Steps of `base`, `base · factor`, `base · factor²` … milliseconds, none longer than `cap`, `retries` of them.
    ///
    /// # Errors
    /// [`Error::ScheduleInvalid`] for a base, factor or number of 0, a cap below the base, more than 1,000 retries,
    /// or a span of more than 2⁵³ ms.
    pub fn exponential(base: u64, factor: u32, cap: u64, retries: u32) -> Result<Self, Error> {
        if base == 0 || factor == 0 || cap < base || !(1..=RETRIES_MAX).contains(&retries) {
            return Err(Error::ScheduleInvalid);
        }
        Self::new(Steps::Exponential { base, factor, cap, retries })
    }
}

/// What a double can hold exactly: three hundred thousand years.
const SPAN_MAX: u64 = 1 << 53;
/// More than any sender documents, by far.
const RETRIES_MAX: u32 = 1000;

impl<'a> RetrySchedule<'a> {
    /// The given steps, in milliseconds.
    ///
    /// # Errors
    /// [`Error::ScheduleInvalid`] for no step, a step of 0, more than 1,000 steps, or a span of more than 2⁵³ ms.
    pub fn list(steps: &'a [u64]) -> Result<Self, Error> {
        let is_countable = u32::try_from(steps.len()).is_ok_and(|retries| (1..=RETRIES_MAX).contains(&retries));
        if !is_countable || steps.contains(&0) {
            return Err(Error::ScheduleInvalid);
        }
        Self::new(Steps::List(steps))
    }

    fn new(steps: Steps<'a>) -> Result<Self, Error> {
        let schedule = Self { steps, jitter: Jitter::default(), max_age: None };
        let steps = (1..=schedule.retries()).filter_map(|attempt| schedule.step(attempt));
        if steps.fold(0, u64::saturating_add) > SPAN_MAX { Err(Error::ScheduleInvalid) } else { Ok(schedule) }
    }

    /// The same steps, spread otherwise.
    ///
    /// # Errors
    /// [`Error::ScheduleInvalid`] for more than 100 percent.
    pub const fn with_jitter(mut self, jitter: Jitter) -> Result<Self, Error> {
        if matches!(jitter, Jitter::Proportional(101..)) {
            return Err(Error::ScheduleInvalid);
        }
        self.jitter = jitter;
        Ok(self)
    }

    /// The same steps, given up where the next attempt would come more than `ms` after the first.
    #[must_use]
    pub const fn with_max_age(mut self, ms: u64) -> Self {
        self.max_age = Some(ms);
        self
    }

    /// How many retries follow the first attempt.
    #[must_use]
    pub fn retries(&self) -> u32 {
        match self.steps {
            Steps::Exponential { retries, .. } => retries,
            Steps::List(steps) => u32::try_from(steps.len()).unwrap_or(u32::MAX),
        }
    }

    /// The step after attempt `attempt`, counted from 1 and without jitter; none after the last.
    #[must_use]
    pub fn step(&self, attempt: u32) -> Option<u64> {
        let index = attempt.checked_sub(1)?;
        match self.steps {
            Steps::List(steps) => steps.get(usize::try_from(index).ok()?).copied(),
            Steps::Exponential { base, factor, cap, retries } => {
                let step = u64::from(factor).saturating_pow(index).saturating_mul(base).min(cap);
                (index < retries).then_some(step)
            }
        }
    }

    /// The shortest and the longest delay after attempt `attempt`, where nothing asks for a longer one.
    #[must_use]
    pub fn range(&self, attempt: u32) -> Option<(u64, u64)> {
        let step = self.step(attempt)?;
        Some(match self.jitter {
            Jitter::None => (step, step),
            Jitter::Full => (0, step),
            Jitter::Proportional(percent) => {
                let spread = spread(step, percent);
                (step.saturating_sub(spread), step.saturating_add(spread))
            }
        })
    }

    /// What to do after the `attempt`-th attempt (from 1; 0 is taken as 1), `elapsed` milliseconds after the first
    /// one. `event` is the event's dedup key, `jitter_key` the installation's own random key.
    #[must_use]
    pub fn next(
        &self,
        attempt: u32,
        elapsed: u64,
        answer: Answer,
        retry_after: Option<u64>,
        jitter_key: &[u8; 16],
        event: &[u8; 16],
    ) -> Verdict {
        let least = match answer.action() {
            Action::Delivered => return Verdict::Delivered,
            Action::Disable => return Verdict::DisableEndpoint,
            Action::Permanent => return Verdict::DeadLetter { reason: Reason::Permanent },
            Action::Retry => 0,
            Action::RetryLater => OVERLOAD_STEP,
        };
        let attempt = attempt.max(1);
        let Some(step) = self.step(attempt) else {
            return Verdict::DeadLetter { reason: Reason::Exhausted };
        };
        let ms = self.delay(step.max(least), retry_after, fractions(jitter_key, event, attempt));
        if self.max_age.is_some_and(|max_age| elapsed.saturating_add(ms) > max_age) {
            return Verdict::DeadLetter { reason: Reason::TooOld };
        }
        Verdict::RetryIn { ms }
    }

    fn delay(&self, step: u64, retry_after: Option<u64>, (r1, r2): (u32, u32)) -> u64 {
        let jittered = match self.jitter {
            Jitter::None => step,
            Jitter::Full => scale(step.saturating_add(1), r1),
            Jitter::Proportional(percent) => {
                let spread = spread(step, percent);
                let offset = scale(spread.saturating_mul(2).saturating_add(1), r1);
                step.saturating_sub(spread).saturating_add(offset)
            }
        };
        let Some(retry_after) = retry_after else { return jittered };
        let floor = retry_after.min(step.saturating_mul(2).clamp(OVERLOAD_STEP, RETRY_AFTER_MAX));
        jittered.max(floor.saturating_add(scale(floor.saturating_add(1), r2)))
    }

    /// The lifetime in seconds that a dedup window needs so that no retry of this schedule comes after its event
    /// was forgotten: all steps at their longest, or, where each duplicate refreshes the record, the longest one; and
    /// a second more, since a record is gone when its lifetime has passed, and a retry may come at that very second.
    ///
    /// Add what the schedule does not know: the time that attempts themselves take, differences between clocks,
    /// and longer delays that receivers ask for (`Retry-After`, 429).
    #[must_use]
    pub fn required_ttl(&self, is_sliding: bool) -> u64 {
        let longest = (1..=self.retries()).filter_map(|attempt| self.range(attempt)).map(|(_, longest)| longest);
        let span = if is_sliding { longest.max() } else { Some(longest.fold(0, u64::saturating_add)) };
        span.unwrap_or_default().div_ceil(SECOND).saturating_add(1)
    }
}

/// `⌊step · percent / 100⌋` without overflow, for at most 100 percent.
const fn spread(step: u64, percent: u8) -> u64 {
    let percent = percent as u64;
    step / 100 * percent + step % 100 * percent / 100
}

/// `⌊x · r / 2³²⌋`.
const fn scale(x: u64, r: u32) -> u64 {
    let r = r as u64;
    (x >> 32) * r + (((x & 0xFFFF_FFFF) * r) >> 32)
}

fn fractions(key: &[u8; 16], event: &[u8; 16], attempt: u32) -> (u32, u32) {
    let mut hasher = SipHasher24::new_with_key(key);
    core::hash::Hasher::write(&mut hasher, event);
    core::hash::Hasher::write(&mut hasher, &attempt.to_le_bytes());
    let hash = hasher.finish128();
    let upper = |half: u64| u32::try_from(half >> 32).unwrap_or_default();
    (upper(hash.h1), upper(hash.h2))
}

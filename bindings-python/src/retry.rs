//! `RetrySchedule`: when to try a delivery again, and when to stop.

use hookseal_core::Error;
use hookseal_core::retry::{Answer as Reply, Jitter, Reason, RetrySchedule as CoreSchedule, Verdict};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;

use crate::failure::{Answer, Failure};
use crate::given::{array, list, number, optional_number, small, text};

/// When a sender tries a delivery again, and when it stops. Made by `preset`, `exponential` or `list`.
///
/// All times are milliseconds. Decisions are pure functions of their arguments, the same in every language.
///
/// `jitter` spreads the retries of many events: `"none"`, `"full"` (from nothing to the step), or so many percent of
/// the step each way. 50 unless a preset says otherwise. After `max_age_ms` since the first attempt a delivery is too
/// old; never, unless given.
#[pyclass(frozen, module = "hookseal")]
pub(crate) struct RetrySchedule {
    steps: Steps,
    /// None for the schedule's own.
    jitter: Option<Jitter>,
    max_age: Option<u64>,
}

enum Steps {
    Preset(String),
    Exponential { base: u64, factor: u32, cap: u64, retries: u32 },
    List(Vec<u64>),
}

impl RetrySchedule {
    fn new(steps: Steps, jitter: Option<&Bound<'_, PyAny>>, max_age_ms: Option<&Bound<'_, PyAny>>) -> Answer<Self> {
        let jitter = jitter.map(self::jitter).transpose()?;
        let schedule = Self { steps, jitter, max_age: optional_number("max_age_ms", max_age_ms)? };
        schedule.lend(|_| ())?;
        Ok(schedule)
    }

    fn lend<R>(&self, borrower: impl FnOnce(&CoreSchedule<'_>) -> R) -> Result<R, Error> {
        let mut schedule = match &self.steps {
            Steps::Preset(name) => CoreSchedule::preset(name)?,
            Steps::Exponential { base, factor, cap, retries } => {
                CoreSchedule::exponential(*base, *factor, *cap, *retries)?
            }
            Steps::List(steps) => CoreSchedule::list(steps)?,
        };
        if let Some(jitter) = self.jitter {
            schedule = schedule.with_jitter(jitter)?;
        }
        if let Some(ms) = self.max_age {
            schedule = schedule.with_max_age(ms);
        }
        Ok(borrower(&schedule))
    }
}

/// `"none"`, `"full"`, or so many percent.
fn jitter(given: &Bound<'_, PyAny>) -> Answer<Jitter> {
    match given.extract::<PyBackedStr>().ok().as_deref() {
        Some("none") => return Ok(Jitter::None),
        Some("full") => return Ok(Jitter::Full),
        Some(_) | None => {}
    }
    let wrong = |_| Failure::argument("jitter must be \"none\", \"full\", or a percentage from 0 to 100");
    small("jitter", given).map(Jitter::Proportional).map_err(wrong)
}

/// A status, `"timeout"` or `"network"`.
fn reply(given: &Bound<'_, PyAny>) -> Answer<Reply> {
    match given.extract::<PyBackedStr>().ok().as_deref() {
        Some("timeout") => return Ok(Reply::Timeout),
        Some("network") => return Ok(Reply::Network),
        Some(_) | None => {}
    }
    let wrong = |_| Failure::argument("answer must be an HTTP status, \"timeout\" or \"network\"");
    small("answer", given).map(Reply::Status).map_err(wrong)
}

#[pymethods]
impl RetrySchedule {
    /// A schedule by name: `classic` (3, 6, 12 … minutes, 8 retries), `standard-webhooks` or `svix`.
    ///
    /// Raises `ScheduleInvalid`, `ArgumentInvalid`.
    #[staticmethod]
    #[pyo3(signature = (name, *, jitter=None, max_age_ms=None))]
    fn preset(
        name: &Bound<'_, PyAny>,
        jitter: Option<&Bound<'_, PyAny>>,
        max_age_ms: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Self> {
        let name = text("name", name)?;
        if !CoreSchedule::PRESETS.contains(&&*name) {
            let known = CoreSchedule::PRESETS.join(", ");
            return Err(Failure::new(
                Error::ScheduleInvalid,
                format!("there is no such preset: the presets are {known}"),
            ));
        }
        Self::new(Steps::Preset(name.to_string()), jitter, max_age_ms)
    }

    /// Steps of `base_ms`, `base_ms * factor`, `base_ms * factor**2` …, none longer than `cap_ms`, `retries` of them.
    ///
    /// Raises `ScheduleInvalid` for a base, factor or number of 0, a cap below the base, more than 1,000 retries or a
    /// span of more than 2**53 ms, and `ArgumentInvalid`.
    #[staticmethod]
    #[pyo3(signature = (*, base_ms, factor, cap_ms, retries, jitter=None, max_age_ms=None))]
    fn exponential(
        base_ms: &Bound<'_, PyAny>,
        factor: &Bound<'_, PyAny>,
        cap_ms: &Bound<'_, PyAny>,
        retries: &Bound<'_, PyAny>,
        jitter: Option<&Bound<'_, PyAny>>,
        max_age_ms: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Self> {
        let steps = Steps::Exponential {
            base: number("base_ms", base_ms)?,
            factor: small("factor", factor)?,
            cap: number("cap_ms", cap_ms)?,
            retries: small("retries", retries)?,
        };
        Self::new(steps, jitter, max_age_ms)
    }

    /// The given steps in milliseconds, from 1 to 1,000 of them.
    ///
    /// Raises `ScheduleInvalid`, `ArgumentInvalid`.
    #[staticmethod]
    #[pyo3(signature = (steps_ms, *, jitter=None, max_age_ms=None))]
    fn list(
        steps_ms: &Bound<'_, PyAny>,
        jitter: Option<&Bound<'_, PyAny>>,
        max_age_ms: Option<&Bound<'_, PyAny>>,
    ) -> Answer<Self> {
        Self::new(Steps::List(list("steps_ms", steps_ms, Error::ScheduleInvalid, number)?), jitter, max_age_ms)
    }

    /// Decides after an attempt.
    ///
    /// `attempt` counts the attempts made, from 1 (0 is taken as 1). `elapsed_ms` is the time since the first one.
    /// `answer` is the HTTP status that came back, `"timeout"` or `"network"`. `retry_after_ms` is what
    /// `parse_retry_after` gave. `jitter_key`, 16 bytes, is the sender's secret seed of the jitter; `event`, 16 bytes,
    /// tells events apart: the dedup key.
    ///
    /// Raises `ArgumentInvalid`.
    #[pyo3(signature = (attempt, elapsed_ms, answer, *, jitter_key, event, retry_after_ms=None))]
    fn next(
        &self,
        attempt: &Bound<'_, PyAny>,
        elapsed_ms: &Bound<'_, PyAny>,
        answer: &Bound<'_, PyAny>,
        jitter_key: &Bound<'_, PyAny>,
        event: &Bound<'_, PyAny>,
        retry_after_ms: Option<&Bound<'_, PyAny>>,
    ) -> Answer<RetryVerdict> {
        let (attempt, elapsed, reply) = (small("attempt", attempt)?, number("elapsed_ms", elapsed_ms)?, reply(answer)?);
        let retry_after = optional_number("retry_after_ms", retry_after_ms)?;
        let (key, event) = (array("jitter_key", jitter_key)?, array("event", event)?);
        let next = self.lend(|schedule| schedule.next(attempt, elapsed, reply, retry_after, &key, &event))?;
        Ok(RetryVerdict::from(next))
    }

    /// Seconds that a receiver must remember an event so that no retry of this schedule comes too late.
    #[pyo3(signature = (*, sliding=false))]
    fn required_ttl(&self, sliding: bool) -> Answer<u64> {
        Ok(self.lend(|schedule| schedule.required_ttl(sliding))?)
    }

    /// How many retries there are at most.
    #[getter]
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method alone is of one lifetime")]
    fn retries(&self) -> Answer<u32> {
        Ok(self.lend(|schedule| schedule.retries())?)
    }
}

/// What a schedule decides after an attempt. Two with the same fields are equal.
#[pyclass(frozen, eq, hash, module = "hookseal")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct RetryVerdict {
    /// `"retry_in"`, `"dead_letter"`, `"disable_endpoint"` (the receiver is gone: 410) or `"delivered"`.
    #[pyo3(get)]
    action: &'static str,
    /// Milliseconds to wait before the next attempt, of `retry_in`.
    #[pyo3(get)]
    delay_ms: Option<u64>,
    /// Why it is a dead letter: `"exhausted"`, `"too_old"` or `"permanent"`.
    #[pyo3(get)]
    reason: Option<&'static str>,
}

impl From<Verdict> for RetryVerdict {
    fn from(verdict: Verdict) -> Self {
        let (action, delay_ms, reason) = match verdict {
            Verdict::RetryIn { ms } => ("retry_in", Some(ms), None),
            Verdict::DeadLetter { reason } => {
                let reason = match reason {
                    Reason::Exhausted => "exhausted",
                    Reason::TooOld => "too_old",
                    Reason::Permanent => "permanent",
                };
                ("dead_letter", None, Some(reason))
            }
            Verdict::DisableEndpoint => ("disable_endpoint", None, None),
            Verdict::Delivered => ("delivered", None, None),
        };
        Self { action, delay_ms, reason }
    }
}

#[pymethods]
impl RetryVerdict {
    fn __repr__(&self) -> String {
        let Self { action, delay_ms, reason } = self;
        match (delay_ms, reason) {
            (Some(ms), _) => format!("<hookseal.RetryVerdict {action} {ms} ms>"),
            (None, Some(reason)) => format!("<hookseal.RetryVerdict {action} {reason}>"),
            (None, None) => format!("<hookseal.RetryVerdict {action}>"),
        }
    }
}

/// The milliseconds that a `Retry-After` header asks for, `None` where it says nothing that can be read.
///
/// `value` is the header's, `str` or `bytes`: seconds, or an HTTP date. `now` is Unix seconds.
///
/// Raises `ArgumentInvalid`.
#[pyfunction]
#[pyo3(signature = (value, now))]
pub(crate) fn parse_retry_after(value: &Bound<'_, PyAny>, now: &Bound<'_, PyAny>) -> Answer<Option<u64>> {
    let now = number("now", now)?;
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(hookseal_core::retry::parse_retry_after(bytes.as_bytes(), now));
    }
    Ok(hookseal_core::retry::parse_retry_after(text("value", value)?.as_bytes(), now))
}

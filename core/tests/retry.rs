//! Runs `tests/vectors/retry.json`, and holds the arithmetic to its range.

#![allow(clippy::panic, clippy::unwrap_used, reason = "vectors that cannot be read fail the test")]

use hookseal_core::Error;
use hookseal_core::retry::{Answer, Jitter, Reason, RetrySchedule, Verdict, parse_retry_after};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    next: Vec<Next>,
    required_ttl: Vec<RequiredTtl>,
    retry_after: Vec<RetryAfter>,
}

#[derive(Deserialize)]
struct Next {
    schedule: Schedule,
    attempt: u32,
    elapsed: u64,
    answer: serde_json::Value,
    retry_after: Option<u64>,
    key: String,
    event: String,
    expect: serde_json::Value,
}

#[derive(Deserialize)]
struct RequiredTtl {
    schedule: Schedule,
    fixed: u64,
    sliding: u64,
}

#[derive(Deserialize)]
struct RetryAfter {
    value: String,
    now: u64,
    ms: Option<u64>,
}

#[derive(Deserialize)]
struct Schedule {
    preset: Option<String>,
    #[serde(default)]
    list: Vec<u64>,
    exponential: Option<Exponential>,
    jitter: Option<serde_json::Value>,
    max_age: Option<u64>,
}

#[derive(Deserialize)]
struct Exponential {
    base: u64,
    factor: u32,
    cap: u64,
    retries: u32,
}

impl Schedule {
    fn build(&self) -> RetrySchedule<'_> {
        let mut schedule: RetrySchedule<'_> = match (&self.preset, &self.exponential) {
            (Some(name), _) => RetrySchedule::preset(name).unwrap(),
            (None, Some(form)) => RetrySchedule::exponential(form.base, form.factor, form.cap, form.retries).unwrap(),
            (None, None) => RetrySchedule::list(&self.list).unwrap(),
        };
        if let Some(jitter) = &self.jitter {
            let jitter = match jitter.as_str() {
                Some("none") => Jitter::None,
                Some("full") => Jitter::Full,
                Some(other) => panic!("jitter {other}"),
                None => Jitter::Proportional(u8::try_from(jitter["proportional"].as_u64().unwrap()).unwrap()),
            };
            schedule = schedule.with_jitter(jitter).unwrap();
        }
        self.max_age.map_or(schedule, |max_age| schedule.with_max_age(max_age))
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../tests/vectors/retry.json")).unwrap()
}

fn bytes(hex: &str) -> [u8; 16] {
    const_hex::decode_to_array(hex).unwrap()
}

fn written(verdict: Verdict) -> serde_json::Value {
    match verdict {
        Verdict::RetryIn { ms } => serde_json::json!({ "retry_in": ms }),
        Verdict::DeadLetter { reason: Reason::Exhausted } => serde_json::json!({ "dead_letter": "exhausted" }),
        Verdict::DeadLetter { reason: Reason::TooOld } => serde_json::json!({ "dead_letter": "too_old" }),
        Verdict::DeadLetter { reason: Reason::Permanent } => serde_json::json!({ "dead_letter": "permanent" }),
        Verdict::DisableEndpoint => serde_json::json!({ "disable_endpoint": true }),
        Verdict::Delivered => serde_json::json!({ "delivered": true }),
    }
}

#[test]
fn verdicts() {
    for (index, vector) in vectors().next.iter().enumerate() {
        let answer = match vector.answer.as_str() {
            Some("network") => Answer::Network,
            Some("timeout") => Answer::Timeout,
            Some(other) => panic!("answer {other}"),
            None => Answer::Status(u16::try_from(vector.answer.as_u64().unwrap()).unwrap()),
        };
        let (key, event) = (bytes(&vector.key), bytes(&vector.event));
        let schedule = vector.schedule.build();
        let verdict = schedule.next(vector.attempt, vector.elapsed, answer, vector.retry_after, &key, &event);
        assert_eq!(written(verdict), vector.expect, "vector {index}");
    }
}

#[test]
fn lifetimes() {
    for vector in vectors().required_ttl {
        let schedule = vector.schedule.build();
        assert_eq!((schedule.required_ttl(false), schedule.required_ttl(true)), (vector.fixed, vector.sliding));
    }
}

#[test]
fn retry_after() {
    for vector in vectors().retry_after {
        assert_eq!(parse_retry_after(vector.value.as_bytes(), vector.now), vector.ms, "{:?}", vector.value);
    }
    assert_eq!(parse_retry_after(&[b'9'; 1000], 0), Some(u64::MAX));
}

#[test]
fn schedules_without_a_sense_are_refused() {
    let refused = [
        RetrySchedule::exponential(0, 2, 10, 1),
        RetrySchedule::exponential(1, 0, 10, 1),
        RetrySchedule::exponential(1, 2, 10, 0),
        RetrySchedule::exponential(11, 2, 10, 1),
        RetrySchedule::exponential(1, 2, u64::MAX, 54),
        RetrySchedule::exponential(1 << 50, 1, 1 << 50, 9),
        RetrySchedule::exponential(1, 1, 1, 1001),
        RetrySchedule::list(&[]),
        RetrySchedule::list(&[1, 0]),
        RetrySchedule::list(&[u64::MAX, u64::MAX]),
        RetrySchedule::list(&[1]).unwrap().with_jitter(Jitter::Proportional(101)),
        RetrySchedule::preset("fibonacci"),
    ];
    for schedule in refused {
        assert_eq!(schedule, Err(Error::ScheduleInvalid));
    }
}

proptest! {
    #[test]
    fn delays_stay_within_their_bounds(
        base in 1_u64..1 << 40, factor: u32, retries in 1_u32..40, percent in 0_u8..=100, attempt in 0_u32..42,
        status in prop_oneof![Just(503_u16), Just(429), Just(0), any::<u16>()], elapsed: u64,
        retry_after in prop_oneof![Just(None), (0_u64..1 << 40).prop_map(Some), any::<u64>().prop_map(Some)],
        key: [u8; 16], event: [u8; 16],
    ) {
        let schedule = RetrySchedule::exponential(base, factor, base * 3, retries).unwrap();
        let schedule = schedule.with_jitter(Jitter::Proportional(percent)).unwrap();
        let verdict = schedule.next(attempt, elapsed, Answer::Status(status), retry_after, &key, &event);
        if let Verdict::RetryIn { ms } = verdict {
            let step = schedule.step(attempt.max(1)).unwrap().max(if status == 429 { 60_000 } else { 0 });
            let floor = retry_after.unwrap_or(0).min((step * 2).clamp(60_000, 86_400_000));
            let longest = step + step * u64::from(percent) / 100;
            prop_assert!(ms >= floor && ms >= step - step * u64::from(percent) / 100, "{ms} undercuts");
            prop_assert!(ms <= longest.max(floor * 2), "{ms} is beyond {longest} and twice {floor}");
        } else if status == 503 {
            let exhausted = Verdict::DeadLetter { reason: Reason::Exhausted };
            prop_assert!(attempt > retries && verdict == exhausted, "{verdict:?}");
        }
        prop_assert!(schedule.required_ttl(true) <= schedule.required_ttl(false));
    }

    #[test]
    fn any_bytes_are_a_retry_after(value: Vec<u8>, now: u64) {
        let _ = parse_retry_after(&value, now);
    }
}

//! Runs the scripts of `tests/vectors/dedup.json` on a store.

use core::time::Duration;
use std::collections::HashMap;
use std::fs;
use std::time::Instant;

use hookseal_core::dedup::{Claim, Forgotten, FullPolicy, Settled, Token, WindowConfig};
use hookseal_core::{DedupKey, Error};
use serde::Deserialize;
use serde_json::{Value, json};

use super::engine::Engine;

#[derive(Deserialize)]
pub struct Scripts {
    pub start: u64,
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    /// Whether it is for stores with a clock of their own as well.
    pub servers: bool,
    pub config: Config,
    pub config_error: Option<String>,
    #[serde(default)]
    keys: HashMap<String, String>,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Deserialize)]
pub struct Config {
    ttl: u32,
    lease: u32,
    #[serde(default)]
    sliding: bool,
    max_attempts: Option<u8>,
    capacity: Option<usize>,
    #[serde(default)]
    full: Full,
    #[serde(default)]
    epoch: u64,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Full {
    #[default]
    Refuse,
    EvictDone(u32),
    Unguarded,
}

#[derive(Deserialize)]
struct Step {
    at: i64,
    call: String,
    event: Option<String>,
    token: Option<String>,
    token_hex: Option<String>,
    flip: Option<usize>,
    #[serde(default)]
    not_before: u32,
    expect: Value,
}

impl Config {
    pub fn window(&self) -> WindowConfig {
        let full = match self.full {
            Full::Refuse => FullPolicy::Refuse,
            Full::EvictDone(min_age) => FullPolicy::EvictDone { min_age },
            Full::Unguarded => FullPolicy::Unguarded,
        };
        let Self { ttl, lease, sliding, max_attempts, epoch, .. } = *self;
        WindowConfig { ttl, lease, is_sliding: sliding, max_attempts, full, epoch }
    }

    /// Slots; enough where the case does not say.
    pub fn capacity(&self) -> usize {
        self.capacity.unwrap_or(4096)
    }
}

pub fn scripts() -> Scripts {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/dedup.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Runs a case on an engine whose clock is the caller's.
pub fn run(case: &Case, engine: &mut impl Engine, start: u64) {
    let end = play(case, engine, |at| start.checked_add_signed(at).unwrap(), |answer, expected| answer == expected);
    assert_eq!(end, Ok(()));
}

/// Runs a case on an engine with a clock of its own, and says where it went wrong. What is left of a second may show as
/// one more.
pub fn run_in_real_time(case: &Case, engine: &mut impl Engine) -> Result<(), String> {
    let start = Instant::now();
    let wait = |at: i64| {
        let due = Duration::from_secs(at.unsigned_abs());
        std::thread::sleep(due.saturating_sub(start.elapsed()));
        0
    };
    play(case, engine, wait, |answer, expected| {
        let one_more = expected["in_flight"].as_u64().map(|seconds| json!({"in_flight": seconds + 1}));
        answer == expected || one_more.is_some_and(|expected| *answer == expected)
    })
}

fn play(
    case: &Case,
    engine: &mut impl Engine,
    mut clock: impl FnMut(i64) -> u64,
    is_right: impl Fn(&Value, &Value) -> bool,
) -> Result<(), String> {
    let mut tokens: HashMap<&str, Token> = HashMap::new();
    for (number, step) in case.steps.iter().enumerate() {
        let now = clock(step.at);
        let answer = call(case, step, engine, &mut tokens, now).unwrap_or_else(|error| json!({"error": error.name()}));
        if !is_right(&answer, &step.expect) {
            let place = format!("{}: step {number}, {} at {}", case.name, step.call, step.at);
            return Err(format!("{place}: {answer} is not {}", step.expect));
        }
    }
    Ok(())
}

fn call<'c>(
    case: &Case,
    step: &'c Step,
    engine: &mut impl Engine,
    tokens: &mut HashMap<&'c str, Token>,
    now: u64,
) -> Result<Value, Error> {
    let key = || DedupKey::from_bytes(unhex(&case.keys[step.event.as_ref().unwrap()]).try_into().unwrap());
    match step.call.as_str() {
        "claim" => {
            let claim = engine.claim(&key(), now)?;
            if let Claim::Claimed { token, .. } | Claim::Exhausted { token, .. } = claim {
                tokens.insert(step.token.as_deref().unwrap(), token);
            }
            return Ok(claimed(claim));
        }
        "forget" => {
            return Ok(json!(match engine.forget(&key(), now)? {
                Forgotten::Forgotten => "forgotten",
                Forgotten::Absent => "absent",
                Forgotten::InFlight => "in_flight",
            }));
        }
        _ => {}
    }
    let mut token = match (&step.token, &step.token_hex) {
        (Some(name), None) => tokens[name.as_str()],
        (None, Some(hex)) => Token::from_slice(&unhex(hex))?,
        other => panic!("which token? {other:?}"),
    };
    if let Some(bit) = step.flip {
        let mut bytes = *token.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        token = Token::from_bytes(bytes);
    }
    let settled = match step.call.as_str() {
        "commit" => engine.commit(&token, now),
        "bury" => engine.bury(&token, now),
        "release" => engine.release(&token, now, step.not_before),
        "renew" => engine.renew(&token, now),
        other => panic!("no call {other}"),
    }?;
    Ok(json!(match settled {
        Settled::Ok => "ok",
        Settled::Late => "late",
        Settled::AlreadyDone => "already_done",
        Settled::Stolen => "stolen",
    }))
}

fn claimed(claim: Claim) -> Value {
    match claim {
        Claim::Claimed { attempt, .. } => json!({"claimed": attempt}),
        Claim::InFlight { retry_after } => json!({"in_flight": retry_after}),
        Claim::Done => json!("done"),
        Claim::Exhausted { attempt, .. } => json!({"exhausted": attempt}),
        Claim::Dead { attempt } => json!({"dead": attempt}),
        Claim::Full { retry_after } => json!({"full": retry_after}),
        Claim::Unguarded => json!("unguarded"),
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

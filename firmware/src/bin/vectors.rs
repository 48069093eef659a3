//! Runs compiled-in vectors, a window of 64 events and the retry vectors, and prints what they cost.

#![no_std]
#![no_main]

use hookseal_core::dedup::{Claim, DedupArray, Settled, WindowConfig};
use hookseal_core::retry::{Answer, Reason, RetrySchedule, Verdict, parse_retry_after};
use hookseal_core::{DedupKey, Keyring, Request, Scheme, Verification, Verified, Verifier, providers};
use hookseal_firmware::{Instructions, entry, exit, hprintln, stack_of};

include!(concat!(env!("OUT_DIR"), "/vectors.rs"));

pub struct Signature {
    name: &'static str,
    scheme: &'static str,
    secrets: &'static [&'static str],
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    now: u64,
    method: Option<&'static str>,
    url: Option<&'static str>,
    error: Option<&'static str>,
    id: Option<&'static str>,
    event_type: Option<&'static str>,
    dedup_key: Option<&'static str>,
}

pub struct Next {
    preset: &'static str,
    attempt: u32,
    elapsed: u64,
    answer: Answer,
    retry_after: Option<u64>,
    key: [u8; 16],
    event: [u8; 16],
    expect: Verdict,
}

static mut VERIFIER: Verifier = Verifier::idle();
static mut VERIFICATION: Verification = Verification::idle();

struct Places {
    verifier: &'static mut Verifier,
    verification: &'static mut Verification,
}

fn scheme(name: &str) -> &'static Scheme<'static> {
    providers::by_name(name).expect("a scheme of the table")
}

impl Places {
    fn configure(&mut self, vector: &Signature) {
        let scheme = scheme(vector.scheme);
        let mut keyring = Keyring::idle(scheme.key);
        vector.secrets.iter().for_each(|secret| keyring.push(secret.as_bytes()).expect("a good secret"));
        self.verifier.configure(scheme, &keyring).expect("a good scheme");
    }

    fn verify(&mut self, vector: &Signature) -> Result<Verified, hookseal_core::Error> {
        let request = Request { method: vector.method, url: vector.url, ..Request::new(vector.headers, vector.now) };
        self.verifier.start_in(self.verification, &request)?;
        for chunk in vector.body.as_bytes().chunks(64) {
            self.verification.update(chunk)?;
        }
        self.verification.finish_in()
    }
}

#[panic_handler]
fn panicked(info: &core::panic::PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    exit(false)
}

/// Whether a verified delivery says what the vector does.
fn is_told(vector: &Signature, verified: &Verified) -> bool {
    let key = verified.dedup_key("").ok().flatten();
    let is_key = match (vector.dedup_key, key) {
        (Some(expected), Some(key)) => is_hex(expected, key.as_bytes()),
        (None, _) => true,
        (Some(_), None) => false,
    };
    verified.id() == vector.id && verified.event_type() == vector.event_type && is_key
}

fn is_hex(digits: &str, bytes: &[u8]) -> bool {
    let written = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.bytes().eq(written.map(|half| b"0123456789abcdef"[usize::from(half)]))
}

fn signatures(places: &mut Places) -> (usize, usize) {
    let mut deepest = 0;
    let mut failed = 0;
    for vector in SIGNATURES {
        places.configure(vector);
        let (found, stack) = stack_of(|| places.verify(vector));
        deepest = deepest.max(stack);
        let is_right = match (&found, vector.error) {
            (Ok(verified), None) => is_told(vector, verified),
            (Err(error), Some(expected)) => error.name() == expected,
            (Ok(_), Some(_)) | (Err(_), None) => false,
        };
        if !is_right {
            failed += 1;
            hprintln!("{}: {:?}", vector.name, found.err());
        }
    }
    (failed, deepest)
}

/// 64 slots in four buckets: each event once, and none before its lifetime is over again.
fn window() -> bool {
    const NOW: u64 = 1_800_000_000;
    let config = WindowConfig { ttl: 1000, lease: 100, ..WindowConfig::default() };
    let mut array = DedupArray::<4>::new(&config, [7; 16]).expect("a window");
    let mut window = array.window();
    let event = |number: u8| DedupKey::from_bytes([number; 16]);
    let mut claimed = 0;
    for number in 0..64 {
        match window.claim(&event(number), NOW) {
            Ok(Claim::Claimed { token, attempt: 1 }) => {
                claimed += 1;
                if window.commit(&token, NOW) != Ok(Settled::Ok) {
                    return false;
                }
            }
            Ok(Claim::Full { .. }) => {}
            _ => return false,
        }
    }
    let done = (0..64).filter(|number| window.claim(&event(*number), NOW + 999) == Ok(Claim::Done)).count();
    let again = (0..64).filter(|number| matches!(window.claim(&event(*number), NOW + 1000), Ok(Claim::Claimed { .. })));
    let again = again.count();
    let retaken = matches!(window.claim(&event(0), NOW + 1100), Ok(Claim::Claimed { attempt: 2, .. }));
    // A full window of this size holds at least 60 (two choices of buckets, and records that move).
    claimed >= 60 && done == claimed && again >= 60 && retaken
}

fn retries() -> usize {
    let wrong = NEXT.iter().filter(|next| {
        let schedule = RetrySchedule::preset(next.preset).expect("a preset");
        let Next { attempt, elapsed, answer, retry_after, key, event, .. } = next;
        schedule.next(*attempt, *elapsed, *answer, *retry_after, key, event) != next.expect
    });
    let misread = RETRY_AFTER.iter().filter(|(value, now, ms)| parse_retry_after(value.as_bytes(), *now) != *ms);
    wrong.count() + misread.count()
}

fn costs(places: &mut Places, clock: &mut Instructions) {
    for name in ["github", "stripe", "standard-webhooks"] {
        let vector = SIGNATURES.iter().find(|vector| vector.scheme == name && vector.error.is_none()).expect("genuine");
        places.configure(vector);
        let each = clock.each(4, || assert!(places.verify(vector).is_ok()));
        hprintln!("{} of {} bytes: {} instructions", name, vector.body.len(), each);
    }
    let mut array = DedupArray::<4>::new(&WindowConfig::default(), [7; 16]).expect("a window");
    let mut window = array.window();
    let mut number = 0;
    let each = clock.each(32, || {
        number += 1;
        let Ok(Claim::Claimed { token, .. }) = window.claim(&DedupKey::from_bytes([number; 16]), 1_800_000_000) else {
            panic!("no claim");
        };
        assert_eq!(window.commit(&token, 1_800_000_000), Ok(Settled::Ok));
    });
    hprintln!("claim and commit: {} instructions", each);
}

#[entry]
fn main() -> ! {
    let peripherals = cortex_m::Peripherals::take().expect("taken once");
    // SAFETY: one thread, no interrupt, and each reference is taken once.
    let mut places =
        unsafe { Places { verifier: &mut *(&raw mut VERIFIER), verification: &mut *(&raw mut VERIFICATION) } };
    let (failed, deepest) = signatures(&mut places);
    hprintln!("signatures: {} vectors, {} failed, at most {} bytes of stack", SIGNATURES.len(), failed, deepest);
    let (is_window, stack) = stack_of(window);
    hprintln!("window of 64: {}, {} bytes of stack", if is_window { "as it should be" } else { "WRONG" }, stack);
    let wrong = retries();
    hprintln!("retries: {} vectors, {} failed", NEXT.len() + RETRY_AFTER.len(), wrong);
    costs(&mut places, &mut Instructions::new(peripherals.SYST));
    exit(failed == 0 && is_window && wrong == 0)
}

//! What calls on windows answer.

use hookseal_core::dedup::{Claim, Forgotten, Settled, Token};

/// What a claim gives.
pub type hookseal_claim_state = u32;
/// Nothing: the call failed.
pub const HOOKSEAL_CLAIM_NONE: hookseal_claim_state = 0;
/// The event is yours until the lease ends: process it, then commit, or release it on failure.
pub const HOOKSEAL_CLAIM_CLAIMED: hookseal_claim_state = 1;
/// Somebody else has it, or it was released for later.
pub const HOOKSEAL_CLAIM_IN_FLIGHT: hookseal_claim_state = 2;
/// It was processed: answer as for a success.
pub const HOOKSEAL_CLAIM_DONE: hookseal_claim_state = 3;
/// All attempts are used: hand the event to the dead-letter sink, then bury it, or release it.
pub const HOOKSEAL_CLAIM_EXHAUSTED: hookseal_claim_state = 4;
/// It is a dead letter: answer as for a success.
pub const HOOKSEAL_CLAIM_DEAD: hookseal_claim_state = 5;
/// There is no room for it.
pub const HOOKSEAL_CLAIM_FULL: hookseal_claim_state = 6;
/// There is no room for it, and the endpoint chose to go on without.
pub const HOOKSEAL_CLAIM_UNGUARDED: hookseal_claim_state = 7;

/// Proof of a claim.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_token {
    pub bytes: [u8; 32],
}

/// The answer to a claim. Zeros are none.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_claim {
    pub state: hookseal_claim_state,
    /// In flight, full: seconds until it can be tried again, at least 1.
    pub retry_after: u32,
    /// Claimed, exhausted: for the calls that follow.
    pub token: hookseal_token,
    /// Claimed: which attempt this is, from 1; it stops counting at 15. Exhausted, dead: how many were made.
    pub attempt: u8,
}

/// What became of a claim that its owner commits, buries, releases or renews.
pub type hookseal_settled = u32;
/// Nothing: the call failed.
#[allow(dead_code, reason = "what zeros are")]
pub const HOOKSEAL_SETTLED_NONE: hookseal_settled = 0;
/// The claim was held and is settled as asked.
pub const HOOKSEAL_SETTLED_OK: hookseal_settled = 1;
/// The lease had ended, or the record was released or gone; nobody else had taken the event.
pub const HOOKSEAL_SETTLED_LATE: hookseal_settled = 2;
/// This claim had committed or buried the event already.
pub const HOOKSEAL_SETTLED_ALREADY_DONE: hookseal_settled = 3;
/// Somebody else has taken the event since; nothing was written.
pub const HOOKSEAL_SETTLED_STOLEN: hookseal_settled = 4;

/// What forgetting an event gives.
pub type hookseal_forgotten = u32;
/// Nothing: the call failed.
#[allow(dead_code, reason = "what zeros are")]
pub const HOOKSEAL_FORGOTTEN_NONE: hookseal_forgotten = 0;
/// Its record is gone: the next delivery is processed as a first one.
pub const HOOKSEAL_FORGOTTEN_FORGOTTEN: hookseal_forgotten = 1;
/// There was no record.
pub const HOOKSEAL_FORGOTTEN_ABSENT: hookseal_forgotten = 2;
/// Its lease runs; nothing was written.
pub const HOOKSEAL_FORGOTTEN_IN_FLIGHT: hookseal_forgotten = 3;

impl From<Claim> for hookseal_claim {
    fn from(claim: Claim) -> Self {
        let none =
            Self { state: HOOKSEAL_CLAIM_NONE, retry_after: 0, token: hookseal_token { bytes: [0; 32] }, attempt: 0 };
        let held = |state, token: Token, attempt| {
            let token = hookseal_token { bytes: *token.as_bytes() };
            Self { state, token, attempt, ..none }
        };
        match claim {
            Claim::Claimed { token, attempt } => held(HOOKSEAL_CLAIM_CLAIMED, token, attempt),
            Claim::InFlight { retry_after } => Self { state: HOOKSEAL_CLAIM_IN_FLIGHT, retry_after, ..none },
            Claim::Done => Self { state: HOOKSEAL_CLAIM_DONE, ..none },
            Claim::Exhausted { token, attempt } => held(HOOKSEAL_CLAIM_EXHAUSTED, token, attempt),
            Claim::Dead { attempt } => Self { state: HOOKSEAL_CLAIM_DEAD, attempt, ..none },
            Claim::Full { retry_after } => Self { state: HOOKSEAL_CLAIM_FULL, retry_after, ..none },
            Claim::Unguarded => Self { state: HOOKSEAL_CLAIM_UNGUARDED, ..none },
        }
    }
}

pub(crate) const fn settled(settled: Settled) -> hookseal_settled {
    match settled {
        Settled::Ok => HOOKSEAL_SETTLED_OK,
        Settled::Late => HOOKSEAL_SETTLED_LATE,
        Settled::AlreadyDone => HOOKSEAL_SETTLED_ALREADY_DONE,
        Settled::Stolen => HOOKSEAL_SETTLED_STOLEN,
    }
}

pub(crate) const fn forgotten(forgotten: Forgotten) -> hookseal_forgotten {
    match forgotten {
        Forgotten::Forgotten => HOOKSEAL_FORGOTTEN_FORGOTTEN,
        Forgotten::Absent => HOOKSEAL_FORGOTTEN_ABSENT,
        Forgotten::InFlight => HOOKSEAL_FORGOTTEN_IN_FLIGHT,
    }
}

//! What the calls on a window or store answer: the same words on every engine.

use crate::dedup::token::Token;

/// What a claim of an event gives.
#[must_use = "only `Claimed` allows the event to be processed"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The event is yours until the lease ends: process it, then commit, or release it on failure.
    Claimed {
        /// Proof of the claim, for the calls that follow.
        token: Token,
        /// The how-manieth attempt this is, from 1; it stops counting at 15.
        attempt: u8,
    },
    /// Somebody else has it, or it was released for later.
    InFlight {
        /// Seconds until it can be claimed, at least 1.
        retry_after: u32,
    },
    /// It was processed: answer as for a success.
    Done,
    /// All attempts are used: hand the event to the dead-letter sink instead of the handler, then bury it, or
    /// release it where the sink did not take it.
    Exhausted {
        /// Proof of the claim, for the calls that follow.
        token: Token,
        /// The attempts made.
        attempt: u8,
    },
    /// It is a dead letter: answer as for a success.
    Dead {
        /// The attempts made before it was buried.
        attempt: u8,
    },
    /// There is no room for it, and nothing was written.
    Full {
        /// Seconds until a record near it ends, at least 1.
        retry_after: u32,
    },
    /// There is no room for it and the endpoint chose to go on without: process it; nothing guards against a
    /// second run.
    Unguarded,
}

/// What became of a claim that its owner commits, buries, releases or renews.
#[must_use = "`Late` and `Stolen` are the evidence of a possible double run"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The claim was held and is settled as asked.
    Ok,
    /// The lease had ended, or the record was released or gone; nobody else had taken the event.
    Late,
    /// This claim had committed or buried the event already.
    AlreadyDone,
    /// Somebody else has taken the event since; nothing was written.
    Stolen,
}

/// What forgetting an event gives.
#[must_use = "an event that is in flight is not forgotten"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// Its record is gone: the next delivery is processed as a first one.
    Forgotten,
    /// There was no record.
    Absent,
    /// Its lease runs; nothing was written.
    InFlight,
}

//! The log record.

use core::ffi::c_char;

use hookseal_core::{Error, Outcome, Record};

use crate::boundary::{Buffer, Out, guard, input};
use crate::event::hookseal_verified;
use crate::slot::Storage as _;
use crate::status::{HOOKSEAL_OK, hookseal_status};
use crate::text::required;

/// What became of a delivery.
pub type hookseal_outcome = u32;
/// Handled.
pub const HOOKSEAL_OUTCOME_OK: hookseal_outcome = 0;
/// A second delivery of a finished event.
pub const HOOKSEAL_OUTCOME_DUPLICATE: hookseal_outcome = 1;
/// A type without a handler.
pub const HOOKSEAL_OUTCOME_IGNORED: hookseal_outcome = 2;
/// Signature, timestamp, header, key or certificate refused.
pub const HOOKSEAL_OUTCOME_REFUSED: hookseal_outcome = 3;
/// Another delivery of the event is being handled.
pub const HOOKSEAL_OUTCOME_IN_FLIGHT: hookseal_outcome = 4;
/// The window has no room.
pub const HOOKSEAL_OUTCOME_FULL: hookseal_outcome = 5;
/// The store does not answer.
pub const HOOKSEAL_OUTCOME_UNAVAILABLE: hookseal_outcome = 6;
/// The handler failed.
pub const HOOKSEAL_OUTCOME_FAILED: hookseal_outcome = 7;
/// The handler succeeded, and the commit did not.
pub const HOOKSEAL_OUTCOME_COMMIT_LOST: hookseal_outcome = 8;
/// A dead-letter sink took it.
pub const HOOKSEAL_OUTCOME_DEAD_LETTERED: hookseal_outcome = 9;
/// The endpoint is set up wrongly.
pub const HOOKSEAL_OUTCOME_MISCONFIGURED: hookseal_outcome = 10;

fn outcome(outcome: hookseal_outcome) -> Result<Outcome, Error> {
    Ok(match outcome {
        HOOKSEAL_OUTCOME_OK => Outcome::Ok,
        HOOKSEAL_OUTCOME_DUPLICATE => Outcome::Duplicate,
        HOOKSEAL_OUTCOME_IGNORED => Outcome::Ignored,
        HOOKSEAL_OUTCOME_REFUSED => Outcome::Refused,
        HOOKSEAL_OUTCOME_IN_FLIGHT => Outcome::InFlight,
        HOOKSEAL_OUTCOME_FULL => Outcome::Full,
        HOOKSEAL_OUTCOME_UNAVAILABLE => Outcome::Unavailable,
        HOOKSEAL_OUTCOME_FAILED => Outcome::Failed,
        HOOKSEAL_OUTCOME_COMMIT_LOST => Outcome::CommitLost,
        HOOKSEAL_OUTCOME_DEAD_LETTERED => Outcome::DeadLettered,
        HOOKSEAL_OUTCOME_MISCONFIGURED => Outcome::Misconfigured,
        _ => return Err(Error::ArgumentInvalid),
    })
}

/// A buffer of so many bytes holds any record and the zero byte at its end.
pub const HOOKSEAL_RECORD_SIZE: usize = 3585;

const _: () = assert!(HOOKSEAL_RECORD_SIZE == Record::MAX_LEN + 1);

/// What is logged of one webhook. Set it to zeros, then fill in `scheme`, `endpoint`, and what else is known.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_record {
    /// When the request came, in Unix milliseconds.
    pub time: u64,
    /// The scheme's name. Never NULL.
    pub scheme: *const c_char,
    /// The endpoint's name. Never NULL.
    pub endpoint: *const c_char,
    /// The delivery, where it was verified; else NULL.
    pub verified: *const hookseal_verified,
    /// How many bytes of body came.
    pub body_bytes: u64,
    /// How long it took, in microseconds.
    pub duration_us: u64,
    /// What became of it.
    pub outcome: hookseal_outcome,
    /// Why it was refused or failed; else HOOKSEAL_OK.
    pub error: hookseal_status,
    /// The HTTP status answered.
    pub status: u16,
    /// Which attempt at the event this was, from 1; else 0.
    pub attempt: u8,
}

/// Writes the record as one line of JSON, in ASCII, ended by a zero byte. It holds no secret, tag or body, and no event of a refused delivery.
/// Texts are cut to 128 bytes, then a byte that is not printable ASCII is written as `\xNN` and a backslash as two, as JSON's strings.
/// `length`, which may be NULL, gets the number of bytes before the zero.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE (`verified` was not), BUFFER_TOO_SMALL. Then the text is empty.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_record_render(
    record: *const hookseal_record,
    buffer: *mut c_char,
    size: usize,
    length: *mut usize,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let (buffer, length) = unsafe { (Buffer::new(buffer, size), Out::wanted(length)) };
        let (buffer, length) = (buffer?, length?);
        // SAFETY: the header's rules for pointers.
        let given = unsafe { input(record)? };
        let verified = if given.verified.is_null() {
            None
        } else {
            // SAFETY: the header's rules for pointers.
            Some(unsafe { hookseal_verified::get(given.verified)? })
        };
        let error = Error::ALL.iter().find(|error| hookseal_status::from(error.code()) == given.error);
        if error.is_none() && given.error != HOOKSEAL_OK {
            return Err(Error::ArgumentInvalid);
        }
        let record = Record {
            time: given.time,
            // SAFETY: the header's rules for pointers.
            scheme: unsafe { required(given.scheme)? },
            // SAFETY: the header's rules for pointers.
            endpoint: unsafe { required(given.endpoint)? },
            verified,
            outcome: outcome(given.outcome)?,
            status: given.status,
            error: error.copied(),
            attempt: Some(given.attempt).filter(|attempt| *attempt > 0),
            body_bytes: given.body_bytes,
            duration_us: given.duration_us,
        };
        let written = buffer.write(Record::MAX_LEN, |place| record.render(place).map(str::len))?;
        if let Some(length) = length {
            length.set(written);
        }
        Ok(())
    })
}

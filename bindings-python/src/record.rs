//! The log record.

use hookseal_core::{Error, Outcome, Record};
use pyo3::prelude::*;

use crate::failure::{Answer, Failure};
use crate::given::{number, optional_small, optional_text, small, text};
use crate::verified::Verified;

/// One line of JSON that says what became of a delivery: the same in every language, without a secret, a tag or a body.
///
/// `time` is Unix milliseconds, `duration_us` microseconds. `scheme` and `endpoint` are names. `outcome` is `ok`,
/// `duplicate`, `ignored`, `refused`, `in_flight`, `full`, `unavailable`, `failed`, `commit_lost`, `dead_lettered` or
/// `misconfigured`, `status` the HTTP status answered, `error` an error's name, `attempt` the attempt's number from 1.
/// Event fields are those of `verified`; a refused delivery has none.
///
/// Raises `ArgumentInvalid`.
#[pyfunction]
#[pyo3(signature = (
    *, time, scheme, endpoint, outcome, status, body_bytes, duration_us, verified=None, error=None, attempt=None
))]
pub(crate) fn render_record(
    time: &Bound<'_, PyAny>,
    scheme: &Bound<'_, PyAny>,
    endpoint: &Bound<'_, PyAny>,
    outcome: &Bound<'_, PyAny>,
    status: &Bound<'_, PyAny>,
    body_bytes: &Bound<'_, PyAny>,
    duration_us: &Bound<'_, PyAny>,
    verified: Option<&Bound<'_, Verified>>,
    error: Option<&Bound<'_, PyAny>>,
    attempt: Option<&Bound<'_, PyAny>>,
) -> Answer<String> {
    let (scheme, endpoint) = (text("scheme", scheme)?, text("endpoint", endpoint)?);
    let word = text("outcome", outcome)?;
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.name() == &*word);
    let name = optional_text("error", error)?;
    let record = Record {
        time: number("time", time)?,
        scheme: &scheme,
        endpoint: &endpoint,
        verified: verified.map(|verified| &verified.get().inner),
        outcome: outcome.ok_or_else(|| Failure::argument("outcome must be one of those that records have"))?,
        status: small("status", status)?,
        error: name
            .map(|name| {
                let known = Error::ALL.iter().copied().find(|error| error.name() == &*name);
                known.ok_or_else(|| Failure::argument("error must be the name of an error, such as SIGNATURE_MISMATCH"))
            })
            .transpose()?,
        attempt: optional_small("attempt", attempt)?,
        body_bytes: number("body_bytes", body_bytes)?,
        duration_us: number("duration_us", duration_us)?,
    };
    Ok(record.render(&mut [0; Record::MAX_LEN])?.to_owned())
}

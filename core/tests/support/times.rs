//! Timestamps: what the core makes of one, and what a reference does.

use hookseal_core::{Encoding, TimestampUnit, Tolerance, Verifier};
use hookseal_core::{Error, Part, Request, Scheme, Signature, Timestamp, TimestampAt};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::delivery::{KEY, keyring, reference_tag, write_tag};

/// Seconds and nanoseconds of `text`, by other code than the core's.
pub fn reference(unit: TimestampUnit, text: &str) -> Option<(u64, u32)> {
    let number = || {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        text.parse::<u64>().ok().filter(|_| is_plain && text.len() <= 15)
    };
    match unit {
        TimestampUnit::Seconds => Some((number()?, 0)),
        TimestampUnit::Milliseconds => {
            let millis = number()?;
            Some((millis / 1000, (millis % 1000) as u32 * 1_000_000))
        }
        TimestampUnit::Rfc3339 => {
            let nanos = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
            let nanos = u64::try_from(nanos / 1_000_000_000).ok().zip(u32::try_from(nanos % 1_000_000_000).ok());
            nanos.filter(|_| is_in_our_profile(text))
        }
    }
}

/// What the core leaves out, on purpose, of what the library takes for RFC 3339: lower-case letters, anything else for
/// the `T`, leap seconds, years before 1970, and more than nine digits of a fraction.
fn is_in_our_profile(text: &str) -> bool {
    let is_leap_second = text.get(17..19) == Some("60");
    let fraction = text.get(20..).filter(|_| text.get(19..20) == Some(".")).unwrap_or_default();
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let has_letters = text.get(10..11) == Some("T") && !text.ends_with('z');
    has_letters && !is_leap_second && text.get(..4) >= Some("1970") && digits <= 9
}

/// The verdict on an authentic delivery with that timestamp in a signed header.
pub fn verdict(unit: TimestampUnit, text: &[u8], tolerance: Tolerance, now: u64) -> Result<Option<u64>, Error> {
    let scheme = Scheme {
        name: "acme",
        family: "acme",
        signature: Some(Signature { headers: &["X-Sig"], separator: None, prefix: "", encoding: Encoding::Hex }),
        parts: &[Part::Timestamp, Part::Literal("|"), Part::Body],
        timestamp: Some(Timestamp { at: TimestampAt::Header("X-Ts"), unit, past: None, future: None }),
        ..Scheme::BASE
    };
    let tag = write_tag(Encoding::Hex, &reference_tag(KEY, &[text, b"|body"].concat()));
    let mut verifier = Verifier::new(&scheme, keyring(scheme.key))?;
    verifier.set_tolerance(tolerance)?;
    let headers = [("X-Sig", tag.as_bytes()), ("X-Ts", text)];
    verifier.verify(&Request::new(&headers, now), b"body").map(|verified| verified.timestamp())
}

/// What the verdict should be.
pub fn expected(unit: TimestampUnit, text: &[u8], tolerance: Tolerance, now: u64) -> Result<Option<u64>, Error> {
    if text.is_empty() {
        return Err(Error::TimestampMissing);
    }
    if !text.iter().all(u8::is_ascii_graphic) {
        return Err(Error::HeaderMalformed);
    }
    let text = str::from_utf8(text).map_err(|_| Error::HeaderMalformed)?;
    let (seconds, nanos) = reference(unit, text).ok_or(Error::TimestampMalformed)?;
    let at_nanos = |seconds: u64, nanos: u32| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    let (time, now) = (at_nanos(seconds, nanos), i128::from(now));
    // A clock cannot be more than u64 says, so neither can the end of its tolerance.
    let end = |limit: u32| (now + i128::from(limit)).min(i128::from(u64::MAX)) * 1_000_000_000;
    if tolerance.past.is_some_and(|past| time < (now - i128::from(past)) * 1_000_000_000) {
        return Err(Error::TimestampTooOld);
    }
    if tolerance.future.is_some_and(|future| time > end(future)) {
        return Err(Error::TimestampTooNew);
    }
    Ok(Some(seconds))
}

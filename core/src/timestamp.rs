//! Timestamps: parsing, and how far from now they may lie.

use crate::error::Error;
use crate::event::Fields;
use crate::scheme::TimestampUnit;

/// The longest timestamp: RFC 3339 with nanoseconds and an offset.
pub(crate) const TIMESTAMP_MAX: usize = 35;

/// How far a timestamp may lie from now, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// Seconds in the past; none for any.
    pub past: Option<u32>,
    /// Seconds in the future; none for any.
    pub future: Option<u32>,
}

impl Tolerance {
    /// No limit: freshness is the dedup window's business alone.
    pub const NONE: Self = Self { past: None, future: None };

    /// The same limit both ways, in seconds.
    #[must_use]
    pub const fn both(seconds: u32) -> Self {
        Self { past: Some(seconds), future: Some(seconds) }
    }

    pub(crate) const fn is_none(self) -> bool {
        self.past.is_none() && self.future.is_none()
    }

    /// `now − past ≤ time ≤ now + future`, at full precision.
    pub(crate) fn check(self, time: Time, now: u64) -> Result<(), Error> {
        if self.past.is_some_and(|past| time.seconds < now.saturating_sub(u64::from(past))) {
            return Err(Error::TimestampTooOld);
        }
        let is_after = |limit| time.seconds > limit || (time.seconds == limit && time.nanos > 0);
        if self.future.is_some_and(|future| is_after(now.saturating_add(u64::from(future)))) {
            return Err(Error::TimestampTooNew);
        }
        Ok(())
    }
}

/// A point in time, from 1970 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) seconds: u64,
    pub(crate) nanos: u32,
}

/// How to check a timestamp that stands in the body, once the body is known to be authentic.
#[derive(Clone, Copy)]
pub(crate) struct BodyClock {
    pub(crate) unit: TimestampUnit,
    pub(crate) tolerance: Tolerance,
    pub(crate) now: u64,
}

impl BodyClock {
    /// The timestamp in Unix seconds. Without a tolerance nothing hangs on it, and it may be absent.
    pub(crate) fn check(self, fields: &Fields) -> Result<Option<u64>, Error> {
        let text = fields.timestamp.as_bytes();
        let time = self.unit.parse(text);
        if self.tolerance.is_none() {
            return Ok(time.map(|time| time.seconds));
        }
        let is_absent = text.is_empty() && !fields.is_timestamp_invalid;
        let time = time.ok_or(if is_absent { Error::TimestampMissing } else { Error::TimestampMalformed })?;
        self.tolerance.check(time, self.now)?;
        Ok(Some(time.seconds))
    }
}

impl TimestampUnit {
    /// The time that `text` writes. Nothing but the unit's own form is a timestamp.
    pub(crate) fn parse(self, text: &[u8]) -> Option<Time> {
        match self {
            Self::Seconds => Some(Time { seconds: integer(text)?, nanos: 0 }),
            Self::Milliseconds => {
                let millis = integer(text)?;
                let rest = u32::try_from(millis % 1000).ok()?;
                Some(Time { seconds: millis / 1000, nanos: rest * 1_000_000 })
            }
            Self::Rfc3339 => rfc3339(text),
        }
    }

    /// The length that a numeric timestamp has where only its length separates it from its neighbour: the
    /// one it has from 2001 to 2286.
    pub(crate) const fn fixed_digits(self) -> Option<usize> {
        match self {
            Self::Seconds => Some(10),
            Self::Milliseconds => Some(13),
            Self::Rfc3339 => None,
        }
    }
}

/// 1 to 15 ASCII digits without a leading zero.
fn integer(text: &[u8]) -> Option<u64> {
    if text.len() > 15 || (text.len() > 1 && text.first() == Some(&b'0')) {
        return None;
    }
    digits(text)
}

/// All of `text`, which is not empty, as a decimal number. At most 19 digits.
fn digits(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    text.iter().try_fold(0_u64, |value, byte| match byte {
        b'0'..=b'9' => Some(value * 10 + u64::from(byte - b'0')),
        _ => None,
    })
}

/// RFC 3339 §5.6 with `T`, `Z` or `±hh:mm`, 0 to 9 fraction digits, no leap second.
fn rfc3339(text: &[u8]) -> Option<Time> {
    let (fixed, rest) = text.split_first_chunk::<19>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', i1, i2, b':', s1, s2] = *fixed else {
        return None;
    };
    let year = digits(&[y1, y2, y3, y4])?;
    let month = digits(&[m1, m2])?;
    let day = digits(&[d1, d2])?;
    let (hour, minute, second) = (digits(&[h1, h2])?, digits(&[i1, i2])?, digits(&[s1, s2])?);
    if year < 1970 || day == 0 || day > days_in_month(year, month)? || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (nanos, zone) = fraction(rest)?;
    let local = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    let seconds = match *zone {
        [b'Z'] => local,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = hours * 3600 + minutes * 60;
            if sign == b'+' { local.checked_sub(offset)? } else { local + offset }
        }
        _ => return None,
    };
    Some(Time { seconds, nanos })
}

/// The nanoseconds that `.` and digits write, and what follows them.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some(text) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (written, rest) = text.split_at_checked(length)?;
    let missing = u32::try_from(9_usize.checked_sub(length)?).ok()?;
    let nanos = u32::try_from(digits(written)?).ok()? * 10_u32.pow(missing);
    Some((nanos, rest))
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

pub(crate) const fn days_in_month(year: u64, month: u64) -> Option<u64> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if is_leap(year) { 29 } else { 28 }),
        _ => None,
    }
}

/// Days from 1970-01-01 to a date of 1970 or later, counting years from March so that February ends one
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
pub(crate) const fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before_year = year * 365 + year / 4 - year / 100 + year / 400;
    let before_month = (153 * month + 2) / 5;
    before_year + before_month + day - 1 - 719_468
}

/// `seconds` as the date and time of `YYYY-MM-DDThh:mm:ss`, or none after the year 9999.
pub(crate) fn civil(seconds: u64) -> Option<[u64; 6]> {
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year_of_era + carry;
    let time = seconds % 86_400;
    (year <= 9999).then_some([year, month, day, time / 3600, time / 60 % 60, time % 60])
}

//! `Retry-After` (RFC 9110 §10.2.3): a number of seconds, or a date in any of HTTP's three forms.

use crate::timestamp::{civil, days_in_month, days_since_1970};

/// The milliseconds that a `Retry-After` header asks to wait, at `now` in Unix seconds; none where it says
/// nothing that RFC 9110 knows. A date from 1970 on that has passed is 0.
#[must_use]
pub fn parse_retry_after(value: &[u8], now: u64) -> Option<u64> {
    let value = value.trim_ascii();
    let seconds = match seconds(value) {
        Some(seconds) => seconds,
        None => date(value, now)?.saturating_sub(now),
    };
    Some(seconds.saturating_mul(1000))
}

/// `1*DIGIT`; what does not fit is as long as can be.
fn seconds(value: &[u8]) -> Option<u64> {
    if value.is_empty() {
        return None;
    }
    value.iter().try_fold(0_u64, |seconds, byte| {
        byte.is_ascii_digit().then(|| seconds.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
    })
}

/// RFC 9110 §5.6.7, `HTTP-date`. The weekday is not checked against the date.
fn date(value: &[u8], now: u64) -> Option<u64> {
    let text = core::str::from_utf8(value).ok()?;
    let mut words = text.split(' ');
    let (first, second) = (words.next()?, words.next()?);
    if let Some((day, rest)) = second.split_once('-') {
        // RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
        let (month, year) = rest.split_once('-')?;
        let year = full_year(digits(year, 2)?, now)?;
        let time = words.next()?;
        (first.ends_with(',') && words.next() == Some("GMT")).then_some(())?;
        return at(year, month, digits(day, 2)?, time).filter(|_| words.next().is_none());
    }
    if first.ends_with(',') {
        // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT
        let (month, year, time) = (words.next()?, words.next()?, words.next()?);
        (first.len() == 4 && words.next() == Some("GMT")).then_some(())?;
        return at(digits(year, 4)?, month, digits(second, 2)?, time).filter(|_| words.next().is_none());
    }
    // asctime: Sun Nov  6 08:49:37 1994
    let day = match words.next()? {
        "" => digits(words.next()?, 1)?,
        day => digits(day, 2)?,
    };
    let (time, year) = (words.next()?, words.next()?);
    at(digits(year, 4)?, second, day, time).filter(|_| first.len() == 3 && words.next().is_none())
}

fn at(year: u64, month: &str, day: u64, time: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = u64::try_from(MONTHS.iter().position(|name| *name == month)? + 1).ok()?;
    let mut clock = time.split(':').map(|number| digits(number, 2));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // 60 is a leap second: as good as the next one.
    let is_time = hour < 24 && minute < 60 && second <= 60 && clock.next().is_none();
    let is_date = year >= 1970 && day >= 1 && day <= days_in_month(year, month)?;
    (is_time && is_date).then(|| days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// A year of two digits is never more than 50 years ahead (RFC 9110 §5.6.7).
fn full_year(two: u64, now: u64) -> Option<u64> {
    let [this_year, ..] = civil(now)?;
    let year = this_year - this_year % 100 + two;
    Some(if year > this_year + 50 {
        year - 100
    } else if year + 50 <= this_year {
        year + 100
    } else {
        year
    })
}

/// A number of exactly `length` digits.
fn digits(text: &str, length: usize) -> Option<u64> {
    let is_number = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

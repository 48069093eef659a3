//! `hookseal dedup size`: the memory that a load needs.

use core::str::FromStr;

use hookseal_core::Error;
use hookseal_core::dedup::{SLOTS, TTL_MAX};

use crate::failure::Failure;

/// Bytes of a bucket, and of the header.
const BLOCK: u64 = 384;
const SLOTS_EACH: u64 = SLOTS as u64;

/// How full, in percent, a window should be at its steady load: below the 80 at which it warns.
const STEADY_PERCENT: u64 = 75;

/// Events per time, such as `100/s`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    events: u64,
    seconds: u64,
}

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "write it as 100/s, 5000/min, 20000/h or 100000/d";
        let (events, unit) = text.split_once('/').ok_or(EXPECTED)?;
        let seconds = match unit {
            "s" => 1,
            "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(EXPECTED),
        };
        let events = events.parse().map_err(|_| EXPECTED)?;
        if events == 0 { Err(EXPECTED) } else { Ok(Self { events, seconds }) }
    }
}

/// What a window needs that remembers each event of a steady load for `ttl`.
pub(super) fn size(rate: Rate, ttl: u32) -> Result<String, Failure> {
    if ttl == 0 || ttl > TTL_MAX {
        let message = format!("a lifetime is between 1 and {TTL_MAX} seconds");
        return Err(Failure::new(Error::WindowConfig, message));
    }
    let too_many = || Failure::new(Error::WindowConfig, "no window holds that many events: shorten the lifetime");
    let live = rate.events.checked_mul(u64::from(ttl)).ok_or_else(too_many)?.div_ceil(rate.seconds);
    let slots = live.checked_mul(100).ok_or_else(too_many)?.div_ceil(STEADY_PERCENT);
    let buckets = slots.div_ceil(SLOTS_EACH);
    if u32::try_from(buckets).is_err() {
        return Err(too_many());
    }
    let bytes = (buckets + 1) * BLOCK;
    let capacity = buckets * SLOTS_EACH;
    Ok(format!(
        "live events  {live}\ncapacity     {capacity} slots, at most {STEADY_PERCENT} % full at this load\nmemory       {} \
         ({bytes} bytes)\n",
        binary(bytes)
    ))
}

/// Bytes in the unit that a person would use, one decimal, rounded up: so much must be there.
fn binary(bytes: u64) -> String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20)];
    let (unit, length) = units.into_iter().find(|(_, length)| bytes >= *length).unwrap_or(("KiB", 1 << 10));
    let tenths = bytes.saturating_mul(10).div_ceil(length);
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

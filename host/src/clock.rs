//! The time, in the form that the core takes it.

use std::time::{SystemTime, UNIX_EPOCH};

use hookseal_core::Error;

/// Now, in whole Unix seconds.
///
/// # Errors
/// [`Error::ClockRange`] where the system's clock is set before 1970.
pub fn now_unix() -> Result<u64, Error> {
    unix(SystemTime::now())
}

fn unix(time: SystemTime) -> Result<u64, Error> {
    time.duration_since(UNIX_EPOCH).map(|since| since.as_secs()).map_err(|_| Error::ClockRange)
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    #[test]
    fn seconds_are_whole() {
        assert_eq!(unix(UNIX_EPOCH), Ok(0));
        assert_eq!(unix(UNIX_EPOCH + Duration::from_millis(1999)), Ok(1));
        assert!(now_unix().unwrap() > 1_700_000_000);
    }

    #[test]
    fn before_1970_is_an_error() {
        assert_eq!(unix(UNIX_EPOCH - Duration::from_nanos(1)), Err(Error::ClockRange));
    }
}

//! Random bytes from the operating system.

use hookseal_core::Error;

use crate::error::HostError;

/// A key for a new window. Who knows it can aim at buckets, so it is never derived from anything.
///
/// # Errors
/// [`Error::Io`] where the system has no randomness to give.
pub(crate) fn window_key() -> Result<[u8; 16], HostError> {
    let mut key = [0; 16];
    getrandom::fill(&mut key)
        .map_err(|error| HostError::new(Error::Io, format!("the system gives no random bytes: {error}")))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_keys_are_alike() {
        let keys = [(); 8].map(|()| window_key().unwrap());
        for (place, key) in keys.iter().enumerate() {
            assert!(!keys[..place].contains(key));
        }
    }
}

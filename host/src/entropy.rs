//! Random bytes from the operating system.

use hookseal_core::Error;

use crate::error::HostError;

/// Random bytes that nobody can foretell.
///
/// # Errors
/// [`Error::Io`] where the system has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], HostError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| HostError::new(Error::Io, format!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_alike() {
        let all = [(); 8].map(|()| bytes::<16>().unwrap());
        for (place, bytes) in all.iter().enumerate() {
            assert!(!all[..place].contains(bytes));
        }
    }
}

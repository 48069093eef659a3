//! Names of files that are not whole yet: nobody looks for them, and each is used once.

use core::fmt::Display;

use crate::entropy;
use crate::error::HostError;

const SUFFIX: &str = ".new";

/// A name for what will be called `name`.
pub(crate) fn temporary_name(name: impl Display) -> Result<String, HostError> {
    let random = u64::from_ne_bytes(entropy::bytes()?);
    Ok(format!(".{name}.{random:016x}{SUFFIX}"))
}

/// What a file of a temporary name will be called.
pub(crate) fn final_name(temporary: &str) -> Option<&str> {
    let (name, random) = temporary.strip_prefix('.')?.strip_suffix(SUFFIX)?.rsplit_once('.')?;
    (random.len() == 16).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_name_tells_the_final_one() {
        let [first, second] = [(); 2].map(|()| temporary_name("a.window").unwrap());
        assert_ne!(first, second);
        assert_eq!(final_name(&first), Some("a.window"));
        for other in ["a.window", ".a.window", ".a.window.new", ".new", &first[1..], &first[..first.len() - 1]] {
            assert_eq!(final_name(other), None, "{other}");
        }
    }
}

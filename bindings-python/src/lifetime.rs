//! Whether a store remembers for long enough.

use hookseal_core::Error;
use hookseal_core::dedup::{FullPolicy, WindowConfig};
use pyo3::prelude::*;

use crate::failure::{Answer, Failure};
use crate::given::{optional_small, small};
use crate::verifier::Verifier;

/// Checks that a store is safe for what a verifier accepts.
///
/// The store must remember an event for as long as its signature is fresh: `ttl`, and `min_age` where finished events
/// may be evicted, are longer than the past plus the future tolerance. `sliding` needs dedup by signed ID. All are
/// seconds.
///
/// Raises `WindowConfig` where it is not safe, `ArgumentInvalid`, and `State` for a closed verifier.
#[pyfunction]
#[pyo3(signature = (verifier, ttl, *, sliding=false, min_age=None))]
pub(crate) fn check_lifetime(
    verifier: &Bound<'_, Verifier>,
    ttl: &Bound<'_, PyAny>,
    sliding: bool,
    min_age: Option<&Bound<'_, PyAny>>,
) -> Answer<()> {
    let min_age = optional_small("min_age", min_age)?;
    let full = min_age.map_or(FullPolicy::Refuse, |min_age| FullPolicy::EvictDone { min_age });
    let ttl: u32 = small("ttl", ttl)?;
    let config = WindowConfig { ttl, lease: 1, is_sliding: sliding, full, ..WindowConfig::default() };
    let checked = verifier.get().with(|verifier| config.check_for(verifier));
    checked.map_err(|error| match error {
        Error::WindowConfig => Failure::new(
            error,
            "the store would forget an event while its signature is still fresh, or slides over events that are told \
             apart by digests: give it a lifetime (and min_age) longer than past + future tolerance, and sliding only \
             with signed IDs",
        ),
        _ => error.into(),
    })
}

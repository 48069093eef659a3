//! The native module behind the Python package `hookseal`: the core and the host crate as Python classes.
//!
//! What a user of Python sees is in `python/hookseal`; `_native.pyi` there describes this module. Conventions, each in
//! one place: [`failure`] (every error is an exception of `hookseal.errors`), [`given`] (what callers pass in),
//! [`headers`].

#![forbid(unsafe_code)]
#![allow(clippy::too_many_arguments, reason = "Python names them")]

mod capture;
mod dead_letter;
mod failure;
mod given;
mod guards;
mod headers;
mod lifetime;
mod record;
mod retry;
mod scheme;
mod signer;
mod stores;
mod verification;
mod verified;
mod verifier;

use hookseal_stores::scripts;
use pyo3::prelude::*;
use pyo3::types::IntoPyDict;

/// The native module of `hookseal`.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<capture::Capture>()?;
    module.add_class::<dead_letter::DeadLetter>()?;
    module.add_class::<dead_letter::DeadLetterFolder>()?;
    module.add_class::<guards::ApiKeys>()?;
    module.add_class::<guards::CertificatePins>()?;
    module.add_class::<retry::RetrySchedule>()?;
    module.add_class::<retry::RetryVerdict>()?;
    module.add_class::<scheme::Scheme>()?;
    module.add_class::<signer::Signer>()?;
    module.add_class::<stores::FileStore>()?;
    module.add_class::<stores::MemoryStore>()?;
    module.add_class::<verification::Verification>()?;
    module.add_class::<verified::Verified>()?;
    module.add_class::<verifier::Verifier>()?;
    module.add_function(wrap_pyfunction!(record::render_record, module)?)?;
    module.add_function(wrap_pyfunction!(retry::parse_retry_after, module)?)?;
    module.add_function(wrap_pyfunction!(scheme::schemes, module)?)?;
    module.add_function(wrap_pyfunction!(lifetime::check_lifetime, module)?)?;
    module.add_function(wrap_pyfunction!(stores::check_store_options, module)?)?;
    module.add_function(wrap_pyfunction!(stores::postgres_statements, module)?)?;
    module.add_function(wrap_pyfunction!(stores::resize, module)?)?;
    module.add("REDIS_SCRIPTS", scripts::ALL.iter().copied().into_py_dict(module.py())?)
}

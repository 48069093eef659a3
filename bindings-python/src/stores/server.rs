//! What the stores on servers, whose calls are in `python/hookseal/stores`, have in common with those of every language.

use core::time::Duration;

use hookseal_core::Error;
use hookseal_stores::{StoreOptions, statements};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{IntoPyDict, PyBool, PyDict, PyFloat, PyInt};

use crate::failure::{Answer, Failure};

/// The statements of Postgres for a table, each by its file's name.
///
/// Raises `StoreConfig` where it is no table's name.
#[pyfunction]
pub(crate) fn postgres_statements<'py>(table: &Bound<'py, PyAny>) -> Answer<Bound<'py, PyDict>> {
    // What is no text is as little a name as an empty one.
    let name = table.extract::<PyBackedStr>();
    let name = name.as_deref().unwrap_or_default();
    let of_table = |(file, statement)| Ok((file, statements::for_table(statement, name)?));
    let all: Vec<_> = statements::ALL.iter().copied().map(of_table).collect::<Answer<_>>()?;
    Ok(all.into_py_dict(table.py())?)
}

/// Checks that the options of a store on a server are possible. Durations are seconds.
///
/// Raises `WindowConfig` where they are not.
#[pyfunction]
pub(crate) fn check_store_options(
    ttl: &Bound<'_, PyAny>,
    lease: &Bound<'_, PyAny>,
    sliding: &Bound<'_, PyAny>,
    max_attempts: Option<&Bound<'_, PyAny>>,
    connect_timeout: &Bound<'_, PyAny>,
    call_timeout: &Bound<'_, PyAny>,
    connections: &Bound<'_, PyAny>,
) -> Answer<()> {
    let is_sliding = sliding.extract().map_err(|_| Failure::new(Error::WindowConfig, "sliding is True or False"))?;
    let options = StoreOptions {
        ttl: whole(ttl),
        lease: whole(lease),
        is_sliding,
        max_attempts: max_attempts.map(whole),
        connect_timeout: wait(connect_timeout),
        call_timeout: wait(call_timeout),
        connections: whole(connections),
    };
    Ok(options.check()?)
}

/// A whole number. What is none, or does not fit, is as impossible as 0, and so are True and False.
fn whole<'py, T: Default + FromPyObject<'py, 'py>>(value: &'py Bound<'py, PyAny>) -> T {
    let is_whole = value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>();
    if is_whole { value.extract().unwrap_or_default() } else { T::default() }
}

/// Seconds, also parts of one; 0 as above.
fn wait(value: &Bound<'_, PyAny>) -> Duration {
    if value.is_instance_of::<PyFloat>() {
        return value.extract().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or_default();
    }
    Duration::from_secs(whole(value))
}

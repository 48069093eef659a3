//! Every error is an exception of `hookseal.errors`, found there by its number.

use hookseal_core::Error;
use hookseal_host::HostError;
use hookseal_host::scheme_file::SchemeFileError;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};

/// What a function of this module fails with.
#[derive(Debug)]
pub(crate) enum Failure {
    /// One of ours, and what is known of this case: empty for the error's own words.
    Ours { error: Error, detail: String, cause: Option<PyErr> },
    /// What Python itself raised: memory was short, or a signal's handler raised something.
    Python(PyErr),
}

pub(crate) type Answer<T> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(error: Error, detail: impl Into<String>) -> Self {
        Self::Ours { error, detail: detail.into(), cause: None }
    }

    /// [`Error::ArgumentInvalid`], and what is expected instead.
    pub(crate) fn argument(detail: impl Into<String>) -> Self {
        Self::new(Error::ArgumentInvalid, detail)
    }

    /// The same, because of something that the caller's own object raised. Ctrl-C and the like go through as they are.
    pub(crate) fn caused(detail: impl Into<String>, cause: PyErr) -> Self {
        if Python::attach(|py| !cause.is_instance_of::<PyException>(py)) {
            return Self::Python(cause);
        }
        Self::Ours { error: Error::ArgumentInvalid, detail: detail.into(), cause: Some(cause) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error, "")
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        Self::new(error.error(), error.detail())
    }
}

impl From<SchemeFileError> for Failure {
    fn from(error: SchemeFileError) -> Self {
        Self::new(error.error(), error.message())
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Python(error) => error,
            Failure::Ours { error, detail, cause } => Python::attach(|py| {
                let raised = match class_of(py, error) {
                    Ok(class) if detail.is_empty() => Self::from_type(class, ()),
                    Ok(class) => Self::from_type(class, (detail,)),
                    Err(error) => error,
                };
                if cause.is_some() {
                    raised.set_cause(py, cause);
                }
                raised
            }),
        }
    }
}

fn class_of(py: Python<'_>, error: Error) -> PyResult<Bound<'_, PyType>> {
    static CLASSES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let classes = CLASSES.get_or_try_init(py, || -> PyResult<_> {
        let dict = PyDict::new(py);
        for class in py.import("hookseal.errors")?.getattr("ALL")?.cast_into::<PyTuple>()? {
            dict.set_item(class.getattr("code")?, class)?;
        }
        Ok(dict.unbind())
    })?;
    Ok(classes.bind(py).as_any().get_item(error.code())?.cast_into::<PyType>()?)
}

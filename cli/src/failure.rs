//! Why a command could not do what it was asked: an error of the one list, and a message for whoever typed it.

use core::fmt;
use std::io;
use std::path::Path;

use hookseal_core::{Class, Error};
use hookseal_host::HostError;
use hookseal_host::scheme_file::SchemeFileError;

#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    message: String,
}

impl Failure {
    pub(crate) fn new(error: Error, message: impl Into<String>) -> Self {
        Self { error, message: message.into() }
    }

    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(Error::ArgumentInvalid, message)
    }

    pub(crate) fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::new(Error::Io, format!("cannot read the {what} {}: {error}", path.display()))
    }

    /// Whether it is the delivery that was refused, rather than the command that was wrong.
    pub(crate) const fn is_refusal(&self) -> bool {
        match self.error.class() {
            Class::Sender | Class::Event | Class::TooLarge | Class::Timeout | Class::MediaType => true,
            Class::Unavailable | Class::Configuration => false,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error, error.message())
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Self {
        let message = if error.detail().is_empty() { error.error().message() } else { error.detail() };
        Self::new(error.error(), message)
    }
}

impl From<SchemeFileError> for Failure {
    fn from(error: SchemeFileError) -> Self {
        Self::new(error.error(), error.message())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.error.name(), self.error.code(), self.message)
    }
}

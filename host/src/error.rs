//! Errors with what the operating system or a server said about them.

use core::fmt;
use std::io;
use std::path::Path;

use hookseal_core::Error;

/// An error of the one list, and what a person needs to know of this case: which file, which server, what to do.
#[derive(Debug)]
pub struct HostError {
    error: Error,
    detail: String,
}

impl HostError {
    /// `error`, with what is worth knowing of this case. The detail must hold no secret, tag or body.
    #[must_use]
    pub fn new(error: Error, detail: impl Into<String>) -> Self {
        Self { error, detail: detail.into() }
    }

    /// [`Error::Io`] on a file.
    #[must_use]
    pub fn io(action: &str, path: &Path, error: &io::Error) -> Self {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => ": check the path",
            io::ErrorKind::PermissionDenied => ": give this user the right to, or run as another",
            io::ErrorKind::ReadOnlyFilesystem => ": use another place, or mount it writable",
            io::ErrorKind::FileTooLarge => ": raise the limit of this process's files (`ulimit -f`)",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ": make room on the disk",
            _ => "",
        };
        Self::new(Error::Io, format!("cannot {action} {}: {error}{remedy}", path.display()))
    }

    /// Which error it is.
    #[must_use]
    pub const fn error(&self) -> Error {
        self.error
    }

    /// What is to be known of this case; empty where the error says it all.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<Error> for HostError {
    fn from(error: Error) -> Self {
        Self::new(error, "")
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.detail.is_empty() {
            write!(f, "{}", self.error)
        } else {
            write!(f, "{}: {}", self.error.name(), self.detail)
        }
    }
}

impl core::error::Error for HostError {}

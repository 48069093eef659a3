//! What a server's or the network's refusal means here. No message of theirs is passed on: it might quote a URL.

use std::io;

use hookseal_core::Error;
use hookseal_host::HostError;
use tokio_postgres::error::SqlState;

/// Why a statement failed.
pub(super) enum Failure {
    /// The server or the client refused it.
    Postgres(tokio_postgres::Error),
    /// The connection broke.
    Gone,
    /// The server takes no writes.
    ReadOnly,
    TimedOut,
    Io(io::Error),
}

/// Whether the server gave it up because of another statement, so that it can be tried again at once.
pub(super) fn is_transient(error: &tokio_postgres::Error) -> bool {
    matches!(error.code(), Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED))
}

pub(super) fn busy() -> HostError {
    unavailable("others change the record over and over: try again")
}

pub(super) fn malformed() -> HostError {
    config("the server answered something else than the statement gives: check the table against schema.sql")
}

pub(super) fn failed(failure: Failure) -> HostError {
    let error = match failure {
        Failure::Gone => return unavailable("the server cannot be reached, or the connection broke: try again"),
        Failure::ReadOnly => {
            return unavailable(
                "the server takes no writes, as a replica does not, or a primary during a failover: try again, and if \
                 it stays so, use the primary's address",
            );
        }
        Failure::TimedOut => {
            return unavailable("the server did not answer in time: it is not known what was written");
        }
        Failure::Io(error) => return HostError::new(Error::Io, format!("no connection can be made: {error}")),
        Failure::Postgres(error) => error,
    };
    let Some(code) = error.code() else {
        return config("the URL lacks what the server asks for, such as a password, or asks for encryption");
    };
    match code.code() {
        "42P01" => config("the table is missing: run stores/postgres/schema.sql as a migration"),
        "42703" | "42P10" | "42883" | "42804" | "23502" => config(
            "the table is not as stores/postgres/schema.sql makes it: use another table's name (with_table), and make that table by the schema",
        ),
        "42501" => config("the user may not use the table: grant it SELECT, INSERT, UPDATE and DELETE"),
        "3D000" => config("there is no such database: check the URL's"),
        code if code.starts_with("28") => config("the server refuses the user or password: check the URL's"),
        code => unavailable(&format!("the server answers SQLSTATE {code}: nothing was written, try again")),
    }
}

fn config(detail: &str) -> HostError {
    HostError::new(Error::StoreConfig, detail)
}

fn unavailable(detail: &str) -> HostError {
    HostError::new(Error::StoreUnavailable, detail)
}

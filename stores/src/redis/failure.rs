//! What a server's or the network's refusal means here. No message of theirs is passed on whole: it might quote a URL.

use hookseal_core::Error;
use hookseal_host::HostError;
use redis::{ErrorKind, RedisError};

/// Why a call failed.
pub(super) enum Failure {
    Redis(RedisError),
    /// Named already.
    Host(HostError),
}

impl From<RedisError> for Failure {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

pub(super) fn is_out_of_memory(failure: &Failure) -> bool {
    matches!(failure, Failure::Redis(error) if error.code() == Some("OOM"))
}

/// Whether the server said something that another connection may not meet: it has changed its role, or is going.
pub(super) fn is_of_connection(error: &RedisError) -> bool {
    matches!(error.code(), Some("READONLY" | "MASTERDOWN" | "LOADING" | "NOAUTH"))
}

pub(super) fn evicting(policy: &str) -> HostError {
    let detail = format!(
        "the server may evict records (maxmemory-policy {policy}), and each is an event that may run twice: set \
         `maxmemory-policy noeviction`, or allow eviction if you accept that"
    );
    HostError::new(Error::StoreConfig, detail)
}

pub(super) fn refused() -> HostError {
    HostError::new(Error::StoreConfig, "the server refuses what the URL asks for: check its database number and user")
}

pub(super) fn failed(failure: Failure) -> HostError {
    let error = match failure {
        Failure::Host(error) => return error,
        Failure::Redis(error) => error,
    };
    let config = |detail: &str| HostError::new(Error::StoreConfig, detail);
    let unavailable = |detail: &str| HostError::new(Error::StoreUnavailable, detail);
    match error.code() {
        Some("NOAUTH" | "WRONGPASS") => config("the server refuses the user or password: check the URL's"),
        Some("NOPERM") => config(
            "the server lets this user not do what the store needs: allow it `+evalsha +script|load +get +set +del \
             +pexpire +time +info` on its keys",
        ),
        Some("MOVED" | "ASK" | "CROSSSLOT") => {
            config("the server is a node of a cluster: use a client that knows clusters, or a single server")
        }
        Some("WRONGTYPE") => config("the record's name holds something else: give the store a prefix of its own"),
        Some("READONLY" | "MASTERDOWN") => unavailable(
            "the server is a replica, as during a failover, and a replica takes no writes: try again, and if it stays \
             so, use the primary's address",
        ),
        Some("OOM") => unavailable("the server is out of memory: raise its maxmemory"),
        Some(code) if code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            unavailable(&format!("the server answers {code}: nothing is known to be written, try again"))
        }
        Some(_) | None if error.kind() == ErrorKind::AuthenticationFailed => {
            config("the server refuses the user or password: check the URL's")
        }
        Some(_) | None if error.kind() == ErrorKind::InvalidClientConfig => config("the URL cannot be used"),
        Some(_) | None if error.is_timeout() => {
            unavailable("the server did not answer in time: it is not known what was written")
        }
        Some(_) | None => unavailable("the server cannot be reached, or the connection broke: try again"),
    }
}

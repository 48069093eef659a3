//! hookseal-stores: the dedup contract on Redis and Postgres.
//!
//! The scripts in `stores/redis` and `stores/postgres` are the stores; every language calls the same ones with its own
//! client library. This crate is their Rust client.

#![forbid(unsafe_code)]

mod options;
pub mod postgres;
pub mod redis;
mod token;

pub use crate::postgres::PostgresStore;
pub use crate::redis::RedisStore;
pub use options::StoreOptions;

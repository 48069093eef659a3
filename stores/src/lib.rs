//! hookseal-stores: the dedup contract on Redis and Postgres.
//!
//! The scripts in `stores/redis` and `stores/postgres` are the stores; every language calls the same ones with its own
//! client library. This crate holds them, the options that such a store has, and their Rust client (feature `clients`).

#![forbid(unsafe_code)]

#[cfg(feature = "clients")]
mod idle;
mod options;
#[cfg(feature = "clients")]
pub mod postgres;
#[cfg(feature = "clients")]
pub mod redis;
pub mod scripts;
pub mod statements;
#[cfg(feature = "clients")]
mod token;
#[cfg(feature = "clients")]
mod turns;

#[cfg(feature = "clients")]
pub use crate::postgres::PostgresStore;
#[cfg(feature = "clients")]
pub use crate::redis::RedisStore;
pub use options::StoreOptions;

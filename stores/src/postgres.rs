//! The contract on Postgres (12 or newer).

mod connection;
mod failure;
mod message;
mod of_table;

use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};

use hookseal_core::dedup::{Claim, Forgotten, NOT_BEFORE_MAX, Settled, Token};
use hookseal_core::{DedupKey, Error};
use hookseal_host::HostError;

use self::connection::Pool;
use self::failure::busy;
use self::message::Value;
use self::of_table::Statements;
use crate::options::StoreOptions;
use crate::statements::TABLE;
use crate::token;

/// Claims between two purges of what has ended.
const PURGE_EVERY: u32 = 256;

/// Times that a statement and the question why it did nothing may miss each other.
const RETRIES: usize = 3;

const RELEASED: i16 = 2;
const DONE: i16 = 3;
const DEAD: i16 = 5;
const EXHAUSTED: i16 = 4;

/// A dedup store in a Postgres table, for any number of threads, processes and machines.
///
/// Each record is one row, by the server's clock; the statements are those of every other language
/// ([`statements`](crate::statements)). Each is a transaction of its own, right at any isolation level, and leaves nothing on its
/// connection, neither a name nor a setting, so that a pooler may stand in between. The table must be there:
/// `stores/postgres/schema.sql`.
///
/// A forked process makes connections of its own. Fork while no thread is in a call: what one of them holds then stays
/// taken in the child.
///
/// Every 256th claim removes up to 1,000 records that have ended. Connections are not encrypted. Calls block, and may
/// not be made from an asynchronous task.
pub struct PostgresStore {
    pool: Pool,
    statements: Statements,
    id: [u8; 4],
    options: StoreOptions,
    claims: AtomicU32,
}

impl PostgresStore {
    /// A store on the server at `url`, such as `postgresql://user:password@127.0.0.1/database`. It connects when it is
    /// used.
    ///
    /// # Errors
    /// [`Error::WindowConfig`] for impossible options; [`Error::StoreConfig`] for a URL that cannot be read.
    pub fn new(url: &str, options: StoreOptions) -> Result<Self, HostError> {
        options.check()?;
        let (pool, statements) = (Pool::new(url, &options)?, Statements::new(TABLE)?);
        Ok(Self { pool, statements, id: token::store_id(TABLE), options, claims: AtomicU32::new(0) })
    }

    /// The same in another table: another store.
    ///
    /// # Errors
    /// [`Error::StoreConfig`] as [`for_table`](crate::statements::for_table), which also gives the schema that makes it.
    pub fn with_table(mut self, table: &str) -> Result<Self, HostError> {
        self.statements = Statements::new(table)?;
        self.id = token::store_id(table);
        Ok(self)
    }

    /// Claims an event.
    ///
    /// # Errors
    /// [`Error::StoreUnavailable`] where the server does not answer in time: it is not known whether the event was
    /// claimed, so its next delivery may find it in flight. [`Error::StoreConfig`] where the table is missing, or the
    /// server refuses the caller.
    pub fn claim(&self, key: &DedupKey) -> Result<Claim, HostError> {
        if self.claims.fetch_add(1, Ordering::Relaxed) % PURGE_EVERY == PURGE_EVERY - 1 {
            match self.purge() {
                // What could not be removed now is removed by a later claim: no reason to refuse this one. Where the server
                // is away, it is told so next.
                Err(error) if error.error() == Error::StoreUnavailable => {}
                purged => purged?,
            }
        }
        let token = token::new(key, self.id)?;
        let StoreOptions { ttl, lease, is_sliding, max_attempts, .. } = self.options;
        let (name, random) = (key.as_bytes().as_slice(), token::random_bytes(&token));
        let most = u32::from(max_attempts.unwrap_or(0));
        let values = [Value::Bytes(name), Value::Bytes(random), ttl.into(), lease.into(), most.into()];
        for _ in 0..RETRIES {
            if let Some(row) = self.pool.row(&self.statements.claim, &values)? {
                let attempt = row.attempt(1)?;
                let is_exhausted = row.state(0)? == EXHAUSTED;
                return Ok(if is_exhausted {
                    Claim::Exhausted { token, attempt }
                } else {
                    Claim::Claimed { token, attempt }
                });
            }
            let Some(row) = self.pool.row(&self.statements.look, &[Value::Bytes(name), lease.into()])? else {
                continue;
            };
            let state = row.state(0)?;
            if is_sliding && matches!(state, DONE | DEAD) {
                self.pool.row(&self.statements.slide, &[Value::Bytes(name), ttl.into()])?;
            }
            match (state, row.seconds(2)?) {
                (DONE, _) => return Ok(Claim::Done),
                (DEAD, _) => return Ok(Claim::Dead { attempt: row.attempt(1)? }),
                // It has lapsed between the two.
                (_, 0) => {}
                (_, retry_after) => return Ok(Claim::InFlight { retry_after }),
            }
        }
        Ok(Claim::InFlight { retry_after: 1 })
    }

    /// Records that the event was processed. Do it before the answer is sent.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for a token of another store. [`Error::StoreUnavailable`]: it is not known whether the
    /// commit was recorded; do not process the event again, commit again later. [`Error::StoreConfig`] as
    /// [`claim`](Self::claim).
    pub fn commit(&self, token: &Token) -> Result<Settled, HostError> {
        self.finish(token, DONE)
    }

    /// Records that the dead-letter sink took the event.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn bury(&self, token: &Token) -> Result<Settled, HostError> {
        self.finish(token, DEAD)
    }

    /// Gives a claim back: the event can be claimed again from `not_before` seconds on. The first release counts.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] where `not_before` is over 300; else as [`commit`](Self::commit).
    pub fn release(&self, token: &Token, not_before: u32) -> Result<Settled, HostError> {
        if not_before > NOT_BEFORE_MAX {
            return Err(Error::ArgumentInvalid.into());
        }
        let numbers = [not_before.into(), self.options.lease.into()];
        self.settle(&self.statements.release, token, &numbers, Some(Settled::Late), Settled::Ok)
    }

    /// Starts the lease, and the record's lifetime, again.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn renew(&self, token: &Token) -> Result<Settled, HostError> {
        let numbers = [self.options.ttl.into(), self.options.lease.into()];
        self.settle(&self.statements.renew, token, &numbers, Some(Settled::Late), Settled::Stolen)
    }

    /// Forgets an event unless its lease runs, so that its next delivery is processed as a first one.
    ///
    /// # Errors
    /// As [`claim`](Self::claim).
    pub fn forget(&self, key: &DedupKey) -> Result<Forgotten, HostError> {
        let values = [Value::Bytes(key.as_bytes()), self.options.lease.into()];
        if let Some(row) = self.pool.row(&self.statements.forget, &values)? {
            return Ok(if row.flag(0)? { Forgotten::Forgotten } else { Forgotten::Absent });
        }
        let row = self.pool.row(&self.statements.look, &values)?;
        Ok(if row.is_some() { Forgotten::InFlight } else { Forgotten::Absent })
    }

    /// Removes up to 1,000 records that have ended; claims do so by themselves now and then.
    ///
    /// # Errors
    /// As [`claim`](Self::claim).
    pub fn purge(&self) -> Result<(), HostError> {
        self.pool.row(&self.statements.purge, &[]).map(|_| ())
    }

    fn finish(&self, token: &Token, state: i16) -> Result<Settled, HostError> {
        let numbers = [state.into(), self.options.ttl.into(), self.options.lease.into()];
        // Neither a missing record nor one released by this token stops it: only the next owner or an end does.
        self.settle(&self.statements.finish, token, &numbers, None, Settled::Late)
    }

    /// Runs a statement that gives whether it was late; where it gives nothing, finds out why. What then stands for no
    /// record, if that can be, and for one that this token released.
    fn settle(
        &self,
        statement: &str,
        token: &Token,
        numbers: &[Value<'_>],
        absent: Option<Settled>,
        released: Settled,
    ) -> Result<Settled, HostError> {
        let key = token::key(token, self.id)?;
        let record = [Value::Bytes(key.as_bytes()), Value::Bytes(token::random_bytes(token))];
        let values: Vec<_> = record.iter().chain(numbers).copied().collect();
        for _ in 0..RETRIES {
            if let Some(row) = self.pool.row(statement, &values)? {
                return Ok(if row.flag(0)? { Settled::Late } else { Settled::Ok });
            }
            let Some(row) = self.pool.row(&self.statements.standing, &record)? else {
                match absent {
                    Some(settled) => return Ok(settled),
                    None => continue,
                }
            };
            match (row.flag(0)?, row.state(1)?) {
                (false, _) => return Ok(Settled::Stolen),
                (true, DONE | DEAD) => return Ok(Settled::AlreadyDone),
                (true, RELEASED) if absent.is_some() => return Ok(released),
                (true, _) => {}
            }
        }
        Err(busy())
    }
}

impl fmt::Debug for PostgresStore {
    /// Never the URL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").field("options", &self.options).finish_non_exhaustive()
    }
}

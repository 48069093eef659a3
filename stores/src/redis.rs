//! The contract on Redis (7 or newer) and Valkey.

mod failure;
mod hashed;
mod pool;

use core::fmt;

use hookseal_core::dedup::{Claim, Forgotten, NOT_BEFORE_MAX, Settled, Token};
use hookseal_core::{DedupKey, Error};
use hookseal_host::HostError;

use self::failure::{failed, is_out_of_memory};
use self::hashed::Scripts;
use self::pool::Pool;
use crate::options::StoreOptions;
use crate::token;

/// The usual prefix of records' names.
pub const PREFIX: &str = "hookseal:";

/// Seconds after which a full server may be tried again.
const FULL_RETRY: u32 = 60;

/// A dedup store on a Redis or Valkey server, for any number of threads, processes and machines.
///
/// Each record is one key and each call one script on it, by the server's clock; the scripts are those of every other
/// language ([`scripts`](crate::scripts)). A call whose connection broke is repeated once on another: all of them can be.
///
/// A forked process makes connections of its own. Fork while no thread is in a call: what one of them holds then stays
/// taken in the child.
///
/// The server must keep what it is given. One that may evict keys (`maxmemory-policy` other than `noeviction`) is
/// refused at the first use, unless that is allowed. What survives a crash or a failover of the server is up to its
/// own settings: `docs/choosing-a-store.md`. Connections are not encrypted.
pub struct RedisStore {
    pool: Pool,
    scripts: Scripts,
    prefix: String,
    id: [u8; 4],
    options: StoreOptions,
}

impl RedisStore {
    /// A store on the server at `url`, such as `redis://:password@127.0.0.1:6379/0`. It connects when it is used.
    ///
    /// # Errors
    /// [`Error::WindowConfig`] for impossible options; [`Error::StoreConfig`] for a URL that cannot be read.
    pub fn new(url: &str, options: StoreOptions) -> Result<Self, HostError> {
        options.check()?;
        let pool = Pool::new(url, &options)?;
        Ok(Self { pool, scripts: Scripts::new(), prefix: PREFIX.to_owned(), id: token::store_id(PREFIX), options })
    }

    /// The same with another prefix: another store, on the same server.
    ///
    /// # Errors
    /// [`Error::StoreConfig`] for a prefix that is not 1 to 64 printable ASCII characters, or has braces, which would
    /// put all records into one slot of a cluster.
    pub fn with_prefix(mut self, prefix: &str) -> Result<Self, HostError> {
        let is_good = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'{' | b'}');
        if !(1..=64).contains(&prefix.len()) || !prefix.bytes().all(is_good) {
            let detail = "a prefix is 1 to 64 printable ASCII characters without braces";
            return Err(HostError::new(Error::StoreConfig, detail));
        }
        prefix.clone_into(&mut self.prefix);
        self.id = token::store_id(prefix);
        Ok(self)
    }

    /// The same, also on a server that may evict records: each that it does is an event that may run twice.
    #[must_use]
    pub fn allowing_eviction(mut self) -> Self {
        self.pool.allow_eviction();
        self
    }

    /// Claims an event.
    ///
    /// # Errors
    /// [`Error::StoreUnavailable`] where the server does not answer in time: it is not known whether the event was
    /// claimed, so its next delivery may find it in flight. [`Error::StoreConfig`] where the server refuses the
    /// caller, may evict records, or has something else under the record's name.
    pub fn claim(&self, key: &DedupKey) -> Result<Claim, HostError> {
        let token = token::new(key, self.id)?;
        let StoreOptions { ttl, lease, is_sliding, max_attempts, .. } = self.options;
        let claimed = self.pool.call(|connection| {
            let mut script = self.scripts.claim.key(self.name(key));
            script.arg(token::random(&token)).arg(ms(ttl)).arg(ms(lease));
            script.arg(u8::from(is_sliding)).arg(max_attempts.unwrap_or(0));
            script.invoke::<(String, u64)>(connection)
        });
        let (word, number) = match claimed {
            Err(error) if is_out_of_memory(&error) => return Ok(Claim::Full { retry_after: FULL_RETRY }),
            other => other.map_err(failed)?,
        };
        let attempt = u8::try_from(number).unwrap_or(u8::MAX);
        match word.as_str() {
            "claimed" => Ok(Claim::Claimed { token, attempt }),
            "exhausted" => Ok(Claim::Exhausted { token, attempt }),
            "in_flight" => {
                let seconds = u32::try_from(number.div_ceil(1000)).unwrap_or(u32::MAX);
                Ok(Claim::InFlight { retry_after: seconds.max(1) })
            }
            "done" => Ok(Claim::Done),
            "dead" => Ok(Claim::Dead { attempt }),
            other => Err(unexpected(other)),
        }
    }

    /// Records that the event was processed. Do it before the answer is sent.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for a token of another store. [`Error::StoreUnavailable`]: it is not known whether the
    /// commit was recorded; do not process the event again, commit again later. [`Error::StoreConfig`] as
    /// [`claim`](Self::claim).
    pub fn commit(&self, token: &Token) -> Result<Settled, HostError> {
        self.finish(token, "D")
    }

    /// Records that the dead-letter sink took the event.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn bury(&self, token: &Token) -> Result<Settled, HostError> {
        self.finish(token, "X")
    }

    /// Gives a claim back: the event can be claimed again from `not_before` seconds on. The first release counts.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] where `not_before` is over 300; else as [`commit`](Self::commit).
    pub fn release(&self, token: &Token, not_before: u32) -> Result<Settled, HostError> {
        if not_before > NOT_BEFORE_MAX {
            return Err(Error::ArgumentInvalid.into());
        }
        let wait = [ms(not_before), ms(self.options.lease)];
        self.settle(&self.scripts.release, token, None, &wait)
    }

    /// Starts the lease, and the record's lifetime, again.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn renew(&self, token: &Token) -> Result<Settled, HostError> {
        self.settle(&self.scripts.renew, token, None, &[ms(self.options.ttl), ms(self.options.lease)])
    }

    /// Forgets an event unless its lease runs, so that its next delivery is processed as a first one.
    ///
    /// # Errors
    /// As [`claim`](Self::claim).
    pub fn forget(&self, key: &DedupKey) -> Result<Forgotten, HostError> {
        let (word,): (String,) = self
            .pool
            .call(|connection| self.scripts.forget.key(self.name(key)).arg(ms(self.options.lease)).invoke(connection))
            .map_err(failed)?;
        match word.as_str() {
            "forgotten" => Ok(Forgotten::Forgotten),
            "absent" => Ok(Forgotten::Absent),
            "in_flight" => Ok(Forgotten::InFlight),
            other => Err(unexpected(other)),
        }
    }

    fn finish(&self, token: &Token, state: &str) -> Result<Settled, HostError> {
        let numbers = [ms(self.options.ttl), ms(self.options.lease)];
        self.settle(&self.scripts.finish, token, Some(state), &numbers)
    }

    fn settle(
        &self,
        script: &redis::Script,
        token: &Token,
        state: Option<&str>,
        numbers: &[u64],
    ) -> Result<Settled, HostError> {
        let key = token::key(token, self.id)?;
        let (word,): (String,) = self
            .pool
            .call(|connection| {
                let mut script = script.key(self.name(&key));
                script.arg(token::random(token)).arg(state).arg(numbers).invoke(connection)
            })
            .map_err(failed)?;
        match word.as_str() {
            "ok" => Ok(Settled::Ok),
            "late" => Ok(Settled::Late),
            "already_done" => Ok(Settled::AlreadyDone),
            "stolen" => Ok(Settled::Stolen),
            other => Err(unexpected(other)),
        }
    }

    fn name(&self, key: &DedupKey) -> String {
        format!("{}{key}", self.prefix)
    }
}

impl fmt::Debug for RedisStore {
    /// Never the URL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { prefix, options, .. } = self;
        f.debug_struct("RedisStore").field("prefix", prefix).field("options", options).finish_non_exhaustive()
    }
}

fn ms(seconds: u32) -> u64 {
    u64::from(seconds) * 1000
}

fn unexpected(word: &str) -> HostError {
    let detail = if word == "foreign" {
        "the record's name holds something else: give the store a prefix of its own".to_owned()
    } else {
        "the server answered something else than the script gives: check what runs there".to_owned()
    };
    HostError::new(Error::StoreConfig, detail)
}

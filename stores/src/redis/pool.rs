//! Connections, kept between calls.

use hookseal_core::Error;
use hookseal_host::HostError;
use redis::{Client, Connection, IntoConnectionInfo as _, RedisResult};

use super::failure::{Failure, evicting, is_of_connection, refused};
use crate::idle::Idle;
use crate::options::StoreOptions;
use crate::turns::Turns;

pub(super) struct Pool {
    client: Client,
    database: i64,
    turns: Turns,
    idle: Idle<Connection>,
    options: StoreOptions,
    is_eviction_allowed: bool,
}

impl Pool {
    pub(super) fn new(url: &str, options: &StoreOptions) -> Result<Self, HostError> {
        // The client's own message might quote the URL, and with it a password.
        let unreadable = |_| {
            let detail = "the URL cannot be read: write it as redis://user:password@host:6379/0";
            HostError::new(Error::StoreConfig, detail)
        };
        let info = url.into_connection_info().map_err(unreadable)?;
        // The client asks for several things at once, and waits for each answer as long as for a connection. So it asks for
        // one: who we are, where the URL says so.
        let settings = info.redis_settings().clone();
        let database = settings.db();
        let info = info.set_redis_settings(settings.set_db(0).set_skip_set_lib_name());
        let client = Client::open(info).map_err(unreadable)?;
        let (turns, idle) = (Turns::new(options), Idle::new());
        Ok(Self { client, database, turns, idle, options: *options, is_eviction_allowed: false })
    }

    pub(super) const fn allow_eviction(&mut self) {
        self.is_eviction_allowed = true;
    }

    /// Makes a call; again on a new connection where the old one had gone, or its server has changed its role.
    pub(super) fn call<T>(&self, call: impl Fn(&mut Connection) -> RedisResult<T>) -> Result<T, Failure> {
        let _turn = self.turns.take().map_err(Failure::Host)?;
        if let Some(mut connection) = self.idle.take() {
            match call(&mut connection) {
                Err(error) if error.is_connection_dropped() || is_of_connection(&error) => {}
                answer => return self.keep(connection, answer),
            }
        }
        let mut connection = self.connect()?;
        let answer = call(&mut connection);
        self.keep(connection, answer)
    }

    /// A connection on which an answer may still be under way must not be used again, and those that wait may have gone
    /// the same way: a network that forgot them says nothing.
    fn keep<T>(&self, connection: Connection, answer: RedisResult<T>) -> Result<T, Failure> {
        let is_sound = answer
            .as_ref()
            .err()
            .is_none_or(|error| !error.is_io_error() && error.code().is_some() && !is_of_connection(error));
        if is_sound {
            self.idle.put(connection);
        } else {
            self.idle.clear();
        }
        answer.map_err(Failure::Redis)
    }

    fn connect(&self) -> Result<Connection, Failure> {
        let connected = self.client.get_connection_with_timeout(self.options.connect_timeout);
        // What a server refuses before the first command is what the URL asks for, such as a database it has not.
        let asked = |error: redis::RedisError| match error.code() {
            Some("ERR") => Failure::Host(refused()),
            Some(_) | None => Failure::Redis(error),
        };
        let mut connection = connected.map_err(asked)?;
        connection.set_read_timeout(Some(self.options.call_timeout))?;
        connection.set_write_timeout(Some(self.options.call_timeout))?;
        if self.database != 0 {
            redis::cmd("SELECT").arg(self.database).exec(&mut connection).map_err(asked)?;
        }
        if !self.is_eviction_allowed {
            // Not by CONFIG, which managed servers forbid.
            let info: String = redis::cmd("INFO").arg("memory").query(&mut connection)?;
            let policy = info.lines().find_map(|line| line.strip_prefix("maxmemory_policy:"));
            if let Some(policy) = policy.map(str::trim).filter(|policy| *policy != "noeviction") {
                return Err(Failure::Host(evicting(policy)));
            }
        }
        Ok(connection)
    }
}

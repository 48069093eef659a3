//! Connections, kept between calls, and statements on them within a time.

use core::future::Future;
use core::str::FromStr;
use core::time::Duration;
use std::io;

use hookseal_core::Error;
use hookseal_host::HostError;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage, SimpleQueryRow};

use super::failure::{Failure, failed, is_transient, malformed};
use super::message::{Value, limits, written};
use crate::idle::Idle;
use crate::options::StoreOptions;
use crate::turns::Turns;

/// Times that a statement is tried again which the server gave up for another's sake.
const RETRIES: usize = 20;

/// What a statement gave, each value as text.
pub(super) struct Row(SimpleQueryRow);

impl Row {
    pub(super) fn flag(&self, column: usize) -> Result<bool, HostError> {
        match self.0.try_get(column) {
            Ok(Some("t")) => Ok(true),
            Ok(Some("f")) => Ok(false),
            _ => Err(malformed()),
        }
    }

    pub(super) fn state(&self, column: usize) -> Result<i16, HostError> {
        self.number(column)?.ok_or_else(malformed)
    }

    pub(super) fn attempt(&self, column: usize) -> Result<u8, HostError> {
        self.number(column)?.ok_or_else(malformed)
    }

    /// Seconds from now on; 0 for none and for the past.
    pub(super) fn seconds(&self, column: usize) -> Result<u32, HostError> {
        let seconds: Option<i32> = self.number(column)?;
        Ok(u32::try_from(seconds.unwrap_or(0)).unwrap_or(0))
    }

    fn number<N: FromStr>(&self, column: usize) -> Result<Option<N>, HostError> {
        let text = self.0.try_get(column).map_err(|_| malformed())?;
        text.map(str::parse).transpose().map_err(|_| malformed())
    }
}

struct Connection {
    /// There until it is dropped.
    runtime: Option<Runtime>,
    client: Client,
}

pub(super) struct Pool {
    config: Config,
    turns: Turns,
    idle: Idle<Connection>,
    call_timeout: Duration,
    connect_timeout: Duration,
}

impl Pool {
    pub(super) fn new(url: &str, options: &StoreOptions) -> Result<Self, HostError> {
        // The client's own message might quote the URL, and with it a password.
        let unreadable = |_| {
            let detail = "the URL cannot be read: write it as postgresql://user:password@host:5432/database";
            HostError::new(Error::StoreConfig, detail)
        };
        let config: Config = url.parse().map_err(unreadable)?;
        let StoreOptions { connect_timeout, call_timeout, .. } = *options;
        let (turns, idle) = (Turns::new(options), Idle::new());
        Ok(Self { config, turns, idle, call_timeout, connect_timeout })
    }

    /// Runs a statement, and gives its first row. All statements can be repeated, so one whose connection had gone, or
    /// whose server takes no writes any more, is.
    pub(super) fn row(&self, statement: &str, values: &[Value<'_>]) -> Result<Option<Row>, HostError> {
        let _turn = self.turns.take()?;
        if let Some(connection) = self.idle.take().filter(|connection| !connection.client.is_closed()) {
            match self.try_row(connection, statement, values) {
                Err(Failure::Gone | Failure::ReadOnly) => {}
                answer => return answer.map_err(failed),
            }
        }
        self.connect().and_then(|connection| self.try_row(connection, statement, values)).map_err(failed)
    }

    fn try_row(&self, connection: Connection, statement: &str, values: &[Value<'_>]) -> Result<Option<Row>, Failure> {
        let message = limits(self.call_timeout) + &written(statement, values);
        let mut answer = Err(Failure::TimedOut);
        for _ in 0..RETRIES {
            answer = connection.within(self.call_timeout, connection.client.simple_query(&message));
            if !matches!(&answer, Err(Failure::Postgres(error)) if is_transient(error)) {
                break;
            }
        }
        // One on which an answer may still be under way must not be used again, and those that wait may have gone the same
        // way: a network that forgot them says nothing.
        let is_sound = match &answer {
            Ok(_) => true,
            Err(Failure::Postgres(error)) => error.as_db_error().is_some(),
            Err(Failure::TimedOut | Failure::Gone | Failure::ReadOnly | Failure::Io(_)) => false,
        };
        if is_sound {
            self.idle.put(connection);
        } else {
            self.idle.clear();
        }
        // The limits give none.
        let row = |message| if let SimpleQueryMessage::Row(row) = message { Some(Row(row)) } else { None };
        answer.map(|messages| messages.into_iter().find_map(row))
    }

    fn connect(&self) -> Result<Connection, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(Failure::Io)?;
        let connecting = async { tokio::time::timeout(self.connect_timeout, self.config.connect(NoTls)).await };
        let (client, connection) = runtime.block_on(connecting).map_err(|_| Failure::TimedOut)??;
        runtime.spawn(connection);
        Ok(Connection { runtime: Some(runtime), client })
    }
}

impl Connection {
    fn within<T>(
        &self,
        time: Duration,
        call: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Failure> {
        // A little longer than the server waits, whose answer says more.
        let time = time + time / 4;
        let runtime = self.runtime.as_ref().ok_or(Failure::TimedOut)?;
        let answer = runtime.block_on(async { tokio::time::timeout(time, call).await });
        answer.map_err(|_| Failure::TimedOut)?.map_err(Failure::from)
    }
}

impl Drop for Connection {
    /// Not by waiting, which an asynchronous task must not do.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Whether the server ended the connection, and with it nothing but what was under way (class 57: operator intervention;
/// 25P03: idle for too long).
fn is_ended(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| matches!(code.code(), "57P01" | "57P02" | "57P05" | "25P03"))
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        let is_broken = |error: &tokio_postgres::Error| {
            let source = core::error::Error::source(error);
            source.is_some_and(<dyn core::error::Error>::is::<io::Error>) && error.as_db_error().is_none()
        };
        if error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION) {
            return Self::ReadOnly;
        }
        if error.is_closed() || is_broken(&error) || is_ended(&error) { Self::Gone } else { Self::Postgres(error) }
    }
}

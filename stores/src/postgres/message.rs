//! What is sent for a call: one message, which the server takes as one transaction.
//!
//! Its limits end with it. A session's would stay on the server's connection, which behind a pooler that lends connections for a
//! transaction is another application's a moment later. One message is also one way to the server and back: a statement
//! whose values are sent beside it would need further messages, for the limits and around the transaction.

use core::time::Duration;

/// What a statement takes.
#[derive(Clone, Copy)]
pub(super) enum Value<'v> {
    Bytes(&'v [u8]),
    Number(i64),
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i16> for Value<'_> {
    fn from(state: i16) -> Self {
        Self::Number(state.into())
    }
}

/// How long the server may take: what it went on with after we gave up would be done unknown to us.
pub(super) fn limits(call_timeout: Duration) -> String {
    let milliseconds = call_timeout.as_millis();
    format!("SET LOCAL statement_timeout = {milliseconds}; SET LOCAL lock_timeout = {milliseconds}; ")
}

/// The statement with its values in it.
pub(super) fn written(statement: &str, values: &[Value<'_>]) -> String {
    let with = |sql: String, (number, value): (usize, &Value<'_>)| sql.replace(&format!("${number}"), &literal(value));
    (1..).zip(values).fold(statement.to_owned(), with)
}

/// As E'', which means the same whatever `standard_conforming_strings` is.
fn literal(value: &Value<'_>) -> String {
    match value {
        Value::Bytes(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("E'\\\\x{hex}'")
        }
        Value::Number(number) => number.to_string(),
    }
}

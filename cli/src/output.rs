//! Writing to the terminal or a pipe, without panicking when nobody reads.

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use hookseal_core::Error;
use serde::Serialize;

use crate::failure::Failure;

/// A delivery was refused, or a question answered with no.
pub(crate) const REFUSED: u8 = 1;
/// Wrong usage or configuration; clap's own number too.
pub(crate) const WRONG: u8 = 2;

/// What a command answered, and whether it is what the caller had hoped for.
pub(crate) struct Answer {
    text: Vec<u8>,
    is_yes: bool,
}

impl Answer {
    pub(crate) fn yes(text: impl Into<Vec<u8>>) -> Self {
        Self { text: text.into(), is_yes: true }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.text
    }

    pub(crate) fn no(text: impl Into<Vec<u8>>) -> Self {
        Self { text: text.into(), is_yes: false }
    }
}

fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush())
}

fn unwritable(error: &io::Error) -> Failure {
    Failure::new(Error::Io, format!("cannot write to standard output: {error}"))
}

/// Writes all of `bytes` to standard output. A reader that has gone away has all it wanted.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    match write(bytes) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritable(&error)),
        Err(_) | Ok(()) => Ok(()),
    }
}

/// Writes what must not get lost to standard output.
pub(crate) fn hand_over(bytes: &[u8]) -> Result<(), Failure> {
    write(bytes).map_err(|error| unwritable(&error))
}

/// Writes a line to standard error, if anybody reads it.
pub(crate) fn complain(kind: &str, message: impl core::fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{kind}: {message}");
}

/// Prints what a command made, and gives its exit status.
pub(crate) fn conclude(made: Result<Vec<u8>, Failure>) -> ExitCode {
    match made.and_then(|bytes| print(&bytes)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain("error", failure);
            ExitCode::from(WRONG)
        }
    }
}

/// Prints what a command answered, and gives its exit status.
pub(crate) fn answer(made: Result<Answer, Failure>) -> ExitCode {
    match made.and_then(|answer| print(&answer.text).map(|()| answer.is_yes)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(REFUSED),
        Err(failure) => conclude(Err(failure)),
    }
}

/// `value` as JSON on one line of printable ASCII: no text of a sender's can end the line or command a terminal.
pub(crate) fn json_line(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let json = serde_json::to_string(value).map_err(|error| Failure::new(Error::Io, error.to_string()))?;
    let mut line = String::with_capacity(json.len() + 1);
    for letter in json.chars() {
        if matches!(letter, ' '..='~') {
            line.push(letter);
        } else {
            // Only ever inside a string, where this is how JSON writes it.
            let mut units = [0; 2];
            line.extend(letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    line.push('\n');
    Ok(line.into_bytes())
}

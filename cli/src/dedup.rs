//! `hookseal dedup`.

mod size;

pub(crate) use size::Rate;

use crate::args::DedupCommand;
use crate::failure::Failure;

/// Gives what the command asks for.
pub(crate) fn run(command: &DedupCommand) -> Result<Vec<u8>, Failure> {
    match command {
        DedupCommand::Size { rate, ttl } => size::size(*rate, *ttl).map(String::into_bytes),
    }
}

//! The `hookseal` command: verify and sign webhook deliveries, list the schemes it knows, plan retries.

#![forbid(unsafe_code)]

mod args;
mod dead;
mod dedup;
mod failure;
mod headers;
mod input;
mod output;
mod retry;
mod scheme;
mod schemes;
mod secrets;
mod sign;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Verify(args) => verify::run(&args),
        Command::Sign(args) => output::conclude(sign::run(&args)),
        Command::Schemes(args) => output::conclude(schemes::run(&args)),
        Command::Dead(command) => output::answer(dead::run(&command)),
        Command::Dedup(command) => output::answer(dedup::run(&command)),
        Command::Retry(command) => output::conclude(retry::run(&command)),
    }
}

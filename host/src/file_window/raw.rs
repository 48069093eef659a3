//! The only code here that is not checked by the compiler: a window in mapped memory, and what a fork leaves behind.
//!
//! Each file below has one safe interface, and says at each `unsafe` why it holds.

mod at_fork;
mod map;
mod per_process;

pub(super) use at_fork::{LockFile, process};
pub(super) use map::Map;
pub(super) use per_process::PerProcess;

//! hookseal-host: what hookseal needs of an operating system.
//!
//! The core reads no clock and no file. This crate does, once for the command line and for every hosted
//! language: [`clock`] tells the time, [`entropy`] gives random bytes, [`scheme_file`] reads schemes that users describe themselves, [`Window`] gives
//! each event to one thread at a time and `FileWindow` to one process, [`capture`] keeps a delivery in a file, and
//! `dead_letter` those that no attempt could process. Dedup windows in files, and dead letters, need Linux.

#![deny(unsafe_code)]

extern crate alloc;

pub mod capture;
pub mod clock;
#[cfg(target_os = "linux")]
pub mod dead_letter;
pub mod entropy;
mod error;
#[cfg(target_os = "linux")]
mod file_size;
#[cfg(target_os = "linux")]
mod file_window;
mod fullness;
#[cfg(target_os = "linux")]
mod private;
pub mod scheme_file;
#[cfg(target_os = "linux")]
mod temporary;
mod window;

pub use error::HostError;
#[cfg(target_os = "linux")]
pub use file_window::{FileWindow, FileWindowOptions, Inspection, inspect, resize};
pub use window::Window;

/// The README's Rust is run as a test here, where all that it uses is at hand.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

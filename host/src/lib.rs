//! hookseal-host: what hookseal needs of an operating system.
//!
//! The core reads no clock and no file. This crate does, once for the command line and for every hosted
//! language: [`clock`] tells the time, [`scheme_file`] reads schemes that users describe themselves.

#![forbid(unsafe_code)]

pub mod capture;
pub mod clock;
#[cfg(target_os = "linux")]
pub mod dead_letter;
mod error;
#[cfg(target_os = "linux")]
mod private;
pub mod scheme_file;

pub use error::HostError;

/// The README's Rust is run as a test here, where all that it uses is at hand.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

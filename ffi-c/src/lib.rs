//! libhookseal: the core behind a C interface, which `include/hookseal.h` is written from.
//!
//! One source, two faces. Hosted: with the clock, windows in files, and panics caught. Freestanding
//! (`--no-default-features --profile freestanding`): no libc, no allocator.
//!
//! Conventions, each in one place: [`boundary`] (status codes, pointers, outputs), [`slot`] (objects in the caller's
//! storage), [`text`] (texts and bytes passed in).

#![cfg_attr(not(any(feature = "hosted", test)), no_std)]
#![allow(non_camel_case_types, reason = "the names are C's")]
#![allow(missing_debug_implementations, reason = "C does not print them")]
#![allow(clippy::doc_markdown, reason = "the comments are the header's, and C has no Markdown")]
#![allow(unreachable_pub, reason = "what C sees is public")]
#![allow(clippy::missing_safety_doc, reason = "the header says once for all functions what a pointer must be")]
#![allow(clippy::too_many_arguments, reason = "C has no named ones")]

#[macro_use]
mod slot;
mod boundary;
#[cfg(feature = "hosted")]
mod cancel;
#[cfg(test)]
mod generated;
#[cfg(not(any(feature = "hosted", test)))]
mod panic;

// From here on in the order of the header; blank lines keep it.

mod status;

mod version;

mod text;

mod keyring;

mod scheme;

mod guards;

mod request;

mod verifier;

mod verification;

mod event;

mod signer;

mod record;

mod claim;

mod window_config;

mod window;

mod window_facts;

#[cfg(feature = "hosted")]
mod clock;
#[cfg(feature = "hosted")]
mod file_window;
#[cfg(feature = "hosted")]
mod file_window_facts;

mod retry;

mod sizes;

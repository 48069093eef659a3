//! The window in a file: what is opened and what is refused, and what many processes may do to it.
//!
//! `HOOKSEAL_SOAK=1` runs the long forms.

#![cfg(target_os = "linux")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    missing_docs,
    reason = "helpers of tests, which clippy tells from the tests themselves"
)]

#[path = "file_window/support.rs"]
mod support;

#[path = "file_window/crash.rs"]
mod crash;
#[path = "file_window/fork.rs"]
mod fork;
#[path = "file_window/opening.rs"]
mod opening;
#[path = "file_window/replaced.rs"]
mod replaced;
#[path = "file_window/resizing.rs"]
mod resizing;
#[path = "file_window/roles.rs"]
mod roles;
#[path = "file_window/sharing.rs"]
mod sharing;
#[path = "file_window/system.rs"]
mod system;
#[path = "file_window/torn.rs"]
mod torn;

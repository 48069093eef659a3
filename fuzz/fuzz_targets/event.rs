//! Any body: what the push scanner finds in it, whole and in pieces, is what a JSON parser finds.
//!
//! Input: which paths, where to cut (two bytes), the body.

#![no_main]

#[path = "../../core/tests/support/all.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use support::scanned::{PATHS, assert_as_reference};

fuzz_target!(|data: &[u8]| {
    if let [paths, first, second, body @ ..] = data {
        let paths = &PATHS[usize::from(*paths) % PATHS.len()];
        assert_as_reference(paths, body, &[usize::from(*first), usize::from(*second)]);
    }
});

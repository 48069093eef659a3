//! Any timestamp, in each unit and at any clock: the verdict is that of a reference parser.
//!
//! Input: the unit, both tolerances, the clock (eight bytes), the timestamp.

#![no_main]

#[path = "../../core/tests/support/all.rs"]
mod support;

use hookseal_core::Tolerance;
use libfuzzer_sys::fuzz_target;
use support::choices::Choices;
use support::own_scheme::UNITS;
use support::times::{expected, verdict};

const LIMITS: [Option<u32>; 5] = [None, Some(0), Some(300), Some(259_200), Some(u32::MAX)];

fuzz_target!(|data: &[u8]| {
    let mut choices = Choices::new(data);
    let unit = choices.pick(&UNITS);
    let tolerance = Tolerance { past: choices.pick(&LIMITS), future: choices.pick(&LIMITS) };
    let now = choices.number();
    let text = choices.rest();
    assert_eq!(verdict(unit, text, tolerance, now), expected(unit, text, tolerance, now));
});

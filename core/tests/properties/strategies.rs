//! Arbitrary deliveries of a given scheme.

use hookseal_core::{Part, Scheme, TimestampAt};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

use crate::support::delivery::{Draft, json_body};

/// Runs `test` on `cases` arbitrary values, always the same ones.
pub(crate) fn check<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(config.rng_algorithm);
    if let Err(error) = TestRunner::new_with_rng(config, rng).run(strategy, test) {
        panic!("{error}");
    }
}

/// A delivery with an ID that every scheme takes, at a time of 10 digits, whose body is JSON with the fields that
/// the scheme reads, or anything where it needs none.
pub(crate) fn draft(scheme: &'static Scheme<'static>) -> impl Strategy<Value = Draft> {
    let needs_json = scheme.timestamp.is_some_and(|timestamp| matches!(timestamp.at, TimestampAt::Json(_)));
    let fields = ("[A-Za-z0-9_-]{1,64}", 1_000_000_000_u64..9_999_999_999, "https://[a-z]{1,9}\\.test/[!-~]{0,40}");
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    (fields, "(POST|PUT|PATCH)", "[A-Za-z0-9_/-]{1,32}", bytes, any::<bool>()).prop_map(
        move |((id, time, url), method, text, bytes, is_json)| {
            let body = if is_json || needs_json { json_body(scheme, &id, time) } else { bytes };
            Draft { id, time, method, url, text, body }
        },
    )
}

/// Places to cut a body at.
pub(crate) fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(any::<Index>().prop_map(|index| index.index(1 << 20)), 0..6)
}

/// Bytes to read choices off.
pub(crate) fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..200)
}

pub(crate) fn has_part(scheme: &Scheme<'_>, wanted: fn(&Part<'_>) -> bool) -> bool {
    scheme.parts.iter().any(wanted)
}

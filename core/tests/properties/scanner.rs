//! The push scanner: where the body is cut does not matter, and a body that is JSON gives what a parser gives.

use proptest::prelude::*;

use crate::strategies::{check, cuts};
use crate::support::scanned::{PATHS, assert_as_reference};

/// Whatever is made of these is often JSON, and never far from it.
const TOKENS: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"a\"",
    "\"b\"",
    "\"c\"",
    "\"d\"",
    "\"id\"",
    "\"type\"",
    "\"x\"",
    "1",
    "-0",
    "01",
    "1.5",
    "-",
    "1e3",
    "null",
    "true",
    "nul",
    "\"\"",
    "\"",
    "\\",
    "\\u0061",
    "\"\\u0061\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\n\"",
    " ",
    "\n",
    "é",
    "\u{feff}",
    "{\"a\":",
    "\"b\":",
    "{}",
    "[]",
    "\"\u{1}\"",
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
];

fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let token = prop::sample::select(&TOKENS[..]).prop_map(|token| token.as_bytes().to_vec());
    let byte = any::<u8>().prop_map(|byte| vec![byte]);
    prop::collection::vec(prop_oneof![20 => token, 1 => byte], 0..40).prop_map(|tokens| tokens.concat())
}

/// Well-formed JSON with the keys that paths look for, repeated keys among them.
fn json() -> impl Strategy<Value = String> {
    let string = prop_oneof![
        Just("\"evt_1\"".to_owned()),
        "\"[ -!#-\\[\\]-~é😀]{0,20}\"",
        "\"(\\\\u[0-9a-fA-F]{4}|\\\\[\"\\\\/bfnrt]|[a-c]){0,8}\"",
        (30..40_usize).prop_map(|length| format!("\"{}\"", "v".repeat(length))),
        (120..135_usize).prop_map(|length| format!("\"{}\"", "t".repeat(length))),
        (250..260_usize).prop_map(|length| format!("\"{}\"", "i".repeat(length))),
    ];
    let number = "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?";
    let word = prop::sample::select(&["null", "true", "false", "{}", "[]", "1700000000"][..]).prop_map(str::to_owned);
    let leaf = prop_oneof![string, number, word];
    // Few keys, so that they repeat and meet the paths.
    let rare = ["aa", "ab", "id", "type", "version", "time", "event", "data", "object", "\\u0061", "\\ud800"];
    let key = prop_oneof![
        3 => prop::sample::select(&["a", "b", "c", "d"][..]),
        1 => prop::sample::select(rare.to_vec()),
    ];
    let space = prop::sample::select(&["", "", " ", "\r\n\t"][..]);
    let object = move |value: BoxedStrategy<String>| {
        let member = (key.clone(), value, space.clone())
            .prop_map(|(key, value, space)| format!("{space}\"{key}\"{space}:{space}{value}{space}"));
        prop::collection::vec(member, 0..5).prop_map(|members| format!("{{{}}}", members.join(",")))
    };
    let inner = object.clone();
    let value = leaf.prop_recursive(4, 30, 4, move |value| {
        let array = prop::collection::vec(value.clone(), 0..3).prop_map(|values| format!("[{}]", values.join(",")));
        prop_oneof![4 => inner(value.boxed()), 1 => array]
    });
    object(value.boxed())
}

#[test]
fn json_gives_what_a_parser_gives() {
    check(4000, &(json(), cuts(), 0..PATHS.len()), |(body, cuts, paths)| {
        assert_as_reference(&PATHS[paths], body.as_bytes(), &cuts);
        Ok(())
    });
}

#[test]
fn anything_gives_the_same_in_pieces() {
    check(1500, &(nearly_json(), cuts(), 0..PATHS.len()), |(body, cuts, paths)| {
        assert_as_reference(&PATHS[paths], &body, &cuts);
        Ok(())
    });
}

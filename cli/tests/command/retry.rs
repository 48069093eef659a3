//! `hookseal retry plan`, against figures computed by hand.

use crate::run::run;

#[test]
fn the_plan_of_a_preset() {
    let said = run(["retry", "plan", "--preset", "standard-webhooks"], b"");
    let text = said.is_valid().text();
    // 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h: 75 h 35 min 5 s; a fifth more is 90 h 42 min 6 s, and the last second counts.
    let tenth = text.lines().find(|line| line.trim_start().starts_with("10 ")).unwrap();
    assert_eq!(
        tenth.split_whitespace().collect::<Vec<_>>().join(" "),
        "10 1 d 19 h 12 min to 1 d 4 h 48 min 3 d 3 h 35 min 5 s"
    );
    assert!(text.contains("10 attempts over 3 d 3 h 35 min 5 s."), "{text}");
    assert!(text.contains("for 326527 s (3 d 18 h 42 min 7 s)"), "{text}");
    assert!(text.contains("or 103681 s (1 d 4 h 48 min 1 s) where"), "{text}");
}

#[test]
fn an_unknown_preset() {
    let said = run(["retry", "plan", "--preset", "fibonacci"], b"");
    assert_eq!(said.status, 2);
    assert!(said.stderr.contains("standard-webhooks"), "{said:?}");
}

//! `hookseal dedup`, against figures computed by hand.

use crate::run::run;

#[test]
fn the_size_that_a_load_needs() {
    // 100 × 259,200 s; × 4/3; 16 slots of 24 bytes in a bucket; one block more for the header.
    let said = run(["dedup", "size", "--rate", "100/s", "--ttl", "72h"], b"");
    assert_eq!(
        said.is_valid().text(),
        "live events  25920000\ncapacity     34560000 slots, at most 75 % full at this load\n\
         memory       791.1 MiB (829440384 bytes)\n"
    );
    for (rate, live) in [("7/min", "40320"), ("1/h", "96"), ("3/d", "12")] {
        let said = run(["dedup", "size", "--rate", rate], b"");
        assert_eq!(said.is_valid().text().split_whitespace().nth(2), Some(live), "96 h at {rate}");
    }
}

#[test]
fn loads_that_make_no_sense() {
    for rate in ["", "0/s", "100", "-1/s", "1/week", "1.5/s", "100/"] {
        let said = run(["dedup", "size", &format!("--rate={rate}"), "--ttl", "1h"], b"");
        said.fails(2, "100/s");
    }
    for ttl in ["0s", "400years"] {
        run(["dedup", "size", "--rate", "1/s", "--ttl", ttl], b"").fails(2, "WINDOW_CONFIG");
    }
    run(["dedup", "size", "--rate", "1/s", "--ttl", "soon"], b"").fails(2, "--ttl");
    run(["dedup", "size", "--rate", "18446744073709551615/s"], b"").fails(2, "WINDOW_CONFIG");
}

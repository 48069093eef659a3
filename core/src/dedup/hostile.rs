//! Memory that holds anything at all.

use alloc::vec::Vec;

use proptest::prelude::*;

use super::image::{restore, snapshot};
use super::*;
use crate::Error;

/// Words of a header, and of a header with two buckets, as the images here have them.
const HEADER: usize = 49;
const ALL: usize = HEADER + 2 * SLOTS * 6;

fn window_in<'m>(header: &'m Header, buckets: &'m [Bucket]) -> DedupWindow<'m> {
    let config = WindowConfig { ttl: 5000, lease: 50, is_sliding: true, ..WindowConfig::default() };
    DedupWindow::create(header, buckets, &config, [9; 16]).unwrap()
}

/// Words that mean something in one place or another, and any.
fn word() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), Just(u32::MAX), 0..64_u32, 1_799_990_000..1_800_010_000_u32, any::<u32>()]
}

/// Every call, on events that are there and events that are not. Whatever they answer, they answer.
fn call_all(window: &mut DedupWindow<'_>, now: u64) {
    let mut tokens = Vec::new();
    for number in 0..40 {
        let key = DedupKey::from_bytes([number; 16]);
        if let Ok(Claim::Claimed { token, attempt } | Claim::Exhausted { token, attempt }) = window.claim(&key, now) {
            assert!((1..=15).contains(&attempt));
            tokens.push(token);
        }
        _ = window.forget(&key, now + 7);
    }
    for (token, number) in tokens.iter().zip(0..) {
        _ = window.release(token, now + number, 300);
        _ = window.renew(token, now + number);
        _ = window.bury(token, now + number);
        _ = window.commit(token, now + number);
    }
    let (occupancy, load) = (window.occupancy(now).unwrap(), window.load(now).unwrap());
    assert!(occupancy.live <= occupancy.capacity && load <= 100);
    _ = window.counters();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_slots_are_read_as_records_or_as_empty(image in proptest::collection::vec(word(), ALL - HEADER)) {
        let (header, buckets) = (Header::new(), [Bucket::new(), Bucket::new()]);
        window_in(&header, &buckets);
        let header_words = snapshot(&header, &buckets).into_iter().take(HEADER);
        restore(&header, &buckets, &header_words.chain(image).collect::<Vec<_>>());
        let mut window = DedupWindow::open(&header, &buckets, &OpenConfig::default()).unwrap();
        call_all(&mut window, 1_800_000_000);
        call_all(&mut window, 1_700_000_000);
    }

    /// One slot's record, with its words changed: the event is still found, or it is not, and that is all.
    #[test]
    fn a_record_with_a_word_changed_is_a_record_or_nothing(place in HEADER..ALL, value in word()) {
        let (header, buckets) = (Header::new(), [Bucket::new(), Bucket::new()]);
        let mut window = window_in(&header, &buckets);
        for number in 0..32 {
            _ = window.claim(&DedupKey::from_bytes([number; 16]), 1_800_000_000).unwrap();
        }
        let mut image = snapshot(&header, &buckets);
        image[place] = value;
        restore(&header, &buckets, &image);
        let in_flight = (0..32)
            .filter(|number| {
                let claim = window.claim(&DedupKey::from_bytes([*number; 16]), 1_800_000_001);
                matches!(claim, Ok(Claim::InFlight { .. }))
            })
            .count();
        prop_assert!(in_flight >= 30, "{} of 32", in_flight);
        call_all(&mut window, 1_800_000_002);
    }

    #[test]
    fn a_random_header_is_refused(image in proptest::collection::vec(any::<u32>(), HEADER)) {
        let (header, buckets) = (Header::new(), [Bucket::new(), Bucket::new()]);
        restore(&header, &buckets, &image);
        let refused = DedupWindow::open(&header, &buckets, &OpenConfig::default());
        prop_assert_eq!(refused.unwrap_err(), Error::WindowForeign);
    }
}

#[test]
fn each_flipped_bit_of_the_identity_is_refused_by_name() {
    let (header, buckets) = (Header::new(), [Bucket::new(), Bucket::new()]);
    window_in(&header, &buckets);
    let genuine = snapshot(&header, &buckets);
    for place in 0..16 {
        for bit in 0..32 {
            let mut image = genuine.clone();
            image[place] ^= 1 << bit;
            restore(&header, &buckets, &image);
            let expected = match place {
                0 | 1 => Error::WindowForeign,
                2 if bit > 0 => Error::WindowVersion,
                _ => Error::WindowCorrupt,
            };
            let refused = DedupWindow::open(&header, &buckets, &OpenConfig::default());
            assert_eq!(refused.unwrap_err(), expected, "word {place}, bit {bit}");
            assert_eq!(snapshot(&header, &buckets), image, "opening writes nothing");
        }
    }
}

/// Its checksum is right: a file that somebody made on purpose.
#[test]
fn impossible_settings_are_refused_under_a_right_checksum() {
    let buckets = [Bucket::new(), Bucket::new()];
    let good = Identity { buckets: 2, ttl: 5000, lease: 50, is_sliding: false, epoch: 0 };
    let cases = [
        (good, None),
        (Identity { ttl: 0, ..good }, Some(Error::WindowCorrupt)),
        (Identity { lease: 0, ..good }, Some(Error::WindowCorrupt)),
        (Identity { lease: 5001, ..good }, Some(Error::WindowCorrupt)),
        (Identity { ttl: u32::MAX, ..good }, Some(Error::WindowCorrupt)),
        (Identity { buckets: 0, ..good }, Some(Error::WindowCorrupt)),
        (Identity { buckets: 3, ..good }, Some(Error::WindowTruncated)),
        (Identity { buckets: u32::MAX, ..good }, Some(Error::WindowTruncated)),
    ];
    for (identity, error) in cases {
        let header = Header::new();
        header.write(&identity, [9; 16]);
        let opened = DedupWindow::open(&header, &buckets, &OpenConfig::default());
        assert_eq!(opened.err(), error, "{identity:?}");
    }
}

//! A window near its capacity refuses nothing that it could hold, and nobody who does not know its key changes that.

use core::hash::Hasher as _;

use hookseal_core::DedupKey;
use hookseal_core::dedup::{Bucket, Claim, Counters, DedupWindow, Header, SLOTS, WindowConfig};
use siphasher::sip128::{Hasher128 as _, SipHasher24};

const CAPACITY: usize = 1 << 13;
const TTL: u32 = 64;
const START: u64 = 1_800_000_000;

/// Six lifetimes of new events that are claimed and committed, so that `percent` of the window lives.
fn steady(percent: usize, keys: &mut dyn Iterator<Item = DedupKey>) -> Counters {
    let config = WindowConfig { ttl: TTL, lease: 10, ..WindowConfig::default() };
    let buckets: Vec<Bucket> = (0..CAPACITY / SLOTS).map(|_| Bucket::new()).collect();
    let header = Header::new();
    let mut window = DedupWindow::create(&header, &buckets, &config, [7; 16]).unwrap();
    let each_second = CAPACITY * percent / 100 / 64;
    for now in START..START + 6 * u64::from(TTL) {
        for key in keys.take(each_second) {
            if let Claim::Claimed { token, .. } = window.claim(&key, now).unwrap() {
                _ = window.commit(&token, now).unwrap();
            }
        }
    }
    let live = window.occupancy(START + 6 * u64::from(TTL) - 1).unwrap().live;
    assert!(live.abs_diff(CAPACITY * percent / 100) < 64, "{live}");
    assert!(window.load(START + 6 * u64::from(TTL) - 1).unwrap().abs_diff(u8::try_from(percent).unwrap()) <= 5);
    window.counters()
}

fn any_keys() -> impl Iterator<Item = DedupKey> {
    (0_u128..).map(|number| DedupKey::from_bytes(number.to_le_bytes()))
}

/// Those that a window under another key would have in a 64th of its buckets.
fn aimed_keys() -> impl Iterator<Item = DedupKey> {
    any_keys().filter(|key| {
        let mut hasher = SipHasher24::new_with_key(&[8; 16]);
        hasher.write(key.as_bytes());
        hasher.finish128().h1 >> 58 == 0
    })
}

#[test]
fn nothing_is_refused_up_to_95_percent() {
    for (percent, relocations) in [(75, 0..100), (90, 500..4000), (95, 4000..16_000)] {
        for counters in [steady(percent, &mut any_keys()), steady(percent, &mut aimed_keys())] {
            assert_eq!(counters.refused, 0, "{percent} %");
            assert!(relocations.contains(&counters.relocated), "{percent} %: {}", counters.relocated);
        }
    }
}

/// So the aim above is true: under the aimers' own key, a 64th of the buckets is all their first choices.
#[test]
fn who_knows_the_key_can_aim() {
    let config = WindowConfig { ttl: TTL, lease: 10, ..WindowConfig::default() };
    let buckets = [const { Bucket::new() }; 64];
    let header = Header::new();
    let mut window = DedupWindow::create(&header, &buckets, &config, [8; 16]).unwrap();
    let refused_of = |window: &mut DedupWindow<'_>, keys: &mut dyn Iterator<Item = DedupKey>| {
        let claims = keys.take(64 * SLOTS * 9 / 10).map(|key| window.claim(&key, START).unwrap());
        claims.filter(|claim| matches!(claim, Claim::Full { .. })).count()
    };
    let aimed = refused_of(&mut window, &mut aimed_keys());
    let mut window = DedupWindow::create(&header, &buckets, &config, [7; 16]).unwrap();
    let missed = refused_of(&mut window, &mut aimed_keys());
    assert!(aimed > 10 * missed.max(1), "{aimed} against {missed}");
}

//! What callers can get wrong: each a named error, and nothing written.

use hookseal_core::dedup::{
    Bucket, Claim, DedupArray, DedupWindow, FullPolicy, Header, LEASE_MAX, OpenConfig, Settled, TTL_MAX, Token,
    WindowConfig,
};
use hookseal_core::{DedupBy, DedupKey, Error, KeyFormat, Keyring, Tolerance, Verifier, providers};

const START: u64 = 1_800_000_000;
const EVENT: DedupKey = DedupKey::from_bytes([1; 16]);

fn token(window: &mut DedupWindow<'_>, now: u64) -> Token {
    match window.claim(&EVENT, now) {
        Ok(Claim::Claimed { token, .. }) => token,
        other => panic!("{other:?}"),
    }
}

#[test]
fn impossible_settings_are_refused() {
    let good = WindowConfig::default();
    let bad = [
        WindowConfig { ttl: 0, ..good },
        WindowConfig { ttl: TTL_MAX + 1, ..good },
        WindowConfig { lease: 0, ..good },
        WindowConfig { ttl: 100, lease: 101, ..good },
        WindowConfig { lease: LEASE_MAX + 1, ..good },
        WindowConfig { max_attempts: Some(0), ..good },
        WindowConfig { max_attempts: Some(16), ..good },
    ];
    for config in bad {
        assert_eq!(DedupArray::<1>::new(&config, [0; 16]).unwrap_err(), Error::WindowConfig, "{config:?}");
    }
    assert_eq!(DedupArray::<0>::new(&good, [0; 16]).unwrap_err(), Error::WindowTooSmall);
    for config in [WindowConfig { ttl: TTL_MAX, lease: LEASE_MAX, ..good }, WindowConfig { ttl: 1, lease: 1, ..good }] {
        assert!(DedupArray::<1>::new(&config, [0; 16]).is_ok(), "{config:?}");
    }
}

#[test]
fn a_window_keeps_its_identity() {
    let (header, buckets) = (Header::new(), [Bucket::new()]);
    let refused = DedupWindow::open(&header, &buckets, &OpenConfig::default());
    assert_eq!(refused.unwrap_err(), Error::WindowForeign, "no window yet");

    let config = WindowConfig { ttl: 100, lease: 10, is_sliding: true, ..WindowConfig::default() };
    DedupWindow::create(&header, &buckets, &config, [5; 16]).unwrap();
    let any = OpenConfig::default();
    let other = [
        OpenConfig { ttl: Some(101), ..any },
        OpenConfig { lease: Some(9), ..any },
        OpenConfig { is_sliding: Some(false), ..any },
    ];
    for config in other {
        assert_eq!(DedupWindow::open(&header, &buckets, &config).unwrap_err(), Error::WindowMismatch, "{config:?}");
    }
    let config = OpenConfig { max_attempts: Some(16), ..any };
    assert_eq!(DedupWindow::open(&header, &buckets, &config).unwrap_err(), Error::WindowConfig);
    assert_eq!(DedupWindow::open(&header, &[], &any).unwrap_err(), Error::WindowTruncated);
    let same = OpenConfig { ttl: Some(100), lease: Some(10), is_sliding: Some(true), ..any };
    let window = DedupWindow::open(&header, &buckets, &same).unwrap();
    assert_eq!((window.identity().ttl, window.capacity()), (100, 16));
    assert!(!format!("{window:?}").contains("key"), "the key is a secret");
}

#[test]
fn a_clock_out_of_range_writes_nothing() {
    let config = WindowConfig { ttl: 1000, lease: 10, epoch: START, ..WindowConfig::default() };
    let mut array = DedupArray::<1>::new(&config, [5; 16]).unwrap();
    let mut window = array.window();
    let last = START + u64::from(u32::MAX) - 1000 - 300;
    for now in [START - 1, 0, last + 1, START + (1 << 32), u64::MAX] {
        assert_eq!(window.claim(&EVENT, now), Err(Error::ClockRange), "{now}");
        assert_eq!(window.forget(&EVENT, now), Err(Error::ClockRange), "{now}");
        assert_eq!(window.occupancy(now).unwrap_err(), Error::ClockRange, "{now}");
        assert_eq!(window.load(now), Err(Error::ClockRange), "{now}");
    }
    assert_eq!(window.occupancy(START).unwrap().live, 0);
    let claimed = token(&mut window, START);
    for now in [START - 1, last + 1, u64::MAX] {
        assert_eq!(window.commit(&claimed, now), Err(Error::ClockRange), "{now}");
        assert_eq!(window.bury(&claimed, now), Err(Error::ClockRange), "{now}");
        assert_eq!(window.renew(&claimed, now), Err(Error::ClockRange), "{now}");
        assert_eq!(window.release(&claimed, now, 0), Err(Error::ClockRange), "{now}");
    }
    assert_eq!(window.commit(&claimed, START), Ok(Settled::Ok));
    assert!(matches!(window.claim(&DedupKey::from_bytes([2; 16]), last), Ok(Claim::Claimed { attempt: 1, .. })));
}

#[test]
fn a_clock_a_year_back_and_forth_loses_nothing_it_need_not() {
    let year = 31_536_000;
    let mut array = DedupArray::<4>::new(&WindowConfig::default(), [5; 16]).unwrap();
    let mut window = array.window();
    let claimed = token(&mut window, START);
    assert_eq!(window.commit(&claimed, START + 1), Ok(Settled::Ok));
    assert_eq!(window.claim(&EVENT, START - year), Ok(Claim::Done));
    // It was read under the wrong clock, so it ends a lifetime after that, under that clock.
    assert_eq!(window.claim(&EVENT, START - year + 345_600 + 299), Ok(Claim::Done));
    let other = DedupKey::from_bytes([2; 16]);
    assert!(matches!(window.claim(&other, START - year), Ok(Claim::Claimed { attempt: 1, .. })));
    assert!(matches!(window.claim(&other, START), Ok(Claim::Claimed { attempt: 1, .. })), "it had ended by then");
}

#[test]
fn a_clock_a_day_back_and_forth_ends_what_was_read_meanwhile_earlier() {
    let (day, early) = (86_400, 86_400 - 300);
    let mut array = DedupArray::<4>::new(&WindowConfig::default(), [5; 16]).unwrap();
    let mut window = array.window();
    let first = token(&mut window, START);
    assert_eq!(window.claim(&EVENT, START - day), Ok(Claim::InFlight { retry_after: 600 }), "not early there");
    let second = match window.claim(&EVENT, START) {
        Ok(Claim::Claimed { token, attempt: 2 }) => token,
        other => panic!("{other:?}"),
    };
    assert_eq!(window.commit(&first, START), Ok(Settled::Stolen), "who was first is told");
    assert_eq!(window.commit(&second, START), Ok(Settled::Ok));
    assert_eq!(window.claim(&EVENT, START - day), Ok(Claim::Done));
    assert_eq!(window.claim(&EVENT, START + 345_600 - early - 1), Ok(Claim::Done));
    assert!(matches!(window.claim(&EVENT, START + 345_600 - early), Ok(Claim::Claimed { attempt: 1, .. })));
}

#[test]
fn tokens_of_another_window_and_tampered_ones_are_refused() {
    let mut arrays = [1_u8, 2].map(|key| DedupArray::<1>::new(&WindowConfig::default(), [key; 16]).unwrap());
    let [first, second] = &mut arrays;
    let (mut window, mut other) = (first.window(), second.window());
    let (mine, foreign) = (token(&mut window, START), token(&mut other, START));
    let tampered = (0..Token::SIZE * 8).map(|bit| {
        let mut bytes = *mine.as_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        Token::from_bytes(bytes)
    });
    for token in tampered.chain([foreign, Token::from_bytes([0; 32])]) {
        assert_eq!(window.commit(&token, START), Err(Error::TokenInvalid));
        assert_eq!(window.bury(&token, START), Err(Error::TokenInvalid));
        assert_eq!(window.release(&token, START, 0), Err(Error::TokenInvalid));
        assert_eq!(window.renew(&token, START), Err(Error::TokenInvalid));
    }
    assert_eq!(window.counters().commit_stolen, 0);
    assert_eq!(Token::from_slice(&[1; 31]), Err(Error::TokenInvalid));
    let copy = Token::from_slice(mine.as_bytes()).unwrap();
    assert_eq!(window.commit(&copy, START), Ok(Settled::Ok));
}

#[test]
fn keys_and_tokens_are_read_as_they_are_written_and_not_otherwise() {
    let (key, token) = ("00ff1e2d3c4b5a69788796a5b4c3d2e1", "00ff1e2d3c4b5a69788796a5b4c3d2e1".repeat(2));
    let read: DedupKey = key.parse().unwrap();
    assert_eq!((read.as_bytes()[..3].to_vec(), read.to_string()), (vec![0, 0xff, 0x1e], key.to_owned()));
    assert_eq!(token.parse::<Token>().unwrap().to_string(), token);
    let upper = key.to_uppercase();
    for wrong in ["", "00", &key[1..], &upper, &format!("0x{}", &key[2..]), &format!("0x{key}"), &format!("{key}00")] {
        assert_eq!(wrong.parse::<DedupKey>(), Err(Error::ArgumentInvalid), "{wrong}");
        assert_eq!(wrong.parse::<Token>(), Err(Error::TokenInvalid), "{wrong}");
    }
    assert_eq!(token.parse::<DedupKey>(), Err(Error::ArgumentInvalid));
    assert_eq!(token.to_uppercase().parse::<Token>(), Err(Error::TokenInvalid));
}

#[test]
fn a_window_must_outlast_the_freshness_of_signatures() {
    let keyring = || Keyring::new(KeyFormat::Utf8, &[b"a secret of sixteen"]).unwrap();
    let stripe = Verifier::new(&providers::STRIPE, keyring()).unwrap();
    let good = WindowConfig { ttl: 601, lease: 10, ..WindowConfig::default() };
    assert_eq!(good.check_for(&stripe), Ok(()));
    assert_eq!(WindowConfig { ttl: 600, ..good }.check_for(&stripe), Err(Error::WindowConfig));
    let evicting = |min_age| WindowConfig { full: FullPolicy::EvictDone { min_age }, ..good };
    assert_eq!(evicting(601).check_for(&stripe), Ok(()));
    assert_eq!(evicting(600).check_for(&stripe), Err(Error::WindowConfig));
    assert_eq!(WindowConfig { lease: 0, ..good }.check_for(&stripe), Err(Error::WindowConfig));
    let mut unlimited = stripe.clone();
    unlimited.set_tolerance(Tolerance::NONE).unwrap();
    assert_eq!(WindowConfig { ttl: 10, ..good }.check_for(&unlimited), Ok(()));

    let sliding = WindowConfig { is_sliding: true, ..good };
    assert_eq!(sliding.check_for(&stripe), Ok(()), "a signed ID");
    let mut github = Verifier::new(&providers::GITHUB, keyring()).unwrap();
    assert_eq!(sliding.check_for(&github), Err(Error::WindowConfig), "a digest");
    github.set_dedup(DedupBy::UnsignedId).unwrap();
    assert_eq!(sliding.check_for(&github), Err(Error::WindowConfig), "an ID that anybody can change");
}

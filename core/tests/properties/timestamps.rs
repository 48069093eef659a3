//! Timestamps against reference parsers, and freshness at every clock.

use hookseal_core::{Error, Tolerance, Verifier, providers};
use proptest::prelude::*;

use crate::strategies::{check, draft};
use crate::support::delivery::keyring;
use crate::support::facts::agreed;
use crate::support::own_scheme::UNITS;
use crate::support::times::{expected, verdict};

fn clock() -> impl Strategy<Value = u64> {
    let edge = prop::sample::select(&[0, 1, 299, 300, 301, u64::MAX, u64::MAX - 1, i64::MAX as u64][..]);
    prop_oneof![edge, any::<u64>(), 1_699_999_000_u64..1_700_001_000]
}

fn tolerance() -> impl Strategy<Value = Tolerance> {
    let limit = prop_oneof![Just(None), prop::sample::select(&[Some(0), Some(300), Some(u32::MAX)][..])];
    (limit.clone(), limit).prop_map(|(past, future)| Tolerance { past, future })
}

#[test]
fn what_looks_like_rfc_3339_is_read_as_a_date_library_reads_it() {
    let date = "(1969|1970|2000|2023|1900|9999|[0-9]{4})-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2])";
    let time = "[Tt ]([01][0-9]|2[0-5]):[0-6][0-9]:([0-5][0-9]|60|61)(\\.[0-9]{0,11})?";
    let text = format!("{date}{time}(Z|z|[+-]([01][0-9]|2[0-5]):[0-6][0-9]|[+-][0-9]{{4}}|)");
    check(3000, &(text.as_str(), clock(), tolerance()), |(text, now, tolerance)| {
        let unit = UNITS[2];
        let (given, wanted) =
            (verdict(unit, text.as_bytes(), tolerance, now), expected(unit, text.as_bytes(), tolerance, now));
        prop_assert_eq!(given, wanted, "{}", text);
        Ok(())
    });
}

#[test]
fn good_rfc_3339_is_read() {
    let text = "(197[1-9]|20[0-9][0-9])-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])\
                T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    check(1000, &(text, clock(), tolerance()), |(text, now, tolerance)| {
        let unit = UNITS[2];
        let wanted = expected(unit, text.as_bytes(), tolerance, now);
        prop_assert_ne!(wanted, Err(Error::TimestampMalformed));
        prop_assert_eq!(verdict(unit, text.as_bytes(), tolerance, now), wanted, "{}", text);
        Ok(())
    });
}

/// Both ends of the tolerance belong to it, and a fraction of a second counts.
#[test]
fn the_ends_of_a_tolerance_are_exact() {
    let offset = prop::sample::select(&[-300_i64, -301, -299, 300, 301, 299, 0, 1, -1][..]);
    let fraction = prop::sample::select(&["", ".000000000", ".000000001", ".999999999", ".5"][..]);
    let tolerance = prop::sample::select(vec![Tolerance::both(300), Tolerance::both(0), Tolerance::NONE]);
    check(1000, &(offset, fraction, tolerance, 0..3_usize), |(offset, fraction, tolerance, unit)| {
        // 22:13:20, on whose hour all offsets end.
        let now = 1_700_000_000_u64;
        let (minute, second) = ((800 + offset) / 60, (800 + offset) % 60);
        let text = match unit {
            0 => (now.saturating_add_signed(offset)).to_string(),
            1 => (now.saturating_add_signed(offset) * 1000 + fraction.len() as u64 % 4 * 333).to_string(),
            _ => format!("2023-11-14T22:{minute:02}:{second:02}{fraction}Z"),
        };
        let (unit, text) = (UNITS[unit], text.as_bytes());
        prop_assert_eq!(verdict(unit, text, tolerance, now), expected(unit, text, tolerance, now), "{:?}", text);
        Ok(())
    });
}

#[test]
fn numbers_are_read_as_the_standard_library_reads_them() {
    for unit in &UNITS[..2] {
        let text =
            prop_oneof!["[0-9]{1,17}", "[1-9][0-9]{9,12}", "[-+ 0-9a-fxX_.,]{0,12}", "0{1,3}", "１|٣|\u{0}1|1\u{0}"];
        check(1000, &(text, clock(), tolerance()), |(text, now, tolerance)| {
            let wanted = expected(*unit, text.as_bytes(), tolerance, now);
            prop_assert_eq!(verdict(*unit, text.as_bytes(), tolerance, now), wanted, "{}", text);
            Ok(())
        });
    }
}

#[test]
fn every_scheme_keeps_its_tolerance_at_every_clock() {
    for scheme in providers::ALL {
        let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
        let limits = verifier.tolerance();
        check(12, &(draft(scheme), clock(), -700_i64..700), |(draft, clock, near)| {
            let mut sent = draft.sign(scheme, keyring(scheme.key)).unwrap();
            for now in [clock, draft.time.saturating_add_signed(near), 0, u64::MAX] {
                sent.now = now;
                let (time, now) = (i128::from(draft.time), i128::from(now));
                let is_old = limits.past.is_some_and(|past| time < now - i128::from(past));
                let is_new = limits.future.is_some_and(|future| time > now + i128::from(future));
                let wanted = match (is_old, is_new) {
                    (true, _) => Some(Error::TimestampTooOld),
                    (_, true) => Some(Error::TimestampTooNew),
                    _ => None,
                };
                prop_assert_eq!(agreed(&verifier, &sent.request(), &sent.body, &[]).err(), wanted, "{}", scheme.name);
            }
            Ok(())
        });
    }
}

//! Random scripts of calls, and settings to run them under.

use hookseal_core::dedup::{FullPolicy, WindowConfig};
use proptest::prelude::*;

use super::model::Call;

/// Calls in a script. Fewer than 128 leases can come of it: so many are told apart in a released record too.
pub const CALLS: usize = 250;

/// How the clock goes before a call.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    On(u64),
    Back(u64),
}

pub fn settings() -> impl Strategy<Value = WindowConfig> {
    let times = prop_oneof![(1..50_u32), (1..1000_u32)].prop_flat_map(|ttl| (Just(ttl), 1..=ttl));
    (times, any::<bool>(), proptest::option::of(1..=15_u8)).prop_map(|((ttl, lease), is_sliding, max_attempts)| {
        let max_attempts = max_attempts.filter(|_| lease < ttl);
        WindowConfig { ttl, lease, is_sliding, max_attempts, full: FullPolicy::Refuse, epoch: 0 }
    })
}

pub fn call(events: u8) -> impl Strategy<Value = Call> {
    let lease = any::<usize>;
    // Of a few recent leases more often than of any: those are the ones that still mean something.
    prop_oneof![
        4 => (0..events).prop_map(Call::Claim),
        1 => (0..events).prop_map(Call::Forget),
        2 => lease().prop_map(Call::Commit),
        1 => lease().prop_map(Call::Bury),
        3 => (lease(), 0..302_u32).prop_map(|(lease, wait)| Call::Release(lease, wait / 10)),
        1 => (lease(), 0..302_u32).prop_map(|(lease, wait)| Call::Release(lease, wait)),
        2 => lease().prop_map(Call::Renew),
    ]
}

pub fn clock() -> impl Strategy<Value = Clock> {
    prop_oneof![
        6 => Just(Clock::On(0)),
        6 => (0..20_u64).prop_map(Clock::On),
        2 => (0..1200_u64).prop_map(Clock::On),
        1 => (0..400_u64).prop_map(Clock::Back),
        1 => prop_oneof![Just(Clock::Back(31_536_000)), Just(Clock::On(31_536_000))],
    ]
}

/// A script over a clock that may jump.
pub fn script(events: u8) -> impl Strategy<Value = Vec<(Clock, Call)>> {
    proptest::collection::vec((clock(), call(events)), 1..=CALLS)
}

/// A script over a clock that only goes on.
pub fn steady_script(events: u8) -> impl Strategy<Value = Vec<(u64, Call)>> {
    proptest::collection::vec((0..15_u64, call(events)), 1..=CALLS)
}

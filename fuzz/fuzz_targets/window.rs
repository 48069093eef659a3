//! A window in memory that holds anything, and any calls on it: refused by name, or it answers, keeps to its
//! capacity, and never gives one lease twice.

#![no_main]

use std::collections::HashSet;

use hookseal_core::DedupKey;
use hookseal_core::dedup::{Bucket, Claim, DedupWindow, FullPolicy, Header, OpenConfig, Token, WindowConfig};
use libfuzzer_sys::fuzz_target;

const BUCKETS: usize = 2;
const CONFIG: WindowConfig = WindowConfig {
    ttl: 1000,
    lease: 50,
    is_sliding: true,
    max_attempts: Some(3),
    full: FullPolicy::EvictDone { min_age: 100 },
    epoch: 0,
};

/// The order that a file has.
#[repr(C)]
struct Memory {
    header: Header,
    buckets: [Bucket; BUCKETS],
}

impl Memory {
    fn new(image: &[u8]) -> Self {
        let mut bytes = [0; size_of::<Self>()];
        for (place, byte) in bytes.iter_mut().zip(image) {
            *place = *byte;
        }
        // SAFETY: a `repr(C)` struct without padding, of atomic integers alone, for which any bits will do.
        unsafe { core::mem::transmute::<[u8; size_of::<Self>()], Self>(bytes) }
    }
}

fuzz_target!(|input: (bool, &[u8], Vec<(u8, u8, u16)>)| {
    let (is_made, image, calls) = input;
    let memory = Memory::new(image);
    if is_made {
        // The slots stay as they are, under a header that is right.
        let made = Memory::new(&[]);
        DedupWindow::create(&made.header, &made.buckets, &CONFIG, [9; 16]).unwrap();
        examine(&made.header, &memory.buckets, &calls);
    } else {
        examine(&memory.header, &memory.buckets, &calls);
    }
});

fn examine(header: &Header, buckets: &[Bucket], calls: &[(u8, u8, u16)]) {
    let config = OpenConfig { max_attempts: Some(3), full: CONFIG.full, ..OpenConfig::default() };
    let Ok(mut window) = DedupWindow::open(header, buckets, &config) else { return };
    let mut now = window.identity().epoch.saturating_add(1_800_000_000);
    let (mut tokens, mut given): (Vec<Token>, _) = (Vec::new(), HashSet::new());
    for (call, which, step) in calls {
        now = if call & 64 == 0 { now.saturating_add(u64::from(*step)) } else { now.saturating_sub(u64::from(*step)) };
        let key = DedupKey::from_bytes([*which; 16]);
        let token = tokens.get(usize::from(*which) % tokens.len().max(1)).copied();
        match (call & 7, token) {
            (0, Some(token)) => drop(window.commit(&token, now)),
            (1, Some(token)) => drop(window.bury(&token, now)),
            (2, Some(token)) => drop(window.release(&token, now, u32::from(*step))),
            (3, Some(token)) => drop(window.renew(&token, now)),
            (4, _) => drop(window.forget(&key, now)),
            _ => {
                if let Ok(Claim::Claimed { token, attempt } | Claim::Exhausted { token, attempt }) =
                    window.claim(&key, now)
                {
                    assert!((1..=15).contains(&attempt));
                    assert!(given.insert(*token.as_bytes()), "a lease given twice");
                    tokens.push(token);
                }
            }
        }
        if let Ok(occupancy) = window.occupancy(now) {
            assert!(occupancy.live <= occupancy.capacity && occupancy.capacity == buckets.len() * 16);
        }
    }
}

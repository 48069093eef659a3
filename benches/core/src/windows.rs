//! Dedup windows, ours and a hash map that does as much as a map can: each call claims and commits a new event.

use core::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashMap;
use hookseal_core::DedupKey;
use hookseal_core::dedup::{Bucket, Claim, DedupWindow, Header, SLOTS, WindowConfig};
use siphasher::sip128::{Hasher128 as _, SipHasher24};

use crate::contender::Contender;

/// How full either gets before everything in it has ended.
const LOAD_PERCENT: usize = 90;

/// New dedup keys, one after another.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys(u64);

impl Keys {
    /// Looks like a digest as far as caches and branches go; the windows hash it anyway.
    #[must_use]
    pub fn next_key(&mut self) -> DedupKey {
        self.0 = self.0.wrapping_add(1);
        let mut bytes = [0x5a; 16];
        for (place, byte) in bytes.iter_mut().zip(self.0.to_le_bytes()) {
            *place = byte;
        }
        DedupKey::from_bytes(bytes)
    }
}

/// A window that never fills: its clock passes a lifetime whenever it is nearly full.
#[derive(Debug)]
pub struct Endless {
    window: DedupWindow<'static>,
    lifetime: u64,
    now: u64,
    claimed: usize,
}

impl Endless {
    /// A window of so many slots, on the heap for good.
    #[must_use]
    pub fn new(slots: usize) -> Self {
        let config = WindowConfig::default();
        let buckets: Vec<Bucket> = (0..slots / SLOTS).map(|_| Bucket::new()).collect();
        let (header, buckets) = (Box::leak(Box::new(Header::new())), Vec::leak(buckets));
        let window = DedupWindow::create(header, buckets, &config, [7; 16]).expect("a window of some slots");
        Self { window, lifetime: u64::from(config.ttl), now: 1_800_000_000, claimed: 0 }
    }

    /// Claims and commits an event that is new to the window.
    pub fn claim_and_commit(&mut self, key: &DedupKey) {
        self.claimed += 1;
        if self.claimed * 100 > self.window.capacity() * LOAD_PERCENT {
            (self.claimed, self.now) = (0, self.now + self.lifetime);
        }
        let Ok(Claim::Claimed { token, attempt: 1 }) = self.window.claim(key, self.now) else {
            self.claimed = 0;
            return self.now += self.lifetime;
        };
        let _ = self.window.commit(&token, self.now);
    }

    /// Claims an event.
    pub fn claim(&mut self, key: &DedupKey) -> Option<Claim> {
        self.window.claim(key, self.now).ok()
    }
}

/// Claim and commit in a window of so many slots.
#[must_use]
pub fn claim_and_commit(slots: usize) -> Contender {
    let (mut window, mut keys) = (Endless::new(slots), Keys::default());
    Contender::new("hookseal", move || {
        window.claim_and_commit(&keys.next_key());
        Ok::<_, ()>(())
    })
}

/// The claim of one of many events that are done.
#[must_use]
pub fn duplicate(slots: usize) -> Contender {
    let mut window = Endless::new(slots);
    let (mut keys, mut count) = (Keys::default(), 0);
    let known = slots * LOAD_PERCENT / 200;
    (0..known).for_each(|_| window.claim_and_commit(&keys.next_key()));
    Contender::new("hookseal, duplicate", move || {
        count += 1;
        if count % known == 1 {
            keys = Keys::default();
        }
        window.claim(&keys.next_key()).ok_or(())
    })
}

/// A fingerprint is a hash already.
#[derive(Debug, Default)]
struct Taken(u64);

impl Hasher for Taken {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    }
    fn write_u128(&mut self, fingerprint: u128) {
        self.0 = u64::try_from(fingerprint & u128::from(u64::MAX)).unwrap_or(0);
    }
}

type Map = HashMap<u128, [u32; 2], BuildHasherDefault<Taken>>;

fn fingerprint(key: &DedupKey) -> u128 {
    let mut hasher = SipHasher24::new_with_key(&[7; 16]);
    hasher.write(key.as_bytes());
    hasher.finish128().as_u128()
}

/// `hashbrown` with the same fingerprints: an insert, and a look-up that changes the value. It has no lease, no
/// token, no end of life and no limit; it is emptied whenever ours would be.
#[must_use]
pub fn hash_map(slots: usize) -> Contender {
    let mut map = Map::with_capacity_and_hasher(slots, BuildHasherDefault::default());
    let mut keys = Keys::default();
    Contender::new("hashbrown insert + look-up", move || {
        if map.len() * 100 >= slots * LOAD_PERCENT {
            map.clear();
        }
        let fingerprint = fingerprint(&keys.next_key());
        map.entry(fingerprint).or_insert([1, 2]);
        map.get_mut(&fingerprint).map(|value| *value = [3, 2]).ok_or(())
    })
}

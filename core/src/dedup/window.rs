//! The window: claims over memory that the caller supplies.

use core::fmt;

use super::bucket::{Bucket, SLOTS};
use super::config::{FullPolicy, OpenConfig, SKEW, WindowConfig};
use super::counters::Counters;
use super::fingerprint::Fingerprint;
use super::header::{Header, Identity};
use super::key::DedupKey;
use super::record::{Meta, Slot, State};
use crate::error::Error;

/// What a window works by, copied out of its header once, so that later damage to the header changes nothing.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) key: [u8; 16],
    pub(super) identity: Identity,
    pub(super) max_attempts: Option<u8>,
    pub(super) full: FullPolicy,
}

/// A dedup window over a header and buckets, whether in an array, on the heap, or in a mapped file.
///
/// Whoever holds two windows over the same memory, in one process or several, must see to it that only one is
/// called at a time.
///
/// ```
/// use hookseal_core::DedupKey;
/// use hookseal_core::dedup::{Bucket, Claim, DedupWindow, Header, Settled, WindowConfig};
///
/// let (header, buckets) = (Header::new(), [const { Bucket::new() }; 64]);
/// let random_key = [7; 16]; // from your source of randomness
/// let mut window = DedupWindow::create(&header, &buckets, &WindowConfig::default(), random_key)?;
///
/// let event = DedupKey::from_bytes([1; 16]); // from `Verified::dedup_key`
/// let now = 1_800_000_000;
/// let Claim::Claimed { token, attempt: 1 } = window.claim(&event, now)? else { panic!("the first claim") };
/// assert_eq!(window.claim(&event, now)?, Claim::InFlight { retry_after: 300 });
/// assert_eq!(window.commit(&token, now + 2)?, Settled::Ok);
/// assert_eq!(window.claim(&event, now + 3)?, Claim::Done);
/// # Ok::<(), hookseal_core::Error>(())
/// ```
pub struct DedupWindow<'m> {
    pub(super) header: &'m Header,
    pub(super) buckets: &'m [Bucket],
    pub(super) settings: Settings,
}

/// A record, as it was found.
#[derive(Clone, Copy)]
pub(super) struct Found<'m> {
    pub(super) slot: Slot<'m>,
    pub(super) meta: Meta,
    pub(super) exp: u32,
    pub(super) spare: u32,
}

/// What a look-up of a fingerprint finds.
pub(super) struct LookUp<'m> {
    pub(super) live: Option<Found<'m>>,
    /// Whether there are records of it that ended.
    pub(super) is_stale: bool,
}

impl Found<'_> {
    const fn rank(&self) -> (u8, u8) {
        let state = match self.meta.state {
            State::Done => 2,
            State::Dead => 1,
            State::Empty | State::InFlight | State::Released | State::Burying => 0,
        };
        (state, self.meta.attempt)
    }
}

impl<'m> DedupWindow<'m> {
    /// Makes a new, empty window in `header` and `buckets`, whatever they held. `key` is 16 random bytes: who knows
    /// them can aim at buckets, and windows with the same key take each other's tokens for theirs.
    ///
    /// # Errors
    /// [`Error::WindowTooSmall`] without a bucket; [`Error::WindowConfig`] for impossible settings or more than
    /// 2³² − 1 buckets. The memory is as it was.
    pub fn create(
        header: &'m Header,
        buckets: &'m [Bucket],
        config: &WindowConfig,
        key: [u8; 16],
    ) -> Result<Self, Error> {
        config.check()?;
        let WindowConfig { ttl, lease, is_sliding, max_attempts, full, epoch } = *config;
        let count = u32::try_from(buckets.len()).map_err(|_| Error::WindowConfig)?;
        if count == 0 {
            return Err(Error::WindowTooSmall);
        }
        for slot in buckets.iter().flat_map(Bucket::slots) {
            slot.clear();
        }
        let identity = Identity { buckets: count, ttl, lease, is_sliding, epoch };
        header.write(&identity, key);
        Ok(Self { header, buckets, settings: Settings { key, identity, max_attempts, full } })
    }

    /// Opens the window in `header` and `buckets` as it is. Nothing is written.
    ///
    /// # Errors
    /// What [`Header::identity`] finds wrong; [`Error::WindowTruncated`] where the number of buckets is not the
    /// header's; [`Error::WindowMismatch`] where it was made with other settings than those given;
    /// [`Error::WindowConfig`] where the opener's own are impossible.
    pub fn open(header: &'m Header, buckets: &'m [Bucket], config: &OpenConfig) -> Result<Self, Error> {
        let (identity, key) = header.read()?;
        if u32::try_from(buckets.len()) != Ok(identity.buckets) {
            return Err(Error::WindowTruncated);
        }
        let OpenConfig { ttl, lease, is_sliding, max_attempts, full } = *config;
        let is_same = ttl.is_none_or(|ttl| ttl == identity.ttl)
            && lease.is_none_or(|lease| lease == identity.lease)
            && is_sliding.is_none_or(|is_sliding| is_sliding == identity.is_sliding);
        if !is_same {
            return Err(Error::WindowMismatch);
        }
        WindowConfig { max_attempts, full, ..identity.config() }.check()?;
        Ok(Self { header, buckets, settings: Settings { key, identity, max_attempts, full } })
    }

    /// What it was made with.
    #[must_use]
    pub const fn identity(&self) -> Identity {
        self.settings.identity
    }

    /// How many records it can hold at most.
    #[must_use]
    pub const fn capacity(&self) -> usize {
        self.buckets.len().saturating_mul(SLOTS)
    }

    /// What happened in it since it was made.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.header.tally.counters()
    }

    /// Marks it as replaced by another one, for all who share its memory.
    pub fn retire(&mut self) {
        self.header.retire();
    }

    /// Whether another one has replaced it.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.header.is_retired()
    }

    /// Seconds since the epoch, such that a lifetime from then can be written.
    pub(super) fn seconds(&self, now: u64) -> Result<u32, Error> {
        let since = now.checked_sub(self.settings.identity.epoch).ok_or(Error::ClockRange)?;
        let seconds = u32::try_from(since).map_err(|_| Error::ClockRange)?;
        seconds.checked_add(self.settings.identity.ttl + SKEW).map(|_| seconds).ok_or(Error::ClockRange)
    }

    pub(super) fn fingerprint(&self, key: &DedupKey) -> Fingerprint {
        Fingerprint::new(&self.settings.key, key)
    }

    /// The one or two buckets that a fingerprint may be in.
    pub(super) fn places(&self, fingerprint: &Fingerprint) -> [Option<&'m Bucket>; 2] {
        let (first, other) = fingerprint.places(self.settings.identity.buckets);
        let bucket = |place: u32| usize::try_from(place).ok().and_then(|place| self.buckets.get(place));
        [bucket(first), if other == first { None } else { bucket(other) }]
    }

    /// Every record with this fingerprint, live or not. More than one is what a death during a relocation leaves.
    pub(super) fn matches(&self, fingerprint: Fingerprint, t: u32) -> impl Iterator<Item = Found<'m>> {
        let latest = self.latest(t);
        let buckets = self.places(&fingerprint).into_iter().flatten();
        buckets.flat_map(move |bucket| bucket.chosen(bucket.tagged(fingerprint.tag()))).filter_map(move |slot| {
            let meta = slot.meta();
            let (stored, spare) = slot.stored_fingerprint();
            let is_match = meta.state != State::Empty && stored == fingerprint;
            is_match.then(|| Found { slot, meta, exp: live_until(&slot, latest), spare })
        })
    }

    /// The record that counts: done beats dead beats the higher attempt.
    pub(super) fn look_up(&self, fingerprint: Fingerprint, t: u32) -> LookUp<'m> {
        let mut look_up = LookUp { live: None, is_stale: false };
        for found in self.matches(fingerprint, t) {
            if t >= found.exp {
                look_up.is_stale = true;
            } else if look_up.live.is_none_or(|best| best.rank() < found.rank()) {
                look_up.live = Some(found);
            }
        }
        look_up
    }

    /// The live record of a fingerprint.
    pub(super) fn find(&self, fingerprint: Fingerprint, t: u32) -> Option<Found<'m>> {
        self.look_up(fingerprint, t).live
    }

    /// Clears the records of a fingerprint that ended, before it gets a new one: if the clock went back, they would
    /// live beside it.
    pub(super) fn clear_stale(&mut self, fingerprint: Fingerprint, t: u32) {
        self.matches(fingerprint, t).for_each(|found| found.slot.clear());
    }

    /// The last end that a record can have whose clock agreed with this one's.
    pub(super) const fn latest(&self, t: u32) -> u32 {
        self.end_of_life(t).saturating_add(SKEW)
    }

    /// When a record that ends at `exp` was claimed.
    pub(super) const fn claimed_at(&self, exp: u32) -> u32 {
        exp.saturating_sub(self.settings.identity.ttl)
    }

    /// When the lease of a record that ends at `exp` ends.
    pub(super) const fn lease_end(&self, exp: u32) -> u32 {
        exp.saturating_sub(self.settings.identity.ttl - self.settings.identity.lease)
    }

    /// When a record that is claimed now ends. No overflow: [`seconds`](Self::seconds) saw to it.
    pub(super) const fn end_of_life(&self, t: u32) -> u32 {
        t.saturating_add(self.settings.identity.ttl)
    }
}

/// When a slot's record ends. One that would outlive a lifetime by far was written under a clock that was wrong.
fn live_until(slot: &Slot<'_>, latest: u32) -> u32 {
    let exp = slot.exp.get();
    if exp > latest {
        slot.exp.set(latest);
        return latest;
    }
    exp
}

impl fmt::Debug for DedupWindow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DedupWindow").field("identity", &self.settings.identity).finish_non_exhaustive()
    }
}

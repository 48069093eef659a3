//! A dedup window in this process's memory.

use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hookseal_core::dedup::{
    Bucket, Claim, Counters, DedupWindow, Forgotten, Header, Identity, Occupancy, SLOTS, Settled, Token, WindowConfig,
};
use hookseal_core::{DedupKey, Error};
use self_cell::self_cell;

use crate::entropy;
use crate::error::HostError;
use crate::fullness::Fullness;

struct Memory {
    header: Header,
    buckets: Box<[Bucket]>,
}

self_cell! {
    struct Owned {
        owner: Memory,
        #[covariant]
        dependent: DedupWindow,
    }
}

/// A dedup window that owns its memory, for all threads of one process. What it remembers ends with the process, and
/// a forked process goes on with a copy that it shares with nobody: for several processes there is `FileWindow`.
///
/// Fork either before it is used or not at all: a thread that is in a call while another forks holds the lock in the
/// child for good.
///
/// ```
/// use hookseal_core::DedupKey;
/// use hookseal_core::dedup::{Claim, WindowConfig};
/// use hookseal_host::Window;
///
/// let window = Window::new(Window::CAPACITY, &WindowConfig::default())?;
/// let (event, now) = (DedupKey::from_bytes([1; 16]), 1_800_000_000);
/// let Claim::Claimed { token, .. } = window.claim(&event, now)? else { panic!("the first claim") };
/// window.commit(&token, now)?;
/// assert_eq!(window.claim(&event, now)?, Claim::Done);
/// # Ok::<(), hookseal_host::HostError>(())
/// ```
pub struct Window {
    owned: Mutex<Owned>,
    fullness: Fullness,
}

impl Window {
    /// The usual capacity: 2¹⁶ slots, 1.5 MiB.
    pub const CAPACITY: usize = 1 << 16;

    /// A new, empty window of `capacity` slots, rounded up to whole buckets of 16, with a random key.
    ///
    /// # Errors
    /// [`Error::WindowTooSmall`] for no slots, [`Error::WindowConfig`] for impossible settings or more memory than
    /// there is, [`Error::Io`] without randomness.
    pub fn new(capacity: usize, config: &WindowConfig) -> Result<Self, HostError> {
        if let Some(flaw) = config.flaw() {
            return Err(HostError::new(Error::WindowConfig, flaw));
        }
        let count = capacity.div_ceil(SLOTS);
        let mut buckets = Vec::new();
        buckets.try_reserve_exact(count).map_err(|error| {
            HostError::new(Error::WindowConfig, format!("no memory for {capacity} slots ({error}): ask for fewer"))
        })?;
        buckets.resize_with(count, Bucket::new);
        let memory = Memory { header: Header::new(), buckets: buckets.into_boxed_slice() };
        let key = entropy::bytes()?;
        let owned = Owned::try_new(memory, |memory| DedupWindow::create(&memory.header, &memory.buckets, config, key))?;
        Ok(Self { owned: Mutex::new(owned), fullness: Fullness::default() })
    }

    /// Claims an event at `now`, in Unix seconds.
    ///
    /// # Errors
    /// [`Error::ClockRange`] as [`DedupWindow::claim`].
    pub fn claim(&self, key: &DedupKey, now: u64) -> Result<Claim, HostError> {
        self.with(|window| window.claim(key, now))
    }

    /// Settles a claim as processed.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for a token of another window; [`Error::ClockRange`].
    pub fn commit(&self, token: &Token, now: u64) -> Result<Settled, HostError> {
        self.with(|window| window.commit(token, now))
    }

    /// Settles a claim as a dead letter.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn bury(&self, token: &Token, now: u64) -> Result<Settled, HostError> {
        self.with(|window| window.bury(token, now))
    }

    /// Gives a claim back for a further attempt, `not_before` seconds from now, at most 300.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] for a longer wait; else as [`commit`](Self::commit).
    pub fn release(&self, token: &Token, now: u64, not_before: u32) -> Result<Settled, HostError> {
        self.with(|window| window.release(token, now, not_before))
    }

    /// Starts the lease of a claim again.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub fn renew(&self, token: &Token, now: u64) -> Result<Settled, HostError> {
        self.with(|window| window.renew(token, now))
    }

    /// Forgets an event, so that its next delivery is processed as a first one.
    ///
    /// # Errors
    /// [`Error::ClockRange`].
    pub fn forget(&self, key: &DedupKey, now: u64) -> Result<Forgotten, HostError> {
        self.with(|window| window.forget(key, now))
    }

    /// What it was made with.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.lock().borrow_dependent().identity()
    }

    /// What happened in it so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.lock().borrow_dependent().counters()
    }

    /// What is in it, counted slot by slot.
    ///
    /// # Errors
    /// [`Error::ClockRange`].
    pub fn occupancy(&self, now: u64) -> Result<Occupancy, HostError> {
        self.with(|window| window.occupancy(now))
    }

    /// How full it is, in percent, from a sample.
    ///
    /// # Errors
    /// [`Error::ClockRange`].
    pub fn load(&self, now: u64) -> Result<u8, HostError> {
        self.with(|window| window.load(now))
    }

    /// What is to be logged as an error, once: that the window is 80 % full of live records. For after a claim: it looks
    /// every ten seconds at most, else it costs nothing.
    pub fn take_warning(&self, now: u64) -> Option<String> {
        let load = self.fullness.look(now, || self.load(now).ok())?;
        Some(format!(
            "the dedup window in memory is {load} % full of live records, and soon refuses events: give it more capacity"
        ))
    }

    /// Memory is as a death at any instruction may leave it, so a panic under the lock is no reason to stop.
    fn lock(&self) -> MutexGuard<'_, Owned> {
        self.owned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, call: impl FnOnce(&mut DedupWindow<'_>) -> Result<T, Error>) -> Result<T, HostError> {
        self.lock().with_dependent_mut(|_, window| call(window)).map_err(HostError::from)
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").field("identity", &self.identity()).finish_non_exhaustive()
    }
}

//! One 32-bit word of a window's memory.

use core::sync::atomic::{AtomicU32, Ordering};

/// A little-endian word that several processes may map.
///
/// Whoever calls holds the lock that guards the window, so loads need no ordering. Stores are ordered, because a
/// process can be killed between any two of them and its memory, if it is a file's, lives on.
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Word(AtomicU32);

impl Word {
    pub(super) const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    #[inline]
    pub(super) fn get(&self) -> u32 {
        u32::from_le(self.0.load(Ordering::Relaxed))
    }

    /// Not before everything stored so far.
    #[inline]
    pub(super) fn set(&self, value: u32) {
        #[cfg(test)]
        super::stop::before_store();
        self.0.store(value.to_le(), Ordering::Release);
    }
}

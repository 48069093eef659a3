//! A window that owns its memory.

use super::bucket::Bucket;
use super::config::WindowConfig;
use super::header::Header;
use super::window::{DedupWindow, Settings};
use crate::error::Error;

/// A window of `N` buckets, so 16 × `N` records in 384 × (`N` + 1) bytes and a little, without an allocator.
///
/// ```
/// use hookseal_core::DedupKey;
/// use hookseal_core::dedup::{Claim, DedupArray, WindowConfig};
///
/// let random_key = [7; 16]; // from your source of randomness
/// let mut array = DedupArray::<4>::new(&WindowConfig::default(), random_key)?;
/// let claim = array.window().claim(&DedupKey::from_bytes([1; 16]), 1_800_000_000)?;
/// assert!(matches!(claim, Claim::Claimed { attempt: 1, .. }));
/// # Ok::<(), hookseal_core::Error>(())
/// ```
pub struct DedupArray<const N: usize> {
    header: Header,
    buckets: [Bucket; N],
    settings: Settings,
}

impl<const N: usize> DedupArray<N> {
    /// A new, empty window; `key` is 16 random bytes.
    ///
    /// # Errors
    /// As [`DedupWindow::create`].
    pub fn new(config: &WindowConfig, key: [u8; 16]) -> Result<Self, Error> {
        let (header, buckets) = (Header::new(), [const { Bucket::new() }; N]);
        let settings = DedupWindow::create(&header, &buckets, config, key)?.settings;
        Ok(Self { header, buckets, settings })
    }

    /// The window.
    pub fn window(&mut self) -> DedupWindow<'_> {
        DedupWindow { header: &self.header, buckets: &self.buckets, settings: self.settings }
    }
}

impl<const N: usize> core::fmt::Debug for DedupArray<N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("DedupArray").field("identity", &self.settings.identity).finish_non_exhaustive()
    }
}

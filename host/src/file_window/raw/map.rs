//! A file's memory, as a window's header and buckets.

use std::fs::File;
use std::io;

use hookseal_core::dedup::{Bucket, Header};
use memmap2::{MmapOptions, MmapRaw};

/// A file, mapped whole and shared. It may hold anything: header and buckets are atomic words, for which every bit
/// pattern is a value, and the window refuses or skips what makes no sense.
#[derive(Debug)]
pub(in super::super) struct Map {
    memory: MmapRaw,
    buckets: usize,
}

impl Map {
    /// Maps the first `length` bytes of `file`.
    pub(in super::super) fn new(file: &File, length: usize) -> io::Result<Self> {
        Self::of(length, || MmapOptions::new().len(length).map_raw(file))
    }

    /// The same, to look at only: a store into it ends the process.
    pub(in super::super) fn read_only(file: &File, length: usize) -> io::Result<Self> {
        Self::of(length, || MmapOptions::new().len(length).map_raw_read_only(file))
    }

    fn of(length: usize, map: impl FnOnce() -> io::Result<MmapRaw>) -> io::Result<Self> {
        let buckets = length.checked_sub(size_of::<Header>()).map(|rest| rest / size_of::<Bucket>());
        let buckets = buckets.ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(Self { memory: map()?, buckets })
    }

    #[expect(clippy::cast_ptr_alignment, reason = "a page is aligned more strictly than a header")]
    pub(in super::super) fn header(&self) -> &Header {
        // SAFETY: `of` saw that the mapping is at least a header long; it begins at a page and so is aligned; it lives
        // as long as `self`. A header is atomic integers only, so any bytes are valid and others may store meanwhile.
        // That the file is not cut short while it is mapped cannot be ensured: the kernel ends the process then.
        unsafe { &*self.memory.as_ptr().cast::<Header>() }
    }

    #[expect(clippy::cast_ptr_alignment, reason = "a header is a multiple of a bucket's alignment")]
    pub(in super::super) fn buckets(&self) -> &[Bucket] {
        // SAFETY: as for the header; `of` counted how many whole buckets there are after it.
        unsafe {
            let first = self.memory.as_ptr().add(size_of::<Header>()).cast::<Bucket>();
            core::slice::from_raw_parts(first, self.buckets)
        }
    }

    /// Waits until what changed is on disk.
    pub(in super::super) fn flush(&self) -> io::Result<()> {
        self.memory.flush()
    }
}

const _: () = assert!(size_of::<Header>().is_multiple_of(align_of::<Bucket>()) && align_of::<Header>() <= 4096);

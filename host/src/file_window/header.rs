//! What of a window's header is reached through its file, and not through its memory.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use hookseal_core::dedup::Header;

/// The window's key.
pub(super) fn key(file: &File) -> io::Result<[u8; 16]> {
    let mut key = [0; 16];
    file.read_exact_at(&mut key, Header::KEY_AT as u64)?;
    Ok(key)
}

/// Takes back that the window was retired.
pub(super) fn unretire(file: &File) -> io::Result<()> {
    file.write_all_at(&[0; 4], Header::RETIRED_AT as u64)
}

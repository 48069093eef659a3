//! Eight bytes at a time, as one number: the first byte is the lowest. A byte is marked by its high bit
//! (Henry S. Warren, "Hacker's Delight", 2nd edition, §6-1).

/// `byte` eight times.
pub(crate) const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Marks the lowest byte that is zero, and perhaps bytes above it, but none below.
pub(crate) const fn lowest_zero(word: u64) -> u64 {
    word.wrapping_sub(all(0x01)) & !word & all(0x80)
}

/// As [`lowest_zero`], for a byte below 0x20.
pub(crate) const fn lowest_control(word: u64) -> u64 {
    word.wrapping_sub(all(0x20)) & !word & all(0x80)
}

/// Marks every byte that is zero, and no other.
pub(crate) const fn zeros(word: u64) -> u64 {
    !(((word & all(0x7F)) + all(0x7F)) | word) & all(0x80)
}

/// Which byte is the lowest that is marked.
pub(crate) const fn lowest(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// The first eight bytes, filled up with spaces.
pub(crate) fn first(bytes: &[u8]) -> u64 {
    let mut word = [b' '; 8];
    word.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(word)
}

/// The pieces of `bytes` between separators. A space that fills up a last piece is not one.
pub(crate) fn split(bytes: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    core::iter::from_fn(move || {
        let bytes = rest?;
        let after = find(bytes, |word| lowest_zero(word ^ all(separator)));
        rest = after.get(1..);
        bytes.get(..bytes.len() - after.len())
    })
}

/// `bytes` from the first one on that `mark` marks as the lowest of a word.
#[inline(always)]
pub(crate) fn find(bytes: &[u8], mark: impl Fn(u64) -> u64) -> &[u8] {
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        let marks = mark(u64::from_le_bytes(*word));
        if marks != 0 {
            return rest.get(lowest(marks)..).unwrap_or_default();
        }
        rest = after;
    }
    // A space that fills up is behind the last byte.
    rest.get(lowest(mark(first(rest)))..).unwrap_or_default()
}

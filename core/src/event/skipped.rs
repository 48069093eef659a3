//! A container nobody asked for, skipped eight bytes at a time.

use super::string::{BACKSLASHES, QUOTES, zero_byte};

/// How far into the container the scanner is.
#[derive(Clone, Copy)]
pub(super) struct Skipped {
    /// Containers around the current place.
    depth: u64,
    /// All ones in a string, else 0.
    in_string: u64,
    /// After a backslash in a string.
    is_escaped: bool,
}

impl Skipped {
    /// After the opening bracket.
    pub(super) const fn new() -> Self {
        Self { depth: 1, in_string: 0, is_escaped: false }
    }

    /// What follows the container, or none where it goes on. Only strings and brackets matter in it.
    pub(super) fn read<'b>(&mut self, mut bytes: &'b [u8]) -> Option<&'b [u8]> {
        if self.is_escaped {
            bytes = bytes.get(1..)?;
            self.is_escaped = false;
        }
        while !bytes.is_empty() {
            let (word, rest) = first_word(bytes);
            // The high bit of each byte tells whether an odd number of quotes, those before the word included,
            // ends there: whether the byte is in a string.
            let in_string = (zero_bytes(word ^ QUOTES) >> 7).wrapping_mul(HIGH_BITS) ^ self.in_string;
            let brackets = zero_byte(!word & BRACKETS) & !in_string;
            let stops = brackets | zero_byte(word ^ BACKSLASHES);
            if stops == 0 {
                self.in_string = spread(in_string);
                bytes = rest;
                continue;
            }
            // The lowest byte is one, those above it perhaps.
            let at = stops.trailing_zeros() / 8;
            self.in_string = spread(in_string << (56 - at * 8));
            let (stop, rest) = bytes.get(at as usize..)?.split_first()?;
            bytes = rest;
            match stop {
                b'\\' if self.in_string != 0 => {
                    self.is_escaped = rest.is_empty();
                    bytes = rest.get(1..)?;
                }
                b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth == 0 {
                return Some(bytes);
            }
        }
        None
    }
}

const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);
/// All four brackets have the bits of 0x59, and nothing else does that JSON has outside strings.
const BRACKETS: u64 = u64::from_ne_bytes([0x59; 8]);

/// The first eight bytes, filled up with spaces, and what follows them.
#[inline(always)]
fn first_word(bytes: &[u8]) -> (u64, &[u8]) {
    if let Some((word, rest)) = bytes.split_first_chunk::<8>() {
        return (u64::from_le_bytes(*word), rest);
    }
    let mut word = [b' '; 8];
    word.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    (u64::from_le_bytes(word), &[])
}

/// The high bit of each byte of `word` that is zero, and nothing else.
const fn zero_bytes(word: u64) -> u64 {
    !(((word & !HIGH_BITS) + !HIGH_BITS) | word | !HIGH_BITS)
}

/// The highest bit of `word` in all bits.
const fn spread(word: u64) -> u64 {
    (word.cast_signed() >> 63).cast_unsigned()
}

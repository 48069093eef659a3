//! A container nobody asked for, skipped eight bytes at a time.

use crate::words;

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
    #[inline(never)]
    pub(super) fn read<'b>(&mut self, mut bytes: &'b [u8]) -> Option<&'b [u8]> {
        if self.is_escaped {
            bytes = bytes.get(1..)?;
            self.is_escaped = false;
        }
        loop {
            bytes = self.skip_words(bytes);
            let (within, stops) = self.look(words::first(bytes));
            // Less than a word is left, or the one to stop in.
            if stops == 0 {
                self.in_string = spread(within);
                return None;
            }
            let at = words::lowest(stops);
            self.in_string = spread(within << (56 - at * 8));
            let (stop, rest) = bytes.get(at..)?.split_first()?;
            bytes = rest;
            match stop {
                b'\\' if self.in_string != 0 => {
                    self.is_escaped = bytes.is_empty();
                    bytes = bytes.get(1..)?;
                }
                b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth == 0 {
                return Some(bytes);
            }
        }
    }

    /// `bytes` from the first word on that there is something to stop at in.
    fn skip_words<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let mut rest = bytes;
        while let Some((word, after)) = rest.split_first_chunk::<8>() {
            let (within, stops) = self.look(u64::from_le_bytes(*word));
            if stops != 0 {
                break;
            }
            self.in_string = spread(within);
            rest = after;
        }
        rest
    }

    /// Which bytes of `word` are in a string, and which to stop at: brackets outside strings, and backslashes.
    /// Each by its high bit. Above the lowest stop there may be false ones.
    #[inline(always)]
    const fn look(&self, word: u64) -> (u64, u64) {
        // An odd number of quotes, those before the word included, ends in a string.
        let quotes = words::zeros(word ^ words::all(b'"'));
        let within = quotes.wrapping_mul(words::all(0x01)) ^ self.in_string;
        // All four brackets have the bits of 0x59, and nothing else does that JSON has outside strings.
        let brackets = words::lowest_zero(!word & words::all(0x59)) & !within;
        (within, brackets | words::lowest_zero(word ^ words::all(b'\\')))
    }
}

/// The highest bit of `word` in all bits.
const fn spread(word: u64) -> u64 {
    (word.cast_signed() >> 63).cast_unsigned()
}

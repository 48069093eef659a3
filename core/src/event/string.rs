//! Strings: decoded piece by piece where somebody asked for them, eight bytes at a time where nobody did.

use core::slice;

use crate::words;

/// How far into a string the scanner is.
#[derive(Clone, Copy)]
enum Within {
    Plain,
    /// After a backslash.
    Escape,
    /// After `\u` and so many of its digits, with their value and the high surrogate before them.
    Unicode {
        digits: u8,
        unit: u16,
        high: Option<u16>,
    },
    /// After a high surrogate: a backslash.
    High(u16),
    /// After a high surrogate and a backslash: a `u`.
    HighEscape(u16),
}

/// Decodes a JSON string after its opening quote.
#[derive(Clone, Copy)]
pub(super) struct Decoder(Within);

impl Decoder {
    pub(super) const fn new() -> Self {
        Self(Within::Plain)
    }

    /// Decodes `bytes` up to the closing quote, handing decoded pieces to `sink`, and none where something
    /// cannot be decoded. Says whether the string ended, and what of `bytes` follows.
    pub(super) fn read<'b>(&mut self, mut bytes: &'b [u8], mut sink: impl FnMut(Option<&[u8]>)) -> (bool, &'b [u8]) {
        while let Some((byte, rest)) = bytes.split_first() {
            let again = bytes;
            bytes = rest;
            self.0 = match (self.0, *byte) {
                (Within::Plain, b'"') => return (true, rest),
                (Within::Plain, b'\\') => Within::Escape,
                (Within::Plain, 0..0x20) => refuse(&mut sink),
                (Within::Plain, _) => {
                    let (piece, after) = plain(again);
                    bytes = after;
                    sink(Some(piece));
                    Within::Plain
                }
                (Within::Escape, b'u') => Within::Unicode { digits: 0, unit: 0, high: None },
                (Within::Escape, _) => {
                    sink(unescape(*byte).as_ref().map(slice::from_ref));
                    Within::Plain
                }
                (Within::Unicode { digits, unit, high }, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                    let unit = (unit << 4) | hex_digit(*byte);
                    if digits < 3 {
                        Within::Unicode { digits: digits + 1, unit, high }
                    } else {
                        unicode(unit, high, &mut sink)
                    }
                }
                (Within::High(high), b'\\') => Within::HighEscape(high),
                (Within::HighEscape(high), b'u') => Within::Unicode { digits: 0, unit: 0, high: Some(high) },
                // The byte, perhaps the closing quote, is read again as what it is.
                (Within::Unicode { .. } | Within::High(_), _) => {
                    bytes = again;
                    refuse(&mut sink)
                }
                (Within::HighEscape(_), _) => {
                    bytes = again;
                    sink(None);
                    Within::Escape
                }
            };
        }
        (false, bytes)
    }
}

fn refuse(sink: &mut impl FnMut(Option<&[u8]>)) -> Within {
    sink(None);
    Within::Plain
}

/// Takes a complete `\uXXXX`.
fn unicode(unit: u16, high: Option<u16>, sink: &mut impl FnMut(Option<&[u8]>)) -> Within {
    if matches!(unit, 0xD800..0xDC00) {
        if high.is_some() {
            sink(None);
        }
        return Within::High(unit);
    }
    match char::decode_utf16(high.into_iter().chain([unit])).next() {
        Some(Ok(decoded)) => sink(Some(decoded.encode_utf8(&mut [0; 4]).as_bytes())),
        Some(Err(_)) | None => sink(None),
    }
    Within::Plain
}

const fn hex_digit(byte: u8) -> u16 {
    let value = match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        b'A'..=b'F' => byte - b'A' + 10,
        _ => 0,
    };
    value as u16
}

const fn unescape(byte: u8) -> Option<u8> {
    match byte {
        b'"' | b'\\' | b'/' => Some(byte),
        b'b' => Some(0x08),
        b'f' => Some(0x0C),
        b'n' => Some(b'\n'),
        b'r' => Some(b'\r'),
        b't' => Some(b'\t'),
        _ => None,
    }
}

/// Splits `bytes` before the first quote, backslash or control character.
pub(super) fn plain(bytes: &[u8]) -> (&[u8], &[u8]) {
    let rest = words::find(bytes, |word| quote_or_backslash(word) | words::lowest_control(word));
    bytes.split_at_checked(bytes.len() - rest.len()).unwrap_or((bytes, &[]))
}

/// What follows the closing quote, or whether `bytes` ended after a backslash.
pub(super) fn after_string(mut bytes: &[u8]) -> Result<&[u8], bool> {
    loop {
        match words::find(bytes, quote_or_backslash) {
            [b'"', rest @ ..] => return Ok(rest),
            [_, _, rest @ ..] => bytes = rest,
            [_] => return Err(true),
            [] => return Err(false),
        }
    }
}

const fn quote_or_backslash(word: u64) -> u64 {
    words::lowest_zero(word ^ words::all(b'"')) | words::lowest_zero(word ^ words::all(b'\\'))
}

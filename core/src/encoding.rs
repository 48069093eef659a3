//! Hex, base64 and base64url into fixed arrays.
//!
//! A received tag is the attacker's own, so decoding it may be fast; a secret is decoded in constant time.

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding as _};

use crate::error::Error;

/// A decoded HMAC-SHA256 tag.
pub(crate) type Tag = [u8; 32];

/// How a tag is written in its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// 64 hexadecimal digits, either case.
    Hex,
    /// RFC 4648 §4, 44 characters with padding.
    Base64,
    /// RFC 4648 §5, 43 characters, or 44 with padding.
    Base64Url,
}

impl Encoding {
    /// The longest written tag, in bytes.
    pub const MAX_LEN: usize = 64;

    /// The tag that `text` writes, or none where it is not exactly one well-formed tag.
    pub(crate) fn decode(self, text: &[u8]) -> Option<Tag> {
        let mut tag = [0; 32];
        let whole = match self {
            // The length check also keeps out the `0x` that const-hex would skip.
            Self::Hex => text.len() == 64 && const_hex::decode_to_slice(text, &mut tag).is_ok(),
            Self::Base64 => text.len() == 44 && is_whole(Base64::decode(text, &mut tag)),
            Self::Base64Url => match text.len() {
                43 => is_whole(Base64UrlUnpadded::decode(text, &mut tag)),
                44 => is_whole(Base64Url::decode(text, &mut tag)),
                _ => false,
            },
        };
        whole.then_some(tag)
    }

    /// Writes `tag` the way this encoding's senders do.
    pub(crate) fn encode<'b>(self, tag: &Tag, buffer: &'b mut [u8; Self::MAX_LEN]) -> &'b str {
        match self {
            Self::Hex => match const_hex::encode_to_slice(tag, buffer) {
                Ok(()) => core::str::from_utf8(buffer).unwrap_or_default(),
                Err(_) => "",
            },
            Self::Base64 => Base64::encode(tag, buffer).unwrap_or_default(),
            Self::Base64Url => Base64UrlUnpadded::encode(tag, buffer).unwrap_or_default(),
        }
    }
}

fn is_whole<E>(decoded: Result<&[u8], E>) -> bool {
    decoded.is_ok_and(|bytes| bytes.len() == 32)
}

/// Decodes a base64 secret as people paste them: padding optional, unused trailing bits ignored.
///
/// base64ct is strict about both, so the text is filled up with `A` (zero bits) and the result cut back.
pub(crate) fn decode_base64_secret<'b>(text: &[u8], buffer: &'b mut [u8; SECRET_TEXT]) -> Result<&'b [u8], Error> {
    let text = text.strip_suffix(b"==").or(text.strip_suffix(b"=")).unwrap_or(text);
    let length = text.len();
    let filled = length.next_multiple_of(4);
    if length % 4 == 1 {
        return Err(Error::SecretEncoding);
    }
    buffer.get_mut(..length).ok_or(Error::SecretTooLong)?.copy_from_slice(text);
    buffer.get_mut(length..filled).ok_or(Error::SecretTooLong)?.fill(b'A');
    let padded = buffer.get_mut(..filled).ok_or(Error::SecretTooLong)?;
    let decoded = Base64Unpadded::decode_in_place(padded).map_err(|_| Error::SecretEncoding)?;
    decoded.get(..length * 6 / 8).ok_or(Error::SecretEncoding)
}

/// Decodes a hexadecimal secret, either case.
pub(crate) fn decode_hex_secret<'b>(text: &[u8], buffer: &'b mut [u8; SECRET_TEXT]) -> Result<&'b [u8], Error> {
    base16ct::mixed::decode(text, buffer).map_err(|_| Error::SecretEncoding)
}

/// The longest secret as configured, in bytes. A multiple of four, so that filling up never overflows.
pub(crate) const SECRET_TEXT: usize = 1024;

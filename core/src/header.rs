//! Header look-up that cannot forget duplicates, and signature headers into candidate tags.

use crate::encoding::{Encoding, Tag};
use crate::error::Error;
use crate::words;

/// What a look-up of one header's name gave, or of an entry in a header, such as `t=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'h> {
    /// It is not there.
    None,
    /// It is there once.
    One(&'h [u8]),
    /// It is there more than once. Which of them the sender meant nobody can know.
    Many,
}

/// A request's headers.
///
/// Implemented for slices of `(name, value)` pairs. For a framework's own type, implement [`find`](Self::find)
/// with ASCII case-insensitive names, and say [`Found::Many`] where the framework shows duplicates.
pub trait Headers {
    /// The header called `name`, in any letter case.
    fn find(&self, name: &str) -> Found<'_>;
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn find(&self, name: &str) -> Found<'_> {
        let mut found = Found::None;
        for (key, value) in self {
            let key = key.as_ref();
            // Most senders write the documented case, which is faster to compare.
            if key == name.as_bytes() || key.eq_ignore_ascii_case(name.as_bytes()) {
                match found {
                    Found::None => found = Found::One(value.as_ref()),
                    Found::One(_) | Found::Many => return Found::Many,
                }
            }
        }
        found
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const LEN: usize> Headers for [(N, V); LEN] {
    fn find(&self, name: &str) -> Found<'_> {
        self.as_slice().find(name)
    }
}

/// Whether `text` can be a header's name or an HTTP method: RFC 9110 §5.6.2, `token`.
#[must_use]
pub fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

/// The value of a header that must be single. An empty header is a missing one.
pub(crate) fn single<'h, H: Headers + ?Sized>(headers: &'h H, name: &str) -> Result<Option<&'h [u8]>, Error> {
    match headers.find(name) {
        Found::None | Found::One([]) => Ok(None),
        Found::One(value) => Ok(Some(value)),
        Found::Many => Err(Error::HeaderDuplicate),
    }
}

/// The value of a header that must be visible ASCII of at most `max` bytes.
pub(crate) fn visible(value: &[u8], max: usize) -> Result<&[u8], Error> {
    if value.len() > max {
        return Err(Error::HeaderTooLong);
    }
    // Without an early exit, many bytes are looked at at once.
    let is_visible = value.iter().fold(true, |is_visible, byte| is_visible & byte.is_ascii_graphic());
    if is_visible { Ok(value) } else { Err(Error::HeaderMalformed) }
}

/// The most well-formed tags that a delivery may carry.
const CANDIDATES_MAX: usize = 16;

/// The well-formed tags of a delivery. Filled where they stay: they are half a kilobyte.
pub(crate) type Tags = heapless::Vec<Tag, CANDIDATES_MAX>;

/// The well-formed tags of a delivery's signature headers, and its timestamp entry.
pub(crate) struct Candidates<'h, 't> {
    tags: &'t mut Tags,
    pub(crate) timestamp: Found<'h>,
    is_present: bool,
    is_our_version: bool,
}

/// How to read a signature header.
#[derive(Clone, Copy)]
pub(crate) struct Format<'s> {
    pub(crate) separator: Option<u8>,
    pub(crate) prefix: &'s [u8],
    pub(crate) encoding: Encoding,
    /// The prefix of the timestamp's entry.
    pub(crate) timestamp: Option<&'s [u8]>,
}

impl<'h, 't> Candidates<'h, 't> {
    pub(crate) const fn new(tags: &'t mut Tags) -> Self {
        Self { tags, timestamp: Found::None, is_present: false, is_our_version: false }
    }

    /// Reads one signature header's value, which is not empty.
    pub(crate) fn read(&mut self, value: &'h [u8], format: Format<'_>) -> Result<(), Error> {
        self.is_present = true;
        let Some(separator) = format.separator else {
            // Without a list there is no version to miss: a value without the prefix is malformed.
            self.is_our_version = true;
            return value.strip_prefix(format.prefix).map_or(Ok(()), |text| self.candidate(text, format.encoding));
        };
        for entry in words::split(value, separator) {
            let entry = entry.trim_ascii_start();
            if let Some(text) = format.timestamp.and_then(|prefix| entry.strip_prefix(prefix)) {
                self.timestamp = match self.timestamp {
                    Found::None => Found::One(text),
                    Found::One(_) | Found::Many => Found::Many,
                };
            } else if let Some(text) = entry.strip_prefix(format.prefix) {
                self.is_our_version = true;
                self.candidate(text, format.encoding)?;
            }
        }
        Ok(())
    }

    fn candidate(&mut self, text: &[u8], encoding: Encoding) -> Result<(), Error> {
        // Junk beside a well-formed entry is skipped.
        encoding.decode(text).map_or(Ok(()), |tag| self.tags.push(tag).map_err(|_| Error::SignatureTooMany))
    }

    /// Why there is nothing to compare, if there is nothing.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if !self.is_present {
            Err(Error::SignatureMissing)
        } else if !self.is_our_version {
            Err(Error::SignatureVersion)
        } else if self.tags.is_empty() {
            Err(Error::SignatureMalformed)
        } else {
            Ok(())
        }
    }
}

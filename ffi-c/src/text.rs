//! Texts and headers that C passes in.

use core::ffi::c_char;

use hookseal_core::{Error, Found, Headers};

use crate::boundary::slice;

/// The longest text that ends with a zero byte, in bytes without it.
pub const HOOKSEAL_TEXT_MAX: usize = 65535;

/// A text that ends with a zero byte; none for null.
///
/// # Safety
/// Where it is not null, a zero byte or [`HOOKSEAL_TEXT_MAX`] others can be read from there on.
pub(crate) unsafe fn optional<'a>(text: *const c_char) -> Result<Option<&'a str>, Error> {
    if text.is_null() {
        return Ok(None);
    }
    let mut length = 0;
    // SAFETY: no zero byte was found so far, so as the caller says there is another byte.
    while unsafe { *text.add(length) } != 0 {
        length += 1;
        if length > HOOKSEAL_TEXT_MAX {
            return Err(Error::ArgumentInvalid);
        }
    }
    // SAFETY: that many bytes were just read.
    let bytes = unsafe { slice(text.cast::<u8>(), length)? };
    core::str::from_utf8(bytes).map(Some).map_err(|_| Error::ArgumentInvalid)
}

/// A text that must be there.
///
/// # Safety
/// As [`optional`].
pub(crate) unsafe fn required<'a>(text: *const c_char) -> Result<&'a str, Error> {
    // SAFETY: as the caller says.
    unsafe { optional(text)? }.ok_or(Error::ArgumentNull)
}

/// Bytes of somebody's, not ended by a zero byte. What a sender chose may hold any character: line ends, the escape codes of terminals, zero
/// bytes, at which `%.*s` ends. hookseal_record_render makes all of it printable.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_text {
    /// The first byte; NULL where there is no text.
    pub data: *const c_char,
    /// How many bytes.
    pub length: usize,
}

impl hookseal_text {
    pub(crate) const NONE: Self = Self { data: core::ptr::null(), length: 0 };

    pub(crate) fn of(text: Option<&str>) -> Self {
        text.map_or(Self::NONE, |text| Self { data: text.as_ptr().cast(), length: text.len() })
    }

    /// # Safety
    /// Where `data` is not null there are `length` bytes for `'a`, unless there cannot be so many.
    pub(crate) unsafe fn bytes<'a>(self) -> Result<&'a [u8], Error> {
        // SAFETY: as the caller says.
        unsafe { slice(self.data.cast(), self.length) }
    }
}

/// One header of a request, its name in any letter case.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_header {
    /// The name.
    pub name: hookseal_text,
    /// The value, without the white space around it.
    pub value: hookseal_text,
}

/// Headers whose pointers and lengths are checked.
pub(crate) struct HeaderList<'a>(&'a [hookseal_header]);

impl<'a> HeaderList<'a> {
    /// # Safety
    /// Where `headers` is neither null nor misaligned there are `count` of them for `'a`, each with its bytes.
    pub(crate) unsafe fn new(headers: *const hookseal_header, count: usize) -> Result<Self, Error> {
        // SAFETY: as the caller says.
        let list = unsafe { slice(headers, count)? };
        for header in list {
            // SAFETY: as the caller says.
            unsafe { header.name.bytes()? };
            // SAFETY: as the caller says.
            unsafe { header.value.bytes()? };
        }
        Ok(Self(list))
    }
}

impl Headers for HeaderList<'_> {
    fn find(&self, name: &str) -> Found<'_> {
        let mut found = Found::None;
        for header in self.0 {
            // SAFETY: checked by `new`, whose contract holds for as long as this list.
            let (Ok(key), Ok(value)) = (unsafe { header.name.bytes() }, unsafe { header.value.bytes() }) else {
                return Found::None;
            };
            if key.eq_ignore_ascii_case(name.as_bytes()) {
                match found {
                    Found::None => found = Found::One(value),
                    Found::One(_) | Found::Many => return Found::Many,
                }
            }
        }
        found
    }
}

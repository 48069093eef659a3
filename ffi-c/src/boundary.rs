//! The border between C and Rust: every function of the header that can fail goes through here.
//!
//! * A pointer is checked for null and alignment before it is used, a length for what a slice can have.
//! * Outputs are zeroed before anything else happens, so that after a failure there is nothing in them.
//! * A panic becomes a status.

use core::mem::MaybeUninit;

use hookseal_core::Error;

use crate::status::{HOOKSEAL_OK, hookseal_status};

/// Runs a function's work.
pub(crate) fn guard(work: impl FnOnce() -> Result<(), Error>) -> hookseal_status {
    match caught(work) {
        Ok(()) => HOOKSEAL_OK,
        Err(error) => hookseal_status::from(error.code()),
    }
}

/// As [`guard`], for a function that waits for files and locks: a thread that is cancelled meanwhile is so afterwards.
#[cfg(feature = "hosted")]
pub(crate) fn guard_waiting(work: impl FnOnce() -> Result<(), Error>) -> hookseal_status {
    let _uncancelled = crate::cancel::Uncancelled::begin();
    guard(work)
}

/// What a panic leaves half changed is not observed again: it is no object any more (`slot`), or a record of a window,
/// whose words are stored in an order that any of them may end.
#[cfg(feature = "hosted")]
fn caught(work: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    std::panic::catch_unwind(core::panic::AssertUnwindSafe(work)).unwrap_or(Err(Error::Panic))
}

#[cfg(not(feature = "hosted"))]
fn caught(work: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    work()
}

pub(crate) fn check<T>(pointer: *const T) -> Result<(), Error> {
    if pointer.is_null() {
        return Err(Error::ArgumentNull);
    }
    if pointer.is_aligned() { Ok(()) } else { Err(Error::ArgumentInvalid) }
}

/// A plain struct that C passes in. Any bytes are one: its fields are integers and raw pointers, never `bool`.
///
/// # Safety
/// Where it is neither null nor misaligned it points to a `T`.
pub(crate) unsafe fn input<'a, T: Copy>(pointer: *const T) -> Result<&'a T, Error> {
    check(pointer)?;
    // SAFETY: as the caller says; checked for null and alignment.
    Ok(unsafe { &*pointer })
}

/// A place that C wants an answer in.
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Zeroes the place.
    ///
    /// # Safety
    /// Where it is neither null nor misaligned there is room for a `T`, for as long as the `Out` is used, and zeros are
    /// a `T`.
    pub(crate) unsafe fn new(pointer: *mut T) -> Result<Self, Error> {
        check(pointer.cast_const())?;
        // SAFETY: as the caller says; checked for null and alignment.
        unsafe { pointer.write_bytes(0, 1) };
        Ok(Self(pointer))
    }

    /// As [`new`](Self::new), but a null pointer says that the caller does not want it.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    pub(crate) unsafe fn wanted(pointer: *mut T) -> Result<Option<Self>, Error> {
        if pointer.is_null() {
            return Ok(None);
        }
        // SAFETY: as the caller says.
        unsafe { Self::new(pointer) }.map(Some)
    }

    pub(crate) fn set(self, value: T) {
        // SAFETY: by the contract of `new` there is room.
        unsafe { self.0.write(value) }
    }
}

/// The most bytes that a slice can have.
const LENGTH_MAX: usize = isize::MAX as usize;

/// `count` values that C passes in. None may be passed as null.
///
/// # Safety
/// Where `values` is neither null nor misaligned there are `count` of them, unless there cannot be so many.
pub(crate) unsafe fn slice<'a, T: Copy>(values: *const T, count: usize) -> Result<&'a [T], Error> {
    if count == 0 {
        return Ok(&[]);
    }
    check(values)?;
    match count.checked_mul(size_of::<T>()) {
        // SAFETY: as the caller says; checked for null, alignment and size.
        Some(bytes) if bytes <= LENGTH_MAX => Ok(unsafe { core::slice::from_raw_parts(values, count) }),
        Some(_) | None => Err(Error::ArgumentInvalid),
    }
}

/// So many bytes that C passes in, by value.
///
/// # Safety
/// Where it is not null there are `N` bytes.
pub(crate) unsafe fn array<const N: usize>(bytes: *const u8) -> Result<[u8; N], Error> {
    // SAFETY: as the caller says.
    let bytes = unsafe { slice(bytes, N)? };
    bytes.try_into().map_err(|_| Error::ArgumentInvalid)
}

/// Bytes that may never have been written, as zeros.
fn zeroed(bytes: &mut [MaybeUninit<u8>]) -> &mut [u8] {
    bytes.fill(MaybeUninit::new(0));
    // SAFETY: all were just written.
    unsafe { bytes.assume_init_mut() }
}

/// A buffer that C wants text in, which is always ended by a zero byte.
pub(crate) struct Buffer<'b>(&'b mut [MaybeUninit<u8>]);

impl<'b> Buffer<'b> {
    /// Makes the text empty.
    ///
    /// # Safety
    /// Where `bytes` is not null there is room for `size` bytes that nothing else uses, unless there cannot be so many.
    pub(crate) unsafe fn new(bytes: *mut core::ffi::c_char, size: usize) -> Result<Self, Error> {
        if size == 0 {
            return Err(Error::BufferTooSmall);
        }
        check(bytes.cast_const())?;
        if size > LENGTH_MAX {
            return Err(Error::ArgumentInvalid);
        }
        // SAFETY: as the caller says; checked for null and size.
        let place = unsafe { core::slice::from_raw_parts_mut(bytes.cast::<MaybeUninit<u8>>(), size) };
        let mut buffer = Self(place);
        buffer.end(0);
        Ok(buffer)
    }

    fn end(&mut self, length: usize) {
        if let Some(end) = self.0.get_mut(length) {
            end.write(0);
        }
    }

    /// Has a text of at most `max` bytes written, and gives its length. Where that fails the text is empty.
    pub(crate) fn write(
        mut self,
        max: usize,
        render: impl FnOnce(&mut [u8]) -> Result<usize, Error>,
    ) -> Result<usize, Error> {
        // A byte is left for the zero at the end.
        let room = self.0.len().saturating_sub(1).min(max);
        let place = self.0.get_mut(..room).unwrap_or_default();
        let written = render(zeroed(place));
        self.end(written.unwrap_or_default());
        written
    }

    /// Writes as much of a text as fits.
    #[cfg(feature = "hosted")]
    pub(crate) fn write_cut(self, text: &str) -> Result<usize, Error> {
        self.write(text.len(), |place| {
            let mut room = place.len();
            while !text.is_char_boundary(room) {
                room -= 1;
            }
            place.iter_mut().zip(text.bytes().take(room)).for_each(|(place, byte)| *place = byte);
            Ok(room)
        })
    }
}

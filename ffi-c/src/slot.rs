//! Objects of the core in storage of the caller's.
//!
//! A slot begins with a mark of its type, so that storage that was never initialised, was wiped, or holds another type is
//! told apart: by the chance of 1 in 2⁶⁴ for random bytes.

use core::mem::MaybeUninit;

use hookseal_core::Error;
use zeroize::Zeroize as _;

/// What is in the storage.
#[repr(C)]
pub(crate) struct Slot<T> {
    mark: u64,
    value: MaybeUninit<T>,
}

/// Storage that C allocates.
///
/// # Safety
/// The type is an array of `u64` with room for a `Slot` of its value, and no alignment beyond that of `u64`.
pub(crate) unsafe trait Storage: Sized {
    type Value;
    const MARK: u64;

    /// Puts a value there, whatever the storage held. It is not read: it may never have been written.
    ///
    /// # Safety
    /// Where `storage` is neither null nor misaligned there is room for it, and nobody else uses it meanwhile.
    unsafe fn put(storage: *mut Self, value: Self::Value) -> Result<(), Error> {
        let place = check(storage)?;
        // SAFETY: room and exclusion as the caller says, a fitting type as the implementor does.
        unsafe { place.write(Slot { mark: Self::MARK, value: MaybeUninit::new(value) }) };
        Ok(())
    }

    /// Empties the storage without looking at what it held: so an object that cannot be made is none.
    ///
    /// # Safety
    /// As [`put`](Self::put).
    unsafe fn clear(storage: *mut Self) -> Result<(), Error> {
        check(storage)?;
        // SAFETY: room and exclusion as the caller says.
        unsafe { storage.write_bytes(0, 1) };
        Ok(())
    }

    /// The value there.
    ///
    /// # Safety
    /// Where `storage` is neither null nor misaligned it can be read, and nobody changes it for `'a`.
    unsafe fn get<'a>(storage: *const Self) -> Result<&'a Self::Value, Error> {
        let place = check(storage.cast_mut())?;
        // SAFETY: readable as the caller says; the mark is an integer, which any bits are.
        if unsafe { (*place).mark } != Self::MARK {
            return Err(Error::State);
        }
        // SAFETY: only `put` writes the mark, with a value.
        Ok(unsafe { (*place).value.assume_init_ref() })
    }

    /// The value there, to be changed.
    ///
    /// # Safety
    /// Where `storage` is neither null nor misaligned it can be read, and nobody else uses it for `'a`.
    unsafe fn get_mut<'a>(storage: *mut Self) -> Result<&'a mut Self::Value, Error> {
        let place = check(storage)?;
        // SAFETY: readable as the caller says; the mark is an integer, which any bits are.
        if unsafe { (*place).mark } != Self::MARK {
            return Err(Error::State);
        }
        // SAFETY: only `put` writes the mark, with a value; exclusion as the caller says.
        Ok(unsafe { (*place).value.assume_init_mut() })
    }

    /// Drops the value, if there is one, and overwrites all of the storage with zeros that no optimiser leaves out.
    ///
    /// # Safety
    /// As [`get_mut`](Self::get_mut).
    unsafe fn wipe(storage: *mut Self) -> Result<(), Error> {
        let place = check(storage)?;
        // SAFETY: as the caller says.
        if let Ok(value) = unsafe { Self::get_mut(storage) } {
            // SAFETY: it is there, and after this nobody finds it: the mark goes.
            unsafe { core::ptr::drop_in_place(value) };
        }
        // SAFETY: the storage's size is that of its words, and any bits are words.
        let words = unsafe {
            core::slice::from_raw_parts_mut(place.cast::<MaybeUninit<u64>>(), size_of::<Self>() / size_of::<u64>())
        };
        words.zeroize();
        Ok(())
    }
}

fn check<S: Storage>(storage: *mut S) -> Result<*mut Slot<S::Value>, Error> {
    if storage.is_null() {
        return Err(Error::ArgumentNull);
    }
    if storage.is_aligned() { Ok(storage.cast()) } else { Err(Error::ArgumentInvalid) }
}

/// Says what a type of storage holds, and checks at compile time that it fits.
macro_rules! storage {
    ($storage:ident holds $value:ty, mark $mark:literal) => {
        const _: () = assert!(size_of::<$crate::slot::Slot<$value>>() <= size_of::<$storage>());
        const _: () = assert!(align_of::<$crate::slot::Slot<$value>>() <= align_of::<$storage>());

        // SAFETY: as asserted above, and its one field is an array of words.
        unsafe impl $crate::slot::Storage for $storage {
            type Value = $value;
            const MARK: u64 = $mark;
        }
    };
}

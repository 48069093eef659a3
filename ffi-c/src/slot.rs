//! Objects of the core in storage of the caller's.
//!
//! A slot begins with a mark of its type, so that storage that was never initialised, was wiped, or holds another type is
//! told apart: by the chance of 1 in 2⁶⁴ for random bytes. To be told apart it must have been written once: memory that never was has
//! no bits to compare, and functions that make an object do not read it.

use core::mem::MaybeUninit;

use hookseal_core::Error;
use zeroize::Zeroize as _;

use crate::boundary::check;

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

    /// Has a value made there, whatever the storage held: that is not read, it may never have been written. No frame holds
    /// the value, and until it is whole the storage is no object. On an error the storage is zeroed.
    ///
    /// # Safety
    /// Where `storage` is neither null nor misaligned there is room for it, and nobody else uses it meanwhile. Where `make`
    /// succeeds it has written the value.
    unsafe fn fill(
        storage: *mut Self,
        make: impl FnOnce(&mut MaybeUninit<Self::Value>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let place = slot(storage)?;
        // SAFETY: room and exclusion as the caller says.
        unsafe { (&raw mut (*place).mark).write(0) };
        // SAFETY: as above, a fitting type as the implementor says; whatever is there may be uninitialised.
        match make(unsafe { &mut (*place).value }) {
            Ok(()) => {
                // SAFETY: as above.
                unsafe { (&raw mut (*place).mark).write(Self::MARK) };
                Ok(())
            }
            Err(error) => {
                // SAFETY: as above.
                unsafe { erase(storage) };
                Err(error)
            }
        }
    }

    /// Puts a value there, as [`fill`](Self::fill).
    ///
    /// # Safety
    /// As [`fill`](Self::fill).
    unsafe fn put(storage: *mut Self, value: Self::Value) -> Result<(), Error> {
        let make = |place: &mut MaybeUninit<Self::Value>| {
            place.write(value);
            Ok(())
        };
        // SAFETY: as the caller says; the value is written.
        unsafe { Self::fill(storage, make) }
    }

    /// Empties the storage without looking at what it held: so an object that cannot be made is none.
    ///
    /// # Safety
    /// As [`fill`](Self::fill).
    unsafe fn clear(storage: *mut Self) -> Result<(), Error> {
        check(storage.cast_const())?;
        // SAFETY: room and exclusion as the caller says.
        unsafe { storage.write_bytes(0, 1) };
        Ok(())
    }

    /// The value there.
    ///
    /// # Safety
    /// Where `storage` is neither null nor misaligned it can be read, and nobody changes it for `'a`.
    unsafe fn get<'a>(storage: *const Self) -> Result<&'a Self::Value, Error> {
        let place = slot(storage.cast_mut())?;
        // SAFETY: readable as the caller says; the mark is an integer.
        if unsafe { (*place).mark } != Self::MARK {
            return Err(Error::State);
        }
        // SAFETY: only `fill` and `change` write the mark, with a value there.
        Ok(unsafe { (*place).value.assume_init_ref() })
    }

    /// Changes the value there. Meanwhile it has no mark: what a panic leaves half changed is no object any more.
    ///
    /// # Safety
    /// Where `storage` is neither null nor misaligned it can be read, and nobody else uses it meanwhile.
    unsafe fn change(
        storage: *mut Self,
        work: impl FnOnce(&mut Self::Value) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let place = slot(storage)?;
        // SAFETY: readable as the caller says; the mark is an integer.
        if unsafe { (*place).mark } != Self::MARK {
            return Err(Error::State);
        }
        // SAFETY: exclusion as the caller says.
        unsafe { (&raw mut (*place).mark).write(0) };
        // SAFETY: only `fill` and this write the mark, with a value there.
        let result = work(unsafe { (*place).value.assume_init_mut() });
        // SAFETY: as above.
        unsafe { (&raw mut (*place).mark).write(Self::MARK) };
        result
    }

    /// Drops the value, if there is one, and overwrites all of the storage with zeros that no optimiser leaves out.
    ///
    /// # Safety
    /// As [`change`](Self::change).
    unsafe fn wipe(storage: *mut Self) -> Result<(), Error> {
        let drop = |value: &mut Self::Value| {
            // SAFETY: it is there, and after this nobody finds it: all is erased.
            unsafe { core::ptr::drop_in_place(value) };
            Ok(())
        };
        // SAFETY: as the caller says.
        match unsafe { Self::change(storage, drop) } {
            Ok(()) | Err(Error::State) => {}
            Err(error) => return Err(error),
        }
        // SAFETY: as the caller says, and just checked.
        unsafe { erase(storage) };
        Ok(())
    }
}

/// Overwrites storage with zeros that no optimiser leaves out.
///
/// # Safety
/// There is room for it, and nobody else uses it meanwhile.
unsafe fn erase<S: Storage>(storage: *mut S) {
    let count = size_of::<S>() / size_of::<u64>();
    // SAFETY: the storage is an array of words, as the implementor says; uninitialised ones will do.
    let words = unsafe { core::slice::from_raw_parts_mut(storage.cast::<MaybeUninit<u64>>(), count) };
    words.zeroize();
}

fn slot<S: Storage>(storage: *mut S) -> Result<*mut Slot<S::Value>, Error> {
    check(storage.cast_const())?;
    Ok(storage.cast())
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

//! What is known of a delivery that was verified.

use core::ffi::c_char;

use hookseal_core::{DedupKey, Error, Verified};

use crate::boundary::{Out, guard};
use crate::slot::Storage as _;
use crate::status::{HOOKSEAL_OK, hookseal_status};
use crate::text::{hookseal_text, required};

/// What a verification gives. Only hookseal_verify and hookseal_verification_finish make one; zeros are none.
///
/// It may be copied and moved, and read by any number of threads at once.
#[repr(C)]
pub struct hookseal_verified {
    pub opaque: [u64; 90],
}

storage!(hookseal_verified holds Verified, mark 0x7665_7269_6669_6406);

/// A delivery's facts. The texts are inside the hookseal_verified they were read from.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_event {
    /// The scheme's name.
    pub scheme: hookseal_text,
    /// The event ID, at most 256 bytes; NULL where it is absent or unreadable.
    pub id: hookseal_text,
    /// The event type, at most 128 bytes; NULL where it is absent or unreadable.
    pub r#type: hookseal_text,
    /// The version of the event's format, at most 32 bytes; NULL where it is absent or unreadable.
    pub version: hookseal_text,
    /// When the sender says it signed, in Unix seconds; 0 unless `has_timestamp`.
    pub timestamp: u64,
    /// Which of the keyring's secrets matched, from 0; -1 for an endpoint without a signature.
    pub key_index: i32,
    /// Why a field is NULL although the body may hold it: EVENT_NOT_JSON or EVENT_FIELD_INVALID. The delivery is genuine
    /// all the same.
    pub field_error: hookseal_status,
    pub has_timestamp: bool,
    /// Whether the signature covers it.
    pub timestamp_signed: bool,
    pub id_signed: bool,
    pub type_signed: bool,
    pub version_signed: bool,
}

/// Gives the facts of a delivery.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE (it was not verified). Then `event` is zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verified_event(
    verified: *const hookseal_verified,
    event: *mut hookseal_event,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let event = unsafe { Out::new(event)? };
        // SAFETY: the header's rules for pointers.
        let verified: &Verified = unsafe { hookseal_verified::get(verified)? };
        event.set(hookseal_event {
            scheme: hookseal_text::of(Some(verified.scheme())),
            id: hookseal_text::of(verified.id()),
            r#type: hookseal_text::of(verified.event_type()),
            version: hookseal_text::of(verified.version()),
            timestamp: verified.timestamp().unwrap_or_default(),
            key_index: verified.key_index().map_or(-1, i32::from),
            field_error: verified.field_error().map_or(HOOKSEAL_OK, |error| error.code().into()),
            has_timestamp: verified.timestamp().is_some(),
            timestamp_signed: verified.timestamp_signed(),
            id_signed: verified.id_signed(),
            type_signed: verified.type_signed(),
            version_signed: verified.version_signed(),
        });
        Ok(())
    })
}

/// What an event is remembered under. Zeros are none: no window takes them for an event.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_dedup_key {
    pub bytes: [u8; 16],
}

impl hookseal_dedup_key {
    /// The key of an event to claim or forget. Zeros are what an output holds where there is no key: all events without
    /// one would pass for duplicates of the first.
    pub(crate) fn of_event(self) -> Result<DedupKey, Error> {
        if self.bytes == [0; 16] { Err(Error::ArgumentInvalid) } else { Ok(DedupKey::from_bytes(self.bytes)) }
    }
}

/// Gives the event's dedup key within `scope`, a text of 0 to 255 bytes that names one sender and one consumer: two tenants,
/// or two endpoints that must each see an event, have different ones. `has_key` is false where the endpoint does not dedup: many
/// schemes have nothing signed to tell events by. Process the event without a claim then; windows refuse the key, which is zeros.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE (it was not verified); where the key needs an event ID that is not
/// there, the event's `field_error`, else EVENT_ID_MISSING. Then both outputs are zeroed.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_verified_dedup_key(
    verified: *const hookseal_verified,
    scope: *const c_char,
    key: *mut hookseal_dedup_key,
    has_key: *mut bool,
) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let (key, has_key) = unsafe { (Out::new(key), Out::new(has_key)) };
        let (key, has_key) = (key?, has_key?);
        // SAFETY: the header's rules for pointers.
        let (verified, scope): (&Verified, _) = unsafe { (hookseal_verified::get(verified)?, required(scope)?) };
        if let Some(found) = verified.dedup_key(scope)? {
            key.set(hookseal_dedup_key { bytes: *found.as_bytes() });
            has_key.set(true);
        }
        Ok(())
    })
}

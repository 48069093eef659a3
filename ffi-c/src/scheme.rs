//! Schemes: the built-in ones by name, and the caller's own as a plain struct.

use core::ffi::c_char;

use hookseal_core::{
    DedupBy, Encoding, Error, Evidence, Field, Part, Scheme, SenderRetries, Signature, Source, Timestamp, TimestampAt,
    TimestampUnit, providers,
};

use crate::boundary::{Out, guard, slice};
use crate::keyring::{hookseal_key_format, key_format};
use crate::status::hookseal_status;
use crate::text::{hookseal_text, optional, required};

/// How a tag is written.
pub type hookseal_encoding = u32;
/// Hexadecimal, either case.
pub const HOOKSEAL_ENCODING_HEX: hookseal_encoding = 0;
/// Base64, padded.
pub const HOOKSEAL_ENCODING_BASE64: hookseal_encoding = 1;
/// Base64 with the URL alphabet, padding optional.
pub const HOOKSEAL_ENCODING_BASE64URL: hookseal_encoding = 2;

/// One piece of what is signed.
pub type hookseal_part_kind = u32;
/// Fixed text, never empty.
pub const HOOKSEAL_PART_LITERAL: hookseal_part_kind = 1;
/// The value of the header called `text`.
pub const HOOKSEAL_PART_HEADER: hookseal_part_kind = 2;
/// The timestamp as received.
pub const HOOKSEAL_PART_TIMESTAMP: hookseal_part_kind = 3;
/// The event ID, which is then a header.
pub const HOOKSEAL_PART_EVENT_ID: hookseal_part_kind = 4;
/// The HTTP method.
pub const HOOKSEAL_PART_METHOD: hookseal_part_kind = 5;
/// The endpoint's public URL.
pub const HOOKSEAL_PART_URL: hookseal_part_kind = 6;
/// The body. Exactly one part is.
pub const HOOKSEAL_PART_BODY: hookseal_part_kind = 7;

/// A part and, for a literal or a header, its text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_part {
    pub kind: hookseal_part_kind,
    pub text: *const c_char,
}

/// Where a timestamp or a field of the event stands.
pub type hookseal_place = u32;
/// Nowhere: the scheme has none. Nothing else is said of it then; a `name` or a limit is a place that was forgotten.
pub const HOOKSEAL_PLACE_NONE: hookseal_place = 0;
/// In the header called `name`.
pub const HOOKSEAL_PLACE_HEADER: hookseal_place = 1;
/// In the JSON body at the path `name`: object keys joined by dots, never into an array.
pub const HOOKSEAL_PLACE_JSON: hookseal_place = 2;
/// Timestamps only: in the signature header's list, as the entry that begins with `name` (`t=`).
pub const HOOKSEAL_PLACE_ENTRY: hookseal_place = 3;

/// A field of the event.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_field {
    pub at: hookseal_place,
    pub name: *const c_char,
}

/// How a timestamp is written.
pub type hookseal_timestamp_unit = u32;
/// Unix seconds.
pub const HOOKSEAL_UNIT_SECONDS: hookseal_timestamp_unit = 0;
/// Unix milliseconds.
pub const HOOKSEAL_UNIT_MILLISECONDS: hookseal_timestamp_unit = 1;
/// RFC 3339.
pub const HOOKSEAL_UNIT_RFC3339: hookseal_timestamp_unit = 2;

/// No limit, where seconds are asked for.
pub const HOOKSEAL_NO_LIMIT: u64 = u64::MAX;

/// When a delivery was signed, and how many seconds from now that may be, below 2^32. Where the timestamp is not signed both limits
/// must be HOOKSEAL_NO_LIMIT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_timestamp {
    pub at: hookseal_place,
    pub name: *const c_char,
    pub unit: hookseal_timestamp_unit,
    pub past: u64,
    pub future: u64,
}

/// What a dedup key is made of.
pub type hookseal_dedup = u32;
/// The signed ID where the scheme has one, else nothing where bodies repeat, else the digest.
pub const HOOKSEAL_DEDUP_DEFAULT: hookseal_dedup = 0;
/// The signed event ID.
pub const HOOKSEAL_DEDUP_SIGNED_ID: hookseal_dedup = 1;
/// The signed event ID, or the digest for deliveries without one.
pub const HOOKSEAL_DEDUP_SIGNED_ID_OR_DIGEST: hookseal_dedup = 2;
/// SHA-256 of the body, followed by the type where that comes from a header.
pub const HOOKSEAL_DEDUP_DIGEST: hookseal_dedup = 3;
/// An event ID that the signature does not cover: whoever replays a delivery can change it.
pub const HOOKSEAL_DEDUP_UNSIGNED_ID: hookseal_dedup = 4;
/// Nothing: every delivery is new.
pub const HOOKSEAL_DEDUP_NONE: hookseal_dedup = 5;

pub(crate) fn dedup_by(dedup: hookseal_dedup) -> Result<Option<DedupBy>, Error> {
    Ok(match dedup {
        HOOKSEAL_DEDUP_DEFAULT => None,
        HOOKSEAL_DEDUP_SIGNED_ID => Some(DedupBy::SignedId),
        HOOKSEAL_DEDUP_SIGNED_ID_OR_DIGEST => Some(DedupBy::SignedIdOrDigest),
        HOOKSEAL_DEDUP_DIGEST => Some(DedupBy::Digest),
        HOOKSEAL_DEDUP_UNSIGNED_ID => Some(DedupBy::UnsignedId),
        HOOKSEAL_DEDUP_NONE => Some(DedupBy::None),
        _ => return Err(Error::ArgumentInvalid),
    })
}

/// The most headers that can hold a signature.
const SIGNATURE_HEADERS: usize = 4;
/// The most parts that a scheme can have.
const PARTS: usize = 12;

/// A scheme of your own. Set it to zeros, then fill in what there is: zeros and NULL are the usual choice or "none",
/// but for `timestamp.past` and `timestamp.future`, which are limits of 0 seconds. It is copied when it is used.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_scheme {
    /// Lower-case letters, digits and hyphens, at most 48; not that of a built-in scheme.
    pub name: *const c_char,
    /// What dedup keys are made under. NULL: the name.
    pub family: *const c_char,
    /// Names of the headers that may hold a signature, from the first place on. All NULL: deliveries are not signed.
    pub signature_headers: [*const c_char; 4],
    /// What the tags of our version begin with (`v1=`, `sha256=`). NULL: nothing.
    pub prefix: *const c_char,
    /// What stands between entries where the header is a list, else 0.
    pub separator: c_char,
    /// Whether two distinct events may have the same body, so that a digest would swallow one of them: 0 or not.
    pub bodies_repeat: u8,
    /// How tags are written.
    pub encoding: hookseal_encoding,
    /// How secrets are written.
    pub key_format: hookseal_key_format,
    /// What identifies an event.
    pub dedup: hookseal_dedup,
    /// What is signed, in order. NULL: the body alone.
    pub parts: *const hookseal_part,
    /// How many parts, at most 12.
    pub part_count: usize,
    /// When it was signed.
    pub timestamp: hookseal_timestamp,
    /// Which event it is.
    pub id: hookseal_field,
    /// What kind of event it is.
    pub r#type: hookseal_field,
    /// Which version of the payload's format it is.
    pub version: hookseal_field,
    /// The body cap in bytes. 0: 1 MiB.
    pub max_body: u64,
}

/// Gives the core's form of a caller's scheme to `work`.
///
/// # Safety
/// The pointers in it are as the header's rules say.
pub(crate) unsafe fn lend<R>(
    scheme: &hookseal_scheme,
    work: impl FnOnce(&Scheme<'_>) -> Result<R, Error>,
) -> Result<R, Error> {
    // SAFETY: as the caller says, here and in all that follow.
    let name = unsafe { required(scheme.name)? };
    // SAFETY: as above.
    let family = unsafe { optional(scheme.family)? }.unwrap_or(name);
    let mut headers = [""; SIGNATURE_HEADERS];
    let mut header_count = 0;
    for (place, header) in headers.iter_mut().zip(scheme.signature_headers) {
        // SAFETY: as above.
        let Some(header) = (unsafe { optional(header)? }) else { break };
        *place = header;
        header_count += 1;
    }
    // One behind a gap would be passed over: a scheme would be taken for an unsigned one, or deliveries for such without a signature.
    if scheme.signature_headers.iter().skip(header_count).any(|header| !header.is_null()) {
        return Err(Error::SchemeInvalid);
    }
    let headers = headers.get(..header_count).unwrap_or_default();
    // SAFETY: as above.
    let prefix = unsafe { optional(scheme.prefix)? }.unwrap_or_default();
    let separator = Some(scheme.separator.to_ne_bytes()[0]).filter(|separator| *separator != 0);
    let encoding = encoding(scheme.encoding)?;
    let signature = (!headers.is_empty()).then_some(Signature { headers, separator, prefix, encoding });

    let mut parts = [Part::Body; PARTS];
    // SAFETY: as above.
    let given = unsafe { slice(scheme.parts, scheme.part_count)? };
    if given.len() > PARTS {
        return Err(Error::SchemeTooLarge);
    }
    for (place, given) in parts.iter_mut().zip(given) {
        // SAFETY: as above.
        *place = unsafe { part(given)? };
    }
    let usual = usize::from(signature.is_some());
    let parts = parts.get(..if given.is_empty() { usual } else { given.len() }).unwrap_or_default();

    let mut core = Scheme {
        name,
        family,
        signature,
        key: key_format(scheme.key_format)?,
        parts,
        // SAFETY: as above.
        timestamp: unsafe { timestamp(&scheme.timestamp)? },
        // SAFETY: as above.
        id: unsafe { field(&scheme.id)? },
        // SAFETY: as above.
        event_type: unsafe { field(&scheme.r#type)? },
        // SAFETY: as above.
        version: unsafe { field(&scheme.version)? },
        dedup: DedupBy::None,
        bodies_repeat: scheme.bodies_repeat != 0,
        sender_retries: SenderRetries::Unknown,
        max_body: if scheme.max_body == 0 { Scheme::DEFAULT_MAX_BODY } else { scheme.max_body },
        source: Source { evidence: Evidence::Project, reference: "" },
    };
    core.dedup = dedup_by(scheme.dedup)?.unwrap_or_else(|| core.usual_dedup());
    work(&core)
}

fn encoding(encoding: hookseal_encoding) -> Result<Encoding, Error> {
    Ok(match encoding {
        HOOKSEAL_ENCODING_HEX => Encoding::Hex,
        HOOKSEAL_ENCODING_BASE64 => Encoding::Base64,
        HOOKSEAL_ENCODING_BASE64URL => Encoding::Base64Url,
        _ => return Err(Error::ArgumentInvalid),
    })
}

/// # Safety
/// As [`lend`].
unsafe fn part<'a>(part: &hookseal_part) -> Result<Part<'a>, Error> {
    Ok(match part.kind {
        // SAFETY: as the caller says.
        HOOKSEAL_PART_LITERAL => Part::Literal(unsafe { required(part.text)? }),
        // SAFETY: as the caller says.
        HOOKSEAL_PART_HEADER => Part::Header(unsafe { required(part.text)? }),
        HOOKSEAL_PART_TIMESTAMP => Part::Timestamp,
        HOOKSEAL_PART_EVENT_ID => Part::EventId,
        HOOKSEAL_PART_METHOD => Part::Method,
        HOOKSEAL_PART_URL => Part::Url,
        HOOKSEAL_PART_BODY => Part::Body,
        _ => return Err(Error::ArgumentInvalid),
    })
}

/// # Safety
/// As [`lend`].
unsafe fn field<'a>(field: &hookseal_field) -> Result<Option<Field<'a>>, Error> {
    Ok(match field.at {
        HOOKSEAL_PLACE_NONE if field.name.is_null() => None,
        HOOKSEAL_PLACE_NONE => return Err(Error::SchemeInvalid),
        // SAFETY: as the caller says.
        HOOKSEAL_PLACE_HEADER => Some(Field::Header(unsafe { required(field.name)? })),
        // SAFETY: as the caller says.
        HOOKSEAL_PLACE_JSON => Some(Field::Json(unsafe { required(field.name)? })),
        _ => return Err(Error::ArgumentInvalid),
    })
}

/// # Safety
/// As [`lend`].
unsafe fn timestamp<'a>(timestamp: &hookseal_timestamp) -> Result<Option<Timestamp<'a>>, Error> {
    if timestamp.at == HOOKSEAL_PLACE_NONE {
        // Whoever gives limits counts on them: replays would pass.
        let is_limited =
            [timestamp.past, timestamp.future].iter().any(|limit| !matches!(*limit, 0 | HOOKSEAL_NO_LIMIT));
        return match (timestamp.name.is_null(), is_limited) {
            (true, false) => Ok(None),
            (true, true) => Err(Error::LimitInvalid),
            (false, _) => Err(Error::SchemeInvalid),
        };
    }
    // SAFETY: as the caller says.
    let name = unsafe { required(timestamp.name)? };
    let at = match timestamp.at {
        HOOKSEAL_PLACE_HEADER => TimestampAt::Header(name),
        HOOKSEAL_PLACE_JSON => TimestampAt::Json(name),
        HOOKSEAL_PLACE_ENTRY => TimestampAt::Entry(name),
        _ => return Err(Error::ArgumentInvalid),
    };
    let unit = match timestamp.unit {
        HOOKSEAL_UNIT_SECONDS => TimestampUnit::Seconds,
        HOOKSEAL_UNIT_MILLISECONDS => TimestampUnit::Milliseconds,
        HOOKSEAL_UNIT_RFC3339 => TimestampUnit::Rfc3339,
        _ => return Err(Error::ArgumentInvalid),
    };
    Ok(Some(Timestamp { at, unit, past: limit(timestamp.past)?, future: limit(timestamp.future)? }))
}

pub(crate) fn limit(seconds: u64) -> Result<Option<u32>, Error> {
    if seconds == HOOKSEAL_NO_LIMIT {
        return Ok(None);
    }
    u32::try_from(seconds).map(Some).map_err(|_| Error::ArgumentInvalid)
}

/// Gives the name of a built-in scheme: from 0 up, until it is ARGUMENT_INVALID. The text is the library's, for good.
///
/// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
#[unsafe(no_mangle)]
#[must_use]
pub unsafe extern "C" fn hookseal_scheme_name(index: usize, name: *mut hookseal_text) -> hookseal_status {
    guard(|| {
        // SAFETY: the header's rules for pointers.
        let name = unsafe { Out::new(name)? };
        let scheme = providers::ALL.get(index).ok_or(Error::ArgumentInvalid)?;
        name.set(hookseal_text::of(Some(scheme.name)));
        Ok(())
    })
}

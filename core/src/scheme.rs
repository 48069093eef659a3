//! A scheme as data: which headers carry what, and which bytes are signed in which order.
//!
//! Built-in schemes are constants of this type ([`providers`](crate::providers)); your own is built from the
//! same fields at run time. A scheme only describes. What is *signed* is never declared: a body field is
//! signed if the body is a part, a header only if it is a part itself.

use crate::encoding::Encoding;
use crate::secret::KeyFormat;

/// How a sender signs its deliveries. Every signature is HMAC-SHA256 over [`parts`](Self::parts).
///
/// ```
/// use hookseal_core::{Encoding, Field, Part, Scheme, Signature, Timestamp, TimestampAt, TimestampUnit};
///
/// // X-Acme-Signature: t=1700000000,v1=<hex>, over `{timestamp},{body}`
/// let scheme = Scheme {
///     name: "acme",
///     family: "acme",
///     signature: Some(Signature {
///         headers: &["X-Acme-Signature"],
///         separator: Some(b','),
///         prefix: "v1=",
///         encoding: Encoding::Hex,
///     }),
///     parts: &[Part::Timestamp, Part::Literal(","), Part::Body],
///     timestamp: Some(Timestamp {
///         at: TimestampAt::Entry("t="),
///         unit: TimestampUnit::Seconds,
///         past: Some(300),
///         future: Some(300),
///     }),
///     id: Some(Field::Json("id")),
///     ..Scheme::BASE
/// };
/// assert!(scheme.check().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme<'a> {
    /// Lower-case letters, digits and hyphens, at most 48 bytes.
    pub name: &'a str,
    /// What dedup keys are made under. Schemes of one family are one sender's format under several names.
    pub family: &'a str,
    /// Where the signature is; none for endpoints guarded only by an API key or a client certificate.
    pub signature: Option<Signature<'a>>,
    /// How secrets are written.
    pub key: KeyFormat,
    /// What is signed, in order, with exactly one [`Part::Body`]. Empty without a signature.
    pub parts: &'a [Part<'a>],
    /// When the delivery was signed.
    pub timestamp: Option<Timestamp<'a>>,
    /// Which event this is.
    pub id: Option<Field<'a>>,
    /// What kind of event this is.
    pub event_type: Option<Field<'a>>,
    /// Which version of the payload's format this is.
    pub version: Option<Field<'a>>,
    /// What a dedup key is made of, unless the endpoint says otherwise.
    pub dedup: DedupBy,
    /// Whether two distinct events may have the same body, so that a digest would swallow one of them.
    pub bodies_repeat: bool,
    /// How often the sender tries again.
    pub sender_retries: SenderRetries,
    /// The body cap in bytes, unless the endpoint says otherwise.
    pub max_body: u64,
    /// Where these facts come from.
    pub source: Source<'a>,
}

impl Scheme<'_> {
    /// The body cap of schemes whose sender documents none: 1 MiB.
    pub const DEFAULT_MAX_BODY: u64 = 1 << 20;

    /// The fields most schemes share, for `..Scheme::BASE`: the body alone is signed, nothing else is known.
    pub const BASE: Scheme<'static> = Scheme {
        name: "",
        family: "",
        signature: None,
        key: KeyFormat::Utf8,
        parts: &[Part::Body],
        timestamp: None,
        id: None,
        event_type: None,
        version: None,
        dedup: DedupBy::Digest,
        bodies_repeat: false,
        sender_retries: SenderRetries::Unknown,
        max_body: Self::DEFAULT_MAX_BODY,
        source: Source { evidence: Evidence::Project, reference: "" },
    };
}

impl<'a> Scheme<'a> {
    /// An endpoint without a signature, for [`Verifier::guarded`](crate::Verifier::guarded).
    ///
    /// Everything in its [`Verified`](crate::Verified) is unsigned; dedup is by digest and the body cap is 1 MiB,
    /// unless told otherwise: `Scheme { max_body: 64 << 10, ..Scheme::unsigned(…) }`.
    #[must_use]
    pub const fn unsigned(
        name: &'a str,
        id: Option<Field<'a>>,
        event_type: Option<Field<'a>>,
        version: Option<Field<'a>>,
    ) -> Self {
        Self { name, family: name, parts: &[], id, event_type, version, ..Scheme::BASE }
    }
}

/// Where the tags are and how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature<'a> {
    /// One to four header names; a tag in any of them counts.
    pub headers: &'a [&'a str],
    /// What stands between entries where the header is a list.
    pub separator: Option<u8>,
    /// What our version's tags begin with (`v1=`, `v1,`, `sha256=`), possibly empty.
    pub prefix: &'a str,
    /// How the rest of the entry writes the tag.
    pub encoding: Encoding,
}

/// One piece of the signed content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Fixed bytes, never empty.
    Literal(&'a str),
    /// The value of a header.
    Header(&'a str),
    /// The timestamp as received, byte for byte.
    Timestamp,
    /// The event ID, which is then a header.
    EventId,
    /// The HTTP method.
    Method,
    /// The endpoint's public URL, from configuration.
    Url,
    /// The body.
    Body,
}

/// When a delivery was signed, and how far from now that may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp<'a> {
    /// Where it stands.
    pub at: TimestampAt<'a>,
    /// How it is written.
    pub unit: TimestampUnit,
    /// Seconds that it may lie in the past; none for any. Only where the timestamp is signed.
    pub past: Option<u32>,
    /// Seconds that it may lie in the future; none for any. Only where the timestamp is signed.
    pub future: Option<u32>,
}

/// Where a timestamp stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampAt<'a> {
    /// In a header of its own.
    Header(&'a str),
    /// In the signature header's list, as the entry with this prefix (`t=`).
    Entry(&'a str),
    /// In the JSON body, at this path. Checked at the end, once the body is known to be authentic.
    Json(&'a str),
}

/// How a timestamp is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimestampUnit {
    /// Unix seconds, 1 to 15 digits.
    Seconds,
    /// Unix milliseconds, 1 to 15 digits.
    Milliseconds,
    /// RFC 3339 with `T` and `Z` or a numeric offset, up to nanoseconds.
    Rfc3339,
}

/// Where a field of the event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field<'a> {
    /// In a header.
    Header(&'a str),
    /// In the JSON body: object keys joined by dots, never into an array.
    Json(&'a str),
}

/// What identifies an event, so that a second delivery of it is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DedupBy {
    /// The signed event ID; a delivery without one has no key.
    SignedId,
    /// The signed event ID, or the digest for deliveries without one.
    SignedIdOrDigest,
    /// SHA-256 of the body, followed by the type where that comes from a header.
    Digest,
    /// An event ID that the signature does not cover: whoever replays a delivery can change it.
    UnsignedId,
    /// Nothing: every delivery is new.
    None,
}

/// How often a sender tries again after a first failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SenderRetries {
    /// Never: what is not taken at once is lost.
    None,
    /// So many times.
    Count(u8),
    /// No source says.
    Unknown,
}

/// Where a scheme's facts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    /// How close to the sender the source is.
    pub evidence: Evidence,
    /// The page, repository or file.
    pub reference: &'a str,
}

/// How close to the sender a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The sender's own documentation or code.
    Provider,
    /// Another library's documentation or code.
    Library,
    /// This project, or you: the scheme is defined here.
    Project,
}

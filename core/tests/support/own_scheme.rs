//! A scheme of one's own, owned, made of arbitrary parts: mostly sensible, now and then anything at all.

use hookseal_core::{
    DedupBy, Encoding, Field, KeyFormat, Part, Scheme, Signature, Timestamp, TimestampAt, TimestampUnit,
};

use super::choices::Choices;

#[derive(Clone, Debug)]
pub struct OwnScheme {
    pub name: String,
    pub family: String,
    pub signature: Option<OwnSignature>,
    pub key: KeyFormat,
    pub parts: Vec<OwnPart>,
    pub timestamp: Option<OwnTimestamp>,
    pub id: Option<OwnField>,
    pub event_type: Option<OwnField>,
    pub version: Option<OwnField>,
    pub dedup: DedupBy,
    pub max_body: u64,
}

#[derive(Clone, Debug)]
pub struct OwnSignature {
    pub headers: Vec<String>,
    pub separator: Option<u8>,
    pub prefix: String,
    pub encoding: Encoding,
}

#[derive(Clone, Debug)]
pub enum OwnPart {
    Literal(String),
    Header(String),
    Timestamp,
    EventId,
    Method,
    Url,
    Body,
}

#[derive(Clone, Debug)]
pub enum OwnField {
    Header(String),
    Json(String),
    Entry(String),
}

#[derive(Clone, Debug)]
pub struct OwnTimestamp {
    pub at: OwnField,
    pub unit: TimestampUnit,
    pub past: Option<u32>,
    pub future: Option<u32>,
}

pub const UNITS: [TimestampUnit; 3] = [TimestampUnit::Seconds, TimestampUnit::Milliseconds, TimestampUnit::Rfc3339];
pub const ENCODINGS: [Encoding; 3] = [Encoding::Hex, Encoding::Base64, Encoding::Base64Url];
pub const KEYS: [KeyFormat; 5] = [KeyFormat::Utf8, KeyFormat::Raw, KeyFormat::Base64, KeyFormat::Hex, KeyFormat::Whsec];
const DEDUPS: [DedupBy; 5] =
    [DedupBy::Digest, DedupBy::None, DedupBy::SignedId, DedupBy::SignedIdOrDigest, DedupBy::UnsignedId];
const HEADERS: [&str; 6] = ["X-Id", "X-Ts", "X-A", "X-B", "x-a", "X-Sig"];
const PATHS: [&str; 6] = ["id", "type", "a.b", "a", "data.object.id", "a.b.c.d"];
const LITERALS: [&str; 10] = [".", ":", "-", "\n", "v0:", "1", "POST", "..", "a", "é"];

impl OwnScheme {
    pub fn arbitrary(c: &mut Choices<'_>) -> Self {
        let has_signature = c.byte() != 0xFF;
        let signature = has_signature.then(|| OwnSignature {
            headers: some(c, 1, |c| text(c, &["X-Sig", "X-Sig-2", "X-A"])),
            separator: c.pick(&[None, Some(b','), Some(b' '), Some(b';'), Some(b'a'), Some(0x80)]),
            prefix: text(c, &["v1=", "", "sha256=", "t", " v", "v1,"]),
            encoding: c.pick(&ENCODINGS),
        });
        Self {
            name: text(c, &["acme", "acme", "acme-2", "stripe", "Acme", ""]),
            family: text(c, &["acme", "acme", "acme", "stripe"]),
            signature,
            key: c.pick(&KEYS),
            parts: some(c, usize::from(has_signature), part),
            timestamp: c.flip().then(|| OwnTimestamp {
                at: match c.below(8) {
                    0..5 => OwnField::Header(text(c, &["X-Ts", "X-Ts", "X-Id", "X-Sig"])),
                    5 => OwnField::Json(text(c, &PATHS)),
                    _ => OwnField::Entry(text(c, &["t=", "ts=", "v", "a", ""])),
                },
                unit: c.pick(&UNITS),
                past: c.pick(&[None, Some(0), Some(300), Some(u32::MAX)]),
                future: c.pick(&[None, Some(0), Some(300), Some(u32::MAX)]),
            }),
            id: field(c),
            event_type: field(c),
            version: field(c),
            dedup: c.pick(&DEDUPS),
            max_body: c.pick(&[1 << 20, 1 << 20, 1, u64::MAX, 0]),
        }
    }

    /// Lends the scheme, which only ever borrows.
    pub fn with<R>(&self, then: impl FnOnce(&Scheme<'_>) -> R) -> R {
        let headers: Vec<&str> =
            self.signature.iter().flat_map(|signature| &signature.headers).map(String::as_str).collect();
        let parts: Vec<Part<'_>> = self.parts.iter().map(OwnPart::lend).collect();
        then(&Scheme {
            name: &self.name,
            family: &self.family,
            signature: self.signature.as_ref().map(|signature| Signature {
                headers: &headers,
                separator: signature.separator,
                prefix: &signature.prefix,
                encoding: signature.encoding,
            }),
            key: self.key,
            parts: &parts,
            timestamp: self.timestamp.as_ref().map(OwnTimestamp::lend),
            id: self.id.as_ref().map(OwnField::lend),
            event_type: self.event_type.as_ref().map(OwnField::lend),
            version: self.version.as_ref().map(OwnField::lend),
            dedup: self.dedup,
            max_body: self.max_body,
            ..Scheme::BASE
        })
    }
}

impl OwnPart {
    fn lend(&self) -> Part<'_> {
        match self {
            Self::Literal(text) => Part::Literal(text),
            Self::Header(name) => Part::Header(name),
            Self::Timestamp => Part::Timestamp,
            Self::EventId => Part::EventId,
            Self::Method => Part::Method,
            Self::Url => Part::Url,
            Self::Body => Part::Body,
        }
    }
}

impl OwnField {
    /// An event field has no entry, so that becomes a path.
    fn lend(&self) -> Field<'_> {
        match self {
            Self::Header(name) => Field::Header(name),
            Self::Json(path) | Self::Entry(path) => Field::Json(path),
        }
    }
}

impl OwnTimestamp {
    fn lend(&self) -> Timestamp<'_> {
        let at = match &self.at {
            OwnField::Header(name) => TimestampAt::Header(name),
            OwnField::Entry(prefix) => TimestampAt::Entry(prefix),
            OwnField::Json(path) => TimestampAt::Json(path),
        };
        Timestamp { at, unit: self.unit, past: self.past, future: self.future }
    }
}

fn part(c: &mut Choices<'_>) -> OwnPart {
    match c.below(12) {
        0..3 => OwnPart::Body,
        3..6 => OwnPart::Literal(text(c, &LITERALS)),
        6 | 7 => OwnPart::Timestamp,
        8 => OwnPart::EventId,
        9 => OwnPart::Header(text(c, &HEADERS)),
        10 => OwnPart::Method,
        _ => OwnPart::Url,
    }
}

fn field(c: &mut Choices<'_>) -> Option<OwnField> {
    match c.below(4) {
        0 => None,
        1 => Some(OwnField::Json(text(c, &PATHS))),
        _ => Some(OwnField::Header(text(c, &HEADERS))),
    }
}

/// Mostly one of `sensible`; one time in 32 anything.
fn text(c: &mut Choices<'_>, sensible: &[&str]) -> String {
    match c.byte() {
        0xF8.. => String::from_utf8_lossy(&c.bytes()).into_owned(),
        choice => sensible[usize::from(choice) % sensible.len()].into(),
    }
}

/// `least` to six of them, rarely more.
fn some<T>(c: &mut Choices<'_>, least: usize, mut one: impl FnMut(&mut Choices<'_>) -> T) -> Vec<T> {
    let count = match c.byte() {
        0xFC.. => c.below(20),
        choice => least + usize::from(choice) % 6,
    };
    (0..count).map(|_| one(c)).collect()
}

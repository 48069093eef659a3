//! A scheme, checked and copied: what a verifier or signer works from, without a borrow of the scheme.

use crate::encoding::{Encoding, Tag};
use crate::event::{PATH_MAX, Scanner, Target, is_path};
use crate::flaw::Flaw;
use crate::header::Format;
use crate::providers;
use crate::scheme::{DedupBy, Field, Part, Scheme, Signature, Timestamp, TimestampAt, TimestampUnit};
use crate::secret::KeyFormat;
use crate::timestamp::{BodyClock, Tolerance};
use crate::touching;

/// The longest scheme name or family, in bytes.
pub(crate) const NAME_MAX: usize = 48;
const HEADER_NAME_MAX: usize = 64;
const PARTS_MAX: usize = 12;
const TEXT_MAX: usize = 512;
const SIGNATURE_HEADERS_MAX: usize = 4;

/// A piece of [`Rules::text`].
#[derive(Clone, Copy, Default)]
pub(crate) struct Span {
    start: u16,
    end: u16,
}

/// A signed part.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Literal(Span),
    Header(Span),
    Timestamp,
    EventId,
    Method,
    Url,
    Body,
}

/// Where an event field stands, and whether the signature covers it.
#[derive(Clone, Copy)]
pub(crate) struct Source {
    pub(crate) at: At,
    pub(crate) is_signed: bool,
}

impl Source {
    pub(crate) const fn is_header(self) -> bool {
        matches!(self.at, At::Header(_))
    }
}

/// Where something stands.
#[derive(Clone, Copy)]
pub(crate) enum At {
    Header(Span),
    Entry(Span),
    Json(Span),
}

/// The timestamp.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) source: Source,
    pub(crate) unit: TimestampUnit,
    /// Whether a literal-free neighbour holds a numeric timestamp to its fixed length.
    pub(crate) is_fixed_length: bool,
}

/// The checked scheme.
#[derive(Clone)]
pub(crate) struct Rules {
    text: heapless::String<TEXT_MAX>,
    pub(crate) name: Span,
    pub(crate) family: Span,
    signature_headers: heapless::Vec<Span, SIGNATURE_HEADERS_MAX>,
    separator: Option<u8>,
    prefix: Span,
    encoding: Encoding,
    pub(crate) key: KeyFormat,
    pub(crate) steps: heapless::Vec<Step, PARTS_MAX>,
    pub(crate) clock: Option<Clock>,
    pub(crate) id: Option<Source>,
    pub(crate) event_type: Option<Source>,
    pub(crate) version: Option<Source>,
    /// From which step to before which the digest goes.
    pub(crate) digest: (usize, usize),
    pub(crate) dedup: DedupBy,
    pub(crate) tolerance: Tolerance,
    pub(crate) max_body: u64,
}

impl Rules {
    pub(crate) const fn idle() -> Self {
        Self {
            text: heapless::String::new(),
            name: Span { start: 0, end: 0 },
            family: Span { start: 0, end: 0 },
            signature_headers: heapless::Vec::new(),
            separator: None,
            prefix: Span { start: 0, end: 0 },
            encoding: Encoding::Hex,
            key: KeyFormat::Utf8,
            steps: heapless::Vec::new(),
            clock: None,
            id: None,
            event_type: None,
            version: None,
            digest: (0, 0),
            dedup: DedupBy::None,
            tolerance: Tolerance::NONE,
            max_body: 0,
        }
    }

    /// Checks `scheme` and takes from it all that verifying needs. On a flaw, `self` is half filled.
    pub(crate) fn fill(&mut self, scheme: &Scheme<'_>) -> Result<(), Flaw> {
        *self = Self::idle();
        check_name(scheme)?;
        self.name = self.keep(scheme.name)?;
        self.family = self.keep(scheme.family)?;
        self.key = scheme.key;
        match &scheme.signature {
            Some(signature) => self.fill_signature(signature)?,
            // Nothing is signed, but the body is still what the digest covers.
            None if scheme.parts.is_empty() => self.steps.push(Step::Body).map_err(|_| Flaw::TooManyParts)?,
            None => return Err(Flaw::UnsignedParts),
        }
        self.fill_steps(scheme)?;
        let body = scheme.parts.iter().position(|part| *part == Part::Body);
        let body_run = body.map(|body| touching::run(scheme.parts, body)).unwrap_or_default();
        let unit = scheme.timestamp.map(|timestamp| timestamp.unit);
        let is_body_split_fixed = !touching::slides(body_run, unit);
        let is_signed = |field: &Field<'_>, own: Option<Part<'_>>| match field {
            Field::Json(_) => body.is_some() && is_body_split_fixed,
            Field::Header(name) => {
                let covers = |part: &Part<'_>| {
                    own == Some(*part) || matches!(part, Part::Header(other) if other.eq_ignore_ascii_case(name))
                };
                let at = scheme.parts.iter().position(covers);
                at.is_some_and(|at| !touching::slides(touching::run(scheme.parts, at), unit))
            }
        };
        self.id = self.source(scheme.id, |field| is_signed(field, Some(Part::EventId)))?;
        self.event_type = self.source(scheme.event_type, |field| is_signed(field, None))?;
        self.version = self.source(scheme.version, |field| is_signed(field, None))?;
        if let Some(timestamp) = &scheme.timestamp {
            self.fill_clock(timestamp, scheme.parts, is_body_split_fixed)?;
        }
        self.fill_digest(scheme.parts, is_body_split_fixed);
        self.set_dedup(scheme.dedup)?;
        self.set_max_body(scheme.max_body)
    }

    fn fill_signature(&mut self, signature: &Signature<'_>) -> Result<(), Flaw> {
        if signature.headers.is_empty() {
            return Err(Flaw::SignatureHeaders);
        }
        for name in signature.headers {
            let name = self.keep_header_name(name)?;
            self.signature_headers.push(name).map_err(|_| Flaw::SignatureHeaders)?;
        }
        // Nothing that a tag or a prefix may hold.
        if signature.separator.is_some_and(|byte| !b" ,;|&!*".contains(&byte)) {
            return Err(Flaw::Separator);
        }
        self.separator = signature.separator;
        self.encoding = signature.encoding;
        self.prefix = self.keep_prefix(signature.prefix)?;
        Ok(())
    }

    fn fill_steps(&mut self, scheme: &Scheme<'_>) -> Result<(), Flaw> {
        for (index, part) in scheme.parts.iter().enumerate() {
            let earlier = scheme.parts.get(..index).unwrap_or_default();
            let is_again = |other: &Part<'_>| match (part, other) {
                (Part::Literal(_), _) => false,
                (Part::Header(name), Part::Header(other)) => name.eq_ignore_ascii_case(other),
                _ => part == other,
            };
            if earlier.iter().any(is_again) {
                return Err(if *part == Part::Body { Flaw::TwoBodies } else { Flaw::Repeated });
            }
            let step = match part {
                Part::Literal("") => return Err(Flaw::EmptyLiteral),
                Part::Literal(text) => Step::Literal(self.keep(text)?),
                Part::Header(name) => Step::Header(self.keep_header_name(name)?),
                Part::Timestamp => match scheme.timestamp.map(|timestamp| timestamp.at) {
                    Some(TimestampAt::Header(_) | TimestampAt::Entry(_)) => Step::Timestamp,
                    Some(TimestampAt::Json(_)) | None => return Err(Flaw::TimestampPart),
                },
                Part::EventId => match scheme.id {
                    Some(Field::Header(_)) => Step::EventId,
                    Some(Field::Json(_)) | None => return Err(Flaw::EventIdPart),
                },
                Part::Method => Step::Method,
                Part::Url => Step::Url,
                Part::Body => Step::Body,
            };
            self.steps.push(step).map_err(|_| Flaw::TooManyParts)?;
        }
        let has_body = scheme.parts.contains(&Part::Body);
        if scheme.signature.is_some() && !has_body { Err(Flaw::NoBody) } else { Ok(()) }
    }

    fn fill_clock(
        &mut self,
        timestamp: &Timestamp<'_>,
        parts: &[Part<'_>],
        is_body_split_fixed: bool,
    ) -> Result<(), Flaw> {
        let position = parts.iter().position(|part| *part == Part::Timestamp);
        let run = position.map(|position| touching::run(parts, position)).unwrap_or_default();
        let is_part = position.is_some() && !touching::slides(run, Some(timestamp.unit));
        let (at, is_signed) = match timestamp.at {
            TimestampAt::Header(name) => (At::Header(self.keep_header_name(name)?), is_part),
            TimestampAt::Entry(prefix) => {
                // A tag's entry must not be read as the timestamp's.
                let is_own = !prefix.is_empty() && !self.get(self.prefix).starts_with(prefix);
                if self.separator.is_none() || !is_own {
                    return Err(Flaw::EntryPrefix);
                }
                (At::Entry(self.keep_prefix(prefix)?), is_part)
            }
            TimestampAt::Json(path) => (At::Json(self.keep_path(path)?), self.has_signature() && is_body_split_fixed),
        };
        let source = Source { at, is_signed };
        self.clock = Some(Clock { source, unit: timestamp.unit, is_fixed_length: run.len() > 1 });
        self.set_tolerance(Tolerance { past: timestamp.past, future: timestamp.future })
    }

    fn fill_digest(&mut self, parts: &[Part<'_>], is_body_split_fixed: bool) {
        let Some(body) = self.steps.iter().position(|step| matches!(step, Step::Body)) else { return };
        self.digest = if is_body_split_fixed { (body, body + 1) } else { touching::bounds(parts, body) };
    }

    pub(crate) fn set_dedup(&mut self, dedup: DedupBy) -> Result<(), Flaw> {
        match (dedup, self.id) {
            (DedupBy::Digest | DedupBy::None, _)
            | (DedupBy::UnsignedId, Some(_))
            | (DedupBy::SignedId | DedupBy::SignedIdOrDigest, Some(Source { is_signed: true, .. })) => {}
            (DedupBy::SignedId | DedupBy::SignedIdOrDigest, Some(_)) => return Err(Flaw::IdUnsigned),
            (DedupBy::SignedId | DedupBy::SignedIdOrDigest | DedupBy::UnsignedId, None) => return Err(Flaw::IdAbsent),
        }
        self.dedup = dedup;
        Ok(())
    }

    pub(crate) fn set_tolerance(&mut self, tolerance: Tolerance) -> Result<(), Flaw> {
        let is_timestamp_signed = self.clock.is_some_and(|clock| clock.source.is_signed);
        if !tolerance.is_none() && !is_timestamp_signed {
            return Err(Flaw::ToleranceUnsigned);
        }
        self.tolerance = tolerance;
        Ok(())
    }

    pub(crate) fn set_max_body(&mut self, max_body: u64) -> Result<(), Flaw> {
        if max_body == 0 {
            return Err(Flaw::BodyCap);
        }
        self.max_body = max_body;
        Ok(())
    }

    fn source(
        &mut self,
        field: Option<Field<'_>>,
        is_signed: impl Fn(&Field<'_>) -> bool,
    ) -> Result<Option<Source>, Flaw> {
        let Some(field) = field else { return Ok(None) };
        let at = match field {
            Field::Header(name) => At::Header(self.keep_header_name(name)?),
            Field::Json(path) => At::Json(self.keep_path(path)?),
        };
        Ok(Some(Source { at, is_signed: is_signed(&field) }))
    }

    fn keep(&mut self, text: &str) -> Result<Span, Flaw> {
        let start = self.text.len();
        self.text.push_str(text).map_err(|_| Flaw::TooMuchText)?;
        let offset = |length: usize| u16::try_from(length).map_err(|_| Flaw::TooMuchText);
        Ok(Span { start: offset(start)?, end: offset(self.text.len())? })
    }

    fn keep_header_name(&mut self, name: &str) -> Result<Span, Flaw> {
        if !is_header_name(name) {
            return Err(Flaw::HeaderName);
        }
        self.keep(name)
    }

    fn keep_prefix(&mut self, prefix: &str) -> Result<Span, Flaw> {
        let is_allowed = |byte: u8| (byte.is_ascii_graphic() || byte == b' ') && Some(byte) != self.separator;
        if prefix.starts_with(' ') || !prefix.bytes().all(is_allowed) {
            return Err(Flaw::Prefix);
        }
        self.keep(prefix)
    }

    fn keep_path(&mut self, path: &str) -> Result<Span, Flaw> {
        if path.len() > PATH_MAX {
            return Err(Flaw::PathLength);
        }
        if is_path(path) { self.keep(path) } else { Err(Flaw::Path) }
    }

    pub(crate) fn get(&self, span: Span) -> &str {
        self.text.get(usize::from(span.start)..usize::from(span.end)).unwrap_or_default()
    }

    /// The name of the header that a field stands in.
    pub(crate) fn header_name(&self, source: Source) -> Option<&str> {
        match source.at {
            At::Header(name) => Some(self.get(name)),
            At::Entry(_) | At::Json(_) => None,
        }
    }

    /// The names of all headers that verifying reads.
    pub(crate) fn header_names(&self) -> impl Iterator<Item = &str> {
        let fields = [self.id, self.event_type, self.version, self.clock.map(|clock| clock.source)];
        let parts = self.steps.iter().filter_map(|step| match step {
            Step::Header(name) => Some(self.get(*name)),
            Step::Literal(_) | Step::Timestamp | Step::EventId | Step::Method | Step::Url | Step::Body => None,
        });
        self.signature_headers()
            .chain(parts)
            .chain(fields.into_iter().flatten().filter_map(|source| self.header_name(source)))
    }

    /// The steps beside the one at `index`.
    pub(crate) fn neighbours(&self, index: usize) -> impl Iterator<Item = Step> {
        let beside = [index.checked_sub(1), index.checked_add(1)];
        beside.into_iter().flatten().filter_map(|index| self.steps.get(index).copied())
    }

    /// The steps that the digest covers: the body, or the whole run of touching parts where it slides.
    pub(crate) fn digest_steps(&self) -> impl Iterator<Item = &Step> {
        let (from, to) = self.digest;
        self.steps.iter().skip(from).take(to.saturating_sub(from))
    }

    /// Whether a dedup key may need the digest.
    pub(crate) const fn needs_digest(&self) -> bool {
        matches!(self.dedup, DedupBy::Digest | DedupBy::SignedIdOrDigest)
    }

    /// A scanner for the fields that stand in the body, if any does.
    pub(crate) fn scanner(&self) -> Option<Scanner> {
        let mut scanner = None;
        let sources = [
            (Target::Id, self.id),
            (Target::Type, self.event_type),
            (Target::Version, self.version),
            (Target::Timestamp, self.clock.map(|clock| clock.source)),
        ];
        for (target, source) in sources {
            if let Some(Source { at: At::Json(path), .. }) = source {
                scanner.get_or_insert(Scanner::idle()).seek(target, self.get(path));
            }
        }
        scanner
    }

    /// How to check a timestamp that stands in the body.
    pub(crate) fn body_clock(&self, now: u64) -> Option<BodyClock> {
        match self.clock {
            Some(Clock { source: Source { at: At::Json(_), .. }, unit, .. }) => {
                Some(BodyClock { unit, tolerance: self.tolerance, now })
            }
            Some(_) | None => None,
        }
    }

    pub(crate) fn has_signature(&self) -> bool {
        !self.signature_headers.is_empty()
    }

    pub(crate) fn signature_headers(&self) -> impl Iterator<Item = &str> {
        self.signature_headers.iter().map(|span| self.get(*span))
    }

    pub(crate) fn encode<'b>(&self, tag: &Tag, buffer: &'b mut [u8; Encoding::MAX_LEN]) -> &'b str {
        self.encoding.encode(tag, buffer)
    }

    pub(crate) fn format(&self) -> Format<'_> {
        let timestamp = match self.clock {
            Some(Clock { source: Source { at: At::Entry(prefix), .. }, .. }) => Some(self.get(prefix).as_bytes()),
            Some(_) | None => None,
        };
        Format {
            separator: self.separator,
            prefix: self.get(self.prefix).as_bytes(),
            encoding: self.encoding,
            timestamp,
        }
    }
}

/// Whether `name` can be a header's: RFC 9110's `token`, at most 64 bytes.
pub(crate) fn is_header_name(name: &str) -> bool {
    (1..=HEADER_NAME_MAX).contains(&name.len()) && is_token(name.as_bytes())
}

/// RFC 9110 §5.6.2, `token`.
pub(crate) fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

/// Whether the name and the family are written as names are.
fn check_name(scheme: &Scheme<'_>) -> Result<(), Flaw> {
    let is_name = |name: &str| {
        let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (1..=NAME_MAX).contains(&name.len()) && name.bytes().all(is_allowed)
    };
    if !is_name(scheme.name) || !is_name(scheme.family) {
        return Err(Flaw::Name);
    }
    Ok(())
}

impl Scheme<'_> {
    /// Says what is wrong with the scheme, in words for its author.
    ///
    /// # Errors
    /// The first [`Flaw`] found; among them a name or family that a built-in scheme has.
    pub fn check(&self) -> Result<(), Flaw> {
        Rules::idle().fill(self)?;
        let is_theirs = |name| providers::ALL.iter().any(|builtin| builtin.name == name || builtin.family == name);
        let is_builtin = || providers::ALL.iter().any(|builtin| **builtin == *self);
        if (is_theirs(self.name) || is_theirs(self.family)) && !is_builtin() {
            return Err(Flaw::NameTaken);
        }
        Ok(())
    }
}

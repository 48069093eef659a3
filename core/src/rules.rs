//! A scheme, checked and copied: what a verifier or signer works from, without a borrow of the scheme.

use crate::encoding::{Encoding, Tag};
use crate::event::{Scanner, Target};
use crate::flaw::Flaw;
use crate::header::{Format, is_token};
use crate::scheme::{DedupBy, TimestampUnit};
use crate::secret::KeyFormat;
use crate::timestamp::{BodyClock, Tolerance};

mod fill;

/// The longest scheme name or family, in bytes.
pub(crate) const NAME_MAX: usize = 48;
/// The longest header name, in bytes.
pub(crate) const HEADER_NAME_MAX: usize = 64;
/// The most signed parts.
pub(crate) const PARTS_MAX: usize = 12;
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
    /// From which step to before which the digest goes: the body, or the whole run of touching parts where it slides.
    pub(crate) digest: (usize, usize),
    pub(crate) dedup: DedupBy,
    /// The scheme's own choice.
    pub(crate) usual_dedup: DedupBy,
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
            usual_dedup: DedupBy::None,
            tolerance: Tolerance::NONE,
            max_body: 0,
        }
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

    /// The name of the header that a signed part is the value of.
    pub(crate) fn step_header(&self, step: Step) -> Option<&str> {
        match step {
            Step::Header(name) => Some(self.get(name)),
            Step::EventId => self.id.and_then(|source| self.header_name(source)),
            Step::Literal(_) | Step::Timestamp | Step::Method | Step::Url | Step::Body => None,
        }
    }

    /// The names of the headers that are signed parts, but for the event ID's.
    pub(crate) fn part_names(&self) -> impl Iterator<Item = &str> {
        let is_header = |step: &&Step| matches!(step, Step::Header(_));
        self.steps.iter().filter(is_header).filter_map(|step| self.step_header(*step))
    }

    /// The names of the headers that hold an event field.
    pub(crate) fn field_names(&self) -> impl Iterator<Item = &str> {
        let fields = [self.id, self.event_type, self.version];
        fields.into_iter().flatten().filter_map(|source| self.header_name(source))
    }

    /// The names of all headers that verifying reads.
    pub(crate) fn header_names(&self) -> impl Iterator<Item = &str> {
        self.exclusive_names().chain(self.part_names()).chain(self.field_names())
    }

    /// Whether the URL is a signed part.
    pub(crate) fn signs_url(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Url))
    }

    /// Whether the HTTP method is a signed part.
    pub(crate) fn signs_method(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Method))
    }

    /// The names of the headers that have one role only: the signature's and the timestamp's.
    pub(crate) fn exclusive_names(&self) -> impl Iterator<Item = &str> {
        let timestamp = self.clock.and_then(|clock| self.header_name(clock.source));
        self.signature_headers().chain(timestamp)
    }

    /// Whether `name` is one of them.
    pub(crate) fn is_exclusive(&self, name: &str) -> bool {
        self.exclusive_names().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// The run of touching steps, without literals, around the one at `index`, and the literals that stand
    /// before and after it, if any.
    pub(crate) fn run(&self, index: usize) -> (&[u8], &[Step], &[u8]) {
        let literal = |step: &Step| match step {
            Step::Literal(text) => Some(self.get(*text).as_bytes()),
            Step::Header(_) | Step::Timestamp | Step::EventId | Step::Method | Step::Url | Step::Body => None,
        };
        let (before, after) = self.steps.split_at_checked(index).unwrap_or((&self.steps, &[]));
        let start = before.iter().rposition(|step| literal(step).is_some());
        let end = after.iter().position(|step| literal(step).is_some()).map(|offset| index + offset);
        let text = |at: Option<usize>| at.and_then(|at| self.steps.get(at)).and_then(literal).unwrap_or_default();
        let run = self.steps.get(start.map_or(0, |at| at + 1)..end.unwrap_or(self.steps.len()));
        (text(start), run.unwrap_or_default(), text(end))
    }

    /// The steps beside the one at `index`.
    pub(crate) fn neighbours(&self, index: usize) -> impl Iterator<Item = Step> {
        let beside = [index.checked_sub(1), index.checked_add(1)];
        beside.into_iter().flatten().filter_map(|index| self.steps.get(index).copied())
    }

    /// Whether a digest key needs the type as well: a header tells it, and tells it in one way only. Where the
    /// header is a signed part whose split slides, one delivery would have several keys.
    pub(crate) fn is_type_beside_digest(&self) -> bool {
        let Some(source) = self.event_type else { return false };
        let Some(name) = self.header_name(source) else { return false };
        let mut parts = self.steps.iter().filter_map(|step| self.step_header(*step));
        let is_part = parts.any(|part| part.eq_ignore_ascii_case(name));
        source.is_signed || !is_part
    }

    /// Whether a dedup key may need the digest.
    pub(crate) const fn needs_digest(&self) -> bool {
        matches!(self.dedup, DedupBy::Digest | DedupBy::SignedIdOrDigest)
    }

    /// The fields that stand in the body, and their paths.
    fn paths(&self) -> impl Iterator<Item = (Target, &str)> {
        let sources = [
            (Target::Id, self.id),
            (Target::Type, self.event_type),
            (Target::Version, self.version),
            (Target::Timestamp, self.clock.map(|clock| clock.source)),
        ];
        sources.into_iter().filter_map(|(target, source)| match source?.at {
            At::Json(path) => Some((target, self.get(path))),
            At::Header(_) | At::Entry(_) => None,
        })
    }

    /// Whether a field stands in the body.
    pub(crate) fn reads_body(&self) -> bool {
        self.paths().next().is_some()
    }

    /// Makes an idle scanner look for the fields that stand in the body.
    pub(crate) fn aim(&self, scanner: &mut Scanner) {
        self.paths().for_each(|(target, path)| scanner.seek(target, path));
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

    /// Whether no scheme was filled in.
    pub(crate) fn is_idle(&self) -> bool {
        self.steps.is_empty()
    }

    /// Which step is the body.
    pub(crate) fn body_index(&self) -> usize {
        self.steps.iter().position(|step| matches!(step, Step::Body)).unwrap_or_default()
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

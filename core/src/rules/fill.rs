//! Checking a scheme and copying it.

use super::{At, Clock, NAME_MAX, Rules, Source, Span, Step, is_header_name};
use crate::encoding::Encoding;
use crate::error::Error;
use crate::event::{PATH_MAX, is_path};
use crate::flaw::Flaw;
use crate::providers;
use crate::scheme::{DedupBy, Field, Part, Scheme, Signature, Timestamp, TimestampAt};
use crate::secret::{KeyFormat, Keyring};
use crate::timestamp::Tolerance;
use crate::touching;

impl Rules {
    /// Field by field: the whole would be built on the stack first.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.signature_headers.clear();
        self.steps.clear();
        (self.name, self.family, self.prefix) = Default::default();
        (self.separator, self.encoding, self.key) = (None, Encoding::Hex, KeyFormat::Utf8);
        (self.clock, self.id, self.event_type, self.version) = (None, None, None, None);
        (self.dedup, self.usual_dedup, self.digest) = (DedupBy::None, DedupBy::None, (0, 0));
        (self.tolerance, self.max_body) = (Tolerance::NONE, 0);
    }

    /// Checks `scheme` and its name, and takes from it all that verifying needs. On a flaw, `self` is idle.
    pub(crate) fn fill(
        &mut self,
        scheme: &Scheme<'_>,
        check_name: impl FnOnce() -> Result<(), Flaw>,
    ) -> Result<(), Flaw> {
        self.clear();
        let result = self.take(scheme).and_then(|()| check_name());
        result.inspect_err(|_| self.clear())
    }

    /// As [`fill`](Self::fill), for a scheme with a signature and the secrets that go with it.
    pub(crate) fn fill_signed(
        &mut self,
        scheme: &Scheme<'_>,
        keyring: &Keyring,
        check_name: impl FnOnce() -> Result<(), Flaw>,
    ) -> Result<(), Error> {
        self.fill(scheme, check_name)?;
        let mismatch = if scheme.signature.is_none() {
            Error::SchemeInvalid
        } else if keyring.is_empty() {
            Error::State
        } else if keyring.format() != scheme.key {
            Error::KeyringFormat
        } else {
            return Ok(());
        };
        self.clear();
        Err(mismatch)
    }

    fn take(&mut self, scheme: &Scheme<'_>) -> Result<(), Flaw> {
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
        let is_body_split_fixed = touching::is_body_split_fixed(scheme);
        self.id = self.source(scheme.id, |field| touching::is_signed(scheme, field, Some(Part::EventId)))?;
        self.event_type = self.source(scheme.event_type, |field| touching::is_signed(scheme, field, None))?;
        self.version = self.source(scheme.version, |field| touching::is_signed(scheme, field, None))?;
        if let Some(timestamp) = &scheme.timestamp {
            self.fill_clock(timestamp, scheme.parts, is_body_split_fixed)?;
        }
        self.check_roles()?;
        self.fill_digest(scheme.parts, is_body_split_fixed);
        self.set_dedup(scheme.dedup)?;
        self.usual_dedup = scheme.dedup;
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
                let tag = self.get(self.prefix);
                let is_own =
                    !tag.is_empty() && !prefix.is_empty() && !tag.starts_with(prefix) && !prefix.starts_with(tag);
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

    /// A header that says two things says neither: the signature's and the timestamp's have one role each.
    fn check_roles(&self) -> Result<(), Flaw> {
        let is_shared = |name: &str| self.header_names().filter(|other| other.eq_ignore_ascii_case(name)).count() > 1;
        if self.exclusive_names().any(is_shared) { Err(Flaw::HeaderRoles) } else { Ok(()) }
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
    /// What a dedup key is made of unless somebody chooses: the event ID where it is signed; else nothing where bodies
    /// repeat; else the digest.
    #[must_use]
    pub fn usual_dedup(&self) -> DedupBy {
        match &self.id {
            Some(id) if touching::is_signed(self, id, Some(Part::EventId)) => DedupBy::SignedId,
            Some(_) | None if self.bodies_repeat => DedupBy::None,
            Some(_) | None => DedupBy::Digest,
        }
    }

    /// Says what is wrong with the scheme, in words for its author.
    ///
    /// # Errors
    /// The first [`Flaw`] found; among them a name or family that a built-in scheme has.
    pub fn check(&self) -> Result<(), Flaw> {
        Rules::idle().fill(self, || self.check_name())
    }

    pub(crate) fn check_name(&self) -> Result<(), Flaw> {
        let is_theirs = |name| providers::ALL.iter().any(|builtin| builtin.name == name || builtin.family == name);
        let is_builtin = || providers::ALL.iter().any(|builtin| **builtin == *self);
        if (is_theirs(self.name) || is_theirs(self.family)) && !is_builtin() {
            return Err(Flaw::NameTaken);
        }
        Ok(())
    }
}

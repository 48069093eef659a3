//! What a verifier is told of a request, and the checks that need no body.

use core::fmt;

use crate::error::Error;
use crate::event::{Fields, ID_MAX, TYPE_MAX, VERSION_MAX};
use crate::header::{Candidates, Found, Headers, Tags, is_token, single, visible};
use crate::rules::{At, PARTS_MAX, Rules, Source, Step};
use crate::scheme::TimestampUnit;
use crate::timestamp::{TIMESTAMP_MAX, Time};

/// What stands around the body.
///
/// ```
/// use hookseal_core::Request;
///
/// let headers = [("X-Hub-Signature-256", "sha256=…")];
/// let request = Request { content_length: Some(13), ..Request::new(&headers, 1_700_000_000) };
/// ```
pub struct Request<'r, H: ?Sized> {
    /// The headers.
    pub headers: &'r H,
    /// The time now, in Unix seconds.
    pub now: u64,
    /// The HTTP method, for schemes that sign it.
    pub method: Option<&'r str>,
    /// The endpoint's public URL as configured, for schemes that sign it. Never rebuilt from `Host`.
    pub url: Option<&'r str>,
    /// `Content-Length`, where the request has one.
    pub content_length: Option<u64>,
    /// The DER of the client certificate, from the TLS connection itself.
    pub certificate: Option<&'r [u8]>,
}

impl<'r, H: Headers + ?Sized> Request<'r, H> {
    /// A request of which nothing but the headers and the time is known.
    pub const fn new(headers: &'r H, now: u64) -> Self {
        Self { headers, now, method: None, url: None, content_length: None, certificate: None }
    }
}

impl<H: ?Sized> fmt::Debug for Request<'_, H> {
    /// Never the headers, which may hold an API key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("now", &self.now)
            .field("method", &self.method)
            .field("content_length", &self.content_length)
            .finish_non_exhaustive()
    }
}

impl<H: ?Sized> Clone for Request<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H: ?Sized> Copy for Request<'_, H> {}

/// The most bytes that may follow the body in the signed content, since they wait until it has passed.
/// Room for the longest header, a timestamp and literals.
pub(crate) const SUFFIX_MAX: usize = 320;

/// The bytes of each signed part. The body's, which are still to come, are empty.
pub(crate) type Parts<'a> = heapless::Vec<&'a [u8], PARTS_MAX>;

/// Checks all that can be checked before the body, in the documented order, and gives the timestamp. Takes the
/// tags, the parts, and the event fields that stand in headers: all where they stay, since they are large.
pub(crate) fn check_head<'a, H: Headers + ?Sized>(
    rules: &'a Rules,
    request: Request<'a, H>,
    tags: &mut Tags,
    parts: &mut Parts<'a>,
    fields: &mut Fields,
) -> Result<Option<Time>, Error> {
    let headers = request.headers;
    let mut candidates = Candidates::new(tags);
    for name in rules.signature_headers() {
        if let Some(value) = single(headers, name)? {
            candidates.read(value, rules.format())?;
        }
    }
    if rules.has_signature() {
        candidates.check()?;
    }
    let timestamp = timestamp_text(rules, headers, candidates.timestamp)?;
    let time = check_timestamp(rules, timestamp)?;
    find_parts(rules, &request, timestamp.unwrap_or_default(), parts)?;
    check_signed_headers(rules, parts)?;
    take_fields(rules, headers, parts, fields)?;
    if let Some(time) = time {
        rules.tolerance.check(time, request.now)?;
    }
    check_url_and_method(rules, &request)?;
    let after_body = parts.get(rules.body_index() + 1..).unwrap_or_default();
    let suffix = after_body.iter().map(|bytes| bytes.len()).sum::<usize>();
    if suffix > SUFFIX_MAX { Err(Error::HeaderTooLong) } else { Ok(time) }
}

/// The timestamp as received, where it does not stand in the body.
fn timestamp_text<'h, H: Headers + ?Sized>(
    rules: &Rules,
    headers: &'h H,
    entry: Found<'h>,
) -> Result<Option<&'h [u8]>, Error> {
    let Some(clock) = rules.clock else { return Ok(None) };
    let text = match clock.source.at {
        At::Json(_) => return Ok(None),
        At::Header(name) => {
            let value = single(headers, rules.get(name))?;
            value.map(|value| visible(value, usize::MAX)).transpose()?
        }
        At::Entry(_) => match entry {
            Found::None => None,
            Found::One(text) => Some(text),
            Found::Many => return Err(Error::HeaderDuplicate),
        },
    };
    let is_part = rules.steps.iter().any(|step| matches!(step, Step::Timestamp));
    if text.is_none() && is_part { Err(Error::TimestampMissing) } else { Ok(text) }
}

fn check_timestamp(rules: &Rules, text: Option<&[u8]>) -> Result<Option<Time>, Error> {
    let (Some(clock), Some(text)) = (rules.clock, text) else { return Ok(None) };
    let time = clock.unit.parse(text).ok_or(Error::TimestampMalformed)?;
    let is_too_short = clock.is_fixed_length && clock.unit.fixed_digits().is_some_and(|digits| text.len() != digits);
    let position = rules.steps.iter().position(|step| matches!(step, Step::Timestamp));
    // RFC 3339 tells its own end; digits need a neighbour that they do not hold.
    let is_open = clock.unit != TimestampUnit::Rfc3339 && position.is_some_and(|at| runs_into_literal(rules, at, text));
    if is_too_short || is_open { Err(Error::TimestampMalformed) } else { Ok(Some(time)) }
}

/// Gathers the parts. Signed headers must be there, and once.
fn find_parts<'a, H: Headers + ?Sized>(
    rules: &'a Rules,
    request: &Request<'a, H>,
    timestamp: &'a [u8],
    parts: &mut Parts<'a>,
) -> Result<(), Error> {
    let (mut is_missing, mut is_twice) = (false, false);
    let mut find = |name| match request.headers.find(name) {
        Found::One(value) if !value.is_empty() => value,
        Found::None | Found::One(_) => {
            is_missing = true;
            &[]
        }
        Found::Many => {
            is_twice = true;
            &[]
        }
    };
    parts.extend(rules.steps.iter().map(|step| match step {
        Step::Literal(text) => rules.get(*text).as_bytes(),
        Step::Header(_) | Step::EventId => rules.step_header(*step).map_or(&[][..], &mut find),
        Step::Timestamp => timestamp,
        Step::Method => request.method.unwrap_or_default().as_bytes(),
        Step::Url => request.url.unwrap_or_default().as_bytes(),
        Step::Body => &[],
    }));
    if is_missing {
        return Err(Error::HeaderMissing);
    }
    if is_twice { Err(Error::HeaderDuplicate) } else { Ok(()) }
}

/// Each signed header in its form.
fn check_signed_headers(rules: &Rules, parts: &Parts<'_>) -> Result<(), Error> {
    for (index, (step, value)) in rules.steps.iter().zip(parts).enumerate() {
        if !matches!(step, Step::Header(_) | Step::EventId) {
            continue;
        }
        if value.len() > ID_MAX {
            return Err(Error::HeaderTooLong);
        }
        let is_plain = |byte: &u8| byte.is_ascii_graphic() || (*byte == b' ' && matches!(step, Step::Header(_)));
        let is_narrow = must_be_narrow(rules, index, *step);
        if !value.iter().all(is_plain) || (is_narrow && !is_narrow_id(value)) || runs_into_literal(rules, index, value)
        {
            return Err(Error::HeaderMalformed);
        }
    }
    Ok(())
}

/// Event fields that stand in headers, signed or not.
fn take_fields<H: Headers + ?Sized>(
    rules: &Rules,
    headers: &H,
    parts: &Parts<'_>,
    fields: &mut Fields,
) -> Result<(), Error> {
    let find = |source: Option<Source>, max| {
        let Some(name) = source.and_then(|source| rules.header_name(source)) else { return Ok(&[][..]) };
        single(headers, name)?.map_or(Ok(&[][..]), |value| visible(value, max))
    };
    match rules.steps.iter().position(|step| matches!(step, Step::EventId)) {
        Some(signed) => fields.id.push(parts.get(signed).copied().unwrap_or_default()),
        None => fields.id.push(find(rules.id, ID_MAX)?),
    };
    fields.event_type.push(find(rules.event_type, TYPE_MAX)?);
    fields.version.push(find(rules.version, VERSION_MAX)?);
    Ok(())
}

fn check_url_and_method<H: ?Sized>(rules: &Rules, request: &Request<'_, H>) -> Result<(), Error> {
    const URL_MAX: usize = 2048;
    const METHOD_MAX: usize = 32;
    if rules.signs_url() {
        let url = request.url.ok_or(Error::UrlRequired)?;
        let is_url = url.len() <= URL_MAX && url.contains('/') && url.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_url {
            return Err(Error::ArgumentInvalid);
        }
    }
    if rules.signs_method() {
        let method = request.method.ok_or(Error::MethodRequired)?;
        let position = rules.steps.iter().position(|step| matches!(step, Step::Method));
        let is_open = || position.is_some_and(|at| runs_into_literal(rules, at, method.as_bytes()));
        if method.len() > METHOD_MAX || !is_token(method.as_bytes()) || is_open() {
            return Err(Error::ArgumentInvalid);
        }
    }
    Ok(())
}

/// Whether a header's split from its neighbours hangs on its characters: beside RFC 3339, and an event ID
/// beside the body.
fn must_be_narrow(rules: &Rules, index: usize, step: Step) -> bool {
    let is_rfc3339 = rules.clock.is_some_and(|clock| clock.unit == TimestampUnit::Rfc3339);
    rules.neighbours(index).any(|neighbour| match neighbour {
        Step::Timestamp => is_rfc3339,
        Step::Body => matches!(step, Step::EventId),
        Step::Literal(_) | Step::Header(_) | Step::EventId | Step::Method | Step::Url => false,
    })
}

fn is_narrow_id(value: &[u8]) -> bool {
    (1..=64).contains(&value.len())
        && value.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether `value`, at `index`, holds the literal that tells where its run of touching parts ends: the one that
/// follows the run, and after the body, where the split is found from the back, the one before it as well.
///
/// Beside the body there is none to hold. RFC 3339 tells its own end, so this is not asked of it.
fn runs_into_literal(rules: &Rules, index: usize, value: &[u8]) -> bool {
    let (before, run, after) = rules.run(index);
    if run.iter().any(|step| matches!(step, Step::Body)) {
        return false;
    }
    let is_after_body = rules.steps.iter().take(index).any(|step| matches!(step, Step::Body));
    let before = if is_after_body { before } else { &[] };
    // Where a value does not hold the byte that a literal begins with, seen from its side, none can appear.
    let holds = |byte: Option<&u8>| byte.is_some_and(|byte| value.contains(byte));
    let (may_after, may_before) = (holds(after.first()), holds(before.last()));
    match run {
        [_] => {
            (may_after && appears_early(value.iter(), after.iter()))
                || (may_before && appears_early(value.iter().rev(), before.iter().rev()))
        }
        _ => may_after || may_before,
    }
}

/// Whether `mark` appears in `value` followed by `mark` before the end of `value`, perhaps overlapping it.
fn appears_early<'b>(
    value: impl ExactSizeIterator<Item = &'b u8> + Clone,
    mark: impl ExactSizeIterator<Item = &'b u8> + Clone,
) -> bool {
    let length = mark.len();
    length > 0
        && (0..value.len()).any(|start| value.clone().skip(start).chain(mark.clone()).take(length).eq(mark.clone()))
}

const _: () = assert!(TIMESTAMP_MAX >= "9999-12-31T23:59:59.999999999+23:59".len());

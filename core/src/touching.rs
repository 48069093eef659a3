//! Where signed parts touch without a literal between them, can the split slide?
//!
//! A MAC covers a string of bytes, not a list of parts: `ab` + `c` and `a` + `bc` have one tag. A literal
//! that the neighbouring part may not contain fixes the split. Without one, it is fixed only where at most one
//! part of the run has a length that nothing else tells:
//!
//! * a numeric timestamp is held to exactly 10 or 13 digits;
//! * RFC 3339 is self-delimiting, forwards and backwards, and what stands before it is held to characters
//!   that it cannot begin in (`:` is not among them);
//! * the URL is the endpoint's own, and no method can run into it, since a URL has a character that no
//!   method has.

use crate::scheme::{Field, Part, Scheme, TimestampUnit};

/// From which index to before which the run of touching parts around `index` goes.
pub(crate) fn bounds(parts: &[Part<'_>], index: usize) -> (usize, usize) {
    let is_literal = |part: &Part<'_>| matches!(part, Part::Literal(_));
    let (before, after) = parts.split_at_checked(index).unwrap_or((parts, &[]));
    let start = before.iter().rposition(is_literal).map_or(0, |literal| literal + 1);
    let end = after.iter().position(is_literal).map_or(parts.len(), |literal| index + literal);
    (start, end)
}

/// The run of touching parts around `index`.
pub(crate) fn run<'p, 'a>(parts: &'p [Part<'a>], index: usize) -> &'p [Part<'a>] {
    let (start, end) = bounds(parts, index);
    parts.get(start..end).unwrap_or_default()
}

/// Whether the same bytes can be cut into the parts of `run` in another way.
///
/// Parts are cut off from the front as long as each tells its own end, and from the back as long as each tells
/// its own beginning. One part may be left over.
pub(crate) fn slides(run: &[Part<'_>], unit: Option<TimestampUnit>) -> bool {
    let tells_both = |part: &Part<'_>| matches!(part, Part::Timestamp | Part::Url);
    let tells_end = |(index, part): &(usize, &Part<'_>)| match (part, run.get(index + 1)) {
        (Part::Method, Some(Part::Url)) => true,
        (Part::EventId | Part::Header(_), Some(Part::Timestamp)) => unit == Some(TimestampUnit::Rfc3339),
        (part, _) => tells_both(part),
    };
    let front = run.iter().enumerate().take_while(tells_end).count();
    let rest = run.get(front..).unwrap_or_default();
    let back = rest.iter().rev().take_while(|part| tells_both(part)).count();
    rest.len() - back > 1
}

/// Whether no byte of the body could be its neighbours' as well.
pub(crate) fn is_body_split_fixed(scheme: &Scheme<'_>) -> bool {
    let unit = scheme.timestamp.map(|timestamp| timestamp.unit);
    let body = scheme.parts.iter().position(|part| *part == Part::Body);
    !slides(body.map(|body| run(scheme.parts, body)).unwrap_or_default(), unit)
}

/// Whether the signature covers a field and fixes where it begins and ends. `own` is the part that stands for it, if any.
pub(crate) fn is_signed(scheme: &Scheme<'_>, field: &Field<'_>, own: Option<Part<'_>>) -> bool {
    let Field::Header(name) = field else {
        return scheme.parts.contains(&Part::Body) && is_body_split_fixed(scheme);
    };
    let covers =
        |part: &Part<'_>| own == Some(*part) || matches!(part, Part::Header(other) if other.eq_ignore_ascii_case(name));
    let unit = scheme.timestamp.map(|timestamp| timestamp.unit);
    let at = scheme.parts.iter().position(covers);
    at.is_some_and(|at| !slides(run(scheme.parts, at), unit))
}

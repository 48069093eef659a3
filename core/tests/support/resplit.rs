//! A MAC covers a string of bytes, not a list of parts. Here every other way to cut that string into the parts is
//! tried: an attacker who holds one genuine tag may present any of them.

use hookseal_core::{DedupBy, Field, Part, Request, Scheme, TimestampAt, TimestampUnit, Verifier};

use super::choices::Choices;
use super::delivery::{KEY, keyring, reference_tag, write_tag};
use super::facts::{Facts, streamed, whole};

pub const URL: &str = "https://a/";
const METHOD: &str = "POST";
const NOW: u64 = 1_700_000_000;
/// More ways than this are not tried; the first ones differ most.
const SPLITS_MAX: usize = 400;

/// Content that the scheme's parts could make, of fragments that invite another split.
pub fn arbitrary_content(scheme: &Scheme<'_>, c: &mut Choices<'_>) -> Vec<u8> {
    let times: &[&str] = match scheme.timestamp.map(|timestamp| timestamp.unit) {
        Some(TimestampUnit::Milliseconds) => &["1700000000000", "1700000000001", "170000000000"],
        Some(TimestampUnit::Rfc3339) => {
            &["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.5Z", "2023-11-14T22:13:20+01:00", "2023-11-14T22:13:20-"]
        }
        Some(TimestampUnit::Seconds) | None => &["1700000000", "1700000001", "17000000001", "170000000"],
    };
    let mut fragments = vec!["a", "-", "1", "b", METHOD, URL, r#"{"id":"a"}"#, r#"{"id":"b"}"#, "{", "."];
    fragments.extend(times);
    fragments.extend(scheme.parts.iter().filter_map(|part| match part {
        Part::Literal(text) => Some(*text),
        _ => None,
    }));
    let mut content = String::new();
    for part in scheme.parts {
        match part {
            Part::Literal(text) => content += text,
            Part::Url => content += URL,
            Part::Timestamp => content += c.pick(times),
            Part::Method if c.flip() => content += METHOD,
            Part::Header(_) | Part::EventId | Part::Method | Part::Body => {
                for _ in 0..=c.below(5) {
                    content += c.pick(&fragments);
                }
            }
        }
    }
    content.into_bytes()
}

/// Verifies every split of `content`. All that are accepted must tell the same of what they call signed, and have
/// the same digest key. Gives how many were accepted.
pub fn assert_one_reading(scheme: &Scheme<'_>, content: &[u8]) -> usize {
    let mut verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
    verifier.set_dedup(DedupBy::Digest).unwrap();
    let tag = write_tag(scheme.signature.unwrap().encoding, &reference_tag(KEY, content));
    let mut splits = Vec::new();
    split(scheme, scheme.parts, content, &mut Vec::new(), &mut splits);
    let mut first: Option<(Reading, Vec<&[u8]>)> = None;
    let mut accepted = 0;
    for pieces in splits {
        let Some(headers) = headers(scheme, &tag, &pieces) else { continue };
        let piece = |wanted| scheme.parts.iter().position(|part| *part == wanted).map(|index| pieces[index]);
        let method = piece(Part::Method).map_or(Some(METHOD), |method| str::from_utf8(method).ok());
        let request = Request { method, url: Some(URL), ..Request::new(headers.as_slice(), NOW) };
        let body = piece(Part::Body).unwrap_or_default();
        let Ok(facts) = whole(&verifier, &request, body) else { continue };
        assert_eq!(streamed(&verifier, &request, body, &[3]), Ok(facts.clone()));
        let reading = Reading::new(facts);
        accepted += 1;
        let (known, cut) = first.get_or_insert_with(|| (reading.clone(), pieces.clone()));
        assert_eq!(*known, reading, "one tag, two readings: {cut:?} and {pieces:?} under {scheme:?}");
    }
    accepted
}

/// What a receiver may rely on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    timestamp: Option<u64>,
    fields: [Option<String>; 3],
    digest_key: Option<String>,
}

impl Reading {
    fn new(facts: Facts) -> Self {
        let [timestamp, id, event_type, version] = facts.signed;
        Self {
            timestamp: facts.timestamp.filter(|_| timestamp),
            fields: [
                facts.id.filter(|_| id),
                facts.event_type.filter(|_| event_type),
                facts.version.filter(|_| version),
            ],
            digest_key: facts.keys[0].clone().unwrap(),
        }
    }
}

/// The headers that present `pieces`, or none where one header would need two values.
fn headers(scheme: &Scheme<'_>, tag: &str, pieces: &[&[u8]]) -> Option<Vec<(String, Vec<u8>)>> {
    let signature = scheme.signature?;
    let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
    let mut entry = Vec::new();
    for (part, piece) in scheme.parts.iter().zip(pieces) {
        let name = match (*part, scheme.id, scheme.timestamp.map(|timestamp| timestamp.at)) {
            (Part::Header(name), _, _)
            | (Part::EventId, Some(Field::Header(name)), _)
            | (Part::Timestamp, _, Some(TimestampAt::Header(name))) => name,
            (Part::Timestamp, _, Some(TimestampAt::Entry(prefix))) => {
                entry = [prefix.as_bytes(), piece, &[signature.separator?]].concat();
                continue;
            }
            _ => continue,
        };
        match headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((_, value)) if value == piece => {}
            Some(_) => return None,
            None => headers.push((name.into(), piece.to_vec())),
        }
    }
    let value = [&entry, signature.prefix.as_bytes(), tag.as_bytes()].concat();
    headers.push(((*signature.headers.first()?).into(), value));
    Some(headers)
}

fn split<'c>(
    scheme: &Scheme<'_>,
    parts: &[Part<'_>],
    content: &'c [u8],
    cut: &mut Vec<&'c [u8]>,
    found: &mut Vec<Vec<&'c [u8]>>,
) {
    let Some((part, parts)) = parts.split_first() else {
        if content.is_empty() {
            found.push(cut.clone());
        }
        return;
    };
    let (least, most) = match part {
        Part::Literal(text) if content.starts_with(text.as_bytes()) => (text.len(), text.len()),
        Part::Url if content.starts_with(URL.as_bytes()) => (URL.len(), URL.len()),
        Part::Literal(_) | Part::Url => return,
        Part::Body => (0, content.len()),
        Part::Timestamp => (1, content.len().min(35)),
        Part::Header(_) | Part::EventId | Part::Method => (1, content.len()),
    };
    let least = if parts.is_empty() { content.len().max(least) } else { least };
    for length in least..=most {
        let (piece, rest) = content.split_at(length);
        if found.len() == SPLITS_MAX || (*part == Part::Timestamp && !is_time_like(scheme, piece)) {
            continue;
        }
        cut.push(piece);
        split(scheme, parts, rest, cut, found);
        cut.pop();
    }
}

/// Leaves out what no timestamp looks like, so that the splits tried are those with a chance.
fn is_time_like(scheme: &Scheme<'_>, piece: &[u8]) -> bool {
    match scheme.timestamp.map(|timestamp| timestamp.unit) {
        Some(TimestampUnit::Rfc3339) => piece.len() >= 20 && piece[4] == b'-',
        Some(_) | None => piece.iter().all(u8::is_ascii_digit),
    }
}

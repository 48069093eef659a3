//! Reading a capture, which may hold anything.

use hookseal_core::Error;

use super::facts::{Facts, own_name};
use super::{Capture, HEAD_MAX, HEADERS_MAX};
use crate::error::HostError;

impl Capture {
    /// Reads a message as [`to_bytes`](Self::to_bytes) writes it.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] where it is no whole HTTP/1.1 request with one `Content-Length` that is the rest of
    /// the file, is over a limit, or has `Hookseal-*` headers that hookseal does not write.
    pub fn from_bytes(message: &[u8]) -> Result<Self, HostError> {
        let (mut capture, length, declared) = read_head(message)?;
        let body = message.get(length..).unwrap_or_default();
        if u64::try_from(body.len()) != Ok(declared) {
            let detail = format!("its body has {} bytes, and its Content-Length says {declared}", body.len());
            return Err(refused(&detail));
        }
        capture.body = body.to_owned();
        capture.check()?;
        Ok(capture)
    }

    /// What is known of a delivery, from the beginning of its message.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes), without the body's.
    pub fn facts_of(message: &[u8]) -> Result<Facts, HostError> {
        read_head(message).map(|(capture, ..)| capture.facts)
    }
}

/// A capture without its body, where that begins, and how long it should be.
fn read_head(message: &[u8]) -> Result<(Capture, usize, u64), HostError> {
    let head = message.get(..HEAD_MAX).unwrap_or(message);
    let mut parsed = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut parsed);
    let length = match request.parse(head) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Err(refused("it ends within its headers, or they are too long")),
        Err(httparse::Error::TooManyHeaders) => return Err(refused("it has too many headers")),
        Err(_) => return Err(refused("it is no HTTP request")),
    };
    let (Some(method), Some(target), Some(1)) = (request.method, request.path, request.version) else {
        return Err(refused("it is no HTTP/1.1 request"));
    };
    let (mut headers, mut facts, mut declared) = (Vec::new(), Facts::default(), None);
    for header in request.headers.iter() {
        if header.name.eq_ignore_ascii_case("Content-Length") {
            let length = digits(header.value).ok_or_else(|| refused("its Content-Length is no number"))?;
            if declared.replace(length).is_some() {
                return Err(refused("it has two Content-Length headers"));
            }
        } else if header.name.eq_ignore_ascii_case("Transfer-Encoding") {
            return Err(refused("it has a Transfer-Encoding, which captures never have"));
        } else if own_name(header.name).is_some() {
            let value = core::str::from_utf8(header.value).ok();
            if !value.is_some_and(|value| facts.read(header.name, value)) {
                return Err(refused("it has a Hookseal- header that is unknown, given twice or malformed"));
            }
        } else {
            headers.push((header.name.to_owned(), header.value.trim_ascii().to_owned()));
        }
    }
    let declared = declared.ok_or_else(|| refused("it has no Content-Length"))?;
    let capture = Capture { method: method.to_owned(), target: target.to_owned(), headers, facts, body: Vec::new() };
    Ok((capture, length, declared))
}

fn digits(value: &[u8]) -> Option<u64> {
    let text = core::str::from_utf8(value.trim_ascii()).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn refused(detail: &str) -> HostError {
    HostError::new(Error::ArgumentInvalid, format!("this is no capture: {detail}"))
}

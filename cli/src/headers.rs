//! A delivery's headers, as they were given: bytes, with their duplicates.

use std::ffi::OsString;
use std::path::Path;

use hookseal_core::{Error, Found, Headers as _, is_token};

use crate::failure::Failure;
use crate::input::{HEADERS_FILE_MAX, read_capped};

/// Name and value.
pub(crate) type Header = (Vec<u8>, Vec<u8>);

/// The headers of the command line, then those of the file.
pub(crate) fn gather(given: &[OsString], file: Option<&Path>) -> Result<Vec<Header>, Failure> {
    let mut headers = from_arguments(given)?;
    if let Some(path) = file {
        let text = read_capped("headers file", path, HEADERS_FILE_MAX)?;
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            let header = parse(line)
                .map_err(|wrong| Failure::argument(format!("{}, line {}: {wrong}", path.display(), index + 1)))?;
            headers.push(header);
        }
    }
    Ok(headers)
}

/// The headers of the command line.
pub(crate) fn from_arguments(given: &[OsString]) -> Result<Vec<Header>, Failure> {
    let headers = given.iter().enumerate();
    headers
        .map(|(index, text)| {
            parse(text.as_encoded_bytes())
                .map_err(|wrong| Failure::argument(format!("header {} of the command line: {wrong}", index + 1)))
        })
        .collect()
}

/// Takes `Name: value` apart. What is wrong is said without repeating it: values may be secret.
fn parse(line: &[u8]) -> Result<Header, &'static str> {
    let at = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
    let (name, value) = line.split_at_checked(at).unwrap_or_default();
    match value.split_first() {
        Some((_, value)) if is_token(name) => Ok((name.to_vec(), trim(value).to_vec())),
        _ if line.starts_with(b"HTTP/") || line.windows(6).any(|window| window == b" HTTP/") => {
            Err("the first line of an HTTP message: delete it, and pass --method and --url where the scheme signs them")
        }
        _ if line.starts_with(b" ") || line.starts_with(b"\t") => {
            Err("the header above runs on here: join the lines into one")
        }
        _ => Err("not a header: write it as `Name: value`"),
    }
}

/// `value` without the white space that RFC 9110 §5.5 allows around it.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// The length that the delivery declares. It comes from the sender, so that a bad one is refused, not a wrong usage.
pub(crate) fn content_length(headers: &[Header]) -> Result<Option<u64>, Error> {
    match headers.find("Content-Length") {
        Found::None | Found::One([]) => Ok(None),
        Found::One(value) if value.iter().all(u8::is_ascii_digit) => {
            // A number too large for us is over every cap.
            let text = core::str::from_utf8(value).map_err(|_| Error::HeaderMalformed)?;
            Ok(Some(text.parse().unwrap_or(u64::MAX)))
        }
        Found::One(_) => Err(Error::HeaderMalformed),
        Found::Many => Err(Error::HeaderDuplicate),
    }
}

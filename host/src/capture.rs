//! Deliveries kept in files: dead letters, and what a developer wants to look at or send again.
//!
//! A capture is one HTTP/1.1 request message (RFC 9112, media type `message/http`): the request line, headers, and the
//! body byte for byte, with its length counted anew. What hookseal knows of the delivery stands in `Hookseal-*`
//! headers. Values of headers are kept only where they are needed to verify or to read the delivery; of all others
//! the name is kept, and the value is `[redacted]`; so is a value with control characters, which HTTP forbids.

mod facts;
mod read;
mod redact;

use core::fmt;

use hookseal_core::{Error, is_token};

pub use self::facts::Facts;
pub use self::redact::Keep;
use crate::error::HostError;

/// Headers of a capture at most, `Hookseal-*` ones included.
pub const HEADERS_MAX: usize = 256;

/// Bytes of the request line and the headers at most.
pub const HEAD_MAX: usize = 256 << 10;

/// One delivery, as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Capture {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    facts: Facts,
    body: Vec<u8>,
}

/// A request as a server received it.
#[derive(Clone, Copy)]
pub struct Received<'r> {
    /// The method, such as `POST`.
    pub method: &'r str,
    /// The request target, such as `/hooks/stripe?tenant=7`.
    pub target: &'r str,
    /// Names and values, in order.
    pub headers: &'r [(&'r str, &'r [u8])],
    /// The body.
    pub body: &'r [u8],
}

impl fmt::Debug for Capture {
    /// Never a header's value, nor the body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers().map(|(name, _)| name).collect();
        f.debug_struct("Capture")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("headers", &names)
            .field("facts", &self.facts)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

impl fmt::Debug for Received<'_> {
    /// Never a header's value, the body, or the target, whose query may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("Received")
            .field("method", &self.method)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Capture {
    /// A copy of a request that holds no more than `keep` allows, with what is known of it.
    ///
    /// Hop-by-hop headers, `Content-Length` and the sender's own `Hookseal-*` headers are dropped.
    ///
    /// # Errors
    /// [`Error::ArgumentInvalid`] for a method or name that is no token, a target that is not printable ASCII, a value
    /// with CR, LF or NUL, or a head that is over [`HEADERS_MAX`] or [`HEAD_MAX`].
    pub fn new(received: &Received<'_>, keep: &Keep, facts: Facts) -> Result<Self, HostError> {
        let Received { method, target, headers, body } = *received;
        let headers = redact::headers(headers, keep);
        let target = keep.target(target);
        let capture = Self { method: method.to_owned(), target, headers, facts, body: body.to_owned() };
        capture.check()?;
        Ok(capture)
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The request target, without its query unless that was kept.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Names and values, without those that hookseal added.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// What is known of the delivery.
    #[must_use]
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The message.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut message = self.head();
        message.extend_from_slice(&self.body);
        message
    }

    fn head(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        let length = self.body.len().to_string();
        let own = self.facts.headers().into_iter().map(|(name, value)| (name, value.into_bytes()));
        let counted = [("Content-Length", length.as_bytes())];
        for (name, value) in self.headers().chain(counted) {
            line(&mut head, name, value);
        }
        own.for_each(|(name, value)| line(&mut head, name, &value));
        head.extend_from_slice(b"\r\n");
        head
    }

    fn check(&self) -> Result<(), HostError> {
        let refuse = |detail: String| Err(HostError::new(Error::ArgumentInvalid, detail));
        if !is_token(self.method.as_bytes()) {
            return refuse("the method is no HTTP token: pass it as it was received".to_owned());
        }
        if self.target.is_empty() || !self.target.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse("the target is not printable ASCII: pass it as it was received, not decoded".to_owned());
        }
        for (name, value) in self.headers() {
            if !is_token(name.as_bytes()) {
                return refuse("a header's name is no HTTP token: pass it as it was received".to_owned());
            }
            if value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
                return refuse(format!("the value of {name} holds CR, LF or NUL: no server passes such a one on"));
            }
        }
        if self.headers.len() + Facts::HEADERS + 1 > HEADERS_MAX || self.head().len() > HEAD_MAX {
            return refuse(format!("the headers are more than {HEADERS_MAX} or over {HEAD_MAX} bytes"));
        }
        Ok(())
    }
}

fn line(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
    head.extend_from_slice(b"\r\n");
}

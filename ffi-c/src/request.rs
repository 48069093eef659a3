//! What is told of a request.

use core::ffi::c_char;

use hookseal_core::{Error, Request};

use crate::boundary::{input, slice};
use crate::text::{HeaderList, hookseal_header, optional};

/// What stands around the body. Set it to zeros, then fill in what is known. Nothing of it is kept.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hookseal_request {
    /// The headers; all of them, or at least those that the scheme reads.
    pub headers: *const hookseal_header,
    pub header_count: usize,
    /// The time now, in Unix seconds.
    pub now: u64,
    /// `Content-Length`, or 0 where the request has none. A body of fewer bytes is refused, one of more is not if it is genuine.
    pub content_length: u64,
    /// The HTTP method, for schemes that sign it; else NULL.
    pub method: *const c_char,
    /// The endpoint's public URL as configured, for schemes that sign it; else NULL. Never rebuilt from `Host`.
    pub url: *const c_char,
    /// The DER of the client's certificate, from the TLS connection itself; else NULL.
    pub certificate: *const u8,
    pub certificate_length: usize,
}

/// Gives the core's form of a request to `work`.
///
/// # Safety
/// `request` and the pointers in it are as the header's rules say.
pub(crate) unsafe fn lend<R>(
    request: *const hookseal_request,
    work: impl FnOnce(&Request<'_, HeaderList<'_>>) -> Result<R, Error>,
) -> Result<R, Error> {
    // SAFETY: as the caller says, here and below.
    let given = unsafe { input(request)? };
    // SAFETY: as above.
    let headers = unsafe { HeaderList::new(given.headers, given.header_count)? };
    // SAFETY: as above.
    let (method, url) = unsafe { (optional(given.method)?, optional(given.url)?) };
    // SAFETY: as above.
    let certificate = unsafe { slice(given.certificate, given.certificate_length)? };
    work(&Request {
        headers: &headers,
        now: given.now,
        method,
        url,
        content_length: Some(given.content_length).filter(|length| *length > 0),
        certificate: Some(certificate).filter(|der| !der.is_empty()),
    })
}

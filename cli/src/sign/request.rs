//! A signed request, and two ways to print it.

use base64ct::{Base64, Encoding as _};
use serde::Serialize;

use crate::failure::Failure;

/// A request that carries its signature.
pub(super) struct Signed<'r> {
    pub(super) method: &'r str,
    pub(super) url: Option<&'r str>,
    pub(super) headers: &'r [(String, String)],
    pub(super) body: &'r [u8],
}

/// The request as one object. The body is text where it is UTF-8, else base64.
#[derive(Serialize)]
pub(super) struct Json<'r> {
    method: &'r str,
    url: Option<&'r str>,
    headers: &'r [(String, String)],
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

impl Signed<'_> {
    pub(super) fn json(&self) -> Json<'_> {
        let text = core::str::from_utf8(self.body).ok();
        Json {
            method: self.method,
            url: self.url,
            headers: self.headers,
            body: text,
            body_base64: text.is_none().then(|| Base64::encode_string(self.body)),
        }
    }

    /// An HTTP/1.1 request message (RFC 9112), to `localhost` where no URL was given.
    pub(super) fn http(&self, target: Option<&Target>) -> Vec<u8> {
        let (host, path) = target.map_or(("localhost", "/"), |target| (&target.host, &target.path));
        let mut head = format!("{} {path} HTTP/1.1\r\n", self.method);
        let has_host = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Host"));
        if !has_host {
            head.push_str(&format!("Host: {host}\r\n"));
        }
        for (name, value) in self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", self.body.len()));
        let mut message = head.into_bytes();
        message.extend_from_slice(self.body);
        message
    }
}

/// What a URL says of a request's first lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    host: String,
    path: String,
}

impl Target {
    pub(super) fn parse(url: &str) -> Result<Self, Failure> {
        let wrong =
            || Failure::argument("--url is no URL: write it as https://host/path, without a user or a fragment");
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or_else(wrong)?;
        let (host, path) = rest.find(['/', '?']).and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
        let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        if !is_plain || host.is_empty() || host.contains('@') {
            return Err(wrong());
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self { host: host.to_owned(), path: format!("{slash}{path}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        for (url, host, path) in [
            ("https://a.example/x?y=1", "a.example", "/x?y=1"),
            ("http://[::1]:8080", "[::1]:8080", "/"),
            ("https://a.example?y", "a.example", "/?y"),
        ] {
            assert_eq!(Target::parse(url).unwrap(), Target { host: host.into(), path: path.into() });
        }
        for url in
            ["", "a.example/x", "ftp://a", "https://", "https:///x", "https://u:p@a/", "https://a/#f", "https://a/ b"]
        {
            assert!(Target::parse(url).is_err(), "{url}");
        }
        assert!(Target::parse("https://a/\r\nX: y").is_err());
    }
}

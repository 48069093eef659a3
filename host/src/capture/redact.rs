//! What of a request is kept.

use hookseal_core::Verifier;

use super::facts::own_name;

/// Stands in place of a value that is not kept.
const REDACTED: &[u8] = b"[redacted]";

/// Kept for every sender.
const ALWAYS: [&str; 3] = ["Content-Type", "User-Agent", "Host"];

/// What a connection's two ends say to each other only (RFC 9110 §7.6.1, RFC 9112 §6), and the length, which is
/// counted anew.
const DROPPED: [&str; 10] = [
    "Connection",
    "Content-Length",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
];

/// Which values a capture may hold: those that are kept for every sender, unless made for a verifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    headers: Vec<String>,
    is_query_kept: bool,
}

impl Keep {
    /// What `verifier` needs to verify the delivery again: its scheme's headers, and the query where the URL is
    /// signed. Never an API key.
    #[must_use]
    pub fn for_verifier(verifier: &Verifier) -> Self {
        let headers = verifier.scheme_headers().map(str::to_owned).collect();
        Self { headers, is_query_kept: verifier.signs_url() }
    }

    pub(super) fn target(&self, target: &str) -> String {
        let kept = match target.split_once('?') {
            Some((path, _)) if !self.is_query_kept => path,
            Some(_) | None => target,
        };
        without_credentials(kept)
    }

    fn is_own(&self, name: &str) -> bool {
        self.headers.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    fn is_kept(&self, name: &str) -> bool {
        self.is_own(name) || is_in(&ALWAYS, name)
    }
}

/// The headers that are kept at all, each with its value or without.
pub(super) fn headers(headers: &[(&str, &[u8])], keep: &Keep) -> Vec<(String, Vec<u8>)> {
    // A connection may name further headers of its own. Not the scheme's: they are what the delivery is verified by.
    let named: Vec<&[u8]> = headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("Connection"))
        .flat_map(|(_, value)| value.split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .collect();
    let is_dropped = |name: &str| {
        let of_connection = named.iter().any(|named| named.eq_ignore_ascii_case(name.as_bytes()));
        own_name(name).is_some() || is_in(&DROPPED, name) || (of_connection && !keep.is_kept(name))
    };
    let rest = headers.iter().filter(|(name, _)| !is_dropped(name));
    rest.map(|(name, value)| {
        let value = if keep.is_kept(name) && !has_control(value) { value.trim_ascii() } else { REDACTED };
        ((*name).to_owned(), value.to_owned())
    })
    .collect()
}

/// Without what stands before `@` in the authority of an absolute target (RFC 9112 §3.2.2).
fn without_credentials(target: &str) -> String {
    let Some((scheme, rest)) = target.split_once("://").filter(|(scheme, _)| !scheme.contains('/')) else {
        return target.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

/// Whether no HTTP message can hold the value (RFC 9110 §5.5), though some servers pass it on. What breaks a line is
/// refused instead, with all of the request.
fn has_control(value: &[u8]) -> bool {
    value.iter().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n' | 0))
}

fn is_in(names: &[&str], name: &str) -> bool {
    names.iter().any(|own| own.eq_ignore_ascii_case(name))
}

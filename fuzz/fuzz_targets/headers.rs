//! Any headers and any body, for any built-in scheme: both ways to verify agree, and what is accepted carries the tag
//! that a reference computes for it.
//!
//! Input, as text: the scheme's name, the time, then `Name: value` lines, an empty line, and the body. `{tag}` in a value
//! stands for the genuine tag, so that the fuzzer need not break HMAC to see what lies behind it.

#![no_main]

#[path = "../../core/tests/support/all.rs"]
mod support;

use hookseal_core::{Scheme, Verifier, providers};
use libfuzzer_sys::fuzz_target;
use support::delivery::{KEY, Sent, keyring, reference_tag, write_tag};
use support::facts::agreed;

fuzz_target!(|data: &[u8]| {
    let Some((scheme, mut sent)) = read(data) else { return };
    let tag = write_tag(scheme.signature.unwrap().encoding, &reference_tag(KEY, &sent.content(scheme)));
    for (_, value) in &mut sent.headers {
        if let Some(at) = value.windows(5).position(|window| window == b"{tag}") {
            value.splice(at..at + 5, tag.bytes());
        }
    }
    // The tag in a header that is signed signs itself.
    let tag = write_tag(scheme.signature.unwrap().encoding, &reference_tag(KEY, &sent.content(scheme)));
    let verifier = Verifier::new(scheme, keyring(scheme.key)).unwrap();
    let cuts = [sent.headers.len(), sent.body.len() / 2];
    if agreed(&verifier, &sent.request(), &sent.body, &cuts).is_ok() {
        assert!(carries(scheme, &sent, &tag), "{}: accepted without {tag}: {sent:?}", scheme.name);
    }
});

fn read(data: &[u8]) -> Option<(&'static Scheme<'static>, Sent)> {
    let mut lines = data.split_inclusive(|byte| *byte == b'\n');
    let mut text = || str::from_utf8(lines.next()?.strip_suffix(b"\n")?).ok();
    let name = text()?;
    let scheme = providers::by_name(name).ok()?;
    let now = text()?.parse().ok()?;
    let mut sent = Sent { headers: vec![], method: "POST".into(), url: "https://a/".into(), body: vec![], now };
    while let Some(line) = lines.next() {
        if line == b"\n" {
            sent.body = lines.collect::<Vec<_>>().concat();
            break;
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let at = line.windows(2).position(|window| window == b": ")?;
        sent.headers.push((str::from_utf8(&line[..at]).ok()?.into(), line[at + 2..].to_vec()));
    }
    Some((scheme, sent))
}

/// Whether a signature header holds the tag, in either letter case where it is hex.
fn carries(scheme: &Scheme<'_>, sent: &Sent, tag: &str) -> bool {
    let is_signature =
        |name: &str| scheme.signature.unwrap().headers.iter().any(|other| name.eq_ignore_ascii_case(other));
    let is_tag = |window: &[u8]| match scheme.signature.unwrap().encoding {
        hookseal_core::Encoding::Hex => window.eq_ignore_ascii_case(tag.as_bytes()),
        hookseal_core::Encoding::Base64 | hookseal_core::Encoding::Base64Url => window == tag.as_bytes(),
    };
    sent.headers.iter().any(|(name, value)| is_signature(name) && value.windows(tag.len()).any(is_tag))
}

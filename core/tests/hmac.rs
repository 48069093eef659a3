//! HMAC-SHA256 itself, through the verifier: RFC 4231's test cases and the Wycheproof set.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "test vectors that cannot be read fail the test")]

use hookseal_core::{Encoding, Error, KeyFormat, Keyring, Part, Request, Scheme, Signature, Verified, Verifier};
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

/// The body alone, under a key of any bytes.
const SCHEME: Scheme<'static> = Scheme {
    name: "bare-hmac",
    family: "bare-hmac",
    signature: Some(Signature { headers: &["X-Tag"], separator: None, prefix: "", encoding: Encoding::Hex }),
    key: KeyFormat::Raw,
    parts: &[Part::Body],
    ..Scheme::BASE
};

fn verify(key: &[u8], message: &[u8], tag: &str) -> Result<Verified, Error> {
    let verifier = Verifier::new(&SCHEME, Keyring::new(KeyFormat::Raw, &[key])?)?;
    let headers = [("X-Tag", tag)];
    let request = Request::new(&headers, 0);
    let at_once = verifier.verify(&request, message);
    let mut verification = verifier.start(&request)?;
    message.chunks(17).try_for_each(|piece| verification.update(piece))?;
    let streamed = verification.finish();
    assert_eq!(at_once.as_ref().map_err(|error| *error).err(), streamed.as_ref().map_err(|error| *error).err());
    streamed
}

/// RFC 4231 §4: key, data, HMAC-SHA-256. Case 5 truncates the tag to 128 bits, and such a tag is no candidate here.
#[test]
fn rfc_4231() {
    let cases: [(&[u8], &[u8], &str); 6] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        (
            b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19",
            &[0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            &[0xaa; 131],
            b"This is a test using a larger than block-size key and a larger than block-size data. \
              The key needs to be hashed before being used by the HMAC algorithm.",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ];
    for (key, data, tag) in cases {
        assert!(verify(key, data, tag).is_ok(), "{tag}");
        assert_eq!(verify(key, &[data, b"."].concat(), tag).unwrap_err(), Error::SignatureMismatch);
    }
    let truncated = verify(&[0x0c; 20], b"Test With Truncation", "a3b6167473100ee06e0c796c2955552b");
    assert_eq!(truncated.unwrap_err(), Error::SignatureMalformed);
}

#[test]
fn wycheproof() {
    let set = TestSet::load(TestName::HmacSha256).expect("the crate's own data");
    let mut accepted = 0;
    let mut refused = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let result = verify(&test.key, &test.msg, &hex(&test.tag));
            if test.key.is_empty() {
                assert_eq!(result.unwrap_err(), Error::SecretEmpty, "test {}", test.tc_id);
            } else if group.tag_size != 256 {
                assert_eq!(result.unwrap_err(), Error::SignatureMalformed, "test {}", test.tc_id);
            } else if test.result == TestResult::Valid {
                assert!(result.is_ok(), "test {}: {}", test.tc_id, test.comment);
                accepted += 1;
            } else {
                assert_eq!(result.unwrap_err(), Error::SignatureMismatch, "test {}: {}", test.tc_id, test.comment);
                refused += 1;
            }
        }
    }
    assert!(accepted > 30 && refused > 30, "{accepted} accepted, {refused} refused");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

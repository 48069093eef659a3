//! A scheme that was accepted signs and verifies.

use hookseal_core::{Error, Request, Scheme, Verifier};

use super::choices::Choices;
use super::delivery::{Draft, json_body, keyring};
use super::facts::agreed;

/// Signs a delivery and verifies it, whole and cut. Either may fail only for a reason that lies in the scheme.
pub fn assert_both_ways(scheme: &Scheme<'_>, verifier: &Verifier, cuts: &[usize]) {
    let draft = Draft {
        id: "W7".into(),
        time: 1_700_000_000,
        method: "QUERY".into(),
        url: "https://e.test/".into(),
        text: "Q_5".into(),
        body: json_body(scheme, "W7", 1_700_000_000),
    };
    match draft.sign(scheme, keyring(scheme.key)) {
        Ok(sent) => {
            let verdict = agreed(verifier, &sent.request(), &sent.body, cuts);
            // The sender does not know the receiver's cap, nor does a body hold two fields at crossing paths.
            let is_excused =
                matches!(verdict, Err(Error::BodyTooLarge | Error::TimestampMissing | Error::TimestampMalformed));
            assert!(verdict.is_ok() || is_excused, "{verdict:?} under {scheme:?}");
        }
        // A literal that stands in one of the values above, or more after the body than a verification keeps.
        Err(Error::HeaderMalformed | Error::TimestampMalformed | Error::ArgumentInvalid | Error::HeaderTooLong) => {}
        Err(error) => panic!("{error} under {scheme:?}"),
    }
}

/// Verifies a delivery whose headers, method, URL and body are arbitrary: refused, and alike in both ways.
pub fn assert_refuses(verifier: &Verifier, c: &mut Choices<'_>) {
    let names: Vec<String> = verifier.headers().map(Into::into).collect();
    let headers: Vec<(String, Vec<u8>)> = names.into_iter().map(|name| (name, c.bytes())).collect();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (method, url, now) = (text(c.bytes()), text(c.bytes()), c.number());
    let request = Request { method: Some(&method), url: Some(&url), ..Request::new(headers.as_slice(), now) };
    assert!(agreed(verifier, &request, c.rest(), &[1]).is_err(), "forged");
}

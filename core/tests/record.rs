//! The log record's bounds. What it says is checked by `tests/vectors/records.json`.

use hookseal_core::{ApiKeys, Error, Field, Guards, Outcome, Record, Request, Scheme, Verifier};

#[test]
fn the_longest_record_fits_the_documented_buffer() {
    let long = "\u{1f600}".repeat(100);
    let quoted = "\\u0001".repeat(256);
    let body = format!(r#"{{"id":"{quoted}","type":"{}","version":"{}"}}"#, &quoted[..6 * 128], &quoted[..6 * 32]);
    let scheme =
        Scheme::unsigned("guarded", Some(Field::Json("id")), Some(Field::Json("type")), Some(Field::Json("version")));
    let api_keys = ApiKeys::new("X-Api-Key", &[b"an api key of 24 bytes!!"]).unwrap();
    let verifier = Verifier::guarded(&scheme, Guards { api_keys: Some(api_keys), certificates: None }).unwrap();
    let headers = [("x-api-key", "an api key of 24 bytes!!")];
    let verified = verifier.verify(&Request::new(&headers, 0), body.as_bytes()).unwrap();
    assert_eq!(verified.id().map(str::len), Some(256));

    let record = Record {
        time: u64::MAX,
        scheme: &long,
        endpoint: &long,
        verified: Some(&verified),
        outcome: Outcome::Misconfigured,
        status: u16::MAX,
        error: Error::ALL.iter().copied().max_by_key(|error| error.name().len()),
        attempt: Some(u8::MAX),
        body_bytes: u64::MAX,
        duration_us: u64::MAX,
    };
    let mut buffer = [0; Record::MAX_LEN];
    let length = record.render(&mut buffer).unwrap().len();
    for short in [0, 1, length - 1] {
        assert_eq!(record.render(&mut vec![0; short]), Err(Error::BufferTooSmall));
    }
    assert!(record.render(&mut vec![0; length]).is_ok());
}

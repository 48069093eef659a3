//! A file that claims to be a capture: refused by name, or what is written of it reads the same again, and a redacted
//! copy holds no value that it should not.

#![no_main]

use hookseal_host::HostError;
use hookseal_host::capture::{Capture, HEAD_MAX, Keep, Received};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|message: &[u8]| {
    let facts = Capture::facts_of(message);
    let Ok(capture) = Capture::from_bytes(message) else { return };
    assert_eq!(facts.as_ref().ok(), Some(capture.facts()));
    let written = capture.to_bytes();
    assert_eq!(Capture::from_bytes(&written).as_ref().ok(), Some(&capture));
    assert!(written.len() <= HEAD_MAX + capture.body().len());

    // With marks in place of values it may be over a limit, and without its query have no target.
    let Ok(redacted) = again(&capture) else { return };
    assert!(!redacted.target().contains('?'));
    assert_eq!((redacted.body(), redacted.facts()), (capture.body(), capture.facts()));
    for (name, value) in redacted.headers() {
        let is_harmless = ["content-type", "user-agent", "host"].contains(&name.to_ascii_lowercase().as_str());
        assert!(is_harmless || value == b"[redacted]", "{name} is kept");
    }
    assert_eq!(again(&redacted).ok(), Some(redacted));
});

/// A capture of a capture, for no verifier.
fn again(capture: &Capture) -> Result<Capture, HostError> {
    let headers: Vec<_> = capture.headers().collect();
    let received =
        Received { method: capture.method(), target: capture.target(), headers: &headers, body: capture.body() };
    Capture::new(&received, &Keep::default(), capture.facts().clone())
}

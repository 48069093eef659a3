//! A file that claims to be a capture: refused by name, or what is written of it reads the same again, and a redacted
//! copy holds no value that it should not.

#![no_main]

use hookseal_host::capture::{Capture, HEAD_MAX, Keep};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|message: &[u8]| {
    let facts = Capture::facts_of(message);
    let Ok(capture) = Capture::from_bytes(message) else { return };
    assert_eq!(facts.as_ref().ok(), Some(capture.facts()));
    let written = capture.to_bytes();
    assert_eq!(Capture::from_bytes(&written).as_ref().ok(), Some(&capture));
    assert!(written.len() <= HEAD_MAX + capture.body().len());

    let redacted = capture.redacted(&Keep::default());
    assert!(!redacted.target().contains('?'));
    assert_eq!((redacted.body(), redacted.facts()), (capture.body(), capture.facts()));
    for (name, value) in redacted.headers() {
        let is_harmless = ["content-type", "user-agent", "host"].contains(&name.to_ascii_lowercase().as_str());
        assert!(is_harmless || value == b"[redacted]", "{name} is kept");
    }
    assert_eq!(redacted.redacted(&Keep::default()), redacted);
});

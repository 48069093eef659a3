//! Any scheme file, as TOML and as JSON: refused by name, or a scheme that passes its check, works, and reads the same
//! after it was written out again.

#![no_main]

#[path = "../../core/tests/support/all.rs"]
mod support;

use hookseal_core::Verifier;
use hookseal_host::scheme_file::{OwnedScheme, SchemeForm};
use libfuzzer_sys::fuzz_target;
use support::both_ways::assert_both_ways;
use support::delivery::keyring;

fuzz_target!(|text: &str| {
    for read in [OwnedScheme::from_toml(text), OwnedScheme::from_json(text)] {
        match read {
            Ok(scheme) => examine(&scheme),
            Err(error) => assert!(!error.message().is_empty()),
        }
    }
});

fn examine(owned: &OwnedScheme) {
    owned.lend(|scheme| {
        assert_eq!(scheme.check(), Ok(()));
        if scheme.signature.is_some() {
            assert_both_ways(scheme, &Verifier::new(scheme, keyring(scheme.key)).unwrap(), &[3]);
        }
        let form = SchemeForm::from(scheme);
        let json = OwnedScheme::from_json(&serde_json::to_string(&form).unwrap()).unwrap();
        json.lend(|again| assert_eq!(again, scheme));
        // TOML's integers end at 2⁶³ − 1.
        if let Ok(text) = toml::to_string(&form) {
            OwnedScheme::from_toml(&text).unwrap().lend(|again| assert_eq!(again, scheme));
        }
    });
}

//! One tag, one reading: whoever holds a genuine delivery cannot cut it up anew and have another event accepted.

use hookseal_core::providers;

use crate::strategies::{check, choices};
use crate::support::choices::Choices;
use crate::support::own_scheme::{OwnField, OwnPart, OwnScheme, OwnSignature, OwnTimestamp};
use crate::support::resplit::{arbitrary_content, assert_one_reading};

#[test]
fn built_in_schemes_have_one_reading() {
    for scheme in providers::ALL {
        check(40, &choices(), |bytes| {
            let content = arbitrary_content(scheme, &mut Choices::new(&bytes));
            assert_one_reading(scheme, &content);
            Ok(())
        });
    }
}

#[test]
fn own_schemes_have_one_reading() {
    let accepted = core::cell::Cell::new(0_usize);
    check(3000, &(choices(), choices()), |(scheme, content)| {
        let own = slippery(&mut Choices::new(&scheme));
        own.with(|scheme| {
            if scheme.check().is_ok() {
                let content = arbitrary_content(scheme, &mut Choices::new(&content));
                accepted.set(accepted.get() + assert_one_reading(scheme, &content));
            }
        });
        Ok(())
    });
    // Else the property holds because nothing was tried.
    assert!(accepted.get() > 1000, "only {} splits were accepted", accepted.get());
}

/// A scheme whose parts touch, or are kept apart by literals that also appear in them.
pub(crate) fn slippery(c: &mut Choices<'_>) -> OwnScheme {
    let mut rest = vec![
        OwnPart::Body,
        OwnPart::EventId,
        OwnPart::Timestamp,
        OwnPart::Header("X-A".into()),
        OwnPart::Header("X-B".into()),
        OwnPart::Method,
        OwnPart::Url,
    ];
    let mut parts = Vec::new();
    for _ in 0..2 + c.below(4) {
        if c.below(3) == 0 {
            parts.push(OwnPart::Literal(c.pick(&[".", "-", "a", "1", "--", "-a", ":", "Z", "POST"]).into()));
        }
        parts.push(rest.swap_remove(c.below(rest.len())));
    }
    if rest.iter().any(|part| matches!(part, OwnPart::Body)) {
        parts.insert(c.below(parts.len() + 1), OwnPart::Body);
    }
    let has = |wanted: fn(&OwnPart) -> bool| parts.iter().any(wanted);
    let header = |name: &str| Some(OwnField::Header(name.into()));
    OwnScheme {
        name: "acme".into(),
        family: "acme".into(),
        signature: Some(OwnSignature {
            headers: vec!["X-Sig".into()],
            separator: None,
            prefix: String::new(),
            encoding: c.pick(&super::support::own_scheme::ENCODINGS),
        }),
        key: hookseal_core::KeyFormat::Utf8,
        timestamp: has(|part| matches!(part, OwnPart::Timestamp)).then(|| OwnTimestamp {
            at: OwnField::Header("X-Ts".into()),
            unit: c.pick(&super::support::own_scheme::UNITS),
            past: None,
            future: None,
        }),
        id: if has(|part| matches!(part, OwnPart::EventId)) {
            header("X-Id")
        } else {
            Some(OwnField::Json("id".into()))
        },
        event_type: header(c.pick(&["X-A", "X-T"])).filter(|_| c.flip()),
        version: header("X-B").filter(|_| c.flip()),
        dedup: hookseal_core::DedupBy::None,
        max_body: 1 << 20,
        parts,
    }
}

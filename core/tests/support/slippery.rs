//! Schemes made to be misread: what the sliding property is tried on.

use hookseal_core::{DedupBy, KeyFormat};

use super::choices::Choices;
use super::own_scheme::{ENCODINGS, OwnField, OwnPart, OwnScheme, OwnSignature, OwnTimestamp, UNITS};

/// A scheme whose parts touch, or are kept apart by literals that also appear in them.
pub fn slippery(c: &mut Choices<'_>) -> OwnScheme {
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
            encoding: c.pick(&ENCODINGS),
        }),
        key: KeyFormat::Utf8,
        timestamp: has(|part| matches!(part, OwnPart::Timestamp)).then(|| OwnTimestamp {
            at: OwnField::Header("X-Ts".into()),
            unit: c.pick(&UNITS),
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
        dedup: DedupBy::None,
        max_body: 1 << 20,
        parts,
    }
}

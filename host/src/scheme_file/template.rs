//! The signed content as a template: `{timestamp}.{body}`.

use hookseal_core::Part;

use super::error::SchemeFileError;

/// A part that owns its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OwnedPart {
    Literal(String),
    Header(String),
    Plain(Part<'static>),
}

impl OwnedPart {
    pub(super) const fn as_part(&self) -> Part<'_> {
        match self {
            Self::Literal(text) => Part::Literal(text.as_str()),
            Self::Header(name) => Part::Header(name.as_str()),
            Self::Plain(part) => *part,
        }
    }
}

/// The parts without text of their own, and what they are called between braces.
const PLAIN: [(&str, Part<'static>); 5] = [
    ("timestamp", Part::Timestamp),
    ("id", Part::EventId),
    ("body", Part::Body),
    ("method", Part::Method),
    ("url", Part::Url),
];
const HEADER: &str = "header:";

/// Takes a template apart. A doubled brace stands for the brace itself.
pub(super) fn parse(template: &str) -> Result<Vec<OwnedPart>, SchemeFileError> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = template;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        if !matches!(letter, '{' | '}') || after.starts_with(letter) {
            literal.push(letter);
            let is_brace = matches!(letter, '{' | '}');
            rest = if is_brace { after.get(1..).unwrap_or_default() } else { after };
            continue;
        }
        let at = template.chars().count() - rest.chars().count() + 1;
        let Some((name, after)) = after.split_once('}').filter(|_| letter == '{') else {
            return Err(SchemeFileError::invalid(format!(
                "`signed`: the `{letter}` at character {at} has no partner: double it if it is itself signed"
            )));
        };
        if !literal.is_empty() {
            parts.push(OwnedPart::Literal(core::mem::take(&mut literal)));
        }
        parts.push(placeholder(name).ok_or_else(|| {
            SchemeFileError::invalid(format!(
                "`signed`: unknown `{{{name}}}` at character {at}: use {{timestamp}}, {{id}}, {{body}}, {{method}}, \
                 {{url}} or {{header:Name}}"
            ))
        })?);
        rest = after;
    }
    if !literal.is_empty() {
        parts.push(OwnedPart::Literal(literal));
    }
    Ok(parts)
}

fn placeholder(name: &str) -> Option<OwnedPart> {
    if let Some(header) = name.strip_prefix(HEADER) {
        return Some(OwnedPart::Header(header.to_owned()));
    }
    PLAIN.iter().find(|(known, _)| *known == name).map(|(_, part)| OwnedPart::Plain(*part))
}

/// Writes parts as a template.
pub(super) fn write(parts: &[Part<'_>]) -> String {
    parts.iter().map(write_part).collect()
}

fn write_part(part: &Part<'_>) -> String {
    match part {
        Part::Literal(text) => text.replace('{', "{{").replace('}', "}}"),
        Part::Header(name) => format!("{{{HEADER}{name}}}"),
        Part::Timestamp | Part::EventId | Part::Body | Part::Method | Part::Url => {
            let name = PLAIN.iter().find(|(_, known)| known == part).map_or("", |(name, _)| name);
            format!("{{{name}}}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(template: &str) -> Vec<OwnedPart> {
        parse(template).unwrap()
    }

    #[test]
    fn every_part_has_a_name() {
        let template = "v0:{timestamp}:{id}{method}{url}{header:X-A}.{body}";
        let parts = parts(template);
        assert_eq!(parts.len(), 9);
        let lent: Vec<_> = parts.iter().map(OwnedPart::as_part).collect();
        assert_eq!(lent[0], Part::Literal("v0:"));
        assert_eq!(lent[6], Part::Header("X-A"));
        assert_eq!(write(&lent), template);
    }

    #[test]
    fn braces_are_doubled() {
        let parts = parts("{{é}}{body}}}");
        let lent: Vec<_> = parts.iter().map(OwnedPart::as_part).collect();
        assert_eq!(lent, [Part::Literal("{é}"), Part::Body, Part::Literal("}")]);
        assert_eq!(write(&lent), "{{é}}{body}}}");
    }

    #[test]
    fn errors_say_where() {
        for (template, message) in [
            ("a{body", "the `{` at character 2 has no partner"),
            ("é}", "the `}` at character 2 has no partner"),
            ("{body}{nonce}", "unknown `{nonce}` at character 7"),
            ("{}", "unknown `{}` at character 1"),
        ] {
            let error = parse(template).unwrap_err();
            assert!(error.message().contains(message), "{error}");
        }
    }
}

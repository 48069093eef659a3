//! Why a scheme file was refused, in words for its author.

use core::fmt;

use hookseal_core::{Error, Flaw};

/// Why a scheme file was refused: an error number, and where and what to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeFileError {
    error: Error,
    message: String,
}

impl SchemeFileError {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { error: Error::SchemeInvalid, message: message.into() }
    }

    /// The error number: `SCHEME_INVALID`, `SCHEME_TOO_LARGE`, `DEDUP_UNSIGNED` or `LIMIT_INVALID`.
    #[must_use]
    pub const fn error(&self) -> Error {
        self.error
    }

    /// Where the flaw is, what it is, and how to mend it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn in_toml(text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().and_then(|span| text.get(..span.start)).map(|before| {
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
            format!("line {line}, column {column}: ")
        });
        Self::invalid(format!("{}{}", place.unwrap_or_default(), one_line(error.message())))
    }

    pub(super) fn in_json(error: &serde_json::Error) -> Self {
        Self::invalid(one_line(&error.to_string()))
    }
}

/// Messages of parsers may run over several lines.
fn one_line(message: &str) -> String {
    message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

impl From<Flaw> for SchemeFileError {
    fn from(flaw: Flaw) -> Self {
        let message = field(flaw).map_or_else(|| flaw.message().to_owned(), |at| format!("{at}: {}", flaw.message()));
        Self { error: flaw.error(), message }
    }
}

/// The field of the file that a flaw is in, where there is but one.
const fn field(flaw: Flaw) -> Option<&'static str> {
    match flaw {
        Flaw::Name | Flaw::NameTaken => Some("`name` or `family`"),
        Flaw::SignatureHeaders => Some("`headers` in [signature]"),
        Flaw::Separator => Some("`separator` in [signature]"),
        Flaw::EntryPrefix => Some("`entry` in [timestamp]"),
        Flaw::NoBody
        | Flaw::TwoBodies
        | Flaw::UnsignedParts
        | Flaw::EmptyLiteral
        | Flaw::Repeated
        | Flaw::TimestampPart
        | Flaw::EventIdPart
        | Flaw::TooManyParts => Some("`signed`"),
        Flaw::IdAbsent | Flaw::IdUnsigned => Some("`dedup`"),
        Flaw::ToleranceUnsigned => Some("`past` or `future` in [timestamp]"),
        Flaw::BodyCap => Some("`max_body`"),
        Flaw::HeaderName | Flaw::HeaderRoles | Flaw::Prefix | Flaw::Path | Flaw::PathLength | Flaw::TooMuchText => None,
    }
}

impl fmt::Display for SchemeFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error.name(), self.message)
    }
}

impl core::error::Error for SchemeFileError {}

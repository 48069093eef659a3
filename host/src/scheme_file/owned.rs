//! A scheme read from a file: it owns its text and lends the core's own form.

use hookseal_core::{DedupBy, Evidence, Flaw, KeyFormat, Scheme, SenderRetries, Signature, Source};

use super::error::SchemeFileError;
use super::form::SchemeForm;
use super::place::{ClockForm, Place};
use super::retries::Retries;
use super::template::{self, OwnedPart};
use super::word::Word;

/// A scheme that a user described, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedScheme {
    form: SchemeForm,
    separator: Option<u8>,
    parts: Vec<OwnedPart>,
    dedup: DedupBy,
}

impl OwnedScheme {
    /// Reads a scheme file.
    ///
    /// # Errors
    /// What is not TOML, not a field, missing, or what [`Scheme::check`] finds wrong.
    pub fn from_toml(text: &str) -> Result<Self, SchemeFileError> {
        let form: SchemeForm = toml::from_str(text).map_err(|error| SchemeFileError::in_toml(text, &error))?;
        Self::try_from(form)
    }

    /// Reads the same fields from JSON.
    ///
    /// # Errors
    /// As [`from_toml`](Self::from_toml).
    pub fn from_json(text: &str) -> Result<Self, SchemeFileError> {
        let form: SchemeForm = serde_json::from_str(text).map_err(|error| SchemeFileError::in_json(&error))?;
        Self::try_from(form)
    }

    /// Lends the scheme in the core's form, for [`Verifier::new`](hookseal_core::Verifier::new) and the like.
    pub fn lend<R>(&self, borrower: impl FnOnce(&Scheme<'_>) -> R) -> R {
        let form = &self.form;
        let headers: Vec<&str> =
            form.signature.iter().flat_map(|signature| &signature.headers).map(String::as_str).collect();
        let parts: Vec<_> = self.parts.iter().map(OwnedPart::as_part).collect();
        borrower(&Scheme {
            name: &form.name,
            family: form.family.as_deref().unwrap_or(&form.name),
            signature: form.signature.as_ref().map(|signature| Signature {
                headers: &headers,
                separator: self.separator,
                prefix: &signature.prefix,
                encoding: signature.encoding.0,
            }),
            key: form.key.map_or(KeyFormat::Utf8, |Word(key)| key),
            parts: &parts,
            timestamp: form.timestamp.as_ref().map(ClockForm::as_timestamp),
            id: form.id.as_ref().map(Place::as_field),
            event_type: form.event_type.as_ref().map(Place::as_field),
            version: form.version.as_ref().map(Place::as_field),
            dedup: self.dedup,
            bodies_repeat: form.bodies_repeat,
            sender_retries: match form.sender_retries {
                None => SenderRetries::Unknown,
                Some(Retries(0)) => SenderRetries::None,
                Some(Retries(count)) => SenderRetries::Count(count),
            },
            max_body: form.max_body.unwrap_or(Scheme::DEFAULT_MAX_BODY),
            source: Source { evidence: Evidence::Project, reference: form.source.as_deref().unwrap_or_default() },
        })
    }

    fn flaw(&self) -> Option<Flaw> {
        self.lend(|scheme| scheme.check().err())
    }
}

impl TryFrom<SchemeForm> for OwnedScheme {
    type Error = SchemeFileError;

    fn try_from(form: SchemeForm) -> Result<Self, SchemeFileError> {
        let parts = match (&form.signature, &form.signed) {
            (Some(_), Some(signed)) => template::parse(signed)?,
            (None, None) => Vec::new(),
            (Some(_), None) => {
                return Err(SchemeFileError::invalid(
                    "missing field `signed`: say what the signature covers, such as \"{timestamp}.{body}\"",
                ));
            }
            (None, Some(_)) => {
                return Err(SchemeFileError::invalid(
                    "missing table [signature]: say where the signature stands, or leave out `signed` for an \
                     endpoint without one",
                ));
            }
        };
        let separator = form.signature.as_ref().and_then(|signature| signature.separator);
        let separator = separator.map(u8::try_from).transpose().map_err(|_| Flaw::Separator)?;
        let chosen = form.dedup.map(|Word(dedup)| dedup);
        let mut scheme = Self { form, separator, parts, dedup: DedupBy::None };
        #[allow(clippy::redundant_closure_for_method_calls, reason = "the method itself is one of a single lifetime")]
        let usual = || scheme.lend(|scheme| scheme.usual_dedup());
        scheme.dedup = chosen.unwrap_or_else(usual);
        match scheme.flaw() {
            Some(flaw) => Err(flaw.into()),
            None => Ok(scheme),
        }
    }
}

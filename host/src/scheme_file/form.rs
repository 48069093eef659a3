//! The fields of a scheme file, as they are read and written.

use hookseal_core::{DedupBy, Encoding, KeyFormat, Scheme, SenderRetries, Signature};
use serde::{Deserialize, Serialize};

use super::place::{ClockForm, Place};
use super::retries::Retries;
use super::template;
use super::word::Word;

/// A scheme in the form of its file. Its secrets are never part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeForm {
    /// The scheme's name.
    pub name: String,
    /// The family; the name if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// How secrets are written; as UTF-8 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Word<KeyFormat>>,
    /// What is signed, as a template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
    /// What identifies an event; its signed ID if absent, or the digest where none is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dedup: Option<Word<DedupBy>>,
    /// Whether distinct events may have the same body.
    #[serde(default)]
    pub bodies_repeat: bool,
    /// How often the sender tries again; unknown if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_retries: Option<Retries>,
    /// The body cap in bytes; 1 MiB if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_body: Option<u64>,
    /// Where these facts come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where the signature is; absent for an endpoint without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureForm>,
    /// When a delivery was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<ClockForm>,
    /// Which event this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Place>,
    /// What kind of event this is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub event_type: Option<Place>,
    /// Which version of the payload's format this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Place>,
}

/// `[signature]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureForm {
    /// One to four header names.
    pub headers: Vec<String>,
    /// What stands between entries where the header is a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// What a tag of our version begins with.
    #[serde(default)]
    pub prefix: String,
    /// How the tag is written.
    pub encoding: Word<Encoding>,
}

impl From<&Scheme<'_>> for SchemeForm {
    fn from(scheme: &Scheme<'_>) -> Self {
        Self {
            name: scheme.name.to_owned(),
            family: Some(scheme.family.to_owned()),
            key: Some(Word(scheme.key)),
            signed: scheme.signature.is_some().then(|| template::write(scheme.parts)),
            dedup: Some(Word(scheme.dedup)),
            bodies_repeat: scheme.bodies_repeat,
            sender_retries: match scheme.sender_retries {
                SenderRetries::None => Some(Retries(0)),
                SenderRetries::Count(count) => Some(Retries(count)),
                SenderRetries::Unknown => None,
            },
            max_body: Some(scheme.max_body),
            source: Some(scheme.source.reference.to_owned()),
            signature: scheme.signature.map(SignatureForm::from),
            timestamp: scheme.timestamp.map(ClockForm::from),
            id: scheme.id.map(Place::from),
            event_type: scheme.event_type.map(Place::from),
            version: scheme.version.map(Place::from),
        }
    }
}

impl From<Signature<'_>> for SignatureForm {
    fn from(signature: Signature<'_>) -> Self {
        Self {
            headers: signature.headers.iter().map(|name| (*name).to_owned()).collect(),
            separator: signature.separator.map(char::from),
            prefix: signature.prefix.to_owned(),
            encoding: Word(signature.encoding),
        }
    }
}

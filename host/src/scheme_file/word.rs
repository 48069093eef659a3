//! How the words of a scheme file are spelled: one table for reading and writing them.

use core::fmt;

use hookseal_core::{DedupBy, Encoding, Evidence, KeyFormat, TimestampUnit};
use serde::de::{Error as _, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A choice of the core that has a word for each of its values.
pub trait Spelled: Copy + PartialEq + 'static {
    /// What is expected, for an error message.
    const EXPECTED: &'static str;
    /// Each value and its word.
    const WORDS: &'static [(&'static str, Self)];

    /// The value that `word` stands for.
    #[must_use]
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }

    /// The word for the value.
    #[must_use]
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }
}

impl Spelled for KeyFormat {
    const EXPECTED: &'static str = "one of utf8, raw, base64, hex, whsec";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("utf8", Self::Utf8),
        ("raw", Self::Raw),
        ("base64", Self::Base64),
        ("hex", Self::Hex),
        ("whsec", Self::Whsec),
    ];
}

impl Spelled for Encoding {
    const EXPECTED: &'static str = "one of hex, base64, base64url";
    const WORDS: &'static [(&'static str, Self)] =
        &[("hex", Self::Hex), ("base64", Self::Base64), ("base64url", Self::Base64Url)];
}

impl Spelled for TimestampUnit {
    const EXPECTED: &'static str = "one of seconds, milliseconds, rfc3339";
    const WORDS: &'static [(&'static str, Self)] =
        &[("seconds", Self::Seconds), ("milliseconds", Self::Milliseconds), ("rfc3339", Self::Rfc3339)];
}

impl Spelled for DedupBy {
    const EXPECTED: &'static str = "one of signed_id, signed_id_or_digest, digest, unsigned_id, none";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("signed_id", Self::SignedId),
        ("signed_id_or_digest", Self::SignedIdOrDigest),
        ("digest", Self::Digest),
        ("unsigned_id", Self::UnsignedId),
        ("none", Self::None),
    ];
}

impl Spelled for Evidence {
    const EXPECTED: &'static str = "one of provider, library, project";
    const WORDS: &'static [(&'static str, Self)] =
        &[("provider", Self::Provider), ("library", Self::Library), ("project", Self::Project)];
}

/// A value that is read and written as its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Spelled> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Spelled> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordVisitor<T>(core::marker::PhantomData<T>);

        impl<T: Spelled> Visitor<'_> for WordVisitor<T> {
            type Value = Word<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Word<T>, E> {
                T::from_word(word).map(Word).ok_or_else(|| E::invalid_value(Unexpected::Str(word), &self))
            }
        }

        deserializer.deserialize_str(WordVisitor(core::marker::PhantomData)).map_err(D::Error::custom)
    }
}

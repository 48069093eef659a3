//! `sender_retries`: a number, or `"none"`.

use core::fmt;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How often the sender tries again; 0 is written as `"none"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retries(pub u8);

impl Serialize for Retries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 == 0 { serializer.serialize_str("none") } else { serializer.serialize_u8(self.0) }
    }
}

impl<'de> Deserialize<'de> for Retries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RetriesVisitor;

        impl Visitor<'_> for RetriesVisitor {
            type Value = Retries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"none\" or a number up to 255")
            }

            fn visit_u64<E: serde::de::Error>(self, count: u64) -> Result<Retries, E> {
                u8::try_from(count).map(Retries).map_err(|_| E::invalid_value(Unexpected::Unsigned(count), &self))
            }

            fn visit_i64<E: serde::de::Error>(self, count: i64) -> Result<Retries, E> {
                u8::try_from(count).map(Retries).map_err(|_| E::invalid_value(Unexpected::Signed(count), &self))
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Retries, E> {
                if word == "none" { Ok(Retries(0)) } else { Err(E::invalid_value(Unexpected::Str(word), &self)) }
            }
        }

        deserializer.deserialize_any(RetriesVisitor)
    }
}

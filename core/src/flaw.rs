//! What can be wrong with a scheme, in more detail than an error number carries.

use core::fmt;

use crate::error::Error;

macro_rules! flaws {
    ($($variant:ident $error:ident $message:literal)+) => {
        /// Why a [`Scheme`](crate::Scheme) was refused, for the message that its author reads.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Flaw {
            $(#[doc = $message] $variant,)+
        }

        impl Flaw {
            /// The error that a verifier or signer reports for it.
            #[must_use]
            pub const fn error(self) -> Error {
                match self { $(Self::$variant => Error::$error,)+ }
            }

            /// What is wrong and how to mend it.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)+ }
            }
        }
    };
}

flaws! {
    Name SchemeInvalid "name and family are 1 to 48 lower-case letters, digits and hyphens"
    NameTaken SchemeInvalid "the name or family is a built-in scheme's: choose another"
    SignatureHeaders SchemeInvalid "a signature stands in one to four headers"
    HeaderName SchemeInvalid "a header name is 1 to 64 characters that HTTP allows in one"
    HeaderRoles SchemeInvalid "a signature header or the timestamp's header is named twice, or has another role besides"
    Separator SchemeInvalid "a list separator is a space or one of , ; | & ! *"
    Prefix SchemeInvalid "a prefix is visible ASCII and inner spaces, without the list separator"
    EntryPrefix SchemeInvalid "a timestamp entry needs a list, and neither its prefix nor the tag's may be empty or begin with the other"
    NoBody SchemeInvalid "the body is not signed: exactly one part is the body"
    TwoBodies SchemeInvalid "the body is signed twice: exactly one part is the body"
    UnsignedParts SchemeInvalid "a scheme without a signature signs nothing: leave out its parts"
    EmptyLiteral SchemeInvalid "a literal between parts is empty: leave it out"
    Repeated SchemeInvalid "the timestamp, the event ID, a header, the method or the URL is signed twice"
    TimestampPart SchemeInvalid "the timestamp is a signed part, but the scheme does not say in which header or entry it stands"
    EventIdPart SchemeInvalid "the event ID is a signed part, but the scheme does not say in which header it stands"
    Path SchemeInvalid "a path is 1 to 4 object keys joined by dots, none of them empty"
    IdAbsent SchemeInvalid "dedup is by event ID, but the scheme has none"
    IdUnsigned DedupUnsigned "dedup is by signed event ID, but the signature does not cover the ID"
    ToleranceUnsigned LimitInvalid "a tolerance needs a timestamp that the signature covers"
    BodyCap LimitInvalid "the body cap is at least one byte"
    TooManyParts SchemeTooLarge "a scheme has at most 12 parts"
    TooMuchText SchemeTooLarge "the scheme's names, literals, prefixes and paths are together longer than 512 bytes"
    PathLength SchemeTooLarge "a path is at most 64 bytes"
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error().name(), self.message())
    }
}

impl core::error::Error for Flaw {}

impl From<Flaw> for Error {
    fn from(flaw: Flaw) -> Self {
        flaw.error()
    }
}

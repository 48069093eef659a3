//! The one list of errors. Numbers and names are frozen: every language, log and vector uses them.

use core::fmt;

/// Whose fault an [`Error`] is, and so what an HTTP endpoint answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The delivery is refused: 400, without telling the sender why.
    Sender,
    /// Authentic, but the event in it cannot be used: 422.
    Event,
    /// The body is over the cap: 413.
    TooLarge,
    /// The body did not arrive in time: 408.
    Timeout,
    /// The body is compressed: 415.
    MediaType,
    /// Something the endpoint needs is not there for now, and the sender should retry: 503.
    Unavailable,
    /// The endpoint is set up or called wrongly: 500.
    Configuration,
}

impl Class {
    /// The HTTP status code that goes with the class.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Sender => 400,
            Self::Event => 422,
            Self::TooLarge => 413,
            Self::Timeout => 408,
            Self::MediaType => 415,
            Self::Unavailable => 503,
            Self::Configuration => 500,
        }
    }

    /// The class's name in `errors.json` and in every binding.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Event => "event",
            Self::TooLarge => "too_large",
            Self::Timeout => "timeout",
            Self::MediaType => "media_type",
            Self::Unavailable => "unavailable",
            Self::Configuration => "configuration",
        }
    }
}

// One row an error: number, variant, name, class, what to do about it. The row is the only place
// that says any of it; the enum, the list and the look-ups below are written out from the rows.
macro_rules! errors {
    ($($code:literal $variant:ident $name:ident $class:ident $message:literal)+) => {
        /// Why a call failed or a delivery was refused.
        ///
        /// The number ([`code`](Error::code)) and the name ([`name`](Error::name)) never change; a retired
        /// number is not used again. No message holds a secret, a tag or a byte of a body.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u16)]
        pub enum Error {
            $(#[doc = $message] $variant = $code,)+
        }

        impl Error {
            /// Every error, by number.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The frozen number.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The frozen name, such as `SIGNATURE_MISMATCH`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($name),)+ }
            }

            /// Whose fault it is, and so what an endpoint answers.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Self::$variant => Class::$class,)+ }
            }

            /// What happened and what to do next, for a log or a terminal; never for the sender.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)+ }
            }
        }
    };
}

errors! {
    10 SecretEmpty SECRET_EMPTY Configuration "the secret is empty or blank: set it to the value your provider shows"
    11 SecretWhitespace SECRET_WHITESPACE Configuration "the secret begins or ends with white space, often a newline at the end of its file: remove it"
    12 SecretEncoding SECRET_ENCODING Configuration "the secret cannot be decoded in the format its scheme uses: copy it again, whole"
    13 SecretTooLong SECRET_TOO_LONG Configuration "the secret is longer than 1024 bytes: check that it is the secret and not a file around it"
    14 KeyringEmpty KEYRING_EMPTY Configuration "no secret was given: give at least one"
    15 KeyringFull KEYRING_FULL Configuration "more than 4 secrets, 4 keys or 8 pins were given: remove the ones no longer in use"
    16 KeyringFormat KEYRING_FORMAT Configuration "the keyring was made for another key format than the scheme's: make it with the scheme's own"
    20 SchemeUnknown SCHEME_UNKNOWN Configuration "no built-in scheme has that name: see the list of schemes, or describe your own"
    21 SchemeInvalid SCHEME_INVALID Configuration "the scheme contradicts itself or leaves out something it needs: check its fields"
    22 SchemeTooLarge SCHEME_TOO_LARGE Configuration "the scheme has more or longer names, parts or paths than a verifier holds: shorten it"
    23 UrlRequired URL_REQUIRED Configuration "the scheme signs the URL: pass the public URL from your configuration"
    24 MethodRequired METHOD_REQUIRED Configuration "the scheme signs the HTTP method: pass it"
    25 DedupUnsigned DEDUP_UNSIGNED Configuration "the event ID is not covered by the signature: choose the digest, or `unsigned_id` if you accept replays under new IDs"
    26 LimitInvalid LIMIT_INVALID Configuration "a limit makes no sense here: a tolerance needs a signed timestamp, a cap at least one byte"
    27 BodyConsumed BODY_CONSUMED Configuration "the raw body was read before verification: put the verification in front of whatever parses the body"
    30 SignatureMissing SIGNATURE_MISSING Sender "no signature header: the request does not come from the provider, or a proxy drops the header"
    31 SignatureVersion SIGNATURE_VERSION Sender "the signature header has no entry of the scheme's version: check that the scheme is the provider's"
    32 SignatureMalformed SIGNATURE_MALFORMED Sender "nothing in the signature header is a well-formed tag: check that the scheme is the provider's"
    33 SignatureTooMany SIGNATURE_TOO_MANY Sender "the signature header holds more than 16 tags: no provider sends that many"
    34 SignatureMismatch SIGNATURE_MISMATCH Sender "no tag matches: the secret is another one, or the bytes verified are not the bytes sent"
    40 TimestampMissing TIMESTAMP_MISSING Sender "the scheme signs a timestamp and there is none"
    41 TimestampMalformed TIMESTAMP_MALFORMED Sender "the timestamp is neither Unix time nor RFC 3339 as the scheme writes it"
    42 TimestampTooOld TIMESTAMP_TOO_OLD Sender "the timestamp is older than the tolerance: a replay, a late retry, or your clock is ahead"
    43 TimestampTooNew TIMESTAMP_TOO_NEW Sender "the timestamp is further ahead than the tolerance: check that your clock is right"
    50 HeaderMissing HEADER_MISSING Sender "a header that the scheme signs is missing: a proxy may drop it"
    51 HeaderDuplicate HEADER_DUPLICATE Sender "a header or timestamp that must be single was given twice"
    52 HeaderMalformed HEADER_MALFORMED Sender "a header holds characters that the scheme does not allow there"
    53 HeaderTooLong HEADER_TOO_LONG Sender "a header that the scheme reads is longer than any provider sends"
    54 ContentEncoding CONTENT_ENCODING MediaType "the body is compressed: signatures cover the bytes as sent, so ask the sender for identity encoding"
    60 BodyTooLarge BODY_TOO_LARGE TooLarge "the body is over the cap: raise the cap if your provider sends events this large"
    61 EventNotJson EVENT_NOT_JSON Event "the body is authentic but not JSON, or ends early, so the event's fields were not found"
    62 EventIdMissing EVENT_ID_MISSING Event "the event has no ID, and its dedup key needs one: choose the digest for this endpoint"
    63 EventFieldInvalid EVENT_FIELD_INVALID Event "an event field is there but is not a string or integer within its length"
    64 BodyTimeout BODY_TIMEOUT Timeout "the body did not arrive within `body_timeout`"
    65 BodyTruncated BODY_TRUNCATED Sender "the body ended before the length that the request declared"
    70 ApiKeyMissing API_KEY_MISSING Sender "the request carries no API key where the endpoint looks for one"
    71 ApiKeyMismatch API_KEY_MISMATCH Sender "the API key is none of those configured"
    72 CertificateMissing CERTIFICATE_MISSING Sender "the connection has no client certificate: have the server ask for one"
    73 CertificateMismatch CERTIFICATE_MISMATCH Sender "the client certificate is none of those pinned: pin its SHA-256 if it was renewed"
    80 ScheduleInvalid SCHEDULE_INVALID Configuration "the retry schedule has no attempts, a zero step, or a span that cannot be represented"
    100 WindowConfig WINDOW_CONFIG Configuration "the window's lifetime, lease or capacity contradict each other or what its endpoints need"
    101 WindowTooSmall WINDOW_TOO_SMALL Configuration "the memory or capacity given holds not even one bucket: give more"
    102 WindowForeign WINDOW_FOREIGN Configuration "the file is not a window, or is not safely ours: check its path, owner and permissions"
    103 WindowVersion WINDOW_VERSION Configuration "the window was written by a newer layout: upgrade this process"
    104 WindowTruncated WINDOW_TRUNCATED Configuration "the window is shorter or longer than its header says: restore it or start a new one"
    105 WindowMismatch WINDOW_MISMATCH Configuration "the window was made with other settings: open it without them, or resize it"
    106 WindowCorrupt WINDOW_CORRUPT Configuration "the window's header fails its checksum: restore it or start a new one"
    107 TokenInvalid TOKEN_INVALID Configuration "the token belongs to another window or store: settle a claim where it was made"
    108 ClockRange CLOCK_RANGE Unavailable "the clock is before the window's epoch or too far beyond it: set the clock"
    200 ArgumentNull ARGUMENT_NULL Configuration "a required argument is null"
    201 ArgumentInvalid ARGUMENT_INVALID Configuration "an argument is outside its documented range"
    202 BufferTooSmall BUFFER_TOO_SMALL Configuration "the buffer is too small: ask for its documented size"
    203 State STATE Configuration "the object is not set up, or was finished, wiped or failed before: start a new one"
    204 Panic PANIC Configuration "a bug in hookseal was caught: please report it"
    210 Io IO Unavailable "the operating system refused a read or write: its own message says why"
    211 StoreUnavailable STORE_UNAVAILABLE Unavailable "the dedup store does not answer: answer 503 where the handler has not run, else commit again later"
    212 StoreConfig STORE_CONFIG Configuration "the dedup store is missing, unsafe for this deployment, or shared without being told so"
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.message())
    }
}

impl core::error::Error for Error {}

//! Status codes, written from the core's list of errors.

use core::ffi::CStr;

/// What a call gives: HOOKSEAL_OK, or why not. Numbers and names never change.
pub type hookseal_status = u32;
/// It worked.
pub const HOOKSEAL_OK: hookseal_status = 0;
/// the secret is empty or blank: set it to the value your provider shows.
pub const HOOKSEAL_SECRET_EMPTY: hookseal_status = 10;
/// the secret begins or ends with white space, often a newline at the end of its file: remove it.
pub const HOOKSEAL_SECRET_WHITESPACE: hookseal_status = 11;
/// the secret cannot be decoded in the format its scheme uses: copy it again, whole.
pub const HOOKSEAL_SECRET_ENCODING: hookseal_status = 12;
/// the secret is longer than 1024 bytes: check that it is the secret and not a file around it.
pub const HOOKSEAL_SECRET_TOO_LONG: hookseal_status = 13;
/// no secret was given: give at least one.
pub const HOOKSEAL_KEYRING_EMPTY: hookseal_status = 14;
/// more than 4 secrets, 4 keys or 8 pins were given: remove the ones no longer in use.
pub const HOOKSEAL_KEYRING_FULL: hookseal_status = 15;
/// the keyring was made for another key format than the scheme's: make it with the scheme's own.
pub const HOOKSEAL_KEYRING_FORMAT: hookseal_status = 16;
/// no built-in scheme has that name: see the list of schemes, or describe your own.
pub const HOOKSEAL_SCHEME_UNKNOWN: hookseal_status = 20;
/// the scheme contradicts itself or leaves out something it needs: check its fields.
pub const HOOKSEAL_SCHEME_INVALID: hookseal_status = 21;
/// the scheme has more or longer names, parts or paths than a verifier holds: shorten it.
pub const HOOKSEAL_SCHEME_TOO_LARGE: hookseal_status = 22;
/// the scheme signs the URL: pass the public URL from your configuration.
pub const HOOKSEAL_URL_REQUIRED: hookseal_status = 23;
/// the scheme signs the HTTP method: pass it.
pub const HOOKSEAL_METHOD_REQUIRED: hookseal_status = 24;
/// the event ID is not covered by the signature: choose the digest, or `unsigned_id` if you accept replays under new IDs.
pub const HOOKSEAL_DEDUP_UNSIGNED: hookseal_status = 25;
/// a limit makes no sense here: a tolerance needs a signed timestamp, a cap at least one byte.
pub const HOOKSEAL_LIMIT_INVALID: hookseal_status = 26;
/// the raw body was read before verification: put the verification in front of whatever parses the body.
pub const HOOKSEAL_BODY_CONSUMED: hookseal_status = 27;
/// no signature header: the request does not come from the provider, or a proxy drops the header.
pub const HOOKSEAL_SIGNATURE_MISSING: hookseal_status = 30;
/// the signature header has no entry of the scheme's version: check that the scheme is the provider's.
pub const HOOKSEAL_SIGNATURE_VERSION: hookseal_status = 31;
/// nothing in the signature header is a well-formed tag: check that the scheme is the provider's.
pub const HOOKSEAL_SIGNATURE_MALFORMED: hookseal_status = 32;
/// the signature header holds more than 16 tags: no provider sends that many.
pub const HOOKSEAL_SIGNATURE_TOO_MANY: hookseal_status = 33;
/// no tag matches: the secret is another one, or the bytes verified are not the bytes sent.
pub const HOOKSEAL_SIGNATURE_MISMATCH: hookseal_status = 34;
/// the scheme signs a timestamp and there is none.
pub const HOOKSEAL_TIMESTAMP_MISSING: hookseal_status = 40;
/// the timestamp is neither Unix time nor RFC 3339 as the scheme writes it.
pub const HOOKSEAL_TIMESTAMP_MALFORMED: hookseal_status = 41;
/// the timestamp is older than the tolerance: a replay, a late retry, or your clock is ahead.
pub const HOOKSEAL_TIMESTAMP_TOO_OLD: hookseal_status = 42;
/// the timestamp is further ahead than the tolerance: check that your clock is right.
pub const HOOKSEAL_TIMESTAMP_TOO_NEW: hookseal_status = 43;
/// a header that the scheme signs is missing: a proxy may drop it.
pub const HOOKSEAL_HEADER_MISSING: hookseal_status = 50;
/// a header or timestamp that must be single was given twice.
pub const HOOKSEAL_HEADER_DUPLICATE: hookseal_status = 51;
/// a header holds characters that the scheme does not allow there.
pub const HOOKSEAL_HEADER_MALFORMED: hookseal_status = 52;
/// a header that the scheme reads is longer than any provider sends.
pub const HOOKSEAL_HEADER_TOO_LONG: hookseal_status = 53;
/// the body is compressed: signatures cover the bytes as sent, so ask the sender for identity encoding.
pub const HOOKSEAL_CONTENT_ENCODING: hookseal_status = 54;
/// the body is over the cap: raise the cap if your provider sends events this large.
pub const HOOKSEAL_BODY_TOO_LARGE: hookseal_status = 60;
/// the body is authentic but not JSON, or ends early, so the event's fields were not found.
pub const HOOKSEAL_EVENT_NOT_JSON: hookseal_status = 61;
/// the event has no ID, and its dedup key needs one: choose the digest for this endpoint.
pub const HOOKSEAL_EVENT_ID_MISSING: hookseal_status = 62;
/// an event field is there but is not a string or integer within its length.
pub const HOOKSEAL_EVENT_FIELD_INVALID: hookseal_status = 63;
/// the body did not arrive within `body_timeout`.
pub const HOOKSEAL_BODY_TIMEOUT: hookseal_status = 64;
/// the body ended before the length that the request declared.
pub const HOOKSEAL_BODY_TRUNCATED: hookseal_status = 65;
/// the request carries no API key where the endpoint looks for one.
pub const HOOKSEAL_API_KEY_MISSING: hookseal_status = 70;
/// the API key is none of those configured.
pub const HOOKSEAL_API_KEY_MISMATCH: hookseal_status = 71;
/// the connection has no client certificate: have the server ask for one.
pub const HOOKSEAL_CERTIFICATE_MISSING: hookseal_status = 72;
/// the client certificate is none of those pinned: pin its SHA-256 if it was renewed.
pub const HOOKSEAL_CERTIFICATE_MISMATCH: hookseal_status = 73;
/// the retry schedule has no attempts, a zero step, or a span that cannot be represented.
pub const HOOKSEAL_SCHEDULE_INVALID: hookseal_status = 80;
/// the window's lifetime, lease or capacity contradict each other or what its endpoints need.
pub const HOOKSEAL_WINDOW_CONFIG: hookseal_status = 100;
/// the memory or capacity given holds not even one bucket: give more.
pub const HOOKSEAL_WINDOW_TOO_SMALL: hookseal_status = 101;
/// the file is not a window, or is not safely ours: check its path, owner and permissions.
pub const HOOKSEAL_WINDOW_FOREIGN: hookseal_status = 102;
/// the window was written by a newer layout: upgrade this process.
pub const HOOKSEAL_WINDOW_VERSION: hookseal_status = 103;
/// the window is shorter or longer than its header says: restore it or start a new one.
pub const HOOKSEAL_WINDOW_TRUNCATED: hookseal_status = 104;
/// the window was made with other settings: open it without them, or resize it.
pub const HOOKSEAL_WINDOW_MISMATCH: hookseal_status = 105;
/// the window's header fails its checksum: restore it or start a new one.
pub const HOOKSEAL_WINDOW_CORRUPT: hookseal_status = 106;
/// the token belongs to another window or store: settle a claim where it was made.
pub const HOOKSEAL_TOKEN_INVALID: hookseal_status = 107;
/// the clock is before the window's epoch or too far beyond it: set the clock.
pub const HOOKSEAL_CLOCK_RANGE: hookseal_status = 108;
/// a required argument is null.
pub const HOOKSEAL_ARGUMENT_NULL: hookseal_status = 200;
/// an argument is outside its documented range.
pub const HOOKSEAL_ARGUMENT_INVALID: hookseal_status = 201;
/// the buffer is too small: ask for its documented size.
pub const HOOKSEAL_BUFFER_TOO_SMALL: hookseal_status = 202;
/// the object is not set up, or was finished, wiped or failed before: start a new one.
pub const HOOKSEAL_STATE: hookseal_status = 203;
/// a bug in hookseal was caught: please report it.
pub const HOOKSEAL_PANIC: hookseal_status = 204;
/// the operating system refused a read or write: its own message says why.
pub const HOOKSEAL_IO: hookseal_status = 210;
/// the dedup store does not answer: answer 503 where the handler has not run, else commit again later.
pub const HOOKSEAL_STORE_UNAVAILABLE: hookseal_status = 211;
/// the dedup store is missing, unsafe for this deployment, or shared without being told so.
pub const HOOKSEAL_STORE_CONFIG: hookseal_status = 212;

/// A status's name and what to do about it.
pub(crate) const fn texts(status: hookseal_status) -> Option<(&'static CStr, &'static CStr)> {
    Some(match status {
        HOOKSEAL_OK => (c"OK", c"it worked"),
        HOOKSEAL_SECRET_EMPTY => (c"SECRET_EMPTY", c"the secret is empty or blank: set it to the value your provider shows"),
        HOOKSEAL_SECRET_WHITESPACE => (c"SECRET_WHITESPACE", c"the secret begins or ends with white space, often a newline at the end of its file: remove it"),
        HOOKSEAL_SECRET_ENCODING => (c"SECRET_ENCODING", c"the secret cannot be decoded in the format its scheme uses: copy it again, whole"),
        HOOKSEAL_SECRET_TOO_LONG => (c"SECRET_TOO_LONG", c"the secret is longer than 1024 bytes: check that it is the secret and not a file around it"),
        HOOKSEAL_KEYRING_EMPTY => (c"KEYRING_EMPTY", c"no secret was given: give at least one"),
        HOOKSEAL_KEYRING_FULL => (c"KEYRING_FULL", c"more than 4 secrets, 4 keys or 8 pins were given: remove the ones no longer in use"),
        HOOKSEAL_KEYRING_FORMAT => (c"KEYRING_FORMAT", c"the keyring was made for another key format than the scheme's: make it with the scheme's own"),
        HOOKSEAL_SCHEME_UNKNOWN => (c"SCHEME_UNKNOWN", c"no built-in scheme has that name: see the list of schemes, or describe your own"),
        HOOKSEAL_SCHEME_INVALID => (c"SCHEME_INVALID", c"the scheme contradicts itself or leaves out something it needs: check its fields"),
        HOOKSEAL_SCHEME_TOO_LARGE => (c"SCHEME_TOO_LARGE", c"the scheme has more or longer names, parts or paths than a verifier holds: shorten it"),
        HOOKSEAL_URL_REQUIRED => (c"URL_REQUIRED", c"the scheme signs the URL: pass the public URL from your configuration"),
        HOOKSEAL_METHOD_REQUIRED => (c"METHOD_REQUIRED", c"the scheme signs the HTTP method: pass it"),
        HOOKSEAL_DEDUP_UNSIGNED => (c"DEDUP_UNSIGNED", c"the event ID is not covered by the signature: choose the digest, or `unsigned_id` if you accept replays under new IDs"),
        HOOKSEAL_LIMIT_INVALID => (c"LIMIT_INVALID", c"a limit makes no sense here: a tolerance needs a signed timestamp, a cap at least one byte"),
        HOOKSEAL_BODY_CONSUMED => (c"BODY_CONSUMED", c"the raw body was read before verification: put the verification in front of whatever parses the body"),
        HOOKSEAL_SIGNATURE_MISSING => (c"SIGNATURE_MISSING", c"no signature header: the request does not come from the provider, or a proxy drops the header"),
        HOOKSEAL_SIGNATURE_VERSION => (c"SIGNATURE_VERSION", c"the signature header has no entry of the scheme's version: check that the scheme is the provider's"),
        HOOKSEAL_SIGNATURE_MALFORMED => (c"SIGNATURE_MALFORMED", c"nothing in the signature header is a well-formed tag: check that the scheme is the provider's"),
        HOOKSEAL_SIGNATURE_TOO_MANY => (c"SIGNATURE_TOO_MANY", c"the signature header holds more than 16 tags: no provider sends that many"),
        HOOKSEAL_SIGNATURE_MISMATCH => (c"SIGNATURE_MISMATCH", c"no tag matches: the secret is another one, or the bytes verified are not the bytes sent"),
        HOOKSEAL_TIMESTAMP_MISSING => (c"TIMESTAMP_MISSING", c"the scheme signs a timestamp and there is none"),
        HOOKSEAL_TIMESTAMP_MALFORMED => (c"TIMESTAMP_MALFORMED", c"the timestamp is neither Unix time nor RFC 3339 as the scheme writes it"),
        HOOKSEAL_TIMESTAMP_TOO_OLD => (c"TIMESTAMP_TOO_OLD", c"the timestamp is older than the tolerance: a replay, a late retry, or your clock is ahead"),
        HOOKSEAL_TIMESTAMP_TOO_NEW => (c"TIMESTAMP_TOO_NEW", c"the timestamp is further ahead than the tolerance: check that your clock is right"),
        HOOKSEAL_HEADER_MISSING => (c"HEADER_MISSING", c"a header that the scheme signs is missing: a proxy may drop it"),
        HOOKSEAL_HEADER_DUPLICATE => (c"HEADER_DUPLICATE", c"a header or timestamp that must be single was given twice"),
        HOOKSEAL_HEADER_MALFORMED => (c"HEADER_MALFORMED", c"a header holds characters that the scheme does not allow there"),
        HOOKSEAL_HEADER_TOO_LONG => (c"HEADER_TOO_LONG", c"a header that the scheme reads is longer than any provider sends"),
        HOOKSEAL_CONTENT_ENCODING => (c"CONTENT_ENCODING", c"the body is compressed: signatures cover the bytes as sent, so ask the sender for identity encoding"),
        HOOKSEAL_BODY_TOO_LARGE => (c"BODY_TOO_LARGE", c"the body is over the cap: raise the cap if your provider sends events this large"),
        HOOKSEAL_EVENT_NOT_JSON => (c"EVENT_NOT_JSON", c"the body is authentic but not JSON, or ends early, so the event's fields were not found"),
        HOOKSEAL_EVENT_ID_MISSING => (c"EVENT_ID_MISSING", c"the event has no ID, and its dedup key needs one: choose the digest for this endpoint"),
        HOOKSEAL_EVENT_FIELD_INVALID => (c"EVENT_FIELD_INVALID", c"an event field is there but is not a string or integer within its length"),
        HOOKSEAL_BODY_TIMEOUT => (c"BODY_TIMEOUT", c"the body did not arrive within `body_timeout`"),
        HOOKSEAL_BODY_TRUNCATED => (c"BODY_TRUNCATED", c"the body ended before the length that the request declared"),
        HOOKSEAL_API_KEY_MISSING => (c"API_KEY_MISSING", c"the request carries no API key where the endpoint looks for one"),
        HOOKSEAL_API_KEY_MISMATCH => (c"API_KEY_MISMATCH", c"the API key is none of those configured"),
        HOOKSEAL_CERTIFICATE_MISSING => (c"CERTIFICATE_MISSING", c"the connection has no client certificate: have the server ask for one"),
        HOOKSEAL_CERTIFICATE_MISMATCH => (c"CERTIFICATE_MISMATCH", c"the client certificate is none of those pinned: pin its SHA-256 if it was renewed"),
        HOOKSEAL_SCHEDULE_INVALID => (c"SCHEDULE_INVALID", c"the retry schedule has no attempts, a zero step, or a span that cannot be represented"),
        HOOKSEAL_WINDOW_CONFIG => (c"WINDOW_CONFIG", c"the window's lifetime, lease or capacity contradict each other or what its endpoints need"),
        HOOKSEAL_WINDOW_TOO_SMALL => (c"WINDOW_TOO_SMALL", c"the memory or capacity given holds not even one bucket: give more"),
        HOOKSEAL_WINDOW_FOREIGN => (c"WINDOW_FOREIGN", c"the file is not a window, or is not safely ours: check its path, owner and permissions"),
        HOOKSEAL_WINDOW_VERSION => (c"WINDOW_VERSION", c"the window was written by a newer layout: upgrade this process"),
        HOOKSEAL_WINDOW_TRUNCATED => (c"WINDOW_TRUNCATED", c"the window is shorter or longer than its header says: restore it or start a new one"),
        HOOKSEAL_WINDOW_MISMATCH => (c"WINDOW_MISMATCH", c"the window was made with other settings: open it without them, or resize it"),
        HOOKSEAL_WINDOW_CORRUPT => (c"WINDOW_CORRUPT", c"the window's header fails its checksum: restore it or start a new one"),
        HOOKSEAL_TOKEN_INVALID => (c"TOKEN_INVALID", c"the token belongs to another window or store: settle a claim where it was made"),
        HOOKSEAL_CLOCK_RANGE => (c"CLOCK_RANGE", c"the clock is before the window's epoch or too far beyond it: set the clock"),
        HOOKSEAL_ARGUMENT_NULL => (c"ARGUMENT_NULL", c"a required argument is null"),
        HOOKSEAL_ARGUMENT_INVALID => (c"ARGUMENT_INVALID", c"an argument is outside its documented range"),
        HOOKSEAL_BUFFER_TOO_SMALL => (c"BUFFER_TOO_SMALL", c"the buffer is too small: ask for its documented size"),
        HOOKSEAL_STATE => (c"STATE", c"the object is not set up, or was finished, wiped or failed before: start a new one"),
        HOOKSEAL_PANIC => (c"PANIC", c"a bug in hookseal was caught: please report it"),
        HOOKSEAL_IO => (c"IO", c"the operating system refused a read or write: its own message says why"),
        HOOKSEAL_STORE_UNAVAILABLE => (c"STORE_UNAVAILABLE", c"the dedup store does not answer: answer 503 where the handler has not run, else commit again later"),
        HOOKSEAL_STORE_CONFIG => (c"STORE_CONFIG", c"the dedup store is missing, unsafe for this deployment, or shared without being told so"),
        _ => return None,
    })
}

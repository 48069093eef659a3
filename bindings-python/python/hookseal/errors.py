"""Every error, each an exception of its own under `WebhookError`.

Written by tools/errors.py from the one list of errors; numbers and names are frozen and the same in every language.
"""

from typing import ClassVar, Literal

Category = Literal["sender", "event", "too_large", "timeout", "media_type", "unavailable", "configuration"]


class WebhookError(Exception):
    """What every refusal and every mistake is; its subclasses say which.

    No message holds a secret, a tag or a byte of a body. What an attacker could learn from is for your log alone:
    answer the sender with `status` and nothing else.
    """

    code: ClassVar[int] = 0
    """The frozen number, the same in every language."""
    name: ClassVar[str] = ""
    """The frozen name, such as `SIGNATURE_MISMATCH`."""
    category: ClassVar[Category] = "configuration"
    """Whose fault it is: `sender` and `event` are the delivery's, `configuration` is the endpoint's."""
    status: ClassVar[int] = 500
    """The HTTP status to answer."""
    summary: ClassVar[str] = ""
    """What happened and what to do next."""

    def __init__(self, detail: str | None = None) -> None:
        """`detail` says what is known of this case, instead of the summary."""
        super().__init__(f"{self.name}: {detail or self.summary}" if self.name else detail or "")

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), str(self)))


def _again(cls: type[WebhookError], text: str) -> WebhookError:
    """An error as it was before it was pickled: queues carry errors from process to process."""
    error = cls()
    error.args = (text,)
    return error


class SecretEmpty(WebhookError):
    """The secret is empty or blank: set it to the value your provider shows."""

    code = 10
    name = "SECRET_EMPTY"
    category = "configuration"
    status = 500
    summary = "the secret is empty or blank: set it to the value your provider shows"


class SecretWhitespace(WebhookError):
    """The secret begins or ends with white space, often a newline at the end of its file: remove it."""

    code = 11
    name = "SECRET_WHITESPACE"
    category = "configuration"
    status = 500
    summary = "the secret begins or ends with white space, often a newline at the end of its file: remove it"


class SecretEncoding(WebhookError):
    """The secret cannot be decoded in the format its scheme uses: copy it again, whole."""

    code = 12
    name = "SECRET_ENCODING"
    category = "configuration"
    status = 500
    summary = "the secret cannot be decoded in the format its scheme uses: copy it again, whole"


class SecretTooLong(WebhookError):
    """The secret is longer than 1024 bytes: check that it is the secret and not a file around it."""

    code = 13
    name = "SECRET_TOO_LONG"
    category = "configuration"
    status = 500
    summary = "the secret is longer than 1024 bytes: check that it is the secret and not a file around it"


class KeyringEmpty(WebhookError):
    """No secret was given: give at least one."""

    code = 14
    name = "KEYRING_EMPTY"
    category = "configuration"
    status = 500
    summary = "no secret was given: give at least one"


class KeyringFull(WebhookError):
    """More than 4 secrets, 4 keys or 8 pins were given: remove the ones no longer in use."""

    code = 15
    name = "KEYRING_FULL"
    category = "configuration"
    status = 500
    summary = "more than 4 secrets, 4 keys or 8 pins were given: remove the ones no longer in use"


class KeyringFormat(WebhookError):
    """The keyring was made for another key format than the scheme's: make it with the scheme's own."""

    code = 16
    name = "KEYRING_FORMAT"
    category = "configuration"
    status = 500
    summary = "the keyring was made for another key format than the scheme's: make it with the scheme's own"


class SchemeUnknown(WebhookError):
    """No built-in scheme has that name: see the list of schemes, or describe your own."""

    code = 20
    name = "SCHEME_UNKNOWN"
    category = "configuration"
    status = 500
    summary = "no built-in scheme has that name: see the list of schemes, or describe your own"


class SchemeInvalid(WebhookError):
    """The scheme contradicts itself or leaves out something it needs: check its fields."""

    code = 21
    name = "SCHEME_INVALID"
    category = "configuration"
    status = 500
    summary = "the scheme contradicts itself or leaves out something it needs: check its fields"


class SchemeTooLarge(WebhookError):
    """The scheme has more or longer names, parts or paths than a verifier holds: shorten it."""

    code = 22
    name = "SCHEME_TOO_LARGE"
    category = "configuration"
    status = 500
    summary = "the scheme has more or longer names, parts or paths than a verifier holds: shorten it"


class UrlRequired(WebhookError):
    """The scheme signs the URL: pass the public URL from your configuration."""

    code = 23
    name = "URL_REQUIRED"
    category = "configuration"
    status = 500
    summary = "the scheme signs the URL: pass the public URL from your configuration"


class MethodRequired(WebhookError):
    """The scheme signs the HTTP method: pass it."""

    code = 24
    name = "METHOD_REQUIRED"
    category = "configuration"
    status = 500
    summary = "the scheme signs the HTTP method: pass it"


class DedupUnsigned(WebhookError):
    """The event ID is not covered by the signature: choose the digest, or `unsigned_id` if you accept replays
    under new IDs.
    """  # noqa: E501

    code = 25
    name = "DEDUP_UNSIGNED"
    category = "configuration"
    status = 500
    summary = "the event ID is not covered by the signature: choose the digest, or `unsigned_id` if you accept replays under new IDs"  # noqa: E501


class LimitInvalid(WebhookError):
    """A limit makes no sense here: a tolerance needs a signed timestamp, a cap at least one byte."""

    code = 26
    name = "LIMIT_INVALID"
    category = "configuration"
    status = 500
    summary = "a limit makes no sense here: a tolerance needs a signed timestamp, a cap at least one byte"


class BodyConsumed(WebhookError):
    """The raw body was read before verification: put the verification in front of whatever parses the body."""

    code = 27
    name = "BODY_CONSUMED"
    category = "configuration"
    status = 500
    summary = "the raw body was read before verification: put the verification in front of whatever parses the body"


class SignatureMissing(WebhookError):
    """No signature header: the request does not come from the provider, or a proxy drops the header."""

    code = 30
    name = "SIGNATURE_MISSING"
    category = "sender"
    status = 400
    summary = "no signature header: the request does not come from the provider, or a proxy drops the header"


class SignatureVersion(WebhookError):
    """The signature header has no entry of the scheme's version: check that the scheme is the provider's."""

    code = 31
    name = "SIGNATURE_VERSION"
    category = "sender"
    status = 400
    summary = "the signature header has no entry of the scheme's version: check that the scheme is the provider's"


class SignatureMalformed(WebhookError):
    """Nothing in the signature header is a well-formed tag: check that the scheme is the provider's."""

    code = 32
    name = "SIGNATURE_MALFORMED"
    category = "sender"
    status = 400
    summary = "nothing in the signature header is a well-formed tag: check that the scheme is the provider's"


class SignatureTooMany(WebhookError):
    """The signature header holds more than 16 tags: no provider sends that many."""

    code = 33
    name = "SIGNATURE_TOO_MANY"
    category = "sender"
    status = 400
    summary = "the signature header holds more than 16 tags: no provider sends that many"


class SignatureMismatch(WebhookError):
    """No tag matches: the secret is another one, or the bytes verified are not the bytes sent."""

    code = 34
    name = "SIGNATURE_MISMATCH"
    category = "sender"
    status = 400
    summary = "no tag matches: the secret is another one, or the bytes verified are not the bytes sent"


class TimestampMissing(WebhookError):
    """The scheme signs a timestamp and there is none."""

    code = 40
    name = "TIMESTAMP_MISSING"
    category = "sender"
    status = 400
    summary = "the scheme signs a timestamp and there is none"


class TimestampMalformed(WebhookError):
    """The timestamp is neither Unix time nor RFC 3339 as the scheme writes it."""

    code = 41
    name = "TIMESTAMP_MALFORMED"
    category = "sender"
    status = 400
    summary = "the timestamp is neither Unix time nor RFC 3339 as the scheme writes it"


class TimestampTooOld(WebhookError):
    """The timestamp is older than the tolerance: a replay, a late retry, or your clock is ahead."""

    code = 42
    name = "TIMESTAMP_TOO_OLD"
    category = "sender"
    status = 400
    summary = "the timestamp is older than the tolerance: a replay, a late retry, or your clock is ahead"


class TimestampTooNew(WebhookError):
    """The timestamp is further ahead than the tolerance: check that your clock is right."""

    code = 43
    name = "TIMESTAMP_TOO_NEW"
    category = "sender"
    status = 400
    summary = "the timestamp is further ahead than the tolerance: check that your clock is right"


class HeaderMissing(WebhookError):
    """A header that the scheme signs is missing: a proxy may drop it."""

    code = 50
    name = "HEADER_MISSING"
    category = "sender"
    status = 400
    summary = "a header that the scheme signs is missing: a proxy may drop it"


class HeaderDuplicate(WebhookError):
    """A header or timestamp that must be single was given twice."""

    code = 51
    name = "HEADER_DUPLICATE"
    category = "sender"
    status = 400
    summary = "a header or timestamp that must be single was given twice"


class HeaderMalformed(WebhookError):
    """A header holds characters that the scheme does not allow there."""

    code = 52
    name = "HEADER_MALFORMED"
    category = "sender"
    status = 400
    summary = "a header holds characters that the scheme does not allow there"


class HeaderTooLong(WebhookError):
    """A header that the scheme reads is longer than any provider sends."""

    code = 53
    name = "HEADER_TOO_LONG"
    category = "sender"
    status = 400
    summary = "a header that the scheme reads is longer than any provider sends"


class ContentEncoding(WebhookError):
    """The body is compressed: signatures cover the bytes as sent, so ask the sender for identity encoding."""

    code = 54
    name = "CONTENT_ENCODING"
    category = "media_type"
    status = 415
    summary = "the body is compressed: signatures cover the bytes as sent, so ask the sender for identity encoding"


class BodyTooLarge(WebhookError):
    """The body is over the cap: raise the cap if your provider sends events this large."""

    code = 60
    name = "BODY_TOO_LARGE"
    category = "too_large"
    status = 413
    summary = "the body is over the cap: raise the cap if your provider sends events this large"


class EventNotJson(WebhookError):
    """The body is authentic but not JSON, or ends early, so the event's fields were not found."""

    code = 61
    name = "EVENT_NOT_JSON"
    category = "event"
    status = 422
    summary = "the body is authentic but not JSON, or ends early, so the event's fields were not found"


class EventIdMissing(WebhookError):
    """The event has no ID, and its dedup key needs one: choose the digest for this endpoint."""

    code = 62
    name = "EVENT_ID_MISSING"
    category = "event"
    status = 422
    summary = "the event has no ID, and its dedup key needs one: choose the digest for this endpoint"


class EventFieldInvalid(WebhookError):
    """An event field is there but is not a string or integer within its length."""

    code = 63
    name = "EVENT_FIELD_INVALID"
    category = "event"
    status = 422
    summary = "an event field is there but is not a string or integer within its length"


class BodyTimeout(WebhookError):
    """The body did not arrive within `body_timeout`."""

    code = 64
    name = "BODY_TIMEOUT"
    category = "timeout"
    status = 408
    summary = "the body did not arrive within `body_timeout`"


class BodyTruncated(WebhookError):
    """The body ended before the length that the request declared."""

    code = 65
    name = "BODY_TRUNCATED"
    category = "sender"
    status = 400
    summary = "the body ended before the length that the request declared"


class ApiKeyMissing(WebhookError):
    """The request carries no API key where the endpoint looks for one."""

    code = 70
    name = "API_KEY_MISSING"
    category = "sender"
    status = 400
    summary = "the request carries no API key where the endpoint looks for one"


class ApiKeyMismatch(WebhookError):
    """The API key is none of those configured."""

    code = 71
    name = "API_KEY_MISMATCH"
    category = "sender"
    status = 400
    summary = "the API key is none of those configured"


class CertificateMissing(WebhookError):
    """The connection has no client certificate: have the server ask for one."""

    code = 72
    name = "CERTIFICATE_MISSING"
    category = "sender"
    status = 400
    summary = "the connection has no client certificate: have the server ask for one"


class CertificateMismatch(WebhookError):
    """The client certificate is none of those pinned: pin its SHA-256 if it was renewed."""

    code = 73
    name = "CERTIFICATE_MISMATCH"
    category = "sender"
    status = 400
    summary = "the client certificate is none of those pinned: pin its SHA-256 if it was renewed"


class ScheduleInvalid(WebhookError):
    """The retry schedule has no attempts, a zero step, or a span that cannot be represented."""

    code = 80
    name = "SCHEDULE_INVALID"
    category = "configuration"
    status = 500
    summary = "the retry schedule has no attempts, a zero step, or a span that cannot be represented"


class WindowConfig(WebhookError):
    """The window's lifetime, lease or capacity contradict each other or what its endpoints need."""

    code = 100
    name = "WINDOW_CONFIG"
    category = "configuration"
    status = 500
    summary = "the window's lifetime, lease or capacity contradict each other or what its endpoints need"


class WindowTooSmall(WebhookError):
    """The memory or capacity given holds not even one bucket: give more."""

    code = 101
    name = "WINDOW_TOO_SMALL"
    category = "configuration"
    status = 500
    summary = "the memory or capacity given holds not even one bucket: give more"


class WindowForeign(WebhookError):
    """The file is not a window, or is not safely ours: check its path, owner and permissions."""

    code = 102
    name = "WINDOW_FOREIGN"
    category = "configuration"
    status = 500
    summary = "the file is not a window, or is not safely ours: check its path, owner and permissions"


class WindowVersion(WebhookError):
    """The window was written by a newer layout: upgrade this process."""

    code = 103
    name = "WINDOW_VERSION"
    category = "configuration"
    status = 500
    summary = "the window was written by a newer layout: upgrade this process"


class WindowTruncated(WebhookError):
    """The window is shorter or longer than its header says: restore it or start a new one."""

    code = 104
    name = "WINDOW_TRUNCATED"
    category = "configuration"
    status = 500
    summary = "the window is shorter or longer than its header says: restore it or start a new one"


class WindowMismatch(WebhookError):
    """The window was made with other settings: open it without them, or resize it."""

    code = 105
    name = "WINDOW_MISMATCH"
    category = "configuration"
    status = 500
    summary = "the window was made with other settings: open it without them, or resize it"


class WindowCorrupt(WebhookError):
    """The window's header fails its checksum: restore it or start a new one."""

    code = 106
    name = "WINDOW_CORRUPT"
    category = "configuration"
    status = 500
    summary = "the window's header fails its checksum: restore it or start a new one"


class TokenInvalid(WebhookError):
    """The token belongs to another window or store: settle a claim where it was made."""

    code = 107
    name = "TOKEN_INVALID"
    category = "configuration"
    status = 500
    summary = "the token belongs to another window or store: settle a claim where it was made"


class ClockRange(WebhookError):
    """The clock is before the window's epoch or too far beyond it: set the clock."""

    code = 108
    name = "CLOCK_RANGE"
    category = "unavailable"
    status = 503
    summary = "the clock is before the window's epoch or too far beyond it: set the clock"


class ArgumentNull(WebhookError):
    """A required argument is null."""

    code = 200
    name = "ARGUMENT_NULL"
    category = "configuration"
    status = 500
    summary = "a required argument is null"


class ArgumentInvalid(WebhookError):
    """An argument is outside its documented range."""

    code = 201
    name = "ARGUMENT_INVALID"
    category = "configuration"
    status = 500
    summary = "an argument is outside its documented range"


class BufferTooSmall(WebhookError):
    """The buffer is too small: ask for its documented size."""

    code = 202
    name = "BUFFER_TOO_SMALL"
    category = "configuration"
    status = 500
    summary = "the buffer is too small: ask for its documented size"


class State(WebhookError):
    """The object is not set up, or was finished, wiped or failed before: start a new one."""

    code = 203
    name = "STATE"
    category = "configuration"
    status = 500
    summary = "the object is not set up, or was finished, wiped or failed before: start a new one"


class Panic(WebhookError):
    """A bug in hookseal was caught: please report it."""

    code = 204
    name = "PANIC"
    category = "configuration"
    status = 500
    summary = "a bug in hookseal was caught: please report it"


class Io(WebhookError):
    """The operating system refused a read or write: its own message says why."""

    code = 210
    name = "IO"
    category = "unavailable"
    status = 503
    summary = "the operating system refused a read or write: its own message says why"


class StoreUnavailable(WebhookError):
    """The dedup store does not answer: answer 503 where the handler has not run, else commit again later."""

    code = 211
    name = "STORE_UNAVAILABLE"
    category = "unavailable"
    status = 503
    summary = "the dedup store does not answer: answer 503 where the handler has not run, else commit again later"


class StoreConfig(WebhookError):
    """The dedup store is missing, unsafe for this deployment, or shared without being told so."""

    code = 212
    name = "STORE_CONFIG"
    category = "configuration"
    status = 500
    summary = "the dedup store is missing, unsafe for this deployment, or shared without being told so"


ALL: tuple[type[WebhookError], ...] = (
    SecretEmpty,
    SecretWhitespace,
    SecretEncoding,
    SecretTooLong,
    KeyringEmpty,
    KeyringFull,
    KeyringFormat,
    SchemeUnknown,
    SchemeInvalid,
    SchemeTooLarge,
    UrlRequired,
    MethodRequired,
    DedupUnsigned,
    LimitInvalid,
    BodyConsumed,
    SignatureMissing,
    SignatureVersion,
    SignatureMalformed,
    SignatureTooMany,
    SignatureMismatch,
    TimestampMissing,
    TimestampMalformed,
    TimestampTooOld,
    TimestampTooNew,
    HeaderMissing,
    HeaderDuplicate,
    HeaderMalformed,
    HeaderTooLong,
    ContentEncoding,
    BodyTooLarge,
    EventNotJson,
    EventIdMissing,
    EventFieldInvalid,
    BodyTimeout,
    BodyTruncated,
    ApiKeyMissing,
    ApiKeyMismatch,
    CertificateMissing,
    CertificateMismatch,
    ScheduleInvalid,
    WindowConfig,
    WindowTooSmall,
    WindowForeign,
    WindowVersion,
    WindowTruncated,
    WindowMismatch,
    WindowCorrupt,
    TokenInvalid,
    ClockRange,
    ArgumentNull,
    ArgumentInvalid,
    BufferTooSmall,
    State,
    Panic,
    Io,
    StoreUnavailable,
    StoreConfig,
)
"""Every error, by number."""

BY_NAME: dict[str, type[WebhookError]] = {error.name: error for error in ALL}
"""Every error by its frozen name."""

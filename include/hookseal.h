// hookseal: verifies webhooks, remembers their events, decides retries. Written from ffi-c/src: do not edit.
//
// Rules, for all functions
//
//   Status    Most functions return a hookseal_status: HOOKSEAL_OK, which is 0, for success, else an error. The comment at each
//             function lists its errors. hookseal_strerror says what to do about one. Always check the status.
//   Outputs   are zeroed first, so that after a failure there is nothing in them: no event, no claim, no text. The mistake
//             `if (hookseal_verify(...)) accept();` finds no event.
//   Storage   is the caller's. Objects are structs of fixed size: on the stack, static, or in memory of any kind. They need no
//             particular content before they are initialised. Only hookseal_file_window allocates.
//   Pointers  must be valid for their type, and aligned, for the duration of the call; none is kept unless a comment says so.
//             NULL gives HOOKSEAL_ARGUMENT_NULL, unless a comment says what it means. A misaligned pointer or an impossible
//             length gives HOOKSEAL_ARGUMENT_INVALID. With length 0, bytes may be NULL. Outputs must not overlap inputs or each
//             other.
//   Objects   that were not initialised, were wiped, or are of another type give HOOKSEAL_STATE. An object with a _wipe function
//             holds what HMAC made of a secret: wipe it before you give up its storage.
//   Texts     passed in as `const char *` are UTF-8, end with a zero byte, and have at most HOOKSEAL_TEXT_MAX bytes. Texts given out
//             as hookseal_text do not end with one.
//   Threads   Functions share no state. Any number of threads may use an object at once where its parameter is const, and only
//             one where it is not. A hookseal_window is for one thread at a time, a hookseal_file_window for any number. A thread
//             that is cancelled (pthread_cancel) goes on to the end of the call that it is in; where it asked for
//             PTHREAD_CANCEL_ASYNCHRONOUS the process may end.
//   Stack     At most 1 KiB for each function, and so for a verification in pieces, as measured on a Cortex-M3. More, in bytes:
//               hookseal_verification_start      1,300 for an endpoint with API keys as well
//               hookseal_verify                  1,750 with one secret; 2,500 with several, a digest or API keys
//               hookseal_sign                    2,400
//               hookseal_keyring_add             1,700; 2,700 for secrets in base64 or hexadecimal
//               the _init_custom functions       1,500
//               hookseal_api_keys_init           2,050
//               hookseal_verifier_set_guards     2,300
//               hookseal_verifier_init_guarded   3,500
//             Windows in files, on x86-64: 12 KiB for a call that opens the file, else 2 KiB. The first call of a forked child opens
//             it, and so does a call that finds the file replaced.
//   Panics    None is expected. In the hosted library a panic gives HOOKSEAL_PANIC, and an object that was being changed must be
//             initialised again. In the freestanding library the program stops in a loop.
//
// Define HOOKSEAL_FREESTANDING before you include this header to leave out what the freestanding library does not have: the clock
// and windows in files.
//
// ABI: libraries with the same SONAME are compatible. The SONAME changes with the minor version before 1.0, and with the major one
// after.


#ifndef HOOKSEAL_H
#define HOOKSEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HOOKSEAL_VERSION "0.1.0"

#if !defined(HOOKSEAL_FREESTANDING)
#define HOOKSEAL_HOSTED
#endif

#if defined(__GNUC__) || defined(__clang__)
#define HOOKSEAL_MUST_USE __attribute__((warn_unused_result))
#else
#define HOOKSEAL_MUST_USE
#endif

// For static storage of a window of a capacity that is possible; nothing is checked. In C11:
// _Alignas(HOOKSEAL_WINDOW_ALIGN) unsigned char memory[HOOKSEAL_WINDOW_SIZE(1024)];
// with alignas in C++, and __attribute__((aligned(HOOKSEAL_WINDOW_ALIGN))) in GNU's C99. sizeof
// makes a size_t of it: of a cast C++ compilers warn.
#define HOOKSEAL_WINDOW_SIZE(capacity) \
    (HOOKSEAL_WINDOW_HEADER_SIZE + ((capacity) + 15 * sizeof(char)) / 16 * HOOKSEAL_WINDOW_BUCKET_SIZE)

// The initialiser of a hookseal_text from a string literal. Of a pointer it would give the length of that, and so is none.
#define HOOKSEAL_TEXT(literal) { ("" literal), sizeof(literal) - 1 }


// The longest text that ends with a zero byte, in bytes without it.
#define HOOKSEAL_TEXT_MAX 65535

// No limit, where seconds are asked for.
#define HOOKSEAL_NO_LIMIT UINT64_MAX

// The most headers that a hookseal_signed_headers holds: the event ID, the timestamp, and the signature.
#define HOOKSEAL_SIGNED_HEADERS_MAX 3

// A buffer of so many bytes holds any record and the zero byte at its end.
#define HOOKSEAL_RECORD_SIZE 3585

// How a window's memory must be aligned, in bytes.
#define HOOKSEAL_WINDOW_ALIGN 64

// What a window's memory begins with, in bytes.
#define HOOKSEAL_WINDOW_HEADER_SIZE 384

// What 16 slots take, in bytes.
#define HOOKSEAL_WINDOW_BUCKET_SIZE 384

// How an attempt ended, where not with an HTTP status code: no answer in time.
#define HOOKSEAL_ANSWER_TIMEOUT 65536

// No connection, or one that broke.
#define HOOKSEAL_ANSWER_NETWORK 65537

// No `Retry-After`.
#define HOOKSEAL_NO_RETRY_AFTER UINT64_MAX

// The size of a hookseal_keyring in bytes.
#define HOOKSEAL_KEYRING_SIZE 352

// The size of a hookseal_api_keys in bytes.
#define HOOKSEAL_API_KEYS_SIZE 240

// The size of a hookseal_certificate_pins in bytes.
#define HOOKSEAL_CERTIFICATE_PINS_SIZE 288

// The size of a hookseal_verifier in bytes.
#define HOOKSEAL_VERIFIER_SIZE 1616

// The size of a hookseal_verification in bytes.
#define HOOKSEAL_VERIFICATION_SIZE 2496

// The size of a hookseal_verified in bytes.
#define HOOKSEAL_VERIFIED_SIZE 720

// The size of a hookseal_signer in bytes.
#define HOOKSEAL_SIGNER_SIZE 1104

// The size of a hookseal_signed_headers in bytes.
#define HOOKSEAL_SIGNED_HEADERS_SIZE 2192

// The size of a hookseal_window in bytes, without the memory that it is a handle on.
#define HOOKSEAL_WINDOW_HANDLE_SIZE 96

#if defined(HOOKSEAL_HOSTED)
// The size of a hookseal_file_window in bytes.
#define HOOKSEAL_FILE_WINDOW_SIZE 256
#endif

// The size of a hookseal_retry_schedule in bytes.
#define HOOKSEAL_RETRY_SCHEDULE_SIZE 112

// What a call gives: HOOKSEAL_OK, or why not. Numbers and names never change.
typedef uint32_t hookseal_status;

// Up to 4 secrets of one endpoint. All are tried on every delivery, so rotation is: a verifier from a keyring with the new
// secret and the old one, then, once the sender uses the new one, a verifier from a keyring with that alone. It holds no
// secret, but what HMAC makes of one.
//
// Any storage will do to initialise it; it may be copied and moved. Wipe every copy.
typedef struct hookseal_keyring {
    uint64_t opaque[44];
} hookseal_keyring;

// How secrets are written, and so which bytes become the key.
typedef uint32_t hookseal_key_format;

// Bytes of somebody's, not ended by a zero byte. What a sender chose may hold any character: line ends, the escape codes of terminals, zero
// bytes, at which `%.*s` ends. hookseal_record_render makes all of it printable.
typedef struct hookseal_text {
    // The first byte; NULL where there is no text.
    const char *data;
    // How many bytes.
    size_t length;
} hookseal_text;

// Up to 4 API keys, and the header that carries one. Only digests are kept.
//
// Any storage will do to initialise it; it may be copied and moved.
typedef struct hookseal_api_keys {
    uint64_t opaque[30];
} hookseal_api_keys;

// One header of a request, its name in any letter case.
typedef struct hookseal_header {
    // The name.
    struct hookseal_text name;
    // The value, without the white space around it.
    struct hookseal_text value;
} hookseal_header;

// Up to 8 client certificates, each pinned by the SHA-256 of its DER.
//
// Any storage will do to initialise it; it may be copied and moved.
typedef struct hookseal_certificate_pins {
    uint64_t opaque[36];
} hookseal_certificate_pins;

// Checks the deliveries of one endpoint. Once set up it is only read, by any number of threads at once.
//
// Any storage will do to initialise it; it may be copied and moved. Wipe every copy.
typedef struct hookseal_verifier {
    uint64_t opaque[202];
} hookseal_verifier;

// How a tag is written.
typedef uint32_t hookseal_encoding;

// What a dedup key is made of.
typedef uint32_t hookseal_dedup;

// One piece of what is signed.
typedef uint32_t hookseal_part_kind;

// A part and, for a literal or a header, its text.
typedef struct hookseal_part {
    hookseal_part_kind kind;
    const char *text;
} hookseal_part;

// Where a timestamp or a field of the event stands.
typedef uint32_t hookseal_place;

// How a timestamp is written.
typedef uint32_t hookseal_timestamp_unit;

// When a delivery was signed, and how many seconds from now that may be, below 2^32. Where the timestamp is not signed both limits
// must be HOOKSEAL_NO_LIMIT.
typedef struct hookseal_timestamp {
    hookseal_place at;
    const char *name;
    hookseal_timestamp_unit unit;
    uint64_t past;
    uint64_t future;
} hookseal_timestamp;

// A field of the event.
typedef struct hookseal_field {
    hookseal_place at;
    const char *name;
} hookseal_field;

// A scheme of your own. Set it to zeros, then fill in what there is: zeros and NULL are the usual choice or "none",
// but for `timestamp.past` and `timestamp.future`, which are limits of 0 seconds. It is copied when it is used.
typedef struct hookseal_scheme {
    // Lower-case letters, digits and hyphens, at most 48; not that of a built-in scheme.
    const char *name;
    // What dedup keys are made under. NULL: the name.
    const char *family;
    // Names of the headers that may hold a signature, from the first place on. All NULL: deliveries are not signed.
    const char *signature_headers[4];
    // What the tags of our version begin with (`v1=`, `sha256=`). NULL: nothing.
    const char *prefix;
    // What stands between entries where the header is a list, else 0.
    char separator;
    // Whether two distinct events may have the same body, so that a digest would swallow one of them: 0 or not.
    uint8_t bodies_repeat;
    // How tags are written.
    hookseal_encoding encoding;
    // How secrets are written.
    hookseal_key_format key_format;
    // What identifies an event.
    hookseal_dedup dedup;
    // What is signed, in order. NULL: the body alone.
    const struct hookseal_part *parts;
    // How many parts, at most 12.
    size_t part_count;
    // When it was signed.
    struct hookseal_timestamp timestamp;
    // Which event it is.
    struct hookseal_field id;
    // What kind of event it is.
    struct hookseal_field type;
    // Which version of the payload's format it is.
    struct hookseal_field version;
    // The body cap in bytes. 0: 1 MiB.
    uint64_t max_body;
} hookseal_scheme;

// What stands around the body. Set it to zeros, then fill in what is known. Nothing of it is kept.
typedef struct hookseal_request {
    // The headers; all of them, or at least those that the scheme reads.
    const struct hookseal_header *headers;
    size_t header_count;
    // The time now, in Unix seconds.
    uint64_t now;
    // `Content-Length`, or 0 where the request has none. A body of fewer bytes is refused, one of more is not if it is genuine.
    uint64_t content_length;
    // The HTTP method, for schemes that sign it; else NULL.
    const char *method;
    // The endpoint's public URL as configured, for schemes that sign it; else NULL. Never rebuilt from `Host`.
    const char *url;
    // The DER of the client's certificate, from the TLS connection itself; else NULL.
    const uint8_t *certificate;
    size_t certificate_length;
} hookseal_request;

// What a verification gives. Only hookseal_verify and hookseal_verification_finish make one; zeros are none.
//
// It may be copied and moved, and read by any number of threads at once.
typedef struct hookseal_verified {
    uint64_t opaque[90];
} hookseal_verified;

// One delivery being verified. It owns all that it needs: the verifier may be replaced meanwhile.
//
// Any storage will do to start it; it may be moved. One thread at a time may use it.
typedef struct hookseal_verification {
    uint64_t opaque[312];
} hookseal_verification;

// A delivery's facts. The texts are inside the hookseal_verified they were read from.
typedef struct hookseal_event {
    // The scheme's name.
    struct hookseal_text scheme;
    // The event ID, at most 256 bytes; NULL where it is absent or unreadable.
    struct hookseal_text id;
    // The event type, at most 128 bytes; NULL where it is absent or unreadable.
    struct hookseal_text type;
    // The version of the event's format, at most 32 bytes; NULL where it is absent or unreadable.
    struct hookseal_text version;
    // When the sender says it signed, in Unix seconds; 0 unless `has_timestamp`.
    uint64_t timestamp;
    // Which of the keyring's secrets matched, from 0; -1 for an endpoint without a signature.
    int32_t key_index;
    // Why a field is NULL although the body may hold it: EVENT_NOT_JSON or EVENT_FIELD_INVALID. The delivery is genuine
    // all the same.
    hookseal_status field_error;
    bool has_timestamp;
    // Whether the signature covers it.
    bool timestamp_signed;
    bool id_signed;
    bool type_signed;
    bool version_signed;
} hookseal_event;

// What an event is remembered under. Zeros are none: no window takes them for an event.
typedef struct hookseal_dedup_key {
    uint8_t bytes[16];
} hookseal_dedup_key;

// Signs deliveries of one scheme with the first secret of a keyring. Once set up it is only read, by any number of
// threads at once.
//
// Any storage will do to initialise it; it may be copied and moved. Wipe every copy.
typedef struct hookseal_signer {
    uint64_t opaque[138];
} hookseal_signer;

// What is to be signed. Set it to zeros, then fill in what there is.
typedef struct hookseal_delivery {
    // The body.
    const uint8_t *body;
    size_t body_length;
    // When it is signed, in Unix seconds.
    uint64_t timestamp;
    // The event ID, for schemes that carry it in a header; else NULL.
    const char *id;
    // The HTTP method, for schemes that sign it; else NULL.
    const char *method;
    // The receiver's public URL, for schemes that sign it; else NULL.
    const char *url;
    // Further headers, of which the scheme may sign some; at most 16.
    const struct hookseal_header *headers;
    size_t header_count;
} hookseal_delivery;

// Headers to send, made by hookseal_sign. Zeros are none.
typedef struct hookseal_signed_headers {
    uint64_t opaque[274];
} hookseal_signed_headers;

// What became of a delivery.
typedef uint32_t hookseal_outcome;

// What is logged of one webhook. Set it to zeros, then fill in `scheme`, `endpoint`, and what else is known.
typedef struct hookseal_record {
    // When the request came, in Unix milliseconds.
    uint64_t time;
    // The scheme's name. Never NULL.
    const char *scheme;
    // The endpoint's name. Never NULL.
    const char *endpoint;
    // The delivery, where it was verified; else NULL.
    const struct hookseal_verified *verified;
    // How many bytes of body came.
    uint64_t body_bytes;
    // How long it took, in microseconds.
    uint64_t duration_us;
    // What became of it.
    hookseal_outcome outcome;
    // Why it was refused or failed; else HOOKSEAL_OK.
    hookseal_status error;
    // The HTTP status answered.
    uint16_t status;
    // Which attempt at the event this was, from 1; else 0.
    uint8_t attempt;
} hookseal_record;

// A handle on a window. The memory stays the caller's and must stay where it is. One thread at a time may use a
// window: its caller locks.
//
// Any storage will do to initialise it; it may be copied and moved.
typedef struct hookseal_window {
    uint64_t opaque[12];
} hookseal_window;

// What a claim answers when there is no room for its record.
typedef uint32_t hookseal_full_policy;

// How a window is set up. Set it to zeros for the usual: zeros are the defaults.
typedef struct hookseal_window_config {
    // Seconds that an event is remembered after its claim, at most 2^30. 0: 96 h in a new window, else as it was made.
    // Longer than the sender goes on retrying: hookseal_retry_required_ttl. Below 300 only with a lease that is no longer.
    uint32_t ttl;
    // Seconds that a claim is held, at most 72 h and `ttl`. 0: 5 min in a new window, else as it was made.
    uint32_t lease;
    // The Unix time that a new window counts from; it covers 2^32 s less one lifetime.
    uint64_t epoch;
    // What a claim answers when there is no room.
    hookseal_full_policy full;
    // Seconds that keep a finished event from being forgotten, for HOOKSEAL_FULL_EVICT_DONE.
    uint32_t min_age;
    // Attempts after which an event is exhausted, 1 to 15; only with a dead-letter sink. 0: no limit.
    uint8_t max_attempts;
    // Whether a duplicate of a finished event starts its lifetime again: 0 or not. Only where the ID is signed.
    uint8_t sliding;
} hookseal_window_config;

// What a claim gives.
typedef uint32_t hookseal_claim_state;

// Proof of a claim.
typedef struct hookseal_token {
    uint8_t bytes[32];
} hookseal_token;

// The answer to a claim. Zeros are none.
typedef struct hookseal_claim {
    hookseal_claim_state state;
    // In flight, full: seconds until it can be tried again, at least 1.
    uint32_t retry_after;
    // Claimed, exhausted: for the calls that follow.
    struct hookseal_token token;
    // Claimed: which attempt this is, from 1; it stops counting at 15. Exhausted, dead: how many were made.
    uint8_t attempt;
} hookseal_claim;

// What became of a claim that its owner commits, buries, releases or renews.
typedef uint32_t hookseal_settled;

// What forgetting an event gives.
typedef uint32_t hookseal_forgotten;

// What a window was made with.
typedef struct hookseal_window_identity {
    // Events that it can hold.
    uint64_t capacity;
    // The Unix time that it counts from.
    uint64_t epoch;
    // The lifetime in seconds.
    uint32_t ttl;
    // The lease in seconds.
    uint32_t lease;
    // Whether duplicates start a finished event's lifetime again.
    bool sliding;
} hookseal_window_identity;

// What happened in a window since it was made.
typedef struct hookseal_counters {
    // Leases given, first and further attempts alike.
    uint64_t claimed;
    // Commits of a lease that was held.
    uint64_t committed;
    // Claims answered as done.
    uint64_t duplicate_done;
    // Claims answered as in flight.
    uint64_t duplicate_in_flight;
    // Claims answered as dead.
    uint64_t duplicate_dead;
    // Leases that lapsed and were taken over.
    uint64_t reclaimed;
    // Commits or burials that came after the lease had ended: the evidence of a possible double run.
    uint64_t commit_late;
    // Commits or burials by a claim that had settled its event before.
    uint64_t commit_already;
    // Commits or burials of an event that somebody else had taken: the evidence of a possible double run.
    uint64_t commit_stolen;
    // Late commits or burials that found no room.
    uint64_t unrecorded;
    // Events made dead letters.
    uint64_t buried;
    // Claims released.
    uint64_t released;
    // Claims refused for want of room.
    uint64_t refused;
    // Finished events forgotten to make room.
    uint64_t evicted;
    // Records moved to make room.
    uint64_t relocated;
    // Claims that went on without a record.
    uint64_t unguarded;
} hookseal_counters;

// What is in a window at one time.
typedef struct hookseal_occupancy {
    // Events that it can hold.
    uint64_t capacity;
    // Events that it remembers: the sum of the next four.
    uint64_t live;
    // Those whose lease runs or has lapsed.
    uint64_t in_flight;
    // Those released for a further attempt.
    uint64_t released;
    // Those processed.
    uint64_t done;
    // Dead letters.
    uint64_t dead;
    // Seconds since the oldest was claimed; 0 where there is none.
    uint32_t oldest;
} hookseal_occupancy;

#if defined(HOOKSEAL_HOSTED)
// A window in a file, which all processes of this machine share. Any number of threads may use it at once; a child that
// inherits it by fork may as well.
//
// It is the only object with memory of its own: the file's map, its path and its lock. It may be moved, not copied.
// hookseal_file_window_close gives everything back. If you open another window over an open one, the first one's memory leaks.
//
// If the file is removed, a new one is made within a second, and what the old one remembered is forgotten:
// hookseal_file_window_take_warning tells of it. The file belongs to the user who made it. A process that changes its user afterwards,
// as servers do with their workers, gets IO or WINDOW_FOREIGN. To learn why, call hookseal_file_window_open with the same path: `detail`
// says what is wrong.
//
// If memory runs out while a window is opened, also by the first call of a forked child, the process ends.
//
// The file is mapped: if somebody who may write it (this user or root) cuts it short, SIGBUS ends the process. The file stays open, too: a
// `closefrom` must spare its descriptor, or close the window first.
typedef struct hookseal_file_window {
    uint64_t opaque[32];
} hookseal_file_window;
#endif

// When to try a delivery again. Once set up it is only read, by any number of threads at once.
//
// Any storage will do to initialise it; it may be copied and moved.
typedef struct hookseal_retry_schedule {
    uint64_t opaque[14];
} hookseal_retry_schedule;

// How a step is spread, so that what failed together does not come back together.
typedef uint32_t hookseal_jitter;

// What to do after an attempt.
typedef uint32_t hookseal_verdict_kind;

// What to do after an attempt. Zeros are none.
typedef struct hookseal_verdict {
    uint64_t delay_ms;
    hookseal_verdict_kind kind;
} hookseal_verdict;

// It worked.
#define HOOKSEAL_OK 0

// the secret is empty or blank: set it to the value your provider shows.
#define HOOKSEAL_SECRET_EMPTY 10

// the secret begins or ends with white space, often a newline at the end of its file: remove it.
#define HOOKSEAL_SECRET_WHITESPACE 11

// the secret cannot be decoded in the format its scheme uses: copy it again, whole.
#define HOOKSEAL_SECRET_ENCODING 12

// the secret is longer than 1024 bytes: check that it is the secret and not a file around it.
#define HOOKSEAL_SECRET_TOO_LONG 13

// no secret was given: give at least one.
#define HOOKSEAL_KEYRING_EMPTY 14

// more than 4 secrets, 4 keys or 8 pins were given: remove the ones no longer in use.
#define HOOKSEAL_KEYRING_FULL 15

// the keyring was made for another key format than the scheme's: make it with the scheme's own.
#define HOOKSEAL_KEYRING_FORMAT 16

// no built-in scheme has that name: see the list of schemes, or describe your own.
#define HOOKSEAL_SCHEME_UNKNOWN 20

// the scheme contradicts itself or leaves out something it needs: check its fields.
#define HOOKSEAL_SCHEME_INVALID 21

// the scheme has more or longer names, parts or paths than a verifier holds: shorten it.
#define HOOKSEAL_SCHEME_TOO_LARGE 22

// the scheme signs the URL: pass the public URL from your configuration.
#define HOOKSEAL_URL_REQUIRED 23

// the scheme signs the HTTP method: pass it.
#define HOOKSEAL_METHOD_REQUIRED 24

// the event ID is not covered by the signature: choose the digest, or `unsigned_id` if you accept replays under new IDs.
#define HOOKSEAL_DEDUP_UNSIGNED 25

// a limit makes no sense here: a tolerance needs a signed timestamp, a cap at least one byte.
#define HOOKSEAL_LIMIT_INVALID 26

// the raw body was read before verification: put the verification in front of whatever parses the body.
#define HOOKSEAL_BODY_CONSUMED 27

// no signature header: the request does not come from the provider, or a proxy drops the header.
#define HOOKSEAL_SIGNATURE_MISSING 30

// the signature header has no entry of the scheme's version: check that the scheme is the provider's.
#define HOOKSEAL_SIGNATURE_VERSION 31

// nothing in the signature header is a well-formed tag: check that the scheme is the provider's.
#define HOOKSEAL_SIGNATURE_MALFORMED 32

// the signature header holds more than 16 tags: no provider sends that many.
#define HOOKSEAL_SIGNATURE_TOO_MANY 33

// no tag matches: the secret is another one, or the bytes verified are not the bytes sent.
#define HOOKSEAL_SIGNATURE_MISMATCH 34

// the scheme signs a timestamp and there is none.
#define HOOKSEAL_TIMESTAMP_MISSING 40

// the timestamp is neither Unix time nor RFC 3339 as the scheme writes it.
#define HOOKSEAL_TIMESTAMP_MALFORMED 41

// the timestamp is older than the tolerance: a replay, a late retry, or your clock is ahead.
#define HOOKSEAL_TIMESTAMP_TOO_OLD 42

// the timestamp is further ahead than the tolerance: check that your clock is right.
#define HOOKSEAL_TIMESTAMP_TOO_NEW 43

// a header that the scheme signs is missing: a proxy may drop it.
#define HOOKSEAL_HEADER_MISSING 50

// a header or timestamp that must be single was given twice.
#define HOOKSEAL_HEADER_DUPLICATE 51

// a header holds characters that the scheme does not allow there.
#define HOOKSEAL_HEADER_MALFORMED 52

// a header that the scheme reads is longer than any provider sends.
#define HOOKSEAL_HEADER_TOO_LONG 53

// the body is compressed: signatures cover the bytes as sent, so ask the sender for identity encoding.
#define HOOKSEAL_CONTENT_ENCODING 54

// the body is over the cap: raise the cap if your provider sends events this large.
#define HOOKSEAL_BODY_TOO_LARGE 60

// the body is authentic but not JSON, or ends early, so the event's fields were not found.
#define HOOKSEAL_EVENT_NOT_JSON 61

// the event has no ID, and its dedup key needs one: choose the digest for this endpoint.
#define HOOKSEAL_EVENT_ID_MISSING 62

// an event field is there but is not a string or integer within its length.
#define HOOKSEAL_EVENT_FIELD_INVALID 63

// the body did not arrive within `body_timeout`.
#define HOOKSEAL_BODY_TIMEOUT 64

// the body ended before the length that the request declared.
#define HOOKSEAL_BODY_TRUNCATED 65

// the request carries no API key where the endpoint looks for one.
#define HOOKSEAL_API_KEY_MISSING 70

// the API key is none of those configured.
#define HOOKSEAL_API_KEY_MISMATCH 71

// the connection has no client certificate: have the server ask for one.
#define HOOKSEAL_CERTIFICATE_MISSING 72

// the client certificate is none of those pinned: pin its SHA-256 if it was renewed.
#define HOOKSEAL_CERTIFICATE_MISMATCH 73

// the retry schedule has no attempts, a zero step, or a span that cannot be represented.
#define HOOKSEAL_SCHEDULE_INVALID 80

// the window's lifetime, lease or capacity contradict each other or what its endpoints need.
#define HOOKSEAL_WINDOW_CONFIG 100

// the memory or capacity given holds not even one bucket: give more.
#define HOOKSEAL_WINDOW_TOO_SMALL 101

// the file is not a window, or is not safely ours: check its path, owner and permissions.
#define HOOKSEAL_WINDOW_FOREIGN 102

// the window was written by a newer layout: upgrade this process.
#define HOOKSEAL_WINDOW_VERSION 103

// the window is shorter or longer than its header says: restore it or start a new one.
#define HOOKSEAL_WINDOW_TRUNCATED 104

// the window was made with other settings: open it without them, or resize it.
#define HOOKSEAL_WINDOW_MISMATCH 105

// the window's header fails its checksum: restore it or start a new one.
#define HOOKSEAL_WINDOW_CORRUPT 106

// the token belongs to another window or store: settle a claim where it was made.
#define HOOKSEAL_TOKEN_INVALID 107

// the clock is before the window's epoch or too far beyond it: set the clock.
#define HOOKSEAL_CLOCK_RANGE 108

// a required argument is null.
#define HOOKSEAL_ARGUMENT_NULL 200

// an argument is outside its documented range.
#define HOOKSEAL_ARGUMENT_INVALID 201

// the buffer is too small: ask for its documented size.
#define HOOKSEAL_BUFFER_TOO_SMALL 202

// the object is not set up, or was finished, wiped or failed before: start a new one.
#define HOOKSEAL_STATE 203

// a bug in hookseal was caught: please report it.
#define HOOKSEAL_PANIC 204

// the operating system refused a read or write: its own message says why.
#define HOOKSEAL_IO 210

// the dedup store does not answer: answer 503 where the handler has not run, else commit again later.
#define HOOKSEAL_STORE_UNAVAILABLE 211

// the dedup store is missing, unsafe for this deployment, or shared without being told so.
#define HOOKSEAL_STORE_CONFIG 212

// The text's bytes, whole: Stripe's `whsec_` stays.
#define HOOKSEAL_KEY_UTF8 0

// Bytes as they are, of any length; only an empty key is refused.
#define HOOKSEAL_KEY_RAW 1

// Base64, padding optional.
#define HOOKSEAL_KEY_BASE64 2

// Hexadecimal, either case.
#define HOOKSEAL_KEY_HEX 3

// Standard Webhooks: an optional `v1,`, an optional `whsec_`, then base64, padding optional.
#define HOOKSEAL_KEY_WHSEC 4

// Hexadecimal, either case.
#define HOOKSEAL_ENCODING_HEX 0

// Base64, padded.
#define HOOKSEAL_ENCODING_BASE64 1

// Base64 with the URL alphabet, padding optional.
#define HOOKSEAL_ENCODING_BASE64URL 2

// Fixed text, never empty.
#define HOOKSEAL_PART_LITERAL 1

// The value of the header called `text`.
#define HOOKSEAL_PART_HEADER 2

// The timestamp as received.
#define HOOKSEAL_PART_TIMESTAMP 3

// The event ID, which is then a header.
#define HOOKSEAL_PART_EVENT_ID 4

// The HTTP method.
#define HOOKSEAL_PART_METHOD 5

// The endpoint's public URL.
#define HOOKSEAL_PART_URL 6

// The body. Exactly one part is.
#define HOOKSEAL_PART_BODY 7

// Nowhere: the scheme has none. Nothing else is said of it then; a `name` or a limit is a place that was forgotten.
#define HOOKSEAL_PLACE_NONE 0

// In the header called `name`.
#define HOOKSEAL_PLACE_HEADER 1

// In the JSON body at the path `name`: object keys joined by dots, never into an array.
#define HOOKSEAL_PLACE_JSON 2

// Timestamps only: in the signature header's list, as the entry that begins with `name` (`t=`).
#define HOOKSEAL_PLACE_ENTRY 3

// Unix seconds.
#define HOOKSEAL_UNIT_SECONDS 0

// Unix milliseconds.
#define HOOKSEAL_UNIT_MILLISECONDS 1

// RFC 3339.
#define HOOKSEAL_UNIT_RFC3339 2

// The signed ID where the scheme has one, else nothing where bodies repeat, else the digest.
#define HOOKSEAL_DEDUP_DEFAULT 0

// The signed event ID.
#define HOOKSEAL_DEDUP_SIGNED_ID 1

// The signed event ID, or the digest for deliveries without one.
#define HOOKSEAL_DEDUP_SIGNED_ID_OR_DIGEST 2

// SHA-256 of the body, followed by the type where that comes from a header.
#define HOOKSEAL_DEDUP_DIGEST 3

// An event ID that the signature does not cover: whoever replays a delivery can change it.
#define HOOKSEAL_DEDUP_UNSIGNED_ID 4

// Nothing: every delivery is new.
#define HOOKSEAL_DEDUP_NONE 5

// Handled.
#define HOOKSEAL_OUTCOME_OK 0

// A second delivery of a finished event.
#define HOOKSEAL_OUTCOME_DUPLICATE 1

// A type without a handler.
#define HOOKSEAL_OUTCOME_IGNORED 2

// Signature, timestamp, header, key or certificate refused.
#define HOOKSEAL_OUTCOME_REFUSED 3

// Another delivery of the event is being handled.
#define HOOKSEAL_OUTCOME_IN_FLIGHT 4

// The window has no room.
#define HOOKSEAL_OUTCOME_FULL 5

// The store does not answer.
#define HOOKSEAL_OUTCOME_UNAVAILABLE 6

// The handler failed.
#define HOOKSEAL_OUTCOME_FAILED 7

// The handler succeeded, and the commit did not.
#define HOOKSEAL_OUTCOME_COMMIT_LOST 8

// A dead-letter sink took it.
#define HOOKSEAL_OUTCOME_DEAD_LETTERED 9

// The endpoint is set up wrongly.
#define HOOKSEAL_OUTCOME_MISCONFIGURED 10

// Nothing: the call failed.
#define HOOKSEAL_CLAIM_NONE 0

// The event is yours until the lease ends: process it, then commit, or release it on failure.
#define HOOKSEAL_CLAIM_CLAIMED 1

// Somebody else has it, or it was released for later.
#define HOOKSEAL_CLAIM_IN_FLIGHT 2

// It was processed: answer as for a success.
#define HOOKSEAL_CLAIM_DONE 3

// All attempts are used: hand the event to the dead-letter sink, then bury it, or release it.
#define HOOKSEAL_CLAIM_EXHAUSTED 4

// It is a dead letter: answer as for a success.
#define HOOKSEAL_CLAIM_DEAD 5

// There is no room for it.
#define HOOKSEAL_CLAIM_FULL 6

// There is no room for it, and the endpoint chose to go on without.
#define HOOKSEAL_CLAIM_UNGUARDED 7

// Nothing: the call failed.
#define HOOKSEAL_SETTLED_NONE 0

// The claim was held and is settled as asked.
#define HOOKSEAL_SETTLED_OK 1

// The lease had ended, or the record was released or gone; nobody else had taken the event.
#define HOOKSEAL_SETTLED_LATE 2

// This claim had committed or buried the event already.
#define HOOKSEAL_SETTLED_ALREADY_DONE 3

// Somebody else has taken the event since; nothing was written.
#define HOOKSEAL_SETTLED_STOLEN 4

// Nothing: the call failed.
#define HOOKSEAL_FORGOTTEN_NONE 0

// Its record is gone: the next delivery is processed as a first one.
#define HOOKSEAL_FORGOTTEN_FORGOTTEN 1

// There was no record.
#define HOOKSEAL_FORGOTTEN_ABSENT 2

// Its lease runs; nothing was written.
#define HOOKSEAL_FORGOTTEN_IN_FLIGHT 3

// Refuse the event: nothing is lost where the sender retries.
#define HOOKSEAL_FULL_REFUSE 0

// Forget the oldest finished event of those in reach, if it was claimed at least `min_age` seconds ago.
#define HOOKSEAL_FULL_EVICT_DONE 1

// Let the event be processed without a record.
#define HOOKSEAL_FULL_UNGUARDED 2

// Not at all.
#define HOOKSEAL_JITTER_NONE 0

// Uniform from 0 to the step: halves the span.
#define HOOKSEAL_JITTER_FULL 1

// Uniform within so many percent of the step: keeps the span. What schedules have unless told otherwise, of 50 %.
#define HOOKSEAL_JITTER_PROPORTIONAL 2

// Nothing: the call failed.
#define HOOKSEAL_VERDICT_NONE 0

// Try again `delay_ms` from now.
#define HOOKSEAL_VERDICT_RETRY_IN 1

// Stop, and keep the delivery for people to look at: all attempts were made.
#define HOOKSEAL_VERDICT_EXHAUSTED 2

// Stop, and keep it: the next attempt would come after the schedule's greatest age.
#define HOOKSEAL_VERDICT_TOO_OLD 3

// Stop, and keep it: the answer says that no later attempt will do better.
#define HOOKSEAL_VERDICT_PERMANENT 4

// Stop sending to this endpoint at all.
#define HOOKSEAL_VERDICT_DISABLE_ENDPOINT 5

// It arrived.
#define HOOKSEAL_VERDICT_DELIVERED 6

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The library's version, such as `"0.1.0"`. Compare it with HOOKSEAL_VERSION, the header's.
const char *hookseal_version(void);

// What a status says and what to do about it, for a log or a terminal; never for the sender. Never NULL.
const char *hookseal_strerror(hookseal_status status);

// A status's frozen name, such as `"SIGNATURE_MISMATCH"`. Never NULL.
const char *hookseal_status_name(hookseal_status status);

// The HTTP status code to answer a delivery with: 200 for HOOKSEAL_OK, 400 for a refused delivery, 408 for BODY_TIMEOUT, 413 for
// BODY_TOO_LARGE, 415 for CONTENT_ENCODING, 422 where the delivery is genuine and its event is of no use, 503 where the sender
// should try again, 500 for mistakes of configuration and for numbers that are no status.
uint16_t hookseal_http_status(hookseal_status status);

// Makes an empty keyring for secrets written in `format`.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID. Then `keyring` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_keyring_init(struct hookseal_keyring *keyring,
                                      hookseal_key_format format);

// Makes an empty keyring for secrets written as the built-in scheme `scheme` wants them.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_UNKNOWN. Then `keyring` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_keyring_init_for(struct hookseal_keyring *keyring,
                                          const char *scheme);

// Adds a secret of `length` bytes, as the provider shows it. Do not count the zero byte that ends a string in C: it would be a part of
// the secret. The secret is not kept. On an error the keyring is as before.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, KEYRING_FULL, SECRET_EMPTY, SECRET_WHITESPACE, SECRET_ENCODING, SECRET_TOO_LONG.
HOOKSEAL_MUST_USE
hookseal_status hookseal_keyring_add(struct hookseal_keyring *keyring,
                                     const uint8_t *secret,
                                     size_t length);

// Overwrites a keyring with zeros. It may be initialised again.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
hookseal_status hookseal_keyring_wipe(struct hookseal_keyring *keyring);

// Gives the name of a built-in scheme: from 0 up, until it is ARGUMENT_INVALID. The text is the library's, for good.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
HOOKSEAL_MUST_USE
hookseal_status hookseal_scheme_name(size_t index,
                                     struct hookseal_text *name);

// Makes API keys that stand in the header called `header`; NULL: in `Authorization: Bearer`.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_INVALID (no header can have that name), KEYRING_EMPTY, KEYRING_FULL,
// SECRET_EMPTY, SECRET_WHITESPACE, SECRET_TOO_LONG. Then `api_keys` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_api_keys_init(struct hookseal_api_keys *api_keys,
                                       const char *header,
                                       const struct hookseal_text *keys,
                                       size_t count);

// Checks that exactly one of the headers holds one of the keys; for an endpoint that verifies nothing else.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, API_KEY_MISSING, API_KEY_MISMATCH, HEADER_DUPLICATE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_api_keys_check(const struct hookseal_api_keys *api_keys,
                                        const struct hookseal_header *headers,
                                        size_t header_count);

// Makes pins of `count` digests that stand one after another, 32 bytes each.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, KEYRING_EMPTY, KEYRING_FULL. Then `pins` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_certificate_pins_init(struct hookseal_certificate_pins *pins,
                                               const uint8_t *digests,
                                               size_t count);

// Checks the DER of the certificate that the TLS connection itself presented; none: NULL.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, CERTIFICATE_MISSING, CERTIFICATE_MISMATCH.
HOOKSEAL_MUST_USE
hookseal_status hookseal_certificate_pins_check(const struct hookseal_certificate_pins *pins,
                                                const uint8_t *certificate,
                                                size_t length);

// Makes a verifier for deliveries signed as the built-in scheme `scheme` says. The keyring is copied.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_UNKNOWN, KEYRING_FORMAT, STATE (the keyring holds no secret). Then
// `verifier` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_init(struct hookseal_verifier *verifier,
                                       const char *scheme,
                                       const struct hookseal_keyring *keyring);

// As hookseal_verifier_init, for a scheme of your own.
//
// Errors: as there, and SCHEME_INVALID, SCHEME_TOO_LARGE, DEDUP_UNSIGNED, LIMIT_INVALID.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_init_custom(struct hookseal_verifier *verifier,
                                              const struct hookseal_scheme *scheme,
                                              const struct hookseal_keyring *keyring);

// Makes a verifier for an endpoint without a signature: the guards alone protect it, and whatever it reads of an event
// is unsigned. `scheme` has no signature headers. One of the guards may be NULL.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, SCHEME_INVALID, SCHEME_TOO_LARGE, DEDUP_UNSIGNED, LIMIT_INVALID (nothing
// signs a timestamp). Then `verifier` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_init_guarded(struct hookseal_verifier *verifier,
                                               const struct hookseal_scheme *scheme,
                                               const struct hookseal_api_keys *api_keys,
                                               const struct hookseal_certificate_pins *pins);

// Asks for API keys or client certificates beside the signature, instead of those asked for so far. NULL: for none.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, SCHEME_INVALID (nothing would be left, or the header is taken). Then
// the verifier is as before.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_set_guards(struct hookseal_verifier *verifier,
                                             const struct hookseal_api_keys *api_keys,
                                             const struct hookseal_certificate_pins *pins);

// Sets how many seconds the timestamp may lie in the past and in the future, instead of the scheme's own limits.
// HOOKSEAL_NO_LIMIT: any; else below 2^32.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, LIMIT_INVALID (no timestamp is signed).
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_set_tolerance(struct hookseal_verifier *verifier,
                                                uint64_t past,
                                                uint64_t future);

// Sets the body cap in bytes, instead of the scheme's own.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, LIMIT_INVALID (0).
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_set_max_body(struct hookseal_verifier *verifier,
                                               uint64_t max_body);

// Sets what dedup keys are made of, instead of the scheme's own choice; HOOKSEAL_DEDUP_DEFAULT: that choice again.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, DEDUP_UNSIGNED (no ID is signed), SCHEME_INVALID (there is no ID).
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_set_dedup(struct hookseal_verifier *verifier,
                                            hookseal_dedup dedup);

// Tells whether a secret or API key is shorter than 16 bytes: worth one line in the log.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verifier_weak(const struct hookseal_verifier *verifier,
                                       bool *weak);

// Overwrites a verifier with zeros. It may be initialised again.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
hookseal_status hookseal_verifier_wipe(struct hookseal_verifier *verifier);

// Verifies a delivery whose body is all there. HOOKSEAL_OK, which is 0, means that it is genuine; on anything else
// `verified` is zeroed, and no event can be read from it.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; those of hookseal_verification_start, _update and _finish.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verify(const struct hookseal_verifier *verifier,
                                const struct hookseal_request *request,
                                const uint8_t *body,
                                size_t body_length,
                                struct hookseal_verified *verified);

// Begins a verification: checks all that can be checked before the body. Nothing of `request` is kept.
//
// Errors, the first of this order: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; BODY_TOO_LARGE; API_KEY_MISSING,
// API_KEY_MISMATCH, CERTIFICATE_MISSING, CERTIFICATE_MISMATCH; SIGNATURE_MISSING, SIGNATURE_VERSION, SIGNATURE_MALFORMED,
// SIGNATURE_TOO_MANY; TIMESTAMP_MISSING, TIMESTAMP_MALFORMED; HEADER_MISSING, HEADER_DUPLICATE, HEADER_MALFORMED,
// HEADER_TOO_LONG; TIMESTAMP_TOO_OLD, TIMESTAMP_TOO_NEW; URL_REQUIRED, METHOD_REQUIRED. Then the verification is not
// started.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verification_start(struct hookseal_verification *verification,
                                            const struct hookseal_verifier *verifier,
                                            const struct hookseal_request *request);

// Takes the next piece of the body, of any length. The cap is checked before anything of it is hashed.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID; BODY_TOO_LARGE; STATE if it was never started, was finished, or failed before.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verification_update(struct hookseal_verification *verification,
                                             const uint8_t *chunk,
                                             size_t length);

// Ends the body and compares the tags. HOOKSEAL_OK, which is 0, means that the delivery is genuine; on anything else
// `verified` is zeroed, and no event can be read from it. The verification is over, whatever the answer: what HMAC made of a secret is
// wiped, the event's fields and the request's tags stay there until hookseal_verification_wipe.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID; BODY_TRUNCATED (less came than was declared); SIGNATURE_MISMATCH; for a
// timestamp in the body TIMESTAMP_MISSING, TIMESTAMP_MALFORMED, TIMESTAMP_TOO_OLD, TIMESTAMP_TOO_NEW; STATE as for
// hookseal_verification_update.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verification_finish(struct hookseal_verification *verification,
                                             struct hookseal_verified *verified);

// Stops a verification and overwrites it with zeros. It may be started again.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
hookseal_status hookseal_verification_wipe(struct hookseal_verification *verification);

// Gives the facts of a delivery.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE (it was not verified). Then `event` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verified_event(const struct hookseal_verified *verified,
                                        struct hookseal_event *event);

// Gives the event's dedup key within `scope`, a text of 0 to 255 bytes that names one sender and one consumer: two tenants,
// or two endpoints that must each see an event, have different ones. `has_key` is false where the endpoint does not dedup: many
// schemes have nothing signed to tell events by. Process the event without a claim then; windows refuse the key, which is zeros.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE (it was not verified); where the key needs an event ID that is not
// there, the event's `field_error`, else EVENT_ID_MISSING. Then both outputs are zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_verified_dedup_key(const struct hookseal_verified *verified,
                                            const char *scope,
                                            struct hookseal_dedup_key *key,
                                            bool *has_key);

// Makes a signer for the built-in scheme `scheme`. The keyring is copied.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEME_UNKNOWN, KEYRING_FORMAT, STATE (the keyring holds no secret). Then
// `signer` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_signer_init(struct hookseal_signer *signer,
                                     const char *scheme,
                                     const struct hookseal_keyring *keyring);

// As hookseal_signer_init, for a scheme of your own.
//
// Errors: as there, and SCHEME_INVALID, SCHEME_TOO_LARGE, DEDUP_UNSIGNED, LIMIT_INVALID.
HOOKSEAL_MUST_USE
hookseal_status hookseal_signer_init_custom(struct hookseal_signer *signer,
                                            const struct hookseal_scheme *scheme,
                                            const struct hookseal_keyring *keyring);

// Overwrites a signer with zeros. It may be initialised again.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
hookseal_status hookseal_signer_wipe(struct hookseal_signer *signer);

// Signs a delivery.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID (also: a timestamp that the scheme cannot write, more than 16 further headers),
// STATE, HEADER_MISSING, HEADER_MALFORMED, HEADER_TOO_LONG, HEADER_DUPLICATE, URL_REQUIRED, METHOD_REQUIRED.
// Then `signed_headers` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_sign(const struct hookseal_signer *signer,
                              const struct hookseal_delivery *delivery,
                              struct hookseal_signed_headers *signed_headers);

// Gives a header to send: from 0 up, until it is ARGUMENT_INVALID, at most HOOKSEAL_SIGNED_HEADERS_MAX. The texts are inside
// `signed_headers`.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE. Then `header` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_signed_headers_get(const struct hookseal_signed_headers *signed_headers,
                                            size_t index,
                                            struct hookseal_header *header);

// Writes the record as one line of JSON, in ASCII, ended by a zero byte. It holds no secret, tag or body, and no event of a refused delivery.
// Texts are cut to 128 bytes, then a byte that is not printable ASCII is written as `\xNN` and a backslash as two, as JSON's strings.
// `length`, which may be NULL, gets the number of bytes before the zero.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE (`verified` was not), BUFFER_TOO_SMALL. Then the text is empty.
HOOKSEAL_MUST_USE
hookseal_status hookseal_record_render(const struct hookseal_record *record,
                                       char *buffer,
                                       size_t size,
                                       size_t *length);

// How many bytes a window for `capacity` events takes, rounded up to 16 of them; 0 where that is impossible: for none, or for
// more than memory has. At 90 % of its capacity that is 26.7 bytes an event. The macro HOOKSEAL_WINDOW_SIZE is for static storage
// of a capacity that is possible: it checks nothing.
size_t hookseal_window_size(size_t capacity);

// Makes a new, empty window in `memory`, whatever it held: `size` bytes, aligned to HOOKSEAL_WINDOW_ALIGN. All that fits
// is used. `config` may be NULL. `key` is 16 random bytes of the window's own: who knows them can aim at its buckets.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, WINDOW_TOO_SMALL (for 16 events), WINDOW_CONFIG. Then `window` is zeroed, and
// the memory as it was.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_create(struct hookseal_window *window,
                                       void *memory,
                                       size_t size,
                                       const struct hookseal_window_config *config,
                                       const uint8_t *key);

// Opens the window that is in `memory`. `config` may be NULL; what it gives of lifetime, lease and sliding must be what the
// window was made with. Nothing is written.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, WINDOW_TOO_SMALL; WINDOW_FOREIGN (there is none), WINDOW_VERSION, WINDOW_CORRUPT,
// WINDOW_TRUNCATED (of another size), WINDOW_MISMATCH, WINDOW_CONFIG. Then `window` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_open(struct hookseal_window *window,
                                     void *memory,
                                     size_t size,
                                     const struct hookseal_window_config *config);

// Claims an event at `now`, in Unix seconds. Only HOOKSEAL_CLAIM_CLAIMED (and UNGUARDED) allows it to be processed.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID (also for a key of zeros, which is none), STATE; CLOCK_RANGE; those of
// hookseal_window_open. Then `claim` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_claim(const struct hookseal_window *window,
                                      const struct hookseal_dedup_key *key,
                                      uint64_t now,
                                      struct hookseal_claim *claim);

// Records that the event was processed. Do it before the answer is sent.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
// hookseal_window_open. Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_commit(const struct hookseal_window *window,
                                       const struct hookseal_token *token,
                                       uint64_t now,
                                       hookseal_settled *settled);

// Records that the dead-letter sink took the event.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
// hookseal_window_open. Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_bury(const struct hookseal_window *window,
                                     const struct hookseal_token *token,
                                     uint64_t now,
                                     hookseal_settled *settled);

// Gives a claim back: the event can be claimed again `not_before` seconds from now, at most 300.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
// hookseal_window_open. ARGUMENT_INVALID also for a longer wait. Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_release(const struct hookseal_window *window,
                                        const struct hookseal_token *token,
                                        uint64_t now,
                                        uint32_t not_before,
                                        hookseal_settled *settled);

// Starts the lease of a claim again, for long work.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE; those of
// hookseal_window_open. Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_renew(const struct hookseal_window *window,
                                      const struct hookseal_token *token,
                                      uint64_t now,
                                      hookseal_settled *settled);

// Forgets an event unless its lease runs, so that its next delivery is processed as a first one.
//
// Errors: as hookseal_window_claim. Then `forgotten` is HOOKSEAL_FORGOTTEN_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_forget(const struct hookseal_window *window,
                                       const struct hookseal_dedup_key *key,
                                       uint64_t now,
                                       hookseal_forgotten *forgotten);

// Checks that a window is safe for the deliveries that `verifier` accepts: it must not forget an event while the event's
// signature is still fresh, and may slide only over signed IDs. Do it once, when the endpoint is set up; for each of them,
// where several share a window.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; WINDOW_CONFIG: the lifetime, or `min_age` with HOOKSEAL_FULL_EVICT_DONE, is
// not longer than the verifier's tolerances, past and future together, or the window slides over digests or unsigned IDs; those
// of hookseal_window_open.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_check(const struct hookseal_window *window,
                                      const struct hookseal_verifier *verifier);

// Tells what a window was made with.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; those of hookseal_window_open. Then `answer` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_get_identity(const struct hookseal_window *window,
                                             struct hookseal_window_identity *answer);

// Tells what happened in a window since it was made.
//
// Errors: as hookseal_window_get_identity.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_get_counters(const struct hookseal_window *window,
                                             struct hookseal_counters *answer);

// Counts what is in a window at `now`, slot by slot.
//
// Errors: as hookseal_window_get_identity, and CLOCK_RANGE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_window_get_occupancy(const struct hookseal_window *window,
                                              uint64_t now,
                                              struct hookseal_occupancy *answer);

#if defined(HOOKSEAL_HOSTED)
// Tells the time of the system's clock, in Unix seconds: the `now` of all calls.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, CLOCK_RANGE (it is set before 1970). Then `now` is 0.
HOOKSEAL_MUST_USE hookseal_status hookseal_now(uint64_t *now);
#endif

#if defined(HOOKSEAL_HOSTED)
// Opens the window at `path`, which is UTF-8 as all texts are, or creates it with room for `capacity` events (0: 1,048,576 in a
// new one, else as it was made), for this user only. `config` may be NULL; what it gives of lifetime, lease and sliding must be
// what the file was made with; its epoch is not used. `durable`: each call waits for the disk, so that a power cut loses nothing.
//
// `detail`, `detail_size` bytes or NULL, gets a sentence about what is wrong with the file and what to do, cut where it does
// not fit; an empty one on success.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, BUFFER_TOO_SMALL (a `detail` of no bytes); WINDOW_FOREIGN (no window; or not a regular file
// of this user, closed to others, in a folder that others cannot write), WINDOW_MISMATCH, WINDOW_TRUNCATED, WINDOW_CORRUPT,
// WINDOW_VERSION, WINDOW_CONFIG, WINDOW_TOO_SMALL, CLOCK_RANGE (a new file, and `now` is no time in seconds), STORE_CONFIG (a network or
// FUSE file system), STORE_UNAVAILABLE, IO. Then `window` is zeroed, and a file that is there as it was.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_open(struct hookseal_file_window *window,
                                          const char *path,
                                          size_t capacity,
                                          const struct hookseal_window_config *config,
                                          bool durable,
                                          uint64_t now,
                                          char *detail,
                                          size_t detail_size);
#endif

#if defined(HOOKSEAL_HOSTED)
// Closes a window and zeroes it. No other thread may use it meanwhile. The file stays; nothing is to be saved.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID.
hookseal_status hookseal_file_window_close(struct hookseal_file_window *window);
#endif

#if defined(HOOKSEAL_HOSTED)
// Claims an event at `now`, in Unix seconds. Only HOOKSEAL_CLAIM_CLAIMED (and UNGUARDED) allows it to be processed.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID (also for a key of zeros, which is none), STATE; CLOCK_RANGE; STORE_UNAVAILABLE (a
// lock is held for over 250 ms: answer 503); IO, and those of hookseal_file_window_open where the file was replaced. Then `claim`
// is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_claim(const struct hookseal_file_window *window,
                                           const struct hookseal_dedup_key *key,
                                           uint64_t now,
                                           struct hookseal_claim *claim);
#endif

#if defined(HOOKSEAL_HOSTED)
// Records that the event was processed. Do it before the answer is sent.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_commit(const struct hookseal_file_window *window,
                                            const struct hookseal_token *token,
                                            uint64_t now,
                                            hookseal_settled *settled);
#endif

#if defined(HOOKSEAL_HOSTED)
// Records that the dead-letter sink took the event.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_bury(const struct hookseal_file_window *window,
                                          const struct hookseal_token *token,
                                          uint64_t now,
                                          hookseal_settled *settled);
#endif

#if defined(HOOKSEAL_HOSTED)
// Gives a claim back: the event can be claimed again `not_before` seconds from now, at most 300.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. ARGUMENT_INVALID also for a longer wait.
// Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_release(const struct hookseal_file_window *window,
                                             const struct hookseal_token *token,
                                             uint64_t now,
                                             uint32_t not_before,
                                             hookseal_settled *settled);
#endif

#if defined(HOOKSEAL_HOSTED)
// Starts the lease of a claim again, for long work.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE; TOKEN_INVALID (of another window, or damaged), CLOCK_RANGE,
// STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was replaced. Then `settled` is HOOKSEAL_SETTLED_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_renew(const struct hookseal_file_window *window,
                                           const struct hookseal_token *token,
                                           uint64_t now,
                                           hookseal_settled *settled);
#endif

#if defined(HOOKSEAL_HOSTED)
// Forgets an event unless its lease runs, so that its next delivery is processed as a first one.
//
// Errors: as hookseal_file_window_claim. Then `forgotten` is HOOKSEAL_FORGOTTEN_NONE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_forget(const struct hookseal_file_window *window,
                                            const struct hookseal_dedup_key *key,
                                            uint64_t now,
                                            hookseal_forgotten *forgotten);
#endif

#if defined(HOOKSEAL_HOSTED)
// Tells what the file was made with.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, STORE_UNAVAILABLE, IO, and those of hookseal_file_window_open where the file was
// replaced or removed. Then `answer` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_get_identity(const struct hookseal_file_window *window,
                                                  uint64_t now,
                                                  struct hookseal_window_identity *answer);
#endif

#if defined(HOOKSEAL_HOSTED)
// Tells what happened in the file since it was made, in all processes.
//
// Errors: as hookseal_file_window_get_identity.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_get_counters(const struct hookseal_file_window *window,
                                                  uint64_t now,
                                                  struct hookseal_counters *answer);
#endif

#if defined(HOOKSEAL_HOSTED)
// Counts what is in the file at `now`, slot by slot under its lock: some milliseconds for each million slots.
//
// Errors: as hookseal_file_window_get_identity, and CLOCK_RANGE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_get_occupancy(const struct hookseal_file_window *window,
                                                   uint64_t now,
                                                   struct hookseal_occupancy *answer);
#endif

#if defined(HOOKSEAL_HOSTED)
// As hookseal_window_check. `now` is in Unix seconds.
//
// Errors: as hookseal_window_check, and as hookseal_file_window_claim.
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_check(const struct hookseal_file_window *window,
                                           const struct hookseal_verifier *verifier,
                                           uint64_t now);
#endif

#if defined(HOOKSEAL_HOSTED)
// Writes what an operator should be told of a window, once, into `buffer`, `size` bytes, cut where it does not fit: that it is 80 %
// full of live records, or that its file was gone and a new one was made, so that what it remembered is forgotten. The text is empty
// where there is nothing. Ask after a claim: it looks at the file every ten seconds at most, else it costs nothing.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, BUFFER_TOO_SMALL (`size` is 0).
HOOKSEAL_MUST_USE
hookseal_status hookseal_file_window_take_warning(const struct hookseal_file_window *window,
                                                  uint64_t now,
                                                  char *buffer,
                                                  size_t size);
#endif

// Makes a preset: `classic` (3, 6, 12 … minutes, 8 retries), `standard-webhooks` (9 retries over 75.6 h), `svix` (7
// retries over 27.6 h).
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEDULE_INVALID (another name). Then `schedule` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_retry_preset(struct hookseal_retry_schedule *schedule,
                                      const char *name);

// Makes a schedule of `retries` steps: the first of `base_ms`, each further one `factor` times as long, at most `cap_ms`.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEDULE_INVALID. Then `schedule` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_retry_exponential(struct hookseal_retry_schedule *schedule,
                                           uint64_t base_ms,
                                           uint32_t factor,
                                           uint64_t cap_ms,
                                           uint32_t retries);

// Makes a schedule of the `count` steps given, in milliseconds. They are not copied, and must stay as long as the schedule.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, SCHEDULE_INVALID. Then `schedule` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_retry_list(struct hookseal_retry_schedule *schedule,
                                    const uint64_t *steps_ms,
                                    size_t count);

// Sets how steps are spread; `percent`, at most 100, is for HOOKSEAL_JITTER_PROPORTIONAL.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE, SCHEDULE_INVALID. Then the schedule is as before.
HOOKSEAL_MUST_USE
hookseal_status hookseal_retry_set_jitter(struct hookseal_retry_schedule *schedule,
                                          hookseal_jitter jitter,
                                          uint8_t percent);

// Sets the age, in milliseconds since the first attempt, at which a delivery is given up.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE.
HOOKSEAL_MUST_USE
hookseal_status hookseal_retry_set_max_age(struct hookseal_retry_schedule *schedule,
                                           uint64_t max_age_ms);

// Decides what to do after the `attempt`-th attempt, from 1 (0 is taken as 1), `elapsed_ms` after the first one. `answer` is
// the HTTP status code, or HOOKSEAL_ANSWER_TIMEOUT or _NETWORK; `retry_after_ms` what hookseal_parse_retry_after read, or
// HOOKSEAL_NO_RETRY_AFTER; `jitter_key` 16 random bytes of the installation's own; `event` the event's dedup key.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE. Then `verdict` is zeroed.
HOOKSEAL_MUST_USE
hookseal_status hookseal_retry_next(const struct hookseal_retry_schedule *schedule,
                                    uint32_t attempt,
                                    uint64_t elapsed_ms,
                                    uint32_t answer,
                                    uint64_t retry_after_ms,
                                    const uint8_t *jitter_key,
                                    const struct hookseal_dedup_key *event,
                                    struct hookseal_verdict *verdict);

// Tells the lifetime in seconds that a dedup window needs so that no retry comes after its event was forgotten.
// `sliding`: where each duplicate starts the lifetime again. Add what the schedule does not know: the time that attempts
// themselves take, differences between clocks, and longer delays that receivers ask for (`Retry-After`, 429).
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID, STATE. Then `ttl` is 0.
HOOKSEAL_MUST_USE
hookseal_status hookseal_retry_required_ttl(const struct hookseal_retry_schedule *schedule,
                                            bool sliding,
                                            uint64_t *ttl);

// Reads the value of a `Retry-After` header in either form of RFC 9110, at `now` in Unix seconds, as milliseconds from now;
// HOOKSEAL_NO_RETRY_AFTER where it is neither.
//
// Errors: ARGUMENT_NULL, ARGUMENT_INVALID. Then `retry_after_ms` is 0.
HOOKSEAL_MUST_USE
hookseal_status hookseal_parse_retry_after(const char *value,
                                           size_t length,
                                           uint64_t now,
                                           uint64_t *retry_after_ms);

// HOOKSEAL_KEYRING_SIZE of the library that is linked.
size_t hookseal_keyring_size(void);

// HOOKSEAL_API_KEYS_SIZE of the library that is linked.
size_t hookseal_api_keys_size(void);

// HOOKSEAL_CERTIFICATE_PINS_SIZE of the library that is linked.
size_t hookseal_certificate_pins_size(void);

// HOOKSEAL_VERIFIER_SIZE of the library that is linked.
size_t hookseal_verifier_size(void);

// HOOKSEAL_VERIFICATION_SIZE of the library that is linked.
size_t hookseal_verification_size(void);

// HOOKSEAL_VERIFIED_SIZE of the library that is linked.
size_t hookseal_verified_size(void);

// HOOKSEAL_SIGNER_SIZE of the library that is linked.
size_t hookseal_signer_size(void);

// HOOKSEAL_SIGNED_HEADERS_SIZE of the library that is linked.
size_t hookseal_signed_headers_size(void);

// HOOKSEAL_WINDOW_HANDLE_SIZE of the library that is linked.
size_t hookseal_window_handle_size(void);

#if defined(HOOKSEAL_HOSTED)
// HOOKSEAL_FILE_WINDOW_SIZE of the library that is linked.
size_t hookseal_file_window_size(void);
#endif

// HOOKSEAL_RETRY_SCHEDULE_SIZE of the library that is linked.
size_t hookseal_retry_schedule_size(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* HOOKSEAL_H */

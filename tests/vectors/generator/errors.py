"""The list of errors, typed in again: errors.json is written from the code and checked against this."""

import json

LIST = """
10 SECRET_EMPTY 11 SECRET_WHITESPACE 12 SECRET_ENCODING 13 SECRET_TOO_LONG
14 KEYRING_EMPTY 15 KEYRING_FULL 16 KEYRING_FORMAT
20 SCHEME_UNKNOWN 21 SCHEME_INVALID 22 SCHEME_TOO_LARGE 23 URL_REQUIRED 24 METHOD_REQUIRED
25 DEDUP_UNSIGNED 26 LIMIT_INVALID 27 BODY_CONSUMED
30 SIGNATURE_MISSING 31 SIGNATURE_VERSION 32 SIGNATURE_MALFORMED 33 SIGNATURE_TOO_MANY 34 SIGNATURE_MISMATCH
40 TIMESTAMP_MISSING 41 TIMESTAMP_MALFORMED 42 TIMESTAMP_TOO_OLD 43 TIMESTAMP_TOO_NEW
50 HEADER_MISSING 51 HEADER_DUPLICATE 52 HEADER_MALFORMED 53 HEADER_TOO_LONG 54 CONTENT_ENCODING
60 BODY_TOO_LARGE 61 EVENT_NOT_JSON 62 EVENT_ID_MISSING 63 EVENT_FIELD_INVALID
64 BODY_TIMEOUT 65 BODY_TRUNCATED
70 API_KEY_MISSING 71 API_KEY_MISMATCH 72 CERTIFICATE_MISSING 73 CERTIFICATE_MISMATCH 80 SCHEDULE_INVALID
100 WINDOW_CONFIG 101 WINDOW_TOO_SMALL 102 WINDOW_FOREIGN 103 WINDOW_VERSION
104 WINDOW_TRUNCATED 105 WINDOW_MISMATCH 106 WINDOW_CORRUPT 107 TOKEN_INVALID 108 CLOCK_RANGE
200 ARGUMENT_NULL 201 ARGUMENT_INVALID 202 BUFFER_TOO_SMALL 203 STATE 204 PANIC
210 IO 211 STORE_UNAVAILABLE 212 STORE_CONFIG
"""


STATUS = {
    "sender": 400,
    "event": 422,
    "too_large": 413,
    "timeout": 408,
    "media_type": 415,
    "unavailable": 503,
    "configuration": 500,
}


def error_class(code):
    named = {54: "media_type", 60: "too_large", 64: "timeout"}
    if code in named:
        return named[code]
    if 61 <= code <= 63:
        return "event"
    if code in (108, 210, 211):
        return "unavailable"
    # 65 as well: the sender ended the body early.
    return "sender" if 30 <= code <= 54 or 70 <= code <= 73 or code == 65 else "configuration"


def check(path):
    """Stops where errors.json is not the list: a number, a name, a class, a status, one too many or too few."""
    words = LIST.split()
    wanted = [
        (int(code), name, error_class(int(code))) for code, name in zip(words[::2], words[1::2], strict=True)
    ]
    rows = json.loads(path.read_text())
    written = [(row["code"], row["name"], row["class"]) for row in rows]
    assert written == wanted, f"errors.json differs: {set(written) ^ set(wanted)}"
    assert all(list(row) == ["code", "name", "class", "status", "summary"] and row["summary"] for row in rows)
    assert all(row["status"] == STATUS[row["class"]] for row in rows)
    return {name for _, name, _ in wanted}

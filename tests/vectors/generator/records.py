"""One line a webhook, the same in every language."""

import json
import re

from .book import LARGEST

KEYS = (
    "time scheme endpoint event_id event_type event_version outcome status error attempt key_index "
    "body_bytes duration_us"
).split()


def clean(text):
    """At most 128 bytes; all but printable ASCII, and the backslash, are escaped; then JSON quotes it."""
    data = text.encode()[:128].decode("latin-1").replace("\\", "\\\\")
    return re.sub(r"[^\x20-\x7e]", lambda found: f"\\x{ord(found.group()):02x}", data)


def line(record, expect):
    """The record, with fields of a verified delivery unless it was refused."""
    shown = expect if expect is not None and record["outcome"] != "refused" else {}
    row = {key: record.get(key) for key in KEYS}
    row |= {
        "event_id": shown.get("id"),
        "event_type": shown.get("type"),
        "event_version": shown.get("version"),
    }
    row["key_index"] = shown.get("key_index")
    for key in ("scheme", "endpoint", "event_id", "event_type", "event_version"):
        row[key] = None if row[key] is None else clean(row[key])
    return json.dumps(row, separators=(",", ":"), ensure_ascii=True)


def records(vectors):
    rows = []

    def add(name, vector=None, outcome="ok", status=200, error=None, attempt=1, endpoint="payments", **more):
        record = {
            "name": name,
            "vector": vector,
            "time": more.get("time", 1_700_000_000_123),
            "scheme": more.get("scheme", vectors[vector].get("scheme", "acme") if vector else "stripe"),
            "endpoint": endpoint,
            "outcome": outcome,
            "status": status,
            "error": error,
            "attempt": attempt,
            "body_bytes": more.get("body_bytes", 43),
            "duration_us": more.get("duration_us", 87),
        }
        rows.append({**record, "line": line(record, vector and vectors[vector]["expect"])})

    verified = "stripe-genuine"
    add("ok", verified)
    add("duplicate", verified, "duplicate", attempt=None)
    add("ignored", verified, "ignored", attempt=None)
    add("in-flight", verified, "in_flight", 503, attempt=None)
    add("full", verified, "full", 503, attempt=None)
    add("unavailable", verified, "unavailable", 503, "STORE_UNAVAILABLE", None)
    add("failed", verified, "failed", 500, attempt=3)
    add("commit-lost", verified, "commit_lost", error="STORE_UNAVAILABLE")
    add("dead-lettered", verified, "dead_lettered", attempt=15)
    add("misconfigured", None, "misconfigured", 500, "BODY_CONSUMED", None)
    add("refused", None, "refused", 400, "SIGNATURE_MISMATCH", None)
    add("refused-but-verified", verified, "refused", 422, "EVENT_ID_MISSING", None)
    add("refused-too-large", None, "refused", 413, "BODY_TOO_LARGE", None, body_bytes=0)
    add("no-fields", "dropbox-genuine")
    add("no-type", "event-value-integer")
    add("invalid-field", "event-value-float", "failed", 422, "EVENT_FIELD_INVALID", None)
    add("second-key", "keyring-match-at-1")
    add("unsigned-endpoint", "open-key", scheme="acme-open")
    add("escapes-in-id", "event-string-escapes")
    add("nul-in-id", "event-string-escaped-nul")
    add("del-in-id", "event-string-raw-del")
    add("emoji-in-id", "event-string-surrogate-pair")
    add("id-of-256-bytes", "event-length-id-256")
    add("id-cut-inside-a-character", "event-length-id-256-bytes-of-utf8")
    add("type-of-128-bytes", "event-length-type-128")
    add("endpoint-escaped", verified, endpoint='a "quoted"\\back\nslash\x7f caf\u00e9 </script>')
    add("endpoint-empty", verified, endpoint="")
    add("endpoint-cut", verified, endpoint="e" * 129)
    add("endpoint-cut-after-escape", verified, endpoint="e" * 127 + "\\\\")
    add("endpoint-cut-in-utf8", verified, endpoint="e" * 127 + "\u00e9")
    add("zeros", None, "refused", 400, "SIGNATURE_MISSING", None, time=0, body_bytes=0, duration_us=0)
    add(
        "largest",
        verified,
        status=599,
        attempt=255,
        time=LARGEST,
        body_bytes=1 << 40,
        duration_us=LARGEST,
    )
    return rows

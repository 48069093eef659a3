"""What a genuine delivery must give, computed from the rules with the standard library alone."""

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime

LIMITS = {"id": 256, "type": 128, "version": 32}
KINDS = {"signed_id": 1, "digest": 2, "unsigned_id": 3}
RFC3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


def pad(text):
    return text + "=" * (-len(text) % 4)


def key_bytes(form, secret):
    """The HMAC key that a well-formed secret stands for."""
    if form in ("utf8", "raw"):
        return secret
    text = secret.decode("ascii")
    if form == "hex":
        return bytes.fromhex(text)
    if form == "whsec":
        text = text.removeprefix("v1,").removeprefix("whsec_")
    return base64.b64decode(pad(text.rstrip("=")), validate=True)


def hmac_sha256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def encode(encoding, tag):
    if encoding == "hex":
        return tag.hex()
    if encoding == "base64url":
        return base64.urlsafe_b64encode(tag).decode().rstrip("=")
    return base64.b64encode(tag).decode()


def decode(encoding, text):
    """The tag that `text` writes, or none where it is not exactly one canonical tag."""
    try:
        if encoding == "hex":
            return bytes.fromhex(text) if re.fullmatch(r"[0-9a-fA-F]{64}", text) else None
        if encoding == "base64url":
            text = text.removesuffix("=") if len(text) == 44 else text
            tag = base64.urlsafe_b64decode(pad(text))
            return tag if encode(encoding, tag) == text else None
        tag = base64.b64decode(text, validate=True)
        return tag if len(tag) == 32 and encode(encoding, tag) == text else None
    except ValueError:
        return None


def find(headers, name):
    """The value of a header that is there once and not empty."""
    values = [value for key, value in headers if key.lower() == name.lower() and value]
    return values[0] if len(values) == 1 else None


def entries(scheme, headers):
    """The list entries of all signature headers."""
    values = [find(headers, name) for name in scheme.headers]
    values = [value for value in values if value]
    if scheme.separator is None:
        return values
    return [entry.lstrip(" \t") for value in values for entry in value.split(scheme.separator)]


def timestamp_text(scheme, headers):
    clock = scheme.timestamp
    if clock is None or clock.where == "json":
        return None
    if clock.where == "header":
        return find(headers, clock.name)
    found = [entry for entry in entries(scheme, headers) if entry.startswith(clock.name)]
    return found[0].removeprefix(clock.name) if found else None


def seconds(unit, text):
    """A well-formed timestamp in whole Unix seconds, floored."""
    if unit == "rfc3339":
        date, _, zone = RFC3339.fullmatch(text).groups()
        return int(datetime.fromisoformat(date + zone.replace("Z", "+00:00")).astimezone(UTC).timestamp())
    return int(text) // (1000 if unit == "milliseconds" else 1)


def part_bytes(scheme, part, vector, body):
    kind, text = part
    values = {
        "literal": lambda: text,
        "body": lambda: None,
        "timestamp": lambda: timestamp_text(scheme, vector["headers"]),
        "id": lambda: find(vector["headers"], scheme.id.removeprefix("header:")),
        "header": lambda: find(vector["headers"], text),
        "method": lambda: vector.get("method"),
        "url": lambda: vector.get("url"),
    }
    value = values[kind]()
    return body if kind == "body" else value.encode("latin-1")


def message(scheme, vector, body):
    """The signed content."""
    return b"".join(part_bytes(scheme, part, vector, body) for part in scheme.parts())


def slides(scheme, kind):
    """Whether the bytes of the run around a part can be cut into its parts in another way.

    They can where two parts have a length that nothing else tells. A timestamp has a fixed one (ten or
    thirteen digits, or RFC 3339, which delimits itself), and what begins a run before RFC 3339 is held to
    characters that a timestamp cannot begin in; the URL is the endpoint's own.
    """
    run = scheme.run(kind)
    is_rfc3339 = scheme.timestamp is not None and scheme.timestamp.unit == "rfc3339"

    def is_open(at, part):
        ends_before_timestamp = at == 0 and len(run) > 1 and run[1][0] == "timestamp" and is_rfc3339
        return part[0] == "body" or (part[0] in ("id", "header") and not ends_before_timestamp)

    return sum(is_open(at, part) for at, part in enumerate(run)) > 1


def is_signed(scheme, name):
    place = getattr(scheme, name) or ""
    kinds = [kind for kind, _ in scheme.parts()]
    if place.startswith("json:"):
        return "body" in kinds and not slides(scheme, "body")
    if name == "id" and "id" in kinds:
        return not slides(scheme, "id")
    covers = [
        text
        for kind, text in scheme.parts()
        if kind == "header" and f"header:{text}".lower() == place.lower()
    ]
    return bool(covers) and not slides(scheme, "header")


class Integer(str):
    """An integer as written."""


def first_wins(pairs):
    result = {}
    for key, value in pairs:
        result.setdefault(key, value)
    return result


def parse(body):
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    return json.loads(text, object_pairs_hook=first_wins, parse_int=Integer, parse_float=lambda _: 0.5)


def look_up(document, path):
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def read_fields(scheme, vector, body):
    """ID, type and version, and the field error.

    A body that is not JSON throughout holds none here; where a scanner still finds some, the vector says so.
    """
    fields, error = {}, None
    wanted = [name for name in LIMITS if (getattr(scheme, name) or "").startswith("json:")]
    try:
        document = parse(body) if wanted else None
    except (ValueError, RecursionError):
        document, error = None, "EVENT_NOT_JSON"
    for name, limit in LIMITS.items():
        place = getattr(scheme, name)
        if place is None or place.startswith("header:"):
            fields[name] = place and find(vector["headers"], place.removeprefix("header:"))
            continue
        value = look_up(document, place.removeprefix("json:"))
        is_text = isinstance(value, str) and value != "" and not re.search("[\ud800-\udfff]", value)
        is_usable = is_text and len(value.encode()) <= limit
        fields[name] = str(value) if is_usable else None
        if value is not None and not is_usable:
            error = error or "EVENT_FIELD_INVALID"
    return fields, error


def read_timestamp(scheme, vector, body):
    clock = scheme.timestamp
    if clock is None:
        return None
    text = timestamp_text(scheme, vector["headers"])
    if clock.where == "json":
        try:
            text = look_up(parse(body), clock.name)
        except (ValueError, RecursionError):
            text = None
    return None if text is None else seconds(clock.unit, text)


def dedup_key(kind, family, scope, value):
    def framed(data):
        return len(data).to_bytes(4, "little") + data

    parts = [family.encode(), scope.encode(), value]
    message = b"hookseal/1" + bytes([KINDS[kind]]) + b"".join(map(framed, parts))
    return hashlib.sha256(message).digest()[:16].hex()


def digest_value(scheme, vector, body, event_type):
    """SHA-256 of the body, or of its run where the split slides, then the type from a header, unless its split slides."""
    run = scheme.run("body") if scheme.headers and slides(scheme, "body") else [("body", None)]
    covered = b"".join(part_bytes(scheme, part, vector, body) for part in run)
    value = hashlib.sha256(covered).digest()
    where, _, name = (scheme.type or "").partition(":")
    parts = {part.lower() for kind, part in scheme.parts() if kind == "header"}
    if where == "header" and (name.lower() not in parts or is_signed(scheme, "type")):
        value += (event_type or "").encode("latin-1")
    return value

"""Collects vectors, and fills in what a valid one must give."""

import base64

from . import model
from .scheme import from_json
from .table import SCHEMES

NOW = 1_700_000_000
# The largest number that every language reads exactly from JSON.
LARGEST = (1 << 53) - 1
AT = {"SIGNATURE_MISMATCH": "finish", "BODY_TRUNCATED": "finish"}
CONFIGURE = ("SECRET_", "KEYRING_", "SCHEME_", "DEDUP_", "LIMIT_")
ORDER = (
    "name scheme custom_scheme secrets secrets_hex api_keys pins_hex certificate_hex headers method url "
    "content_length body body_base64 body_repeat now tolerance max_body dedup scope expect origin source note"
).split()


def scheme_of(vector):
    if "custom_scheme" in vector:
        return from_json(vector["custom_scheme"])
    return SCHEMES[vector["scheme"]]


def body_of(vector):
    if "body_base64" in vector:
        return base64.b64decode(vector["body_base64"])
    if "body_repeat" in vector:
        repeat = vector["body_repeat"]
        middle = repeat["unit"] * repeat["count"]
        return (repeat.get("prefix", "") + middle + repeat.get("suffix", "")).encode()
    return vector["body"].encode()


def with_body(body):
    """The body as the field of a vector that can hold it."""
    if isinstance(body, dict):
        return {"body_repeat": body}
    if isinstance(body, str):
        return {"body": body}
    try:
        return {"body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def secrets_of(vector):
    if "secrets_hex" in vector:
        return [bytes.fromhex(secret) for secret in vector["secrets_hex"]]
    return [secret.encode() for secret in vector.get("secrets", [])]


def stage_of(error):
    if error.startswith(CONFIGURE):
        return "configure"
    return AT.get(error, "start")


def expectation(vector, stated):
    """What a valid vector must give. `stated` fields are typed by hand and win over the model's reading."""
    scheme, body = scheme_of(vector), body_of(vector)
    expect = {"key_index": None}
    keys = [model.key_bytes(scheme.key, secret) for secret in secrets_of(vector)]
    if scheme.headers:
        message = model.message(scheme, vector, body)
        written = [entry.removeprefix(scheme.prefix) for entry in model.entries(scheme, vector["headers"])]
        tags = [model.decode(scheme.encoding, text) for text in written]
        matching = [index for index, key in enumerate(keys) if model.hmac_sha256(key, message) in tags]
        assert matching, f"{vector['name']}: no secret gives a tag of this delivery"
        expect["key_index"] = matching[0]
    fields, error = model.read_fields(scheme, vector, body)
    if "timestamp" not in stated:
        expect["timestamp"] = model.read_timestamp(scheme, vector, body)
    expect |= {**fields, "field_error": error} | stated
    for name in model.LIMITS:
        if expect[name] is not None:
            expect[f"{name}_signed"] = bool(scheme.headers) and model.is_signed(scheme, name)
    api_keys = vector.get("api_keys", {}).get("keys", [])
    expect["weak"] = any(len(key) < 16 for key in [*keys, *(text.encode() for text in api_keys)])
    expect |= dedup_expectation(vector, scheme, body, expect)
    order = (
        "key_index timestamp id id_signed type type_signed version version_signed field_error weak".split()
    )
    return {key: expect[key] for key in [*order, "dedup_key", "dedup_error"] if key in expect}


def default_dedup(scheme):
    if scheme.id and scheme.headers and model.is_signed(scheme, "id"):
        return "signed_id"
    return "none" if scheme.custom.get("bodies_repeat") else "digest"


def dedup_expectation(vector, scheme, body, expect):
    how = vector.get("dedup") or scheme.dedup or default_dedup(scheme)
    if how == "none":
        return {"dedup_key": None}
    if len(vector.get("scope", "").encode()) > 255:
        return {"dedup_error": "ARGUMENT_INVALID"}
    if how == "signed_id_or_digest":
        how = "digest" if expect["id"] is None else "signed_id"
    if how == "digest":
        value = model.digest_value(scheme, vector, body, expect["type"])
    elif expect["id"] is None:
        return {"dedup_error": expect["field_error"] or "EVENT_ID_MISSING"}
    else:
        value = expect["id"].encode()
    return {"dedup_key": model.dedup_key(how, scheme.family, vector.get("scope", ""), value)}


class Book:
    def __init__(self):
        self.vectors = {}

    def add(self, name, delivery, error=None, at=None, origin="generated", source="", note="", **stated):
        """Adds a vector: refused with `error`, or valid with what the model and `stated` say."""
        vector = {"name": name, **delivery}
        assert name not in self.vectors, f"two vectors are called {name}"
        if error is None:
            vector["expect"] = expectation(vector, stated)
        else:
            assert not stated, f"{name}: {stated} says nothing of a refused delivery"
            vector["expect"] = {"error": error, "at": at or stage_of(error)}
        vector["origin"] = origin
        if source:
            vector["source"] = source
        if note:
            vector["note"] = note
        unknown = set(vector) - set(ORDER)
        assert not unknown, f"{name}: unknown fields {unknown}"
        self.vectors[name] = {key: vector[key] for key in ORDER if key in vector}
        return vector

"""Makes genuine deliveries, and the small changes that turn one into a case."""

import json

from . import model
from .book import NOW, body_of, scheme_of, with_body

SECRET = "a secret of twenty-six byte"
SECRETS = {
    "utf8": SECRET,
    "raw": SECRET,
    "hex": "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef",
    "base64": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=",
    "whsec": "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=",
}
URL = "https://example.com/hooks/in"
STAMPS = {"seconds": str(NOW), "milliseconds": f"{NOW}123", "rfc3339": "2023-11-14T22:13:20.123456789Z"}
SAMPLES = {"id": "evt-1", "type": "thing.created", "version": "2"}


def compact(document):
    return json.dumps(document, separators=(",", ":"))


def event(scheme, **values):
    """A JSON body that holds a sample of every field the scheme reads from it."""
    document = {"note": "tests"}
    for name, sample in SAMPLES.items():
        place = getattr(scheme, name) or ""
        if place.startswith("json:"):
            *parents, last = place.removeprefix("json:").split(".")
            inner = document
            for key in parents:
                inner = inner.setdefault(key, {})
            inner[last] = values.get(name, sample)
    if scheme.timestamp is not None and scheme.timestamp.where == "json":
        text = STAMPS[scheme.timestamp.unit]
        document[scheme.timestamp.name] = text if scheme.name == "primer" else int(text)
    return compact(document)


def deliver(scheme, body=None, secret=None, *, stamp=None, key=None, signer=None, drop=(), **values):
    """A delivery as its sender would send it.

    `scheme` is a built-in name or a custom scheme. `stamp` is the timestamp as sent; `id`, `type`, `version`
    and `signed_header` are header values; `key` are the HMAC key's bytes, where they are not what
    `secret` says; `signer` signs other content than the scheme's. Headers in `drop` are not sent.
    """
    vector = {"custom_scheme": scheme} if isinstance(scheme, dict) else {"scheme": scheme}
    rules = scheme_of(vector)
    secret = SECRETS[rules.key] if secret is None else secret
    vector["secrets"] = [secret]
    headers = []
    clock = rules.timestamp
    if clock is not None and clock.where != "json":
        stamp = STAMPS[clock.unit] if stamp is None else stamp
        if clock.where == "header":
            headers.append([clock.name, stamp])
    for name, sample in SAMPLES.items():
        place = getattr(rules, name) or ""
        if place.startswith("header:") and values.get(name, sample) is not None:
            headers.append([place.removeprefix("header:"), values.get(name, sample)])
    for kind, text in rules.parts():
        if kind == "header" and all(name.lower() != text.lower() for name, _ in headers):
            headers.append([text, values.get("signed_header", "Tue, 14 Nov 2023 22:13:20 GMT")])
        elif kind in ("method", "url"):
            vector[kind] = {"method": "POST", "url": URL}[kind]
    vector |= with_body(event(rules) if body is None else body)
    vector["headers"] = headers
    vector["now"] = NOW
    if rules.headers:
        if clock is not None and clock.where == "entry":
            vector["headers"] = [[rules.headers[0], clock.name + stamp]]
        content = (signer or model.message)(rules, vector, body_of(vector))
        key = model.key_bytes(rules.key, secret.encode()) if key is None else key
        tag = model.encode(rules.encoding, model.hmac_sha256(key, content))
        vector["headers"] = [signature_header(rules, tag, stamp), *headers]
    vector["headers"] = [pair for pair in vector["headers"] if pair[0] not in drop]
    return vector


def signature_header(scheme, tag, stamp):
    value = scheme.prefix + tag
    if scheme.timestamp is not None and scheme.timestamp.where == "entry":
        value = f"{scheme.timestamp.name}{stamp}{scheme.separator}{value}"
    return [scheme.headers[0], value]


def tag_of(vector):
    """The tag as a delivery's first signature header writes it."""
    scheme = scheme_of(vector)
    written = [text for text in model.entries(scheme, vector["headers"]) if text.startswith(scheme.prefix)]
    return written[-1].removeprefix(scheme.prefix)


def change(vector, **fields):
    return {**vector, **fields}


def set_header(vector, name, value):
    """The delivery with that header's value replaced, or the header removed where it is none."""
    pairs = [[key, value if key == name else old] for key, old in vector["headers"]]
    assert any(key == name for key, _ in vector["headers"]), f"no header {name}"
    return {**vector, "headers": [pair for pair in pairs if pair[1] is not None]}


def add_header(vector, name, value):
    return {**vector, "headers": [*vector["headers"], [name, value]]}


def set_body(vector, body):
    """The delivery with another body under the same signature."""
    return {key: value for key, value in vector.items() if not key.startswith("body")} | with_body(body)


def header_of(vector, name):
    return next(value for key, value in vector["headers"] if key == name)


def custom(
    signed="{body}", encoding="hex", prefix="", separator=None, headers=("X-Acme-Signature",), **fields
):
    """A scheme of one's own, as a scheme file would describe it."""
    signature = {"headers": list(headers), "separator": separator, "prefix": prefix, "encoding": encoding}
    signature = {key: value for key, value in signature.items() if value is not None}
    fields.setdefault("name", "acme")
    fields.setdefault("dedup", "digest")
    return {"name": fields.pop("name"), "signature": signature, "signed": signed, **fields}

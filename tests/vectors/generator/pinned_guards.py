"""API keys, client certificates, and endpoints without a signature."""

import hashlib

from .delivery import add_header, change, deliver

KEYS = ["the first key of two", "the second key of two"]
DER = bytes.fromhex("3082010a0282010100") + b"not a real certificate, but its bytes"
PIN = hashlib.sha256(DER).hexdigest()
OTHER = hashlib.sha256(b"another certificate").hexdigest()
EVENT = '{"id":"evt-1","type":"thing.created","version":2}'
OPEN = {
    "name": "acme-open",
    "id": {"json": "id"},
    "type": {"json": "type"},
    "version": {"json": "version"},
    "dedup": "digest",
}


def add(book):
    header_keys(book)
    bearer(book)
    certificates(book)
    without_signature(book)


def header_keys(book):
    signed = change(deliver("github"), api_keys={"header": "X-Api-Key", "keys": KEYS})

    def sent(value, name="X-Api-Key"):
        return add_header(signed, name, value)

    book.add("key-first", sent(KEYS[0]))
    book.add("key-second", sent(KEYS[1]))
    book.add("key-header-name-case", sent(KEYS[0], "x-API-key"))
    for name, vector, error in [
        ("absent", signed, "API_KEY_MISSING"),
        ("empty", sent(""), "API_KEY_MISSING"),
        ("wrong", sent("another key"), "API_KEY_MISMATCH"),
        ("shorter", sent(KEYS[0][:-1]), "API_KEY_MISMATCH"),
        ("longer", sent(KEYS[0] + "x"), "API_KEY_MISMATCH"),
        ("trailing-space", sent(KEYS[0] + " "), "API_KEY_MISMATCH"),
        ("other-case", sent(KEYS[0].upper()), "API_KEY_MISMATCH"),
        ("not-ascii", sent("\u00e9"), "API_KEY_MISMATCH"),
        ("bearer-in-own-header", sent("Bearer " + KEYS[0]), "API_KEY_MISMATCH"),
        ("twice", add_header(sent(KEYS[0]), "X-Api-Key", KEYS[0]), "HEADER_DUPLICATE"),
    ]:
        book.add(f"key-{name}", vector, error)
    for name, keys, error in [
        ("none", [], "KEYRING_EMPTY"),
        ("five", ["a", "b", "c", "d", "e"], "KEYRING_FULL"),
        ("empty", [""], "SECRET_EMPTY"),
        ("blank", [" \t"], "SECRET_EMPTY"),
        ("edge", ["key\n"], "SECRET_WHITESPACE"),
        ("too-long", ["k" * 1025], "SECRET_TOO_LONG"),
    ]:
        book.add(f"keys-{name}", change(signed, api_keys={"header": "X-Api-Key", "keys": keys}), error)
    book.add(
        "keys-header-name", change(signed, api_keys={"header": "X Api Key", "keys": KEYS}), "SCHEME_INVALID"
    )
    book.add(
        "key-not-ascii-match",
        change(
            add_header(deliver("github"), "X-Api-Key", "caf\u00c3\u00a9"),
            api_keys={"header": "X-Api-Key", "keys": ["caf\u00e9"]},
        ),
        note="the key's UTF-8 bytes against the header's bytes",
    )


def bearer(book):
    signed = change(deliver("github"), api_keys={"bearer": True, "keys": KEYS})
    for name, value, error in [
        ("match", f"Bearer {KEYS[1]}", None),
        ("lower-case", f"bearer {KEYS[0]}", None),
        ("upper-case", f"BEARER {KEYS[0]}", None),
        ("two-spaces", f"Bearer  {KEYS[0]}", None),
        ("wrong", "Bearer x", "API_KEY_MISMATCH"),
        ("basic", "Basic dXNlcjpwYXNz", "API_KEY_MISSING"),
        ("no-token", "Bearer", "API_KEY_MISSING"),
        ("empty-token", "Bearer ", "API_KEY_MISSING"),
        ("no-space", f"Bearer{KEYS[0]}", "API_KEY_MISSING"),
        ("bare", KEYS[0], "API_KEY_MISSING"),
        ("empty", "", "API_KEY_MISSING"),
    ]:
        book.add(f"bearer-{name}", add_header(signed, "Authorization", value), error)
    book.add("bearer-absent", signed, "API_KEY_MISSING")
    twice = add_header(add_header(signed, "Authorization", f"Bearer {KEYS[0]}"), "authorization", "Bearer x")
    book.add("bearer-twice", twice, "HEADER_DUPLICATE")


def certificates(book):
    signed = change(deliver("github"), pins_hex=[OTHER, PIN])
    shown = change(signed, certificate_hex=DER.hex())
    book.add("certificate-match", shown)
    book.add("certificate-absent", signed, "CERTIFICATE_MISSING")
    book.add("certificate-empty", change(signed, certificate_hex=""), "CERTIFICATE_MISSING")
    book.add("certificate-other", change(signed, certificate_hex=DER[:-1].hex()), "CERTIFICATE_MISMATCH")
    book.add("certificate-not-pinned", change(shown, pins_hex=[OTHER]), "CERTIFICATE_MISMATCH")
    book.add("certificate-no-pins", change(shown, pins_hex=[]), "KEYRING_EMPTY")
    book.add("certificate-unasked", change(deliver("github"), certificate_hex=DER.hex()))
    both = change(shown, api_keys={"header": "X-Api-Key", "keys": KEYS})
    book.add("guards-both", add_header(both, "X-Api-Key", KEYS[0]))
    book.add("guards-both-key-absent", both, "API_KEY_MISSING")
    no_certificate = {key: value for key, value in both.items() if key != "certificate_hex"}
    book.add(
        "guards-both-certificate-absent",
        add_header(no_certificate, "X-Api-Key", KEYS[0]),
        "CERTIFICATE_MISSING",
    )
    forged = change(add_header(both, "X-Api-Key", KEYS[0]), body="forged")
    book.add(
        "guards-pass-signature-fails", forged, "SIGNATURE_MISMATCH", note="a guard replaces no signature"
    )


def without_signature(book):
    keyed = change(deliver(OPEN, EVENT), api_keys={"header": "X-Api-Key", "keys": KEYS})
    del keyed["secrets"]
    sent = add_header(keyed, "X-Api-Key", KEYS[0])
    book.add("open-key", sent, note="everything is unsigned, and no key of a keyring matched")
    book.add("open-no-key", keyed, "API_KEY_MISSING")
    pinned = change(deliver(OPEN, EVENT), pins_hex=[PIN], certificate_hex=DER.hex())
    del pinned["secrets"]
    book.add("open-certificate", pinned)
    bare = {key: value for key, value in keyed.items() if key != "api_keys"}
    book.add("open-unguarded", bare, "SCHEME_INVALID", note="neither signature nor guard")
    book.add("open-signed-id", change(sent, dedup="signed_id"), "DEDUP_UNSIGNED")
    book.add("open-unsigned-id", change(sent, dedup="unsigned_id"))
    book.add("open-none", change(sent, dedup="none"))
    book.add("open-tolerance", change(sent, tolerance=300), "LIMIT_INVALID")
    book.add("open-cap", change(sent, max_body=4), "BODY_TOO_LARGE", "update")
    book.add("open-truncated", change(sent, content_length=100), "BODY_TRUNCATED")
    form = change(sent, body="a=1")
    book.add("open-form", form)
    header = {**OPEN, "id": {"header": "X-Event-Id"}, "type": {"header": "X-Event-Type"}}
    typed = add_header(
        add_header(change(sent, custom_scheme=header), "X-Event-Id", "evt-9"), "X-Event-Type", "paid"
    )
    book.add(
        "open-header-fields", typed, note="the type comes from a header, so the digest covers it as well"
    )

"""Secrets, key formats, keyrings."""

from . import model
from .delivery import SECRETS, change, custom, deliver, set_header, tag_of

BLANKS = {"space": " ", "tab": "\t", "lf": "\n", "vt": "\x0b", "ff": "\x0c", "cr": "\r"}
LONG = "k" * 1024


def add(book):
    text(book)
    raw(book)
    whsec(book)
    base64_and_hex(book)
    several(book)
    weak(book)


def text(book):
    genuine = deliver("generic-hex")

    def refused(name, secret, error, note=""):
        book.add(f"secret-{name}", change(genuine, secrets=[secret]), error, note=note)

    refused("empty", "", "SECRET_EMPTY")
    refused("blank-all", "".join(BLANKS.values()), "SECRET_EMPTY")
    for name, blank in BLANKS.items():
        refused(f"blank-{name}", blank, "SECRET_EMPTY")
        refused(f"leading-{name}", blank + "secret", "SECRET_WHITESPACE")
        refused(f"trailing-{name}", "secret" + blank, "SECRET_WHITESPACE")
    refused("1025-bytes", LONG + "k", "SECRET_TOO_LONG")
    refused("1025-bytes-of-utf8", "\u00e9" * 512 + "k", "SECRET_TOO_LONG", "513 characters")
    for name, secret in [
        ("inner-space", "two words are fine here"),
        ("inner-newline", "two lines\nare fine as well"),
        ("no-break-space", "\u00a0"),
        ("nul", "\x00"),
        ("one-byte", "k"),
        ("1024-bytes", LONG),
        ("1024-bytes-of-utf8", "\u00e9" * 512),
        ("not-ascii", "caf\u00e9 \u2665 \U0001f600 secret"),
        ("looks-like-hex", "00" * 32),
        ("looks-like-base64", SECRETS["base64"]),
        ("looks-like-whsec", SECRETS["whsec"]),
        ("64-bytes", "k" * 64),
        ("65-bytes", "k" * 65),
    ]:
        book.add(f"secret-{name}", deliver("generic-hex", secret=secret))


def raw(book):
    scheme = custom(key="raw")

    def signed(key):
        vector = deliver(scheme, key=key, secret="x")
        del vector["secrets"]
        return {**vector, "secrets_hex": [key.hex()]}

    for name, key in [
        ("space", b" "),
        ("nul", b"\x00"),
        ("edges", b"\n key of sixteen bytes \t"),
        ("not-utf8", b"\xff\xfe" * 16),
        ("1024-bytes", b"k" * 1024),
    ]:
        book.add(f"raw-{name}", signed(key))
    book.add("raw-empty", change(signed(b"k"), secrets_hex=[""]), "SECRET_EMPTY")
    book.add("raw-1025-bytes", signed(b"k" * 1025), note="raw keys are refused only when empty")


def whsec(book):
    key = bytes(range(100, 126))
    text = model.encode("base64", key)
    bare = text.rstrip("=")
    body = '{"id":"evt-1","type":"thing.created"}'

    def accepted(name, secret, key=key, note=""):
        vector = deliver("standard-webhooks", body, secret, key=key)
        book.add(f"whsec-{name}", vector, note=note)

    accepted("prefixed", "whsec_" + text)
    accepted("bare", text)
    accepted("unpadded", "whsec_" + bare)
    accepted("v1-prefixed", "v1,whsec_" + text, note="as Supabase shows it")
    accepted("v1-alone", "v1," + text)
    accepted("unpadded-bare", bare)
    # 26 bytes end in a group of two characters and four unused bits.
    last = bare[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(last) + 1]
    accepted("trailing-bits", "whsec_" + bare[:-2] + bare[-2] + other, note="the unused bits are ignored")
    accepted("trailing-bits-padded", "whsec_" + bare[:-1] + other + "=" * (len(text) - len(bare)))
    accepted("one-byte", "whsec_QQ==", b"A")
    accepted("one-byte-unpadded", "QQ", b"A")
    accepted("plus-and-slash", "whsec_+/+/+/+/+/+/+/+/+/+/+/+/", model.key_bytes("base64", b"+/" * 12))
    genuine = deliver("standard-webhooks", body, "whsec_" + text)
    for name, secret, error, note in [
        ("empty", "", "SECRET_EMPTY", ""),
        ("prefix-only", "whsec_", "SECRET_EMPTY", "nothing is decoded"),
        ("v1-only", "v1,", "SECRET_EMPTY", "nothing is decoded"),
        ("both-prefixes-only", "v1,whsec_", "SECRET_EMPTY", "nothing is decoded"),
        ("one-character", "whsec_Q", "SECRET_ENCODING", "six bits are no byte"),
        ("one-character-over", "whsec_QUJDR", "SECRET_ENCODING", "six bits are no byte"),
        ("not-base64", "whsec_ab!!", "SECRET_ENCODING", ""),
        ("url-safe-alphabet", "whsec_-_-_-_-_", "SECRET_ENCODING", "base64 is the alphabet with + and /"),
        ("inner-space", "whsec_QUJD REVG", "SECRET_ENCODING", ""),
        ("inner-padding", "whsec_QUI=QUI=", "SECRET_ENCODING", ""),
        ("prefix-twice", "whsec_whsec_QUJD", "SECRET_ENCODING", ""),
        ("prefixes-swapped", "whsec_v1,QUJD", "SECRET_ENCODING", ""),
        ("upper-case-prefix", "WHSEC_QUJD", "SECRET_ENCODING", ""),
        ("not-ascii", "whsec_QUJD\u00e9", "SECRET_ENCODING", ""),
        ("trailing-newline", "whsec_QUJD\n", "SECRET_WHITESPACE", ""),
        ("blank", " \n", "SECRET_EMPTY", ""),
        ("too-long", "whsec_" + "QUJD" * 255, "SECRET_TOO_LONG", "1,026 characters as configured"),
    ]:
        book.add(f"whsec-{name}", change(genuine, secrets=[secret]), error, note=note)
    verbatim = deliver("standard-webhooks", body, "whsec_" + text, key=("whsec_" + text).encode())
    book.add("whsec-signed-with-text", verbatim, "SIGNATURE_MISMATCH", note="the text is not the key here")
    stripped = deliver("stripe", secret="whsec_" + text, key=text.encode())
    book.add("whsec-stripe-stripped", stripped, "SIGNATURE_MISMATCH", note="Stripe keeps whsec_")


def base64_and_hex(book):
    b64, digits = SECRETS["base64"], SECRETS["hex"]
    key = model.key_bytes("base64", b64.encode())
    for name, secret in [("padded", b64), ("unpadded", b64.rstrip("="))]:
        book.add(f"base64-key-{name}", deliver("airtable", secret=secret, key=key))
    airtable = deliver("airtable")
    for name, secret in [("whsec", "whsec_" + b64), ("not-base64", "ab!!"), ("one-character", "Q")]:
        book.add(f"base64-key-{name}", change(airtable, secrets=[secret]), "SECRET_ENCODING")
    key = bytes.fromhex(digits)
    mixed = digits[:32].upper() + digits[32:]
    for name, secret in [("lower-case", digits), ("upper-case", digits.upper()), ("mixed-case", mixed)]:
        book.add(f"hex-key-{name}", deliver("squarespace", secret=secret, key=key))
    book.add("hex-key-one-byte", deliver("squarespace", secret="0f", key=b"\x0f"))
    squarespace = deliver("squarespace")
    for name, secret in [
        ("odd", digits[:-1]),
        ("not-hex", "xy" + digits),
        ("0x", "0x" + digits),
        ("inner-space", "00 11"),
    ]:
        book.add(f"hex-key-{name}", change(squarespace, secrets=[secret]), "SECRET_ENCODING")
    book.add("hex-key-empty", change(squarespace, secrets=[""]), "SECRET_EMPTY")


def several(book):
    secrets = [f"secret number {n} of four" for n in range(4)]
    for index, secret in enumerate(secrets):
        vector = change(deliver("generic-hex", secret=secret), secrets=secrets)
        book.add(f"keyring-match-at-{index}", vector)
    stranger = change(deliver("generic-hex", secret="a stranger's secret"), secrets=secrets)
    book.add("keyring-no-match", stranger, "SIGNATURE_MISMATCH")
    book.add("keyring-empty", change(stranger, secrets=[]), "KEYRING_EMPTY")
    book.add("keyring-five", change(stranger, secrets=[*secrets, "a fifth secret"]), "KEYRING_FULL")
    book.add("keyring-second-empty", change(stranger, secrets=[secrets[0], ""]), "SECRET_EMPTY")
    book.add("keyring-last-blank-edge", change(stranger, secrets=[*secrets[:3], "x "]), "SECRET_WHITESPACE")
    same = change(deliver("generic-hex", secret=secrets[2]), secrets=[secrets[2], secrets[0], secrets[2]])
    book.add("keyring-same-secret-twice", same, note="the lowest matching index is reported")
    # Stripe during a rotation: one entry for each of the sender's secrets, in either order.
    entries = [tag_of(deliver("stripe", secret=secret)) for secret in secrets[:2]]
    rotating = change(deliver("stripe", secret=secrets[0]), secrets=[secrets[3], secrets[0], secrets[1]])
    stamp = "t=1700000000"
    for name, order in [("in-order", entries), ("reversed", entries[::-1])]:
        value = ",".join([stamp, *(f"v1={tag}" for tag in order)])
        book.add(f"keyring-rotation-{name}", set_header(rotating, "Stripe-Signature", value))
    only_second = set_header(rotating, "Stripe-Signature", f"{stamp},v1={entries[1]}")
    book.add("keyring-rotation-second", only_second)


def weak(book):
    for length in (15, 16):
        book.add(f"weak-{length}-bytes", deliver("generic-hex", secret="k" * length))
        key = b"k" * length
        text = "whsec_" + model.encode("base64", key)
        book.add(f"weak-{length}-bytes-decoded", deliver("standard-webhooks", secret=text, key=key))
    both = change(deliver("generic-hex"), secrets=[deliver("generic-hex")["secrets"][0], "short"])
    book.add("weak-second-secret", both, note="one short secret is enough")
    book.add("weak-long-text-short-key", deliver("squarespace", secret="00" * 15, key=bytes(15)))

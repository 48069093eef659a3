"""At least three vectors for every built-in scheme: genuine, tampered, and the mistakes its form invites."""

import base64

from . import model
from .book import NOW, body_of
from .delivery import SECRETS, change, deliver, set_body, set_header, tag_of
from .table import SCHEMES


def add(book):
    for name, scheme in SCHEMES.items():
        genuine = deliver(name)
        body = body_of(genuine)
        book.add(f"{name}-genuine", genuine)
        book.add(f"{name}-tampered-body", set_body(genuine, body[:-1] + b" }"), "SIGNATURE_MISMATCH")
        book.add(f"{name}-no-signature", deliver(name, drop=scheme.headers), "SIGNATURE_MISSING")
        form(book, name, scheme, genuine)
        key(book, name, scheme)
        clock(book, name, scheme, genuine)
        fields(book, name, scheme, genuine)


def form(book, name, scheme, genuine):
    """How the tag is written."""
    header, tag = scheme.headers[0], tag_of(genuine)
    raw = model.decode(scheme.encoding, tag)
    other = base64.b64encode(raw).decode() if scheme.encoding == "hex" else raw.hex()
    written = next(value for key, value in genuine["headers"] if key == header)
    book.add(
        f"{name}-other-encoding",
        set_header(genuine, header, written.replace(tag, other)),
        "SIGNATURE_MALFORMED",
        note="the right tag, in hex where base64 is due or the other way round",
    )
    if scheme.prefix:
        bare = set_header(genuine, header, written.replace(scheme.prefix + tag, tag))
        error = "SIGNATURE_MALFORMED" if scheme.separator is None else "SIGNATURE_VERSION"
        book.add(f"{name}-without-prefix", bare, error)
    else:
        prefixed = set_header(genuine, header, "sha256=" + written)
        book.add(f"{name}-with-prefix", prefixed, "SIGNATURE_MALFORMED")
    for spare in scheme.headers[1:]:
        moved = [[spare if key == header else key, value] for key, value in genuine["headers"]]
        book.add(f"{name}-in-{spare.lower()}", change(genuine, headers=moved))


def key(book, name, scheme):
    """A secret in another format than the scheme's is another key."""
    secret = SECRETS[scheme.key]
    if scheme.key != "utf8":
        verbatim = deliver(name, key=secret.encode())
        book.add(
            f"{name}-key-not-decoded", verbatim, "SIGNATURE_MISMATCH", note="signed with the secret's text"
        )
    elif scheme.separator or scheme.encoding == "base64":
        text = SECRETS["whsec"]
        decoded = deliver(name, secret=text, key=model.key_bytes("whsec", text.encode()))
        book.add(
            f"{name}-key-decoded", decoded, "SIGNATURE_MISMATCH", note="signed with the secret base64-decoded"
        )


def clock(book, name, scheme, genuine):
    """The default tolerance, both ends included, and the signed timestamp."""
    stamp = scheme.timestamp
    if stamp is None:
        return
    if "timestamp" in [kind for kind, _ in scheme.parts()]:
        alone = deliver(name, signer=lambda rules, vector, body: body)
        book.add(f"{name}-signed-body-only", alone, "SIGNATURE_MISMATCH", note="signed without the timestamp")
    if stamp.past is None:
        book.add(f"{name}-any-age", change(genuine, now=NOW + 10**9))
        return
    at = "finish" if stamp.where == "json" else "start"
    # A fraction makes the sample newer than NOW, so it may still be one second older and not one newer.
    fraction = stamp.unit != "seconds"
    oldest, newest = NOW + stamp.past, NOW - stamp.future + fraction
    book.add(f"{name}-oldest", change(genuine, now=oldest))
    book.add(f"{name}-too-old", change(genuine, now=oldest + 1), "TIMESTAMP_TOO_OLD", at)
    book.add(f"{name}-newest", change(genuine, now=newest))
    book.add(f"{name}-too-new", change(genuine, now=newest - 1), "TIMESTAMP_TOO_NEW", at)


def fields(book, name, scheme, genuine):
    """What the signature does not cover may be changed, and nothing may hang on it."""
    for field in ("id", "type", "version"):
        place = getattr(scheme, field) or ""
        if place.startswith("header:"):
            header = place.removeprefix("header:")
            changed = set_header(genuine, header, "changed-1")
            signs = field == "id" and "id" in [kind for kind, _ in scheme.parts()]
            note = "" if signs else f"the signature does not cover the {field}"
            book.add(f"{name}-changed-{field}", changed, "SIGNATURE_MISMATCH" if signs else None, note=note)
            book.add(
                f"{name}-without-{field}",
                set_header(genuine, header, None),
                "HEADER_MISSING" if signs else None,
            )
    if scheme.id and not model.is_signed(scheme, "id"):
        book.add(f"{name}-signed-id", change(genuine, dedup="signed_id"), "DEDUP_UNSIGNED")
        book.add(f"{name}-unsigned-id", change(genuine, dedup="unsigned_id"))
    if scheme.separator and scheme.prefix:
        header = scheme.headers[0]
        written = next(value for key, value in genuine["headers"] if key == header)
        listed = f"{scheme.prefix}junk{scheme.separator}{written}"
        book.add(f"{name}-junk-beside", set_header(genuine, header, listed))

"""Tags, signature headers, candidates."""

import base64

from .delivery import add_header, change, custom, deliver, set_header, tag_of

WRONG = "00" * 32


def add(book):
    hexadecimal(book)
    base_64(book)
    cases(book)
    lists(book)
    candidates(book)


def hexadecimal(book):
    genuine = deliver("generic-hex")
    tag = tag_of(genuine)
    mixed = "".join(c.upper() if at % 2 else c for at, c in enumerate(tag))
    for name, text in [("upper", tag.upper()), ("mixed", mixed)]:
        book.add(f"hex-{name}-case", set_header(genuine, "X-Webhook-Signature", f"sha256={text}"))
    for name, value in [
        ("63-digits", f"sha256={tag[:-1]}"),
        ("65-digits", f"sha256={tag}0"),
        ("66-digits", f"sha256={tag}00"),
        ("0x", f"sha256=0x{tag[:-2]}"),
        ("0x-66", f"sha256=0x{tag}"),
        ("not-hex", f"sha256=g{tag[1:]}"),
        ("no-tag", "sha256="),
        ("inner-space", f"sha256={tag[:32]} {tag[32:-1]}"),
        ("trailing-space", f"sha256={tag} "),
        ("leading-space", f" sha256={tag}"),
        ("space-after-prefix", f"sha256= {tag}"),
        ("prefix-upper-case", f"SHA256={tag}"),
        ("prefix-other", f"sha1={tag}"),
        ("prefix-twice", f"sha256=sha256={tag}"),
        ("two-joined", f"sha256={tag}, sha256={tag}"),
        ("full-width-digits", "sha256=" + "\u00b2" * 64),
        ("not-ascii", f"sha256={tag[:-1]}\u00e9"),
        ("only-space", " "),
    ]:
        vector = set_header(genuine, "X-Webhook-Signature", value)
        note = "a header with only spaces is not empty" if name == "only-space" else ""
        book.add(f"hex-{name}", vector, "SIGNATURE_MALFORMED", note=note)
    wrong = set_header(genuine, "X-Webhook-Signature", f"sha256={WRONG}")
    book.add("hex-wrong", wrong, "SIGNATURE_MISMATCH")
    flipped = f"{tag[:-1]}{int(tag[-1], 16) ^ 1:x}"
    book.add(
        "hex-last-bit", set_header(genuine, "X-Webhook-Signature", f"sha256={flipped}"), "SIGNATURE_MISMATCH"
    )


def unused_bits(text):
    """The same bytes with one of the last character's unused bits set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + (
        "-_" if "-" in text else "+/"
    )
    body = text.rstrip("=")
    return body[:-1] + alphabet[alphabet.index(body[-1]) + 1] + text[len(body) :]


def base_64(book):
    genuine = deliver("generic-base64")
    tag = tag_of(genuine)
    raw = base64.b64decode(tag)
    for name, text in [
        ("unpadded", tag.rstrip("=")),
        ("not-canonical", unused_bits(tag)),
        ("url-safe", base64.urlsafe_b64encode(raw).decode().replace("=", "")),
        ("too-much-padding", tag + "="),
        ("31-bytes", base64.b64encode(raw[:31]).decode()),
        ("33-bytes", base64.b64encode(raw + b"x").decode()),
        ("inner-newline-space", tag[:20] + " " + tag[21:]),
        ("padding-inside", tag[:-2] + "=" + tag[-2]),
        ("leading-space", " " + tag),
    ]:
        book.add(f"base64-{name}", set_header(genuine, "X-Webhook-Signature", text), "SIGNATURE_MALFORMED")
    other = "-" + tag[1:] if tag[0] != "-" else tag
    book.add("base64-url-safe-44", set_header(genuine, "X-Webhook-Signature", other), "SIGNATURE_MALFORMED")
    # A tag with both special characters, in the URL-safe alphabet.
    scheme = custom(encoding="base64url")
    for number in range(1000):
        vector = deliver(scheme, f'{{"n":{number}}}')
        if {"-", "_"} <= set(tag_of(vector)):
            break
    tag = tag_of(vector)
    book.add("base64url-43", vector)
    book.add("base64url-44-padded", set_header(vector, "X-Acme-Signature", tag + "="))
    for name, text in [
        ("standard-alphabet", tag.replace("-", "+").replace("_", "/")),
        ("two-paddings", tag + "=="),
        ("42", tag[:-1]),
        ("44-unpadded", tag + "A"),
        ("not-canonical", unused_bits(tag)),
        ("not-canonical-padded", unused_bits(tag + "=")),
    ]:
        book.add(f"base64url-{name}", set_header(vector, "X-Acme-Signature", text), "SIGNATURE_MALFORMED")


def cases(book):
    """Absent or empty, no entry of our prefix, nothing well formed, none matches."""
    single, listed = deliver("generic-hex"), deliver("stripe")
    tag = tag_of(listed)
    book.add("signature-absent", change(single, headers=[]), "SIGNATURE_MISSING")
    book.add("signature-empty", set_header(single, "X-Webhook-Signature", ""), "SIGNATURE_MISSING")
    for name, value, error in [
        ("list-empty", "", "SIGNATURE_MISSING"),
        ("list-other-version", f"t=1700000000,v0={tag}", "SIGNATURE_VERSION"),
        ("list-timestamp-only", "t=1700000000", "SIGNATURE_VERSION"),
        ("list-text", "no list at all", "SIGNATURE_VERSION"),
        ("list-separators-only", ",,,", "SIGNATURE_VERSION"),
        ("list-version-upper-case", f"t=1700000000,V1={tag}", "SIGNATURE_VERSION"),
        ("list-space-before-equals", f"t=1700000000,v1 ={tag}", "SIGNATURE_VERSION"),
        ("list-longer-version", f"t=1700000000,v11={tag}", "SIGNATURE_VERSION"),
        ("list-tag-empty", "t=1700000000,v1=", "SIGNATURE_MALFORMED"),
        ("list-tag-malformed", "t=1700000000,v1=potato", "SIGNATURE_MALFORMED"),
        ("list-tags-malformed", f"t=1700000000,v1=potato,v0={tag},v1={tag}00", "SIGNATURE_MALFORMED"),
        ("list-tag-trailing-space", f"t=1700000000,v1={tag} ", "SIGNATURE_MALFORMED"),
        ("list-tag-quoted", f't=1700000000,v1="{tag}"', "SIGNATURE_MALFORMED"),
        ("list-none-matches", f"t=1700000000,v1={WRONG},v1={'11' * 32}", "SIGNATURE_MISMATCH"),
        ("list-other-separator", f"t=1700000000;v1={tag}", "SIGNATURE_VERSION"),
    ]:
        book.add(f"signature-{name}", set_header(listed, "Stripe-Signature", value), error)
    trio = deliver("standard-webhooks")
    tag = tag_of(trio)
    for name, value, error in [
        ("v1a-only", f"v1a,{tag}", "SIGNATURE_VERSION"),
        ("v2-only", f"v2,{tag}", "SIGNATURE_VERSION"),
        ("comma-list", f"v1,{tag},v1,{tag}", "SIGNATURE_MALFORMED"),
        ("two-commas", "v1,a,b", "SIGNATURE_MALFORMED"),
        ("hex", f"v1,{WRONG}", "SIGNATURE_MALFORMED"),
    ]:
        book.add(f"signature-trio-{name}", set_header(trio, "webhook-signature", value), error)


def lists(book):
    """Junk beside a well-formed entry is skipped, white space after a separator accepted."""
    listed, trio = deliver("stripe"), deliver("standard-webhooks")
    tag = tag_of(listed)
    for name, value in [
        ("other-version-first", f"t=1700000000,v0={WRONG},v1={tag}"),
        ("junk-first", f"v1=potato,t=1700000000,v1={tag}"),
        ("junk-last", f"t=1700000000,v1={tag},v1=potato,,=,x"),
        ("wrong-tag-first", f"t=1700000000,v1={WRONG},v1={tag}"),
        ("wrong-tag-last", f"t=1700000000,v1={tag},v1={WRONG}"),
        ("timestamp-last", f"v1={tag},t=1700000000"),
        ("spaces", f"t=1700000000, v1={tag}"),
        ("many-spaces", f"  t=1700000000,   v0=x,  v1={tag}"),
        ("tab", f"t=1700000000,\tv1={tag}"),
        ("not-ascii-junk", f"t=1700000000,\u00e9\u00ff,v1={tag}"),
        ("trailing-separator", f"t=1700000000,v1={tag},"),
        ("same-tag-twice", f"t=1700000000,v1={tag},v1={tag}"),
    ]:
        book.add(f"list-{name}", set_header(listed, "Stripe-Signature", value))
    tag = tag_of(trio)
    wrong = base64.b64encode(bytes(32)).decode()
    for name, value in [
        ("two-spaces", f"  v1,{wrong}  v1,{tag}"),
        ("v1a-beside", f"v1a,{wrong} v1,{tag}"),
        ("junk-beside", f"garbage v1,{tag} v1,x v2,{wrong}"),
        ("tab-after-space", f"v1,{wrong} \tv1,{tag}"),
    ]:
        book.add(f"list-trio-{name}", set_header(trio, "webhook-signature", value))
    box = deliver("box")
    tag = tag_of(box)
    moved = [["BOX-SIGNATURE-SECONDARY", tag], *(pair for pair in box["headers"] if pair[1] != tag)]
    for name, primary in [("empty", ""), ("malformed", "junk"), ("wrong", wrong)]:
        vector = change(box, headers=[["BOX-SIGNATURE-PRIMARY", primary], *moved])
        book.add(f"two-headers-primary-{name}", vector)
    both = add_header(box, "BOX-SIGNATURE-SECONDARY", "")
    book.add("two-headers-secondary-empty", both)
    neither = [[name, value] for name, value in moved if value != tag]
    empty = [["BOX-SIGNATURE-PRIMARY", ""], ["BOX-SIGNATURE-SECONDARY", ""], *neither]
    book.add("two-headers-both-empty", change(box, headers=empty), "SIGNATURE_MISSING")


def candidates(book):
    listed = deliver("stripe")
    tag = tag_of(listed)
    wrong = [f"v1={index:064x}" for index in range(40)]

    def value(*entries):
        return set_header(listed, "Stripe-Signature", ",".join(["t=1700000000", *entries]))

    book.add("candidates-16-last-matches", value(*wrong[:15], f"v1={tag}"))
    book.add("candidates-16-first-matches", value(f"v1={tag}", *wrong[:15]))
    book.add("candidates-16-none-matches", value(*wrong[:16]), "SIGNATURE_MISMATCH")
    book.add("candidates-17", value(f"v1={tag}", *wrong[:16]), "SIGNATURE_TOO_MANY")
    book.add("candidates-17-last-matches", value(*wrong[:16], f"v1={tag}"), "SIGNATURE_TOO_MANY")
    book.add("candidates-17-equal", value(*[f"v1={tag}"] * 17), "SIGNATURE_TOO_MANY")
    junk = ["v1=junk", f"v0={tag}", "x"] * 30
    book.add(
        "candidates-16-and-junk", value(*junk, *wrong[:15], f"v1={tag}"), note="only well-formed tags count"
    )
    scheme = custom(separator=",", headers=("X-Acme-One", "X-Acme-Two"))
    one = deliver(scheme)
    tag = tag_of(one)
    tags = [entry.removeprefix("v1=") for entry in wrong]
    for name, first, second, error in [
        ("16", tags[:8], [*tags[:7], tag], None),
        ("17", tags[:8], [*tags[:8], tag], "SIGNATURE_TOO_MANY"),
    ]:
        vector = change(one, headers=[["X-Acme-One", ",".join(first)], ["X-Acme-Two", ",".join(second)]])
        book.add(f"candidates-{name}-in-two-headers", vector, error)

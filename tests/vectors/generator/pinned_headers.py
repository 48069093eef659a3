"""Headers given twice, their names and values."""

from .delivery import add_header, change, deliver, header_of, set_header


def add(book):
    duplicates(book)
    names(book)


def duplicates(book):
    single, listed, trio = deliver("generic-hex"), deliver("stripe"), deliver("standard-webhooks")
    value = header_of(single, "X-Webhook-Signature")
    book.add("duplicate-signature", add_header(single, "X-Webhook-Signature", value), "HEADER_DUPLICATE")
    book.add(
        "duplicate-signature-other-case", add_header(single, "x-webhook-SIGNATURE", value), "HEADER_DUPLICATE"
    )
    book.add("duplicate-signature-empty", add_header(single, "X-Webhook-Signature", ""), "HEADER_DUPLICATE")
    book.add("duplicate-signature-list", add_header(listed, "Stripe-Signature", "v1=x"), "HEADER_DUPLICATE")
    for name in ("webhook-id", "webhook-timestamp"):
        again = add_header(trio, name, header_of(trio, name))
        book.add(f"duplicate-{name}", again, "HEADER_DUPLICATE")
    value = header_of(listed, "Stripe-Signature")
    for name, text in [("same", "1700000000"), ("other", "1700000001"), ("malformed", "x"), ("empty", "")]:
        twice = set_header(listed, "Stripe-Signature", f"{value},t={text}")
        book.add(f"duplicate-timestamp-entry-{name}", twice, "HEADER_DUPLICATE")
    github = deliver("github")
    for name in ("X-GitHub-Delivery", "X-GitHub-Event"):
        again = add_header(github, name.lower(), "again")
        book.add(f"duplicate-{name.lower()}", again, "HEADER_DUPLICATE")
    for name in ("Content-Type", "X-Forwarded-For"):
        others = add_header(add_header(single, name, "a"), name, "b")
        book.add(f"duplicate-{name.lower()}", others, note="headers that the scheme does not read may repeat")
    joined = ", ".join([value, "v1=" + "22" * 32])
    book.add(
        "joined-list", set_header(listed, "Stripe-Signature", joined), note="as a framework joins two headers"
    )
    joined = ", ".join([value, value])
    book.add(
        "joined-list-timestamp-twice", set_header(listed, "Stripe-Signature", joined), "HEADER_DUPLICATE"
    )


def names(book):
    """Names in any case, values as bytes, visible ASCII where we read them."""
    trio, github = deliver("standard-webhooks"), deliver("github")
    for name, rename in [("upper", str.upper), ("lower", str.lower), ("title", str.title)]:
        headers = [[rename(key), value] for key, value in trio["headers"]]
        book.add(f"header-names-{name}", change(trio, headers=headers))
    headers = [[key.replace("webhook-id", "webhook_id"), value] for key, value in trio["headers"]]
    book.add("header-names-underscore", change(trio, headers=headers), "HEADER_MISSING")
    for header in ("webhook-id", "webhook-timestamp"):
        for name, text in [
            ("not-ascii", "\u00e9"),
            ("space", "a b"),
            ("tab", "\t1"),
            ("nul", "\x00"),
            ("del", "\x7f"),
        ]:
            vector = set_header(trio, header, text)
            book.add(f"header-{header}-{name}", vector, "HEADER_MALFORMED")
        book.add(f"header-{header}-empty", set_header(trio, header, ""), missing(header))
        book.add(f"header-{header}-absent", set_header(trio, header, None), missing(header))
    for header in ("X-GitHub-Delivery", "X-GitHub-Event"):
        for name, text in [("not-ascii", "\u00fc"), ("space", "two words"), ("only-space", " ")]:
            vector = set_header(github, header, text)
            book.add(f"header-{header.lower()}-{name}", vector, "HEADER_MALFORMED")
        book.add(
            f"header-{header.lower()}-empty",
            set_header(github, header, ""),
            note="an empty header is missing",
        )
    for header, limit in [
        ("X-Shopify-Webhook-Id", 256),
        ("X-Shopify-Topic", 128),
        ("X-Shopify-API-Version", 32),
    ]:
        shopify = deliver("shopify")
        book.add(f"header-{header.lower()}-{limit}", set_header(shopify, header, "x" * limit))
        book.add(
            f"header-{header.lower()}-{limit + 1}",
            set_header(shopify, header, "x" * (limit + 1)),
            "HEADER_TOO_LONG",
        )
    for length, error in [(256, None), (257, "HEADER_TOO_LONG")]:
        book.add(f"header-signed-id-{length}", deliver("standard-webhooks", id="m" * length), error)
    klaviyo = deliver("klaviyo")
    for name, text, error in [
        ("257", "x" * 257, "HEADER_TOO_LONG"),
        ("not-ascii", "\u00e9", "HEADER_MALFORMED"),
        ("tab", "a\tb", "HEADER_MALFORMED"),
        ("empty", "", "HEADER_MISSING"),
        ("absent", None, "HEADER_MISSING"),
    ]:
        book.add(f"header-signed-{name}", set_header(klaviyo, "Klaviyo-Timestamp", text), error)
    book.add("header-signed-256", deliver("klaviyo", signed_header="x" * 256))
    book.add("header-signed-spaces", klaviyo, note="a signed header that is no ID may hold spaces")


def missing(header):
    return "TIMESTAMP_MISSING" if header.endswith("timestamp") else "HEADER_MISSING"

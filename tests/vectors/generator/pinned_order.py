"""The order of checks, caps, lengths, URL and method."""

from .book import LARGEST, NOW
from .delivery import add_header, change, custom, deliver, set_body, set_header

KEYS = {"header": "X-Api-Key", "keys": ["the key of the endpoint"]}
PIN = "00" * 32


def add(book):
    order(book)
    caps(book)
    url_and_method(book)


def order(book):
    """Each vector breaks two rules or more; the earlier one is reported."""
    trio, hubspot = deliver("standard-webhooks"), deliver("hubspot")
    guarded = change(trio, api_keys=KEYS, pins_hex=[PIN])
    over = change(guarded, content_length=(1 << 20) + 1, headers=[])
    book.add("order-declared-cap-first", over, "BODY_TOO_LARGE", "start")
    book.add("order-key-before-certificate", change(guarded, headers=[]), "API_KEY_MISSING")
    with_key = add_header(guarded, "X-Api-Key", KEYS["keys"][0])
    book.add(
        "order-certificate-before-signature",
        change(with_key, headers=[with_key["headers"][-1]]),
        "CERTIFICATE_MISSING",
    )
    wrong_key = change(trio, api_keys=KEYS, headers=[["X-Api-Key", "x"]])
    book.add("order-key-before-signature", wrong_key, "API_KEY_MISMATCH")
    book.add("order-signature-before-timestamp", change(trio, headers=[]), "SIGNATURE_MISSING")
    malformed = set_header(set_header(trio, "webhook-signature", "v1,x"), "webhook-timestamp", "x")
    book.add("order-signature-malformed-before-timestamp", malformed, "SIGNATURE_MALFORMED")
    duplicate = add_header(set_header(trio, "webhook-signature", "v1,x"), "webhook-timestamp", "x")
    book.add("order-signature-before-duplicate-timestamp", duplicate, "SIGNATURE_MALFORMED")
    no_id = set_header(trio, "webhook-id", None)
    for name, value, error in [
        ("missing", None, "TIMESTAMP_MISSING"),
        ("malformed", "x", "TIMESTAMP_MALFORMED"),
    ]:
        book.add(f"order-timestamp-{name}-before-id", set_header(no_id, "webhook-timestamp", value), error)
    stale = change(trio, now=NOW + 10**6)
    book.add("order-id-missing-before-freshness", set_header(stale, "webhook-id", None), "HEADER_MISSING")
    book.add(
        "order-id-malformed-before-freshness", set_header(stale, "webhook-id", "a.b"), "HEADER_MALFORMED"
    )
    two = custom("{header:X-One}.{header:X-Two}.{body}")
    both = deliver(two, signed_header="fine")
    broken = set_header(set_header(both, "X-One", "\u00e9"), "X-Two", None)
    book.add(
        "order-missing-before-malformed", broken, "HEADER_MISSING", note="the malformed one stands first"
    )
    stale = change(
        {key: value for key, value in hubspot.items() if key not in ("url", "method")}, now=NOW + 10**6
    )
    book.add("order-freshness-before-url", stale, "TIMESTAMP_TOO_OLD")
    no_url = {key: value for key, value in hubspot.items() if key not in ("url", "method")}
    book.add(
        "order-url-before-method", no_url, "URL_REQUIRED", note="as the table names them: URL and method"
    )
    book.add("order-url-before-streamed-cap", change(no_url, max_body=1), "URL_REQUIRED")
    forged = set_header(trio, "webhook-signature", "v1," + "A" * 43 + "=")
    book.add("order-freshness-before-tag", change(forged, now=NOW + 10**6), "TIMESTAMP_TOO_OLD")
    book.add("order-streamed-cap-before-tag", change(forged, max_body=4), "BODY_TOO_LARGE", "update")
    short = change(forged, content_length=1000)
    book.add(
        "order-truncated-before-tag", short, "BODY_TRUNCATED", note="the tag of half a body says nothing"
    )
    linear = set_body(change(deliver("linear"), tolerance=60), '{"webhookTimestamp":1}')
    book.add("order-tag-before-body-timestamp", linear, "SIGNATURE_MISMATCH")


def caps(book):
    body = "x" * 64
    vector = deliver("dropbox", body)
    book.add("cap-exact", change(vector, max_body=64))
    book.add("cap-streamed-over", change(vector, max_body=63), "BODY_TOO_LARGE", "update")
    book.add("cap-declared-exact", change(vector, max_body=64, content_length=64))
    book.add("cap-declared-over", change(vector, max_body=63, content_length=64), "BODY_TOO_LARGE", "start")
    lies = change(vector, max_body=63, content_length=10)
    book.add("cap-declared-less-than-sent", lies, "BODY_TOO_LARGE", "update")
    book.add("cap-declared-max", change(vector, content_length=LARGEST), "BODY_TOO_LARGE", "start")
    book.add("cap-zero", change(vector, max_body=0), "LIMIT_INVALID")
    book.add("cap-one", change(deliver("dropbox", "x"), max_body=1))
    book.add("cap-empty-body", change(deliver("dropbox", ""), max_body=1))
    mebibyte = {"unit": "x", "count": 1 << 20}
    book.add("cap-default-exact", deliver("dropbox", mebibyte))
    over = {"unit": "x", "count": (1 << 20) + 1}
    book.add("cap-default-over", deliver("dropbox", over), "BODY_TOO_LARGE", "update")
    book.add("cap-github-over-a-mebibyte", deliver("github", over))
    declared = change(deliver("github"), content_length=(25 << 20) + 1)
    book.add("cap-github-declared-over", declared, "BODY_TOO_LARGE", "start")
    scheme = custom(max_body=8)
    book.add("cap-of-scheme", deliver(scheme, "123456789"), "BODY_TOO_LARGE", "update")
    book.add("cap-of-scheme-raised", change(deliver(scheme, "123456789"), max_body=9))
    length = change(vector, content_length=65)
    book.add("length-truncated", length, "BODY_TRUNCATED")
    book.add("length-exact", change(vector, content_length=64))
    longer = change(vector, content_length=63)
    book.add(
        "length-longer-than-declared", longer, note="the tag decides; the transport keeps to its own lengths"
    )
    book.add("length-zero-empty", change(deliver("dropbox", ""), content_length=0))
    book.add("length-truncated-empty", change(deliver("dropbox", ""), content_length=1), "BODY_TRUNCATED")


def url_and_method(book):
    square, hubspot = deliver("square"), deliver("hubspot")
    without = {key: value for key, value in square.items() if key != "url"}
    book.add("url-required", without, "URL_REQUIRED")
    without = {key: value for key, value in hubspot.items() if key != "method"}
    book.add("method-required", without, "METHOD_REQUIRED")
    for name, url in [
        ("trailing-slash", "https://example.com/hooks/in/"),
        ("query", "https://example.com/hooks/in?x=1"),
        ("upper-case-host", "https://EXAMPLE.com/hooks/in"),
        ("http", "http://example.com/hooks/in"),
        ("port", "https://example.com:443/hooks/in"),
    ]:
        note = "signed byte for byte as configured"
        book.add(f"url-{name}", change(square, url=url), "SIGNATURE_MISMATCH", note=note)
        # Signed with that URL, it verifies with that URL.
        signed = deliver("square", signer=lambda rules, vector, body, url=url: url.encode() + body)
        book.add(f"url-{name}-signed", change(signed, url=url))
    for name, method in [("other", "PUT"), ("lower-case", "post")]:
        book.add(f"method-{name}", change(hubspot, method=method), "SIGNATURE_MISMATCH")
    unused = change(deliver("github"), url="https://example.com/", method="POST")
    book.add("url-and-method-unused", unused, note="a scheme that signs neither ignores them")
    for name, field, value in [
        ("url-not-visible", "url", "https://example.com/a b"),
        ("url-not-ascii", "url", "https://example.com/\u00e9"),
        ("url-empty", "url", ""),
        ("method-empty", "method", ""),
        ("method-not-a-token", "method", "PO ST"),
    ]:
        vector = change(hubspot, **{field: value})
        book.add(
            f"argument-{name}",
            vector,
            "ARGUMENT_INVALID",
            note="an argument outside its range",
        )

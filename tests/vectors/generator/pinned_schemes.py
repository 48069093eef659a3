"""Schemes of one's own, what is refused in them, and dedup keys."""

from .book import NOW
from .delivery import SECRET, change, custom, deliver

CLOCK = {"header": "X-Acme-Timestamp", "unit": "seconds"}
HEADER_ID = {"header": "X-Acme-Id"}
JSON_ID = {"json": "id"}


def add(book):
    refused(book)
    unsigned(book)
    forms(book)
    dedup(book)
    defaults(book)


def refusal(book, name, scheme, error="SCHEME_INVALID", note="", **more):
    vector = {"custom_scheme": scheme, "secrets": [SECRET], "headers": [], "body": "", "now": NOW, **more}
    book.add(f"scheme-{name}", vector, error, note=note)


def refused(book):
    book.add("scheme-unknown", {**deliver("github"), "scheme": "no-such-sender"}, "SCHEME_UNKNOWN")
    book.add("scheme-name-case", {**deliver("github"), "scheme": "GitHub"}, "SCHEME_UNKNOWN")
    refusal(book, "two-bodies", custom("{body}.{body}"))
    refusal(book, "no-body", custom("{timestamp}", timestamp=CLOCK))
    refusal(book, "literals-only", custom("signed"))
    refusal(book, "name-built-in", custom(name="github"))
    refusal(book, "name-alias", custom(name="openai"))
    refusal(book, "family-built-in", custom(family="stripe"))
    refusal(book, "name-empty", custom(name=""))
    refusal(book, "name-upper-case", custom(name="Acme"))
    refusal(book, "name-space", custom(name="ac me"))
    refusal(book, "no-headers", custom(headers=()))
    refusal(book, "five-headers", custom(headers=[f"X-Acme-{n}" for n in range(5)]))
    refusal(book, "header-name-empty", custom(headers=[""]))
    refusal(book, "header-name-space", custom(headers=["X Acme"]))
    refusal(book, "header-name-colon", custom(headers=["X-Acme:"]))
    refusal(book, "timestamp-part-without-timestamp", custom("{timestamp}.{body}"))
    refusal(
        book,
        "timestamp-part-in-body",
        custom("{timestamp}.{body}", timestamp={"json": "t", "unit": "seconds"}),
    )
    refusal(book, "timestamp-twice", custom("{timestamp}.{timestamp}.{body}", timestamp=CLOCK))
    refusal(
        book,
        "timestamp-entry-without-list",
        custom("{timestamp}.{body}", timestamp={"entry": "t=", "unit": "seconds"}),
    )
    refusal(book, "id-part-without-id", custom("{id}.{body}"))
    refusal(book, "id-part-in-body", custom("{id}.{body}", id=JSON_ID))
    refusal(book, "header-part-twice", custom("{header:X-A}.{header:x-a}.{body}"))
    refusal(book, "path-empty", custom(id={"json": ""}))
    refusal(book, "path-empty-key", custom(id={"json": "data..id"}))
    refusal(book, "path-trailing-dot", custom(id={"json": "data."}))
    refusal(book, "dedup-without-id", custom(dedup="signed_id"))
    refusal(book, "dedup-unsigned-without-id", custom(dedup="unsigned_id"))
    note = "grossly over any limit, so that no vector hangs on where the limits are"
    refusal(
        book,
        "too-many-parts",
        custom("".join(f"{{header:X-{n}}}-" for n in range(40)) + "{body}"),
        "SCHEME_TOO_LARGE",
        note,
    )
    refusal(book, "long-literal", custom("x" * 4000 + "{body}"), "SCHEME_TOO_LARGE", note)
    refusal(book, "long-path", custom(id={"json": "x" * 4000}), "SCHEME_TOO_LARGE", note)


def unsigned(book):
    """What hangs on something that the signature does not cover is refused when it is set up."""
    refusal(
        book, "tolerance-unsigned", custom(timestamp={**CLOCK, "past": 300, "future": 300}), "LIMIT_INVALID"
    )
    refusal(book, "tolerance-unsigned-past", custom(timestamp={**CLOCK, "past": 300}), "LIMIT_INVALID")
    refusal(book, "tolerance-unsigned-future", custom(timestamp={**CLOCK, "future": 0}), "LIMIT_INVALID")
    refusal(book, "signed-id-unsigned", custom(id=HEADER_ID, dedup="signed_id"), "DEDUP_UNSIGNED")
    refusal(
        book,
        "signed-id-or-digest-unsigned",
        custom(id=HEADER_ID, dedup="signed_id_or_digest"),
        "DEDUP_UNSIGNED",
    )
    refusal(book, "cap-zero", custom(max_body=0), "LIMIT_INVALID")
    for name in ("github", "shopify"):
        book.add(
            f"tolerance-{name}", change(deliver(name), tolerance=300), "LIMIT_INVALID", note="no timestamp"
        )
        book.add(f"tolerance-{name}-none", change(deliver(name), tolerance="none"))
    klaviyo = change(deliver("klaviyo"), tolerance=300)
    book.add("tolerance-klaviyo", klaviyo, "LIMIT_INVALID", note="its timestamp is a plain signed header")
    body = f'{{"t":{NOW}}}'
    signed = custom(timestamp={"json": "t", "unit": "seconds", "past": 300, "future": 300})
    book.add("tolerance-body-timestamp", deliver(signed, body), note="in the body, so it is signed")


def forms(book):
    """Shapes that no built-in scheme has."""
    clock = {**CLOCK, "past": 300, "future": 300}
    for name, signed, more in [
        ("literal-around", "start:{body}:end", {}),
        ("braces", "{{{body}}}", {}),
        ("doubled-braces", "{{{{x}}}}{body}", {}),
        ("header-before", "{header:X-Acme-Region}|{body}", {}),
        ("header-after", "{body}|{header:X-Acme-Region}", {}),
        ("method-and-url", "{method} {url}\n{body}", {}),
        (
            "all",
            "{method}|{url}|{id}|{timestamp}|{header:X-Acme-Region}|{body}",
            {"timestamp": clock, "id": HEADER_ID},
        ),
        ("suffix", "{body}\n{timestamp}\n{id}", {"timestamp": clock, "id": HEADER_ID}),
        ("not-ascii-literal", "caf\u00e9:{body}", {}),
    ]:
        vector = deliver(custom(signed, **more), '{"id":"x"}')
        if "caf" in signed:
            scheme = custom(signed)
            vector = deliver(
                scheme, '{"id":"x"}', signer=lambda rules, vector, body: "caf\u00e9:".encode() + body
            )
            continue
        book.add(f"form-{name}", vector)
    for encoding in ("hex", "base64", "base64url"):
        for prefix in ("", "v1=", "HMAC ", "sha256:"):
            if encoding == "hex" or prefix:
                book.add(
                    f"form-{encoding}-prefix-{prefix.strip(':= ') or 'none'}",
                    deliver(custom(encoding=encoding, prefix=prefix)),
                )
    for name, separator in [
        ("comma", ","),
        ("semicolon", ";"),
        ("space", " "),
        ("bar", "|"),
        ("ampersand", "&"),
    ]:
        scheme = custom(
            "{timestamp}.{body}",
            prefix="v1=",
            separator=separator,
            timestamp={"entry": "t=", "unit": "seconds"},
        )
        book.add(f"form-separator-{name}", deliver(scheme))
    for key in ("utf8", "base64", "hex", "whsec"):
        book.add(f"form-key-{key}", deliver(custom(key=key)))
    four = custom(headers=[f"X-Acme-{n}" for n in range(4)])
    vector = deliver(four)
    vector["headers"][0][0] = "X-Acme-3"
    book.add("form-fourth-header", vector)
    book.add("form-empty-body", deliver(custom(), ""))
    book.add("form-binary-body", deliver(custom(), bytes(range(256))))


def dedup(book):
    """The key: kind, family, scope and value. The first one's is typed in."""
    stripe = deliver("stripe", '{"id":"evt_1"}')
    vector = change(stripe, scope="payments")
    example = book.add("dedup-example", vector)
    assert example["expect"]["dedup_key"] == "a12a967c2967a176b3ad48dd3877655e"
    for name, scope in [("empty", ""), ("other", "refunds"), ("not-ascii", "caf\u00e9"), ("255", "s" * 255)]:
        book.add(f"dedup-scope-{name}", change(stripe, scope=scope))
    for name, scope in [("256", "s" * 256), ("256-bytes-of-utf8", "\u00e9" * 128)]:
        book.add(
            f"dedup-scope-{name}", change(stripe, scope=scope), note="a scope is 0 to 255 bytes of UTF-8"
        )
    for choice in ("signed_id", "signed_id_or_digest", "digest", "unsigned_id", "none"):
        book.add(f"dedup-stripe-{choice.replace('_', '-')}", change(stripe, dedup=choice))
    for name, body, read in [
        ("missing", '{"type":"t"}', {}),
        ("invalid", '{"id":1.5}', {}),
        ("not-json", "x", {}),
        ("null", '{"id":null}', {}),
    ]:
        missing = deliver("stripe", body)
        book.add(f"dedup-id-{name}", missing, **read)
        book.add(f"dedup-id-{name}-or-digest", change(missing, dedup="signed_id_or_digest"), **read)
        book.add(f"dedup-id-{name}-unsigned", change(missing, dedup="unsigned_id"), **read)
    trios = [
        deliver(name, '{"type":"t"}', id="msg_1")
        for name in ("standard-webhooks", "openai", "clerk", "svix", "polar")
    ]
    for vector in trios:
        note = "brands that send one format share their family's keys"
        book.add(f"dedup-family-{vector['scheme']}", vector, note=note)
    family = custom("{id}.{body}", id=HEADER_ID, family="acme-group", dedup="signed_id")
    book.add("dedup-family-own", deliver(family))
    body = '{"id":1}'
    for topic in ("products/create", "products/update"):
        vector = deliver("shopify", body, type=topic)
        book.add(f"dedup-shopify-{topic.split('/')[1]}", vector, note="one body under two topics: two keys")
    no_topic = deliver("shopify", body, type=None)
    book.add("dedup-shopify-no-topic", no_topic)
    by_topic = {"type": {"header": "X-Acme-Topic"}, "dedup": "digest"}
    signed = custom("{header:X-Acme-Topic}.{body}", **by_topic)
    touching = custom("{header:X-Acme-Topic}{id}.{body}", id=HEADER_ID, **by_topic)
    within = custom("{body}{header:X-Acme-Topic}", **by_topic)
    for name, scheme, note in [
        ("signed", signed, "a signed topic is not in the digest either, so it stands beside it"),
        ("touching", touching, "it slides against the ID, and one tag must not have two keys"),
        ("within", within, "it is digested with the body that it touches, and not twice"),
    ]:
        for topic in ("orders-create", "orders-delete"):
            vector = deliver(scheme, body, type=topic)
            book.add(f"dedup-topic-{name}-{topic.split('-')[1]}", vector, note=note)
    rotated = change(
        deliver("github", secret="the old secret of the endpoint"),
        secrets=["x", "the old secret of the endpoint"],
    )
    book.add("dedup-rotated", rotated, note="the key does not hang on the secret")


def defaults(book):
    """Where the scheme does not say: the signed ID, else the digest, or nothing where bodies repeat."""
    for name, scheme in [
        ("signed-id", custom("{id}.{body}", id=HEADER_ID)),
        ("signed-body-id", custom(id=JSON_ID)),
        ("unsigned-id", custom(id=HEADER_ID)),
        ("no-id", custom()),
        ("bodies-repeat", custom(bodies_repeat=True)),
        ("bodies-repeat-unsigned-id", custom(id=HEADER_ID, bodies_repeat=True)),
        ("bodies-repeat-signed-id", custom(id=JSON_ID, bodies_repeat=True)),
    ]:
        scheme = {key: value for key, value in scheme.items() if key != "dedup"}
        book.add(f"default-dedup-{name}", deliver(scheme))

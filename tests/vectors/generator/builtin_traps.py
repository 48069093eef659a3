"""Mistakes that only one sender's format invites (providers' documents, other libraries' bug trackers)."""

import base64

from . import model
from .book import NOW
from .delivery import SECRETS, add_header, change, deliver, header_of, set_body, set_header, tag_of


def add(book):
    other_content(book)
    other_values(book)
    other_headers(book)
    keys(book)
    bodies(book)
    times(book)


def other_content(book):
    """Signed over something that looks like the sender's recipe and is not."""

    def parts(rules, vector):
        return {
            "stamp": (model.timestamp_text(rules, vector["headers"]) or "").encode(),
            "id": (model.find(vector["headers"], (rules.id or "").removeprefix("header:")) or "").encode(),
            "url": vector.get("url", "").encode(),
            "method": vector.get("method", "").encode(),
        }

    for scheme, name, content in [
        ("zendesk", "body-then-timestamp", lambda p, b: b + p["stamp"]),
        ("box", "timestamp-then-body", lambda p, b: p["stamp"] + b),
        ("hubspot", "timestamp-first", lambda p, b: p["stamp"] + p["method"] + p["url"] + b),
        ("hubspot", "without-method", lambda p, b: p["url"] + b + p["stamp"]),
        ("hubspot", "v2-recipe", lambda p, b: p["method"] + p["url"] + b),
        ("square", "body-only", lambda p, b: b),
        ("square", "body-then-url", lambda p, b: b + p["url"]),
        ("framer", "id-then-body", lambda p, b: p["id"] + b),
        ("framer", "body-only", lambda p, b: b),
        ("klaviyo", "body-only", lambda p, b: b),
        ("sinch", "timestamp-before-nonce", lambda p, b: b + b"." + p["stamp"] + b"." + p["id"]),
        ("twitch", "with-dots", lambda p, b: p["id"] + b"." + p["stamp"] + b"." + b),
        ("twitch", "timestamp-reserialised", lambda p, b: p["id"] + b"2023-11-14T22:13:20.123Z" + b),
        ("paddle", "joined-by-dot", lambda p, b: p["stamp"] + b"." + b),
        ("convoy", "joined-by-dot", lambda p, b: p["stamp"] + b"." + b),
        ("webflow", "joined-by-dot", lambda p, b: p["stamp"] + b"." + b),
        ("slack", "without-v0", lambda p, b: p["stamp"] + b":" + b),
        ("customer-io", "without-v0", lambda p, b: p["stamp"] + b":" + b),
        ("zoom", "joined-by-dot", lambda p, b: p["stamp"] + b"." + b),
        ("stripe", "joined-by-colon", lambda p, b: p["stamp"] + b":" + b),
        ("workos", "seconds-of-milliseconds", lambda p, b: p["stamp"][:10] + b"." + b),
        ("sanity", "seconds-of-milliseconds", lambda p, b: p["stamp"][:10] + b"." + b),
        ("standard-webhooks", "without-id", lambda p, b: p["stamp"] + b"." + b),
        ("finch", "without-id", lambda p, b: p["stamp"] + b"." + b),
    ]:

        def signer(rules, vector, body, content=content):
            return content(parts(rules, vector), body)

        book.add(f"{scheme}-trap-{name}", deliver(scheme, signer=signer), "SIGNATURE_MISMATCH")


def other_values(book):
    """Signature headers as another version, sender or set-up writes them."""
    for scheme, name, value, error in [
        ("cal-com", "no-secret", "no-secret-provided", "SIGNATURE_MALFORMED"),
        ("bitbucket", "sha1", "sha1=" + "0" * 40, "SIGNATURE_MALFORMED"),
        ("jira", "sha1", "sha1=" + "0" * 40, "SIGNATURE_MALFORMED"),
        ("github", "sha1", "sha1=" + "0" * 40, "SIGNATURE_MALFORMED"),
        ("clickup", "sha1", "0" * 40, "SIGNATURE_MALFORMED"),
        ("lemonsqueezy", "mercado-pago", f"ts={NOW},v1={'0' * 64}", "SIGNATURE_MALFORMED"),
        ("gocardless", "standard-webhooks", f"v1,{'A' * 43}=", "SIGNATURE_MALFORMED"),
        ("standard-webhooks", "gocardless", "0" * 64, "SIGNATURE_VERSION"),
        ("openai", "ed25519", f"v1a,{'A' * 86}==", "SIGNATURE_VERSION"),
        ("paddle", "comma-list", f"ts={NOW},h1={'0' * 64}", "SIGNATURE_VERSION"),
        ("paddle", "v1", f"ts={NOW};v1={'0' * 64}", "SIGNATURE_VERSION"),
        ("elevenlabs", "v1", f"t={NOW},v1={'0' * 64}", "SIGNATURE_VERSION"),
        ("tiktok", "v1", f"t={NOW},v1={'0' * 64}", "SIGNATURE_VERSION"),
        ("buildkite", "t", f"t={NOW},signature={'0' * 64}", "TIMESTAMP_MISSING"),
        ("convoy", "v2", f"t={NOW},v2={'0' * 64}", "SIGNATURE_VERSION"),
        ("sanity", "space-list", f"t={NOW}123 v1={'A' * 43}", "SIGNATURE_VERSION"),
        ("microsoft-teams", "bearer", f"Bearer {'A' * 43}=", "SIGNATURE_MALFORMED"),
        ("microsoft-teams", "lower-case", f"hmac {'A' * 43}=", "SIGNATURE_MALFORMED"),
        ("customer-io", "v0", f"v0={'0' * 64}", "SIGNATURE_MALFORMED"),
        ("pagerduty", "v2-only", f"v2={'0' * 64}", "SIGNATURE_VERSION"),
        ("circleci", "v2-only", f"v2={'0' * 64}", "SIGNATURE_VERSION"),
        ("typeform", "hex", f"sha256={'0' * 64}", "SIGNATURE_MALFORMED"),
        ("airtable", "sha256", f"sha256={'0' * 64}", "SIGNATURE_MALFORMED"),
    ]:
        genuine = deliver(scheme)
        book.add(f"{scheme}-trap-{name}", set_header(genuine, genuine["headers"][0][0], value), error)
    stripe = deliver("stripe")
    trailing = header_of(stripe, "Stripe-Signature").replace(str(NOW), f"{NOW}abc")
    vector = set_header(stripe, "Stripe-Signature", trailing)
    book.add("stripe-trap-trailing-letters", vector, "TIMESTAMP_MALFORMED", note="stripe-node accepts it")
    pagerduty = deliver("pagerduty")
    rotating = f"v1={'0' * 64},{header_of(pagerduty, 'X-PagerDuty-Signature')}"
    book.add("pagerduty-trap-rotation", set_header(pagerduty, "X-PagerDuty-Signature", rotating))
    polar = deliver("polar")
    decoded = model.encode("base64", model.hmac_sha256(b"another key", b""))
    both = f"v1,{decoded} {header_of(polar, 'webhook-signature')}"
    book.add("polar-trap-signed-both-ways", set_header(polar, "webhook-signature", both))


def other_headers(book):
    """The signature in a header that the scheme does not read."""
    for scheme, name, header, value in [
        ("github", "sha1-header", "X-Hub-Signature", "sha1=" + "0" * 40),
        ("square", "sha1-header", "x-square-signature", "AAAA"),
        ("hubspot", "v1-header", "X-HubSpot-Signature", "0" * 64),
        ("aftership", "returns-header", "as-signature-hmac-sha256", "A" * 43 + "="),
        ("sentry", "app-header", "Sentry-App-Signature", "0" * 64),
        ("docusign", "fifth-key", "X-DocuSign-Signature-5", "A" * 43 + "="),
        ("chargify", "md5-header", "X-Chargify-Webhook-Signature", "0" * 32),
        ("dwolla", "sha1-header", "X-Request-Signature", "0" * 40),
        ("gitlab", "token-header", "X-Gitlab-Token", "a plain token"),
        ("standard-webhooks", "svix-headers", "svix-signature", "v1," + "A" * 43 + "="),
        ("shopify", "events-header", "shopify-hmac-sha256", "A" * 43 + "="),
        ("asana", "handshake", "X-Hook-Secret", "0123456789abcdef"),
        ("squarespace", "x-header", "X-Squarespace-Signature", "0" * 64),
    ]:
        genuine = deliver(scheme)
        drop = genuine["headers"][0][0]
        vector = add_header(deliver(scheme, drop=(drop,)), header, value)
        book.add(f"{scheme}-trap-{name}", vector, "SIGNATURE_MISSING")
    docusign = deliver("docusign")
    tag = tag_of(docusign)
    wrong = base64.b64encode(bytes(32)).decode()
    four = [[f"X-DocuSign-Signature-{n}", tag if n == 4 else wrong] for n in range(1, 5)]
    book.add("docusign-trap-fourth-of-four-keys", change(docusign, headers=four))
    clickup = deliver("clickup")
    vector = change(clickup, scheme="lemonsqueezy")
    book.add(
        "lemonsqueezy-trap-same-header",
        vector,
        note="X-Signature is several senders': a secret tells them apart",
    )
    gitlab = add_header(deliver("gitlab"), "X-Gitlab-Event", "Push Hook")
    book.add("gitlab-trap-event-header", gitlab, note="the header holds a space and is not read")


def keys(book):
    """Secrets that look like something else."""
    for scheme, name, secret in [
        ("slack", "looks-like-hex", "8f742231b10e8888abcd99f0a1b2c3d4"),
        ("asana", "looks-like-hex", "0123456789abcdef0123456789abcdef"),
        ("square", "looks-like-base64", "YWJjZGVmZ2hpamtsbW5vcA=="),
        ("zendesk", "looks-like-base64", "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="),
        ("paddle", "prefixed", "pdl_ntfset_01h7_abcdefghijklmnop"),
        ("polar", "looks-like-whsec", "polar_whs_QUJDREVGR0hJSktMTU5PUFFSU1Q"),
    ]:
        book.add(f"{scheme}-trap-{name}", deliver(scheme, secret=secret), note="the text itself is the key")
    decoded = deliver("slack", secret="00" * 16, key=bytes(16))
    book.add("slack-trap-hex-decoded", decoded, "SIGNATURE_MISMATCH")
    text = SECRETS["whsec"]
    supabase = deliver("supabase", secret="v1," + text, key=model.key_bytes("whsec", text.encode()))
    book.add("supabase-trap-secret-as-shown", supabase)
    bare = text.removeprefix("whsec_")
    brex = deliver("brex", secret=bare, key=model.key_bytes("base64", bare.encode()))
    book.add("brex-trap-bare-base64", brex)
    secret = "cl\u00e9 secr\u00e8te de seize"
    shopify = deliver("shopify", secret=secret)
    book.add("shopify-trap-secret-not-ascii", shopify, note="the key is the secret's UTF-8 bytes")
    latin = deliver("shopify", secret=secret, key=secret.encode("latin-1"))
    book.add(
        "shopify-trap-secret-as-latin-1",
        latin,
        "SIGNATURE_MISMATCH",
        note="Shopify's JavaScript takes charCodeAt",
    )


def bodies(book):
    """Bodies verify as sent, and events are identified by what the sender says identifies them."""
    for scheme, name, body, read in [
        (
            "coinbase-commerce",
            "attempt-number",
            '{"id":1,"event":{"id":"ev","type":"t","api_version":"v"}}',
            {},
        ),
        ("linear", "webhook-id", '{"type":"Issue","webhookId":"not-an-event"}', {}),
        ("nylas", "compressed", bytes.fromhex("1f8b0800") + bytes(range(200, 232)), {}),
        ("chargify", "form", "event=test&payload%5Bchargify%5D=testing&id=1", {}),
        ("github", "form", "payload=%7B%22zen%22%3A%22x%22%7D", {}),
        ("line", "batch", '{"destination":"U1","events":[{"webhookEventId":"01H","type":"message"}]}', {}),
        ("quickbooks", "array", '[{"id":"a","type":"qbo.invoice.updated.v1"}]', {}),
        ("notion", "attempt-number", '{"id":"n-1","type":"page.created","attempt_number":2}', {}),
        ("asana", "heartbeat", '{"events":[]}', {}),
        ("sentry", "empty", "", {}),
        ("meta", "escaped", '{"object":"page","entry":[{"text":"\\u00e9\\/"}]}', {}),
        ("persona", "deep", '{"data":{"id":"e","attributes":{"name":"inquiry.completed"}}}', {}),
        ("slack", "url-verification", '{"type":"url_verification","challenge":"3eZbrw1a"}', {}),
        (
            "slack",
            "event",
            '{"event_id":"Ev1","event":{"type":"message","text":"hi"},"type":"event_callback"}',
            {},
        ),
        ("zoom", "url-validation", '{"event":"endpoint.url_validation","payload":{"plainToken":"q"}}', {}),
        ("twitch", "challenge", '{"challenge":"pogchamp","subscription":{"id":"x"}}', {}),
        ("stripe", "thin-event", '{"id":"evt_1","object":"v2.core.event","type":"v1.x"}', {}),
        ("stripe", "null-version", '{"id":"evt_1","api_version":null,"type":"x"}', {}),
        ("doppler", "static", '{"text":"the same every time"}', {}),
        ("box", "retry", '{"id":"0f96","trigger":"FILE.UPLOADED"}', {}),
        (
            "primer",
            "signed-at-number",
            f'{{"eventType":"PAYMENT.STATUS","signedAt":{NOW},"version":"2.4"}}',
            {},
        ),
    ]:
        book.add(f"{scheme}-trap-{name}", deliver(scheme, body), **read)
    for scheme, name, sent, parsed in [
        ("meta", "unescaped", '{"a":"\\u00e9"}', '{"a":"\u00e9"}'),
        ("sentry", "reserialised", '{"a": 1}', '{"a":1}'),
        ("stripe", "pretty-printed", '{"id":"evt_1"}', '{\n  "id": "evt_1"\n}'),
        ("github", "newline-lost", '{"a":1}\n', '{"a":1}'),
        ("shopify", "number-reserialised", '{"price":1.0}', '{"price":1}'),
        ("slack", "form-reencoded", "text=a+b", "text=a%20b"),
        ("standard-webhooks", "crlf", '{"a":\r\n1}', '{"a":\n1}'),
    ]:
        vector = set_body(deliver(scheme, sent), parsed)
        book.add(
            f"{scheme}-trap-{name}",
            vector,
            "SIGNATURE_MISMATCH",
            note="raw bytes, not what a parser made of them",
        )


def times(book):
    """Retries and clocks."""
    slack = deliver("slack")
    book.add(
        "slack-trap-third-retry",
        change(slack, now=NOW + 300),
        note="Slack's third retry comes at five minutes",
    )
    paddle = change(deliver("paddle"), now=NOW + 200)
    book.add("paddle-trap-slow", paddle, note="Paddle's SDK would refuse after five seconds")
    linear = change(deliver("linear"), now=NOW + 7 * 3600, tolerance=60)
    book.add(
        "linear-trap-window", linear, "TIMESTAMP_TOO_OLD", "finish", note="why Linear has no default window"
    )

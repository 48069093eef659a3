#!/usr/bin/env python3
"""Writes seeds/ and dictionaries/, which are checked in: run it again after changing what is below."""

import json
import pathlib
import re
import struct

HERE = pathlib.Path(__file__).parent
SOURCES = HERE.parent / "core" / "src" / "providers"
NOW = 1_700_000_000

# Scheme, headers, body: one a shape of the table.
HEADERS = [
    ("github", {"X-Hub-Signature-256": "sha256={tag}", "X-GitHub-Delivery": "a-1"}, "{}"),
    ("stripe", {"Stripe-Signature": "t=1700000000,v1={tag},v0=00"}, '{"id":"evt_1","type":"a"}'),
    ("slack", {"X-Slack-Signature": "v0={tag}", "X-Slack-Request-Timestamp": "1700000000"}, "token=a"),
    ("standard-webhooks",
     {"webhook-id": "msg_1", "webhook-timestamp": "1700000000", "webhook-signature": "v1a,x v1,{tag}"}, '{"type":"a"}'),
    ("gitlab", {"webhook-id": "1", "webhook-timestamp": "1700000000", "webhook-signature": "v1,{tag}",
                "X-Gitlab-Event": "Push Hook"}, "{}"),
    ("box", {"BOX-SIGNATURE-PRIMARY": "AAAA", "BOX-SIGNATURE-SECONDARY": "{tag}",
             "BOX-DELIVERY-TIMESTAMP": "2023-11-14T14:13:20-08:00"}, '{"id":"1"}'),
    ("twitch", {"Twitch-Eventsub-Message-Id": "a_b-C", "Twitch-Eventsub-Message-Timestamp": "2023-11-14T22:13:20.123456789Z",
                "Twitch-Eventsub-Message-Signature": "sha256={tag}"}, "{}"),
    ("hubspot", {"X-HubSpot-Signature-v3": "{tag}", "X-HubSpot-Request-Timestamp": "1700000000000"}, "[]"),
    ("square", {"x-square-hmacsha256-signature": "{tag}", "square-version": "2023-01-01"}, '{"event_id":"1"}'),
    ("framer", {"Framer-Signature": "sha256={tag}", "Framer-Webhook-Submission-Id": "a-1"}, "x"),
    ("klaviyo", {"Klaviyo-Signature": "{tag}", "Klaviyo-Timestamp": "Tue, 14 Nov 2023"}, '{"meta":{"version":"1"}}'),
    ("sinch", {"x-sinch-webhook-signature": "{tag}", "x-sinch-webhook-signature-nonce": "a",
               "x-sinch-webhook-signature-timestamp": "1700000000"}, "{}"),
    ("sanity", {"sanity-webhook-signature": "t=1700000000000,v1={tag}"}, "{}"),
    ("primer", {"X-Signature-Primary": "{tag}"}, '{"signedAt":1700000000,"version":"1"}'),
    ("zendesk", {"X-Zendesk-Webhook-Signature": "{tag}",
                 "X-Zendesk-Webhook-Signature-Timestamp": "2023-11-14T22:13:20Z"}, '{"type":"a"}'),
    ("shopify", {"X-Shopify-Hmac-Sha256": "{tag}", "X-Shopify-Topic": "orders/paid", "X-Shopify-Webhook-Id": "1"}, ""),
    ("microsoft-teams", {"Authorization": "HMAC {tag}"}, '{"id":"1"}'),
    ("pagerduty", {"X-PagerDuty-Signature": "v1={tag}, v1={tag}"}, "{}"),
]
BODIES = [
    '{"id":"evt_1","type":"a","version":3,"time":1700000000}',
    '{"event_id":"e","event":{"type":"t","version":"v","time":1,"type":"second"}}',
    '{"a":{"b":{"c":{"d":"deep"}}},"a":1}',
    '{"data":{"object":{"id":-12,"time":2},"type":null},"id":""}',
    '\ufeff{"\\u0069d":"\\ud83d\\ude00\\n","skip":[{"id":[1.5e3,"\\"]"]}],"type":true}',
    '{"id":"\\ud800","ab":"' + "a" * 257 + '","aa":0.5}',
    "[" * 40,
    '"id"',
]
TIMES = ["1700000000", "0", "01", "999999999999999", "1700000000123", "2023-11-14T22:13:20Z", "2024-02-29T23:59:59.5+23:59",
         "1970-01-01T00:00:00-00:00", "9999-12-31T23:59:60Z"]
FILES = ['''name = "acme"
signed = "{timestamp},{body}"
dedup = "signed_id"
[signature]
headers = ["X-Acme-Signature"]
separator = ","
prefix = "v1="
encoding = "hex"
[timestamp]
entry = "t="
unit = "seconds"
past = 300
[id]
json = "id"
''', '''name = "acme"
family = "acme-family"
key = "whsec"
signed = "{{{id}.{header:X-A}{method}{url}{body}}}"
bodies_repeat = true
sender_retries = 3
max_body = 9
source = "here"
signature = {headers = ["a", "b"], encoding = "base64url"}
timestamp = {header = "c", unit = "rfc3339"}
id = {header = "d"}
type = {json = "a.b"}
version = {header = "e"}
''', '{"name":"acme","signed":"{body}","signature":{"headers":["A"],"encoding":"base64"},"sender_retries":"none"}',
         'name = "guarded"\n']


def headers_seed(row):
    name, headers, body = row
    return "\n".join([name, str(NOW), *(f"{key}: {value}" for key, value in headers.items()), "", body]).encode()


def write(target, seeds):
    folder = HERE / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for index, seed in enumerate(seeds):
        (folder / f"{index:02}").write_bytes(seed)

CAPTURE = (b"POST /hooks/stripe?a=b HTTP/1.1\r\nHost: example.com\r\nStripe-Signature: t=1,v1=00\r\nCookie: [redacted]\r\n"
           b"Content-Length: 2\r\nHookseal-Received: 1800000000\r\nHookseal-Scheme: stripe\r\nHookseal-Scope: a\r\n"
           b"Hookseal-Dedup-Key: " + b"a1" * 16 + b"\r\nHookseal-Event-Id: evt_1\\x0a\r\nHookseal-Event-Type: a\r\n"
           b"Hookseal-Attempt: 3\r\nHookseal-Reason: failed\r\n\r\n{}")


def dictionary(target, words):
    quoted = (json.dumps(word, ensure_ascii=True).replace("\\n", "\\x0a") for word in words)
    (HERE / "dictionaries").mkdir(exist_ok=True)
    (HERE / "dictionaries" / f"{target}.dict").write_text("".join(f"{word}\n" for word in quoted))


def main():
    rust = "".join(path.read_text() for path in sorted(SOURCES.glob("*.rs")))
    names = re.findall(r'^    name: "([a-z0-9-]+)"', rust, re.M)
    fields = re.findall(r'Header\("([^"]+)"\)', rust) + re.findall(r'(?:single|list)\(&\["([^"]+)"', rust)
    write("capture", [CAPTURE])
    write("headers", [headers_seed(row) for row in HEADERS])
    write("event", [bytes([index, 3, 20]) + body.encode() for index, body in enumerate(BODIES)])
    write("timestamps", [bytes([unit, unit, 2]) + struct.pack(">Q", NOW) + text.encode()
                         for unit in range(3) for text in TIMES])
    write("scheme", [bytes((index * step + 7 * index) % 256 for index in range(90)) for step in range(1, 40, 3)])
    write("scheme_file", [text.encode() for text in FILES])
    dictionary("capture", ["[redacted]", "Content-Length: ", "Transfer-Encoding: ", " HTTP/1.1", "\\x0d", "HEAD",
                           *(f"Hookseal-{name}: " for name in
                             ("Received", "Scheme", "Scope", "Dedup-Key", "Event-Id", "Event-Type", "Attempt", "Reason"))])
    dictionary("headers", [*names, *(f"\n{field}: " for field in sorted(set(fields))), "{tag}", "v1=", "t=1700000000", "v1,"])
    dictionary("event", ['"id":', '"type":', '"version":', '"time":', '"a":', '"b":', '"c":', '"d":', '"aa":', '"ab":',
                         '"event":', '"event_id":', '"data":', '"object":', "null", "true", "\\ud83d", "\\ude00", "\\u0061"])
    dictionary("timestamps", ["2023-", "-02-29T", ":59:59", ".123456789", "+00:00", "-23:59", "Z", "1700000000"])
    dictionary("scheme_file", ["name = ", "signed = ", "family = ", "key = ", "dedup = ", "[signature]", "headers = [", "[timestamp]",
                               "encoding = ", "separator = ", "prefix = ", "unit = ", "header = ", "json = ", "entry = ",
                               "{timestamp}", "{id}", "{body}", "{url}", "{method}", "{header:", "{{", "}}", '"rfc3339"',
                               '"milliseconds"', '"base64url"', '"signed_id_or_digest"', '"unsigned_id"', "past = "])


main()

"""Where signed parts touch, one MAC must not pass for two deliveries.

A sliding vector takes a genuine delivery and moves a byte from one part to its neighbour: the signed bytes,
and so the tag, stay the same.
"""

from .book import NOW
from .delivery import change, custom, deliver, header_of, set_body, set_header

TIME = "2023-11-14T22:13:20Z"


def add(book):
    literal(book)
    twitch(book)
    behind_body(book)
    before_body(book)
    own(book)


def literal(book):
    """A signed ID may not hold the literal that follows it."""
    for name, vector, header in [
        ("standard-webhooks", "standard-webhooks", "webhook-id"),
        ("svix", "svix", "svix-id"),
        ("finch", "finch", "Finch-Event-Id"),
    ]:
        genuine = deliver(vector, f'{NOW}.{{"type":"x"}}', id="msg_1")
        book.add(f"sliding-{name}-genuine", genuine, field_error="EVENT_NOT_JSON", type=None)
        slid = set_body(set_header(genuine, header, f"msg_1.{NOW}"), '{"type":"x"}')
        book.add(f"sliding-{name}-dot-in-id", slid, "HEADER_MALFORMED")
        signed = deliver(vector, id="a.b")
        book.add(
            f"sliding-{name}-dot-signed", signed, "HEADER_MALFORMED", note="even where the sender signed it"
        )
    for name, text in [("underscore", "msg_1"), ("other-marks", "a-b~c!d:e,f"), ("256", "x" * 256)]:
        book.add(f"sliding-id-{name}", deliver("standard-webhooks", id=text))
    double = custom("{id}::{body}", id={"header": "X-Acme-Id"}, dedup="signed_id")
    for name, text, error in [
        ("inside", "a::b", "HEADER_MALFORMED"),
        ("half-at-the-end", "a:", "HEADER_MALFORMED"),
        ("half-at-the-start", ":a", None),
        ("half-inside", "a:b", None),
    ]:
        note = "`a:` + `::` + `x` has the bytes of `a` + `::` + `:x`" if name == "half-at-the-end" else ""
        book.add(f"sliding-two-colons-{name}", deliver(double, id=text), error, note=note)
    region = custom("{header:X-Acme-Region}|{body}")
    note = "a signed header is held to what an ID is"
    book.add("sliding-header-bar", deliver(region, signed_header="a|b"), "HEADER_MALFORMED", note=note)
    genuine = deliver("sinch", '{"a":1}.b', id="n1")
    book.add("sliding-sinch-genuine", genuine)
    slid = set_body(set_header(genuine, "x-sinch-webhook-signature-nonce", "b.n1"), '{"a":1}')
    book.add("sliding-sinch-dot-in-nonce", slid, "HEADER_MALFORMED")
    book.add("sliding-sinch-dot-signed", deliver("sinch", id="n.1"), "HEADER_MALFORMED")
    colon = deliver("slack", "1:{}")
    slid = set_body(set_header(colon, "X-Slack-Request-Timestamp", f"{NOW}:1"), "{}")
    book.add("sliding-slack-timestamp", slid, "TIMESTAMP_MALFORMED")
    convoy = change(deliver("convoy", "1,{}"), tolerance="none")
    value = header_of(convoy, "X-Convoy-Signature").replace(f"t={NOW}", f"t={NOW}1")
    book.add(
        "sliding-convoy-timestamp", set_header(convoy, "X-Convoy-Signature", value), "SIGNATURE_MISMATCH"
    )


def twitch(book):
    """`{id}{timestamp}{body}`: RFC 3339 delimits itself, and an ID before it is held to narrow characters."""
    header, stamp = "Twitch-Eventsub-Message-Id", "Twitch-Eventsub-Message-Timestamp"
    genuine = deliver("twitch", f"{TIME}{{}}", id="m1", stamp=TIME)
    book.add("sliding-twitch-genuine", genuine)
    slid = set_body(set_header(genuine, header, f"m1{TIME}"), "{}")
    book.add("sliding-twitch-timestamp-into-id", slid, "HEADER_MALFORMED", note="a second time moved up")
    slid = set_header(set_header(genuine, header, "m12"), stamp, TIME[1:])
    book.add("sliding-twitch-digit-into-id", slid, "TIMESTAMP_MALFORMED")
    slid = set_header(set_header(genuine, header, "m"), stamp, f"1{TIME}")
    book.add("sliding-twitch-digit-into-timestamp", slid, "TIMESTAMP_MALFORMED")
    slid = set_body(set_header(genuine, stamp, TIME[:-1]), f"Z{TIME}{{}}")
    book.add("sliding-twitch-zone-into-body", slid, "TIMESTAMP_MALFORMED")
    slid = set_body(set_header(genuine, stamp, f"{TIME}2"), f"{TIME[1:]}{{}}")
    book.add("sliding-twitch-body-into-timestamp", slid, "TIMESTAMP_MALFORMED")
    slid = set_header(genuine, header, None)
    book.add("sliding-twitch-no-id", slid, "HEADER_MISSING")
    for name, text, error in [
        ("64", "x" * 64, None),
        ("65", "x" * 65, "HEADER_MALFORMED"),
        ("all-kinds", "AZaz09-_", None),
        ("one", "x", None),
        ("colon", "a:b", "HEADER_MALFORMED"),
        ("dot", "a.b", "HEADER_MALFORMED"),
        ("equals", "YWJj=", "HEADER_MALFORMED"),
        ("plus", "a+b", "HEADER_MALFORMED"),
        ("space", "a b", "HEADER_MALFORMED"),
        ("ends-in-digits", "m-2023-11-14", None),
        ("257", "x" * 257, "HEADER_TOO_LONG"),
    ]:
        book.add(f"narrow-twitch-{name}", deliver("twitch", id=text), error)


def behind_body(book):
    """framer and klaviyo: what follows the body slides, so the digest covers the whole run."""
    header = "Framer-Webhook-Submission-Id"
    genuine = deliver("framer", '{"name":"a"}', id="sub-1")
    note = "the same dedup key as the genuine delivery"
    book.add("sliding-framer-genuine", genuine, note="the ID does not count as signed")
    slid = set_body(set_header(genuine, header, "ub-1"), '{"name":"a"}s')
    book.add("sliding-framer-id-into-body", slid, note=note)
    slid = set_body(set_header(genuine, header, "1"), '{"name":"a"}sub-')
    book.add("sliding-framer-most-of-id-into-body", slid, note=note)
    slid = set_body(set_header(genuine, header, "}sub-1"), '{"name":"a"')
    book.add("sliding-framer-body-into-id", slid, "HEADER_MALFORMED")
    slid = set_body(deliver("framer", "abc", id="1"), "ab")
    book.add(
        "sliding-framer-body-letters-into-id",
        set_header(slid, header, "c1"),
        note="split elsewhere, same bytes",
    )
    book.add("sliding-framer-unsplit", deliver("framer", "abc", id="1"), note=note)
    book.add("sliding-framer-all-into-body", set_header(genuine, header, None), "HEADER_MISSING")
    for choice in ("signed_id", "signed_id_or_digest"):
        book.add(
            f"sliding-framer-{choice.replace('_', '-')}", change(genuine, dedup=choice), "DEDUP_UNSIGNED"
        )
    for name, text, error in [
        ("64", "x" * 64, None),
        ("65", "x" * 65, "HEADER_MALFORMED"),
        ("dot", "a.b", "HEADER_MALFORMED"),
    ]:
        book.add(f"narrow-framer-{name}", deliver("framer", id=text), error)
    stamp = "Tue, 14 Nov 2023 22:13:20 GMT"
    genuine = change(deliver("klaviyo", '{"data":[]}', signed_header=stamp), dedup="digest")
    book.add("sliding-klaviyo-genuine", genuine)
    slid = set_body(set_header(genuine, "Klaviyo-Timestamp", stamp[1:]), '{"data":[]}T')
    book.add(
        "sliding-klaviyo-timestamp-into-body", slid, note=note, version=None, field_error="EVENT_NOT_JSON"
    )
    slid = set_body(set_header(genuine, "Klaviyo-Timestamp", "}" + stamp), '{"data":[]')
    book.add(
        "sliding-klaviyo-body-into-timestamp", slid, note=note, version=None, field_error="EVENT_NOT_JSON"
    )
    for name, slide, error in [
        ("timestamp-into-body", ('{"id":"1"}2', TIME[1:]), "TIMESTAMP_MALFORMED"),
        ("body-into-timestamp", ('{"id":"1"', "}" + TIME), "TIMESTAMP_MALFORMED"),
        ("two-digits-into-body", ('{"id":"1"}20', TIME[2:]), "TIMESTAMP_MALFORMED"),
    ]:
        genuine = deliver("box", '{"id":"1"}', stamp=TIME)
        slid = set_body(set_header(genuine, "BOX-DELIVERY-TIMESTAMP", slide[1]), slide[0])
        book.add(f"sliding-box-{name}", slid, error)
    book.add(
        "sliding-box-genuine",
        deliver("box", f'{{"id":"1"}}{TIME}', stamp=TIME),
        field_error="EVENT_NOT_JSON",
        id="1",
    )
    millis = f"{NOW}123"
    genuine = deliver("hubspot", "[1]", stamp=millis)
    header = "X-HubSpot-Request-Timestamp"
    slid = set_body(set_header(genuine, header, millis[1:]), "[1]1")
    book.add("sliding-hubspot-timestamp-into-body", slid, "TIMESTAMP_MALFORMED", note="12 digits, not 13")
    digits = deliver("hubspot", "[1]7", stamp=millis)
    slid = set_body(set_header(digits, header, "7" + millis), "[1]")
    book.add("sliding-hubspot-body-into-timestamp", slid, "TIMESTAMP_MALFORMED", note="14 digits, not 13")
    for name, text in [("seconds", str(NOW)), ("1", "1"), ("15", "1" * 15)]:
        book.add(f"fixed-digits-hubspot-{name}", deliver("hubspot", stamp=text), "TIMESTAMP_MALFORMED")


def before_body(book):
    genuine = deliver("square", '{"event_id":"1"}')
    book.add("sliding-square-genuine", genuine)
    for name, body in [("url-into-body", 'n{"event_id":"1"}'), ("body-into-url", '"event_id":"1"}')]:
        vector = set_body(genuine, body)
        book.add(f"sliding-square-{name}", vector, "SIGNATURE_MISMATCH", note="the URL is the endpoint's own")
    genuine = deliver("zendesk", '{"a":1}', stamp=TIME)
    book.add("sliding-zendesk-genuine", genuine)
    header = "X-Zendesk-Webhook-Signature-Timestamp"
    slid = set_body(set_header(genuine, header, TIME[:-1]), 'Z{"a":1}')
    book.add("sliding-zendesk-zone-into-body", slid, "TIMESTAMP_MALFORMED")
    slid = set_body(set_header(genuine, header, TIME + "{"), '"a":1}')
    book.add("sliding-zendesk-body-into-timestamp", slid, "TIMESTAMP_MALFORMED")
    offset = "2023-11-14T22:13:20+00:00"
    genuine = deliver("zendesk", "1", stamp=offset)
    slid = set_body(set_header(genuine, header, offset[:-1]), "01")
    book.add("sliding-zendesk-offset-into-body", slid, "TIMESTAMP_MALFORMED")


def own(book):
    """The same rules for schemes of one's own."""
    clock = {"header": "X-Acme-Timestamp", "unit": "seconds", "past": 300, "future": 300}
    scheme = custom("{timestamp}{body}", timestamp=clock)
    book.add("fixed-digits-own", deliver(scheme))
    for name, text in [("9", "999999999"), ("11", "17000000000")]:
        vector = change(deliver(scheme, stamp=text), tolerance="none")
        book.add(f"fixed-digits-own-{name}", vector, "TIMESTAMP_MALFORMED")
    free = {"header": "X-Acme-Timestamp", "unit": "seconds"}
    run = custom("{id}{timestamp}{body}", timestamp=free, id={"header": "X-Acme-Id"})
    genuine = deliver(run, "abc", id="m1")
    book.add("sliding-own-run-genuine", genuine, note="the digest covers ID, timestamp and body")
    slid = set_header(set_header(genuine, "X-Acme-Id", "m"), "X-Acme-Timestamp", "1170000000")
    book.add(
        "sliding-own-run-slid", set_body(slid, "0abc"), note="the same dedup key as the genuine delivery"
    )
    book.add("sliding-own-run-signed-id", change(genuine, dedup="signed_id"), "DEDUP_UNSIGNED")
    limited = change(genuine, tolerance=300)
    note = "a timestamp whose split slides is not signed, so nothing may hang on it"
    book.add("sliding-own-run-tolerance", limited, "LIMIT_INVALID", note=note)
    touching = custom("{header:X-One}{header:X-Two}.{body}", id={"header": "X-One"})
    vector = deliver(touching, signed_header="ab")
    book.add("sliding-own-two-headers", vector, note="the ID does not count as signed")
    book.add("sliding-own-two-headers-signed-id", change(vector, dedup="signed_id"), "DEDUP_UNSIGNED")
    apart = custom("{header:X-One}.{body}", id={"header": "x-one"}, dedup="signed_id")
    book.add(
        "signed-by-header-part",
        deliver(apart),
        note="a header is signed where it is a part, in any letter case",
    )

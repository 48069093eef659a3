"""Whatever a sender writes into a header or a body is refused with 4xx: never 500, never a success, never a hang."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask_support import PATH, Ran, body_of, dispatched, generic, github, guarded, hooks, send, slack, stripe, tag

Records = Callable[[], list[dict[str, Any]]]

BODY = body_of()
GOOD = tag(BODY)
BIG = "A" * (64 << 10)

# As bytes: what a header can hold at all.
GENERIC = [
    b"", b" ", b"\t", b"=", b",", b"sha256", b"sha256=", b"sha256= ", b"sha256==", b"sha1=" + GOOD[:40].encode(),
    b"sha512=" + GOOD.encode(), GOOD.encode(), b"SHA256=" + GOOD.encode(), b"sha256=" + GOOD[:-1].encode(),
    b"sha256=" + GOOD.encode() + b"0", b"sha256=" + GOOD[:-1].encode() + b"g", b"sha256=" + b"0" * 64,
    b"sha256=" + b"\xff" * 64, b"sha256=\xc2\xb2" + GOOD[2:].encode(), b"\xef\xbb\xbfsha256=" + GOOD.encode(),
    b"sha256=0x" + GOOD[2:].encode(), b"sha256=" + GOOD.encode() + b",sha256=" + GOOD.encode(),
    b"sha256=" + GOOD.encode() + b", sha256=" + b"0" * 64, b"sha256=" + GOOD.encode() + b"\x00", b"\x00" * 64,
    b"\x7f\x80\x9b\xad", b"%s%n%d", b"{}", b'"', b"sha256=" + b"a" * (64 << 10), BIG.encode(), b"\xff" * (64 << 10),
    b"," * (64 << 10), b"sha256=," * 8000, b"sha256=" + GOOD.upper().encode() + b" x",
]  # fmt: skip


@pytest.mark.parametrize("value", GENERIC, ids=lambda value: repr(value)[:40])
def test_signature_headers(value: bytes) -> None:
    ran = Ran()
    answer = send(guarded(ran), BODY, {"X-Webhook-Signature": value.decode("latin-1")})
    assert (answer.status_code, ran.count) == (400, 0)


NOW = int(time.time())
V1 = tag(f"{NOW}.".encode() + BODY)
STRIPE = [
    "", "t", "t=", "t=,v1=", f"t={NOW}", f"v1={V1}", f"t={NOW},v0={V1}", f"t={NOW},v1=", f"t={NOW}v1={V1}",
    f"t=,v1={V1}", f"t=+{NOW},v1={V1}", f"t=-1,v1={V1}", f"t= {NOW}.0,v1={V1}", f"t=0{NOW},v1={V1}",
    f"t={NOW}e0,v1={V1}",
    f"t={'9' * 15},v1={V1}", f"t={'9' * 16},v1={V1}", f"t={'9' * 5000},v1={V1}", f"t=0,v1={V1}", f"t=NaN,v1={V1}",
    f"t=\u0661\u0662,v1={V1}".encode().decode("latin-1"), f"t={NOW},t={NOW},v1={V1}", f"t={NOW},t=1,v1={V1}",
    f"t={NOW},v1={V1}".replace("=", ":"), f"t={NOW};v1={V1}", f"t={NOW}," + ",".join([f"v1={'0' * 64}"] * 17),
    f"t={NOW}," + "v1=" * 20000, f"t={NOW}," + "x=1," * 20000 + f"v1={'0' * 64}", BIG, "," * 65536,
    "=" * 65536, "\xff" * 65536,
    f"v1={V1},t={NOW - 100_000}",
]  # fmt: skip


@pytest.mark.parametrize("value", STRIPE, ids=lambda value: repr(value)[:40])
def test_lists_with_a_timestamp(value: str) -> None:
    ran = Ran()
    answer = send(guarded(ran, scheme="stripe"), BODY, {"Stripe-Signature": value})
    assert (answer.status_code, ran.count) == (400, 0)


@pytest.mark.parametrize("name", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
@pytest.mark.parametrize(
    "value", [None, "", " ", "x", "\xff", "9" * 15, "9" * 65536, "-5", "1.5", "v0=", "v0=\xe9", BIG]
)
def test_headers_that_are_signed_along(name: str, value: str | None) -> None:
    ran = Ran()
    headers = {header: given for header, given in {**slack(BODY), name: value}.items() if given is not None}
    answer = send(guarded(ran, scheme="slack"), BODY, headers)
    assert (answer.status_code, ran.count) == (400, 0)


# Genuine signatures of odd bodies: refused as events, or taken, but never a failure.
DEEP = b"[" * 100_000
ODD = [
    b"", b" ", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"}", b"null", b"true", b"5", b'"x"', b"[]", b"{}", b"{}{}",
    DEEP, b'{"a":' * 100_000, b'{"id":"evt_1","type":"payment","a":' + DEEP, b'{"id":' + b"9" * 100_000 + b"}",
    b'{"id":1e400,"type":"payment"}', b'{"id":-0,"type":"payment"}', b'{"id":NaN,"type":"payment"}',
    b'{"id":1.5,"type":"payment"}', b'{"id":{},"type":"payment"}', b'{"id":null,"type":"payment"}',
    b'{"id":true,"type":"payment"}', b'{"id":"","type":"payment"}', b'{"id":"' + b"x" * 257 + b'","type":"payment"}',
    b'{"id":"\\ud800","type":"payment"}', b'{"id":"\xff","type":"payment"}', b'{"id":"\n","type":"payment"}',
    b'{"id":"evt_1","type":"' + b"x" * 129 + b'"}', b'{"id":"evt_1","type":"\\u0000"}',
    b'{"id":"evt_1","type":"payment"',
    b'{"id":"evt_1","id":"evt_2","type":"payment"}', b'{"type":"payment","id":"evt_1"}garbage',
    b"id=evt_1&type=payment",
    b'{"id":"__proto__","type":"constructor"}', b'{"id":"' + b"\\" * 999 + b'","type":"payment"}',
    b'{"\\u0069d":"evt_1","type":"payment"}', json.dumps({"id": "evt_1", "type": "payment"}).encode("utf-16"),
]  # fmt: skip


@pytest.mark.parametrize("body", ODD, ids=lambda body: repr(body[:40]))
def test_odd_bodies_of_genuine_deliveries(body: bytes) -> None:
    ran = Ran()
    blueprint = hooks()
    blueprint.on("payment")(ran)
    for client in (guarded(ran), dispatched(blueprint)):
        started = time.monotonic()
        assert send(client, body).status_code in (200, 422)
        assert time.monotonic() - started < 2
    assert all(event.id for event in ran.events)


@pytest.mark.parametrize("body", ODD, ids=lambda body: repr(body[:40]))
def test_odd_bodies_reach_a_catch_all_unharmed(body: bytes) -> None:
    ran, blueprint = Ran(), hooks(dedup="digest")
    blueprint.on_any(ran)
    assert send(dispatched(blueprint), body).status_code == 200
    assert ran.events[0].body == body


HEADERS: list[dict[str, str]] = [
    {"Content-Type": "\xff\xfe"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "multipart/form-data; boundary=" + "x" * 65536},
    {"Content-Type": "application/json; charset=utf-7"},
    {"Content-Type": BIG},
    {"Host": "evil.example"},
    {"X-Forwarded-For": "1.2.3.4, 5.6.7.8", "Forwarded": 'for="[::1]"'},
    {"Cookie": "session=" + "\xff" * 4000},
    {"Authorization": "Basic \xff"},
    {"Range": "bytes=0-1"},
    {"If-None-Match": "*"},
    {"Expect": "100-continue"},
    {"X-HTTP-Method-Override": "GET"},
    {"Accept-Encoding": "\xff"},
    {"User-Agent": "\x1b[31m" + "\xff" * 5000},
    {"Accept-Charset": BIG},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: repr(headers)[:40])
def test_other_headers_do_not_matter(headers: dict[str, str]) -> None:
    ran = Ran()
    assert send(guarded(ran), BODY, {**generic(BODY), **headers}).status_code == 200
    assert ran.count == 1
    assert send(guarded(ran), BODY, headers).status_code == 400


@pytest.mark.parametrize("encoding", ["gzip", "\xff", "identity;q=0", "gzip" * 20000, ",", "identity,identity"])
def test_encodings(encoding: str) -> None:
    answer = send(guarded(Ran()), BODY, {**generic(BODY), "Content-Encoding": encoding})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "value", ["", " ", "push\xff", "\x00", "x" * 129, "x" * 65536, "a b", "\u202e".encode().decode("latin-1")]
)
def test_types_in_headers(value: str) -> None:
    """GitHub does not sign its type: what cannot be one is no event."""
    ran, blueprint = Ran(), hooks(scheme="github", dead_letters=print)
    blueprint.on("push")(ran)
    answer = dispatched(blueprint).post(PATH, data=BODY, headers={**github(BODY), "X-GitHub-Event": value})
    assert answer.status_code in (200, 400, 422)
    assert ran.count == 0


def test_a_delivery_for_another_scheme_is_no_delivery() -> None:
    for scheme, sign in (("stripe", generic), ("slack", stripe), ("generic-hex", slack), ("generic-hex", github)):
        assert send(guarded(Ran(), scheme=scheme), BODY, sign(BODY)).status_code == 400

"""Whose connection it is, whatever headers say and servers make of them."""

from typing import Any

import pytest
from hookseal.asgi._peer import peer


def scope(client: Any, *headers: tuple[str, str], server: Any = ("10.0.0.1", 443)) -> dict[str, Any]:
    return {"client": client, "server": server, "headers": [(name.encode(), value.encode()) for name, value in headers]}


PROXY = ("10.0.0.5", 4711)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("x-forwarded-for", "203.0.113.7"),),
        (("x-forwarded-for", "203.0.113.7, 10.0.0.4"), ("x-real-ip", "203.0.113.7")),
        (("host", "10.0.0.5"), ("x-forwarded-for", "110.0.0.5, 10.0.0.55, 210.0.0.5:80")),
        (("forwarded", 'for="[2001:db8::1]:4711";proto=https'),),
        (("x-forwarded-for", "\x00\x7f,,:::::, ....,unknown"),),
    ],
)
def test_the_peer_of_the_connection(headers: Any) -> None:
    assert peer(scope(PROXY, *headers)) == "10.0.0.5"


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (("10.0.0.5", 0), ()),
        (("10.0.0.5", "0"), ()),
        (("10.0.0.5", None), ()),
        (("", "0"), ()),
        (PROXY, (("x-forwarded-for", "10.0.0.5"),)),
        (PROXY, (("x-forwarded-for", "10.0.0.5:4711"),)),
        (PROXY, (("x-forwarded-for", "203.0.113.7,10.0.0.5:4711"),)),
        (PROXY, (("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "10.0.0.5"))),
        (PROXY, (("X-Real-IP", "10.0.0.5"),)),
        (PROXY, (("cf-connecting-ip", "10.0.0.5"),)),
        (PROXY, (("x-envoy-external-address", "10.0.0.5"),)),
        (PROXY, (("forwarded", "for=10.0.0.5;proto=https"),)),
        (PROXY, (("x-forwarded-for", "::ffff:10.0.0.5"),)),
        (("::ffff:10.0.0.5", 4711), (("x-forwarded-for", "10.0.0.5"),)),
        (("2001:db8::1", 4711), (("x-forwarded-for", "[2001:DB8:0::0001]:4711"),)),
        (("2001:db8::1", 4711), (("forwarded", 'for="[2001:0db8::1]"'),)),
        (("2001:0DB8::1", 4711), (("x-forwarded-for", "2001:db8::1"),)),
        (None, ()),
    ],
)
def test_what_a_header_may_have_told_is_nobody(client: Any, headers: Any) -> None:
    assert peer(scope(client, *headers)) is None


def test_a_unix_socket() -> None:
    assert peer(scope(None, server=("/run/app.sock", None))) == "unix"
    assert peer(scope(None, ("x-forwarded-for", "203.0.113.7"), server=("/run/app.sock", None))) == "unix"
    assert peer({"headers": []}) is None

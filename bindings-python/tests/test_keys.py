"""The key of an event without one of its own is the core's own digest of the body."""

import pytest
from hookseal import Scheme, Signer, Verifier
from hookseal._endpoint.keys import body_key

SECRET = "0" * 64


@pytest.mark.parametrize("scope", ["", "payments", "Zürich"])
@pytest.mark.parametrize("body", [b"", b"{}", bytes(range(256))])
@pytest.mark.parametrize("name", ["stripe", "generic-hex", "paddle", "razorpay"])
def test_it_is_the_core_s_digest(name: str, body: bytes, scope: str) -> None:
    event = Verifier(name, secrets=[SECRET], dedup="digest").verify(body, Signer(name, SECRET).sign(body))
    assert body_key(event, Scheme.builtin(name).family, scope) == event.dedup_key(scope)

"""The key of a delivery whose event cannot be told."""

import hashlib

import pytest
from hookseal import Scheme, Signer, Verified, Verifier, errors

SECRET = "0" * 64


def verified(name: str, body: bytes) -> Verified:
    """A delivery that is deduped by its digest."""
    return Verifier(name, secrets=[SECRET], dedup="digest").verify(body, Signer(name, SECRET).sign(body))


@pytest.mark.parametrize("scope", ["", "payments", "Zürich"])
@pytest.mark.parametrize("body", [b"", b"{}", bytes(range(256)), b"x" * 5000])
@pytest.mark.parametrize("name", ["stripe", "generic-hex", "paddle", "razorpay"])
def test_it_is_the_digest_s_where_that_covers_the_body_alone(name: str, body: bytes, scope: str) -> None:
    event = verified(name, body)
    made = hashlib.sha256(b"hookseal/1\x02")
    for value in (Scheme.builtin(name).family.encode(), scope.encode(), hashlib.sha256(body).digest()):
        made.update(len(value).to_bytes(4, "little") + value)
    assert event.body_key(scope) == event.dedup_key(scope) == made.digest()[:16]


def test_without_a_scope() -> None:
    event = verified("stripe", b"{}")
    assert event.body_key() == event.body_key("") != event.body_key("payments")


def test_what_there_is_none_of() -> None:
    body = b"{}"
    verifier = Verifier("generic-hex", secrets=[SECRET])
    with verifier.start(Signer("generic-hex", SECRET).sign(body)) as verification:
        verification.update(body)
        event = verification.finish()
    with pytest.raises(errors.State):
        event.body_key()
    for key in (verified("generic-hex", body).body_key, verified("generic-hex", body).dedup_key):
        assert key("s" * 255)
        with pytest.raises(errors.ArgumentInvalid, match="longer than 255 bytes"):
            key("ü" * 128)

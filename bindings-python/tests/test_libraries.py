"""What senders' own libraries sign is genuine, and what we sign they take. Tampered, neither."""

import datetime
import json
import time
from typing import Any

import pytest
from hookseal import Signer, Verifier, errors

BODY = json.dumps({"id": "evt_1", "object": "event", "type": "thing.created", "data": {"name": "é"}}).encode()
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TAMPERED = BODY.replace(b"created", b"deleted")


def check_ours(scheme: str, secret: str, headers: dict[str, str]) -> None:
    """We take it, and what it says; not with another body, another secret or another time."""
    verifier = Verifier(scheme, secrets=[secret])
    verified = verifier.verify(BODY, headers)
    assert verified.json() == json.loads(BODY)
    assert abs((verified.timestamp or 0) - time.time()) < 60
    with pytest.raises(errors.SignatureMismatch):
        verifier.verify(TAMPERED, headers)
    with pytest.raises(errors.SignatureMismatch):
        other = secret[:-4] + "AAAA"
        Verifier(scheme, secrets=[other]).verify(BODY, headers)
    with pytest.raises(errors.TimestampTooOld):
        verifier.verify(BODY, headers, now=int(time.time()) + 4 * 86400)


def test_stripe() -> None:
    stripe = pytest.importorskip("stripe")
    now = int(time.time())
    tag = stripe.WebhookSignature._compute_signature(f"{now}.{BODY.decode()}", SECRET)
    check_ours("stripe", SECRET, {"Stripe-Signature": f"t={now},v1={tag},v0={'0' * 64}"})

    signature = Signer("stripe", SECRET).sign(BODY)["Stripe-Signature"]
    assert stripe.Webhook.construct_event(BODY, signature, SECRET).id == "evt_1"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(TAMPERED, signature, SECRET)


@pytest.mark.parametrize(
    ("library", "scheme", "prefix"),
    [("standardwebhooks", "standard-webhooks", "webhook"), ("svix", "svix", "svix")],
)
def test_standard_webhooks(library: str, scheme: str, prefix: str) -> None:
    module = pytest.importorskip(f"{library}.webhooks")
    webhook: Any = module.Webhook(SECRET)
    now = datetime.datetime.now(datetime.UTC)
    headers = {
        f"{prefix}-id": "msg_1",
        f"{prefix}-timestamp": str(int(now.timestamp())),
        f"{prefix}-signature": webhook.sign("msg_1", now, BODY.decode()),
    }
    webhook.verify(BODY, headers)
    check_ours(scheme, SECRET, headers)
    assert Verifier(scheme, secrets=[SECRET]).verify(BODY, headers).id == "msg_1"

    signed = Signer(scheme, SECRET).sign(BODY, id="msg_2")
    webhook.verify(BODY, signed)
    with pytest.raises(module.WebhookVerificationError):
        webhook.verify(TAMPERED, signed)


def test_slack() -> None:
    signature = pytest.importorskip("slack_sdk.signature")
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    verifier = signature.SignatureVerifier(secret)
    now = str(int(time.time()))
    headers = {
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": verifier.generate_signature(timestamp=now, body=BODY),
    }
    check_ours("slack", secret, headers)

    signed = Signer("slack", secret).sign(BODY)
    assert verifier.is_valid_request(BODY, signed)
    assert not verifier.is_valid_request(TAMPERED, signed)

"""Deliveries as senders make them, signed by hand with the standard library."""

import hashlib
import hmac
import json
import time
from typing import Any

SECRET = "a secret of more than 16 bytes"


def body_of(id: str | None = "evt_1", type: str | None = "payment.succeeded", **more: Any) -> bytes:
    """An event as the generic schemes have it; a field that is None is left out."""
    fields = {"id": id, "type": type, **more}
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()


def tag(body: bytes, secret: str = SECRET) -> str:
    """HMAC-SHA256 by the standard library."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def generic(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The headers of `generic-hex`."""
    return {"X-Webhook-Signature": f"sha256={tag(body, secret)}"}


def github(body: bytes, secret: str = SECRET, *, type: str = "push", id: str = "guid-1") -> dict[str, str]:
    """GitHub's headers."""
    return {"X-Hub-Signature-256": f"sha256={tag(body, secret)}", "X-GitHub-Event": type, "X-GitHub-Delivery": id}


def stripe(body: bytes, secret: str = SECRET, *, at: float | None = None) -> dict[str, str]:
    """Stripe's header."""
    stamp = str(int(time.time() if at is None else at))
    return {"Stripe-Signature": f"t={stamp},v1={tag(stamp.encode() + b'.' + body, secret)}"}


def slack(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Slack's headers."""
    stamp = str(int(time.time()))
    signature = "v0=" + tag(b"v0:" + stamp.encode() + b":" + body, secret)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}

"""Genuine deliveries of four senders, signed by the standard library."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass

GITHUB_SECRET = "It's a Secret to Everybody"
STRIPE_SECRET = "whsec_bR5tXnE0yVqKp3uJcW8zHsA1mLdG7fQ2"
STANDARD_WEBHOOKS_SECRET = "whsec_aGFsZiBvZiB0aGUga2V5cyBpbiB0aGUgd29ybGQ="
SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a server receives: five headers and a body."""

    headers: dict[str, str]
    body: bytes


def json_body(size: int) -> bytes:
    """A JSON object of exactly `size` bytes: an event with an ID, a list of numbers, and its type last."""
    head, tail = b'{"id":"evt_4c9367dc0958","object":"event","list":[', b'],"type":"order.paid"}'
    room = size - len(head) - len(tail)
    body = head + (b"1234567," * (room // 8 + 1))[: room - 1] + b"7" + tail
    assert len(body) == size and json.loads(body)["type"] == "order.paid"
    return body


def _mac(secret: bytes, *parts: bytes) -> bytes:
    return hmac.digest(secret, b"".join(parts), hashlib.sha256)


def github(body: bytes) -> Delivery:
    """A push that GitHub reports."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/044aadd",
        "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "X-GitHub-Event": "push",
        "X-Hub-Signature-256": f"sha256={_mac(GITHUB_SECRET.encode(), body).hex()}",
    }
    return Delivery(headers, body)


def stripe(body: bytes) -> Delivery:
    """A payment that Stripe reports, of now."""
    now = str(int(time.time()))
    tag = _mac(STRIPE_SECRET.encode(), now.encode(), b".", body).hex()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
        "Stripe-Signature": f"t={now},v1={tag},v0={'6f' * 32}",
    }
    return Delivery(headers, body)


def standard_webhooks(body: bytes, prefix: str = "webhook") -> Delivery:
    """A Standard Webhooks message of now, or with the prefix `svix` one of Svix."""
    now, event = str(int(time.time())), "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"
    key = base64.b64decode(STANDARD_WEBHOOKS_SECRET.removeprefix("whsec_"))
    tag = base64.b64encode(_mac(key, event.encode(), b".", now.encode(), b".", body)).decode()
    headers = {
        "content-type": "application/json",
        "user-agent": "standard-webhooks/1.0",
        f"{prefix}-id": event,
        f"{prefix}-timestamp": now,
        f"{prefix}-signature": f"v1,{tag}",
    }
    return Delivery(headers, body)


def slack(body: bytes) -> Delivery:
    """An event that Slack reports, of now."""
    now = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "*/*",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={_mac(SLACK_SECRET.encode(), b'v0:', now.encode(), b':', body).hex()}",
    }
    return Delivery(headers, body)

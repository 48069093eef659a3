"""What the tests of the Flask adapter have in common: signing by hand, small apps, and deliveries to them."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hookseal._endpoint.background import Committer
from hookseal.flask import Webhook, WebhookBlueprint
from public_answers import DEAD_LETTERED as DEAD_LETTERED
from public_answers import DUPLICATE as DUPLICATE
from public_answers import FAILED as FAILED
from public_answers import IGNORED as IGNORED
from public_answers import INVALID_EVENT as INVALID_EVENT
from public_answers import MISCONFIGURED as MISCONFIGURED
from public_answers import OK as OK
from public_answers import REFUSED as REFUSED
from werkzeug.test import TestResponse

SECRET = "a secret of more than 16 bytes"
PATH = "/hook"


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


class Ran:
    """A view that counts how often it ran, and does what the test says."""

    def __init__(self, does: Callable[..., Any] = lambda event: {"mine": True}) -> None:
        self.does = does
        self.events: list[Any] = []

    def __call__(self, event: Any, **params: Any) -> Any:
        self.events.append(event)
        return self.does(event, **params)

    @property
    def count(self) -> int:
        return len(self.events)


SETTINGS: dict[str, Any] = {"scheme": "generic-hex", "secrets": [SECRET], "store": "memory:"}


def hook(name: str = "hooks", **settings: Any) -> Webhook:
    """An endpoint of the generic scheme, with these settings beside."""
    return Webhook(name, **{**SETTINGS, **settings})


def hooks(name: str = "hooks", url: str = PATH, **settings: Any) -> WebhookBlueprint:
    """The same as a dispatcher."""
    return WebhookBlueprint(name, url, **{**SETTINGS, **settings})


def guarded(view: Callable[..., Any], *, path: str = PATH, testing: bool = False, **settings: Any) -> FlaskClient:
    """A client of an app with one guarded view."""
    app = Flask("guarded")
    app.testing = testing
    guard(app, view, path=path, **settings)
    return app.test_client()


def guard(app: Flask, view: Callable[..., Any], *, path: str = PATH, name: str = "hooks", **settings: Any) -> Webhook:
    """Adds a guarded view to an app."""
    webhook = hook(name, **settings)

    @webhook.guard
    def receive(event: Any, **params: Any) -> Any:
        return view(event, **params)

    app.add_url_rule(path, name, receive, methods=["POST"])
    return webhook


def dispatched(blueprint: WebhookBlueprint) -> FlaskClient:
    """A client of an app with a dispatcher."""
    app = Flask("dispatched")
    app.register_blueprint(blueprint)
    return app.test_client()


def send(
    client: FlaskClient, body: bytes, headers: dict[str, str] | None = None, path: str = PATH, **more: Any
) -> TestResponse:
    """Posts a delivery, signed as `generic-hex` unless with other headers."""
    headers = generic(body) if headers is None else headers
    return client.post(path, data=body, headers=headers, **more)


def is_idle(committer: Committer, limit: float = 5) -> bool:
    """Waits until nothing is left to settle; False where that takes longer."""
    end = time.monotonic() + limit
    while committer._waiting:
        if time.monotonic() >= end:
            return False
        time.sleep(0.01)
    return True


def said(response: TestResponse) -> tuple[int, Any]:
    """Status and content of an answer."""
    return response.status_code, response.get_json()

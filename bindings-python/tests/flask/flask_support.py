"""What the tests of the Flask adapter have in common: small apps, and deliveries to them."""

import time
from collections.abc import Callable
from typing import Any

from deliveries import SECRET as SECRET
from deliveries import body_of as body_of
from deliveries import generic as generic
from deliveries import github as github
from deliveries import slack as slack
from deliveries import stripe as stripe
from deliveries import tag as tag
from flask import Flask
from flask.testing import FlaskClient
from hookseal._endpoint.backlog import Late
from hookseal.errors import StoreUnavailable
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

PATH = "/hook"


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


def late(call: Callable[[], Any], what: str = "the commit", store: object = None, seconds: float = 60) -> Late:
    """A call that is left to be made, on a store of its own unless one is given."""
    return Late(store or call, call, what, time.time() + seconds, StoreUnavailable("away"))


def until(condition: Callable[[], Any], limit: float = 5) -> None:
    """Waits until something has come true."""
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def said(response: TestResponse) -> tuple[int, Any]:
    """Status and content of an answer."""
    return response.status_code, response.get_json()

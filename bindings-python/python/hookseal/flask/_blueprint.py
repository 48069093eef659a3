"""The dispatcher: a route of its own that gives each event to the handler of its type."""

from collections.abc import Callable
from functools import partial
from typing import Any, Unpack

from flask import Blueprint
from werkzeug import Response

from .._drive import run
from .._endpoint.checks import check_name
from .._endpoint.dispatch import to_routes
from .._endpoint.dispatcher import Dispatcher
from .._endpoint.options import WebhookSettings
from .._endpoint.result import Handled
from .._endpoint.routes import Handler
from .._native import Verified
from ..errors import ArgumentInvalid
from ._csrf import exempt
from ._perform import perform
from ._receive import answered, endpoint, receive


class WebhookBlueprint(Dispatcher, Blueprint):
    """A blueprint with one route, POST `url`, that gives each event once to the handler of its type.

        hooks = WebhookBlueprint("payments", "/webhooks", scheme="stripe", secrets=[SECRET], store="file:…")

        @hooks.on("payment.succeeded")
        def charge(event): …

        app.register_blueprint(hooks)

    A handler succeeds by returning, and is answered for with `{"status": "ok"}`. What it raises, and an answer of its
    own that is not 2xx, is a failure: the sender comes back. Events without a handler are answered with
    `{"status": "ignored"}`.

    The settings are those of `WebhookSettings`.
    """

    def __init__(self, name: str, url: str, **settings: Unpack[WebhookSettings]) -> None:
        # What Flask would say of them, it says when the blueprint is registered, or in words of its own.
        check_name(name)
        if not isinstance(url, str):
            raise ArgumentInvalid('url must be a route\'s path, such as "/webhooks"')
        super().__init__(name, __name__)
        self._begin(endpoint(name, settings))
        self.add_url_rule(url, "receive", exempt(self._receive_view()), methods=["POST"])

    def _receive_view(self) -> Callable[..., Response]:
        def receive_webhook(**_params: Any) -> Response:
            return receive(self._endpoint, partial(to_routes, self._routes, _handle, partial(run, perform=perform)))

        return receive_webhook


def _handle(handler: Handler, event: Verified) -> Handled:
    handled = answered(lambda: _or_ok(perform(partial(handler, event))))
    if not handled.is_success:
        return handled
    # The answer to a success is ours. What waits for the end of the handler's own need not wait on.
    handled.response.close()
    return Handled(handled.status)


def _is_status(given: Any) -> bool:
    """Whether Flask would take it for a status: a number, or text that begins with one."""
    if isinstance(given, str):
        given = int(given[:3]) if given[:3].isascii() and given[:3].isdigit() else None
    return isinstance(given, int) and not isinstance(given, bool) and 100 <= given <= 599


def _or_ok(given: Any) -> Any:
    """What a handler returned, where that is an answer; whatever else it returns is its own affair."""
    is_answer = isinstance(given, Response) or (
        isinstance(given, tuple) and len(given) in (2, 3) and _is_status(given[1])
    )
    return given if is_answer else {}

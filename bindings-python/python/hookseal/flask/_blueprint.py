"""The dispatcher: a route of its own that gives each event to the handler of its type."""

from collections.abc import Callable
from functools import partial
from typing import Any, Unpack, overload

from flask import Blueprint
from werkzeug import Response

from .._endpoint.dispatch import enqueue_failed, job_of, to_routes
from .._endpoint.drive import Call
from .._endpoint.options import WebhookSettings
from .._endpoint.receive import Endpoint
from .._endpoint.result import Handled
from .._endpoint.routes import Enqueue, H, J, Routes, Target
from .._endpoint.settings import Settings
from .._native import Verified
from ._csrf import exempt
from ._perform import check_store, perform
from ._webhook import answered, receive


class WebhookBlueprint(Blueprint):
    """A blueprint with one route, POST `url`, that gives each event once to the handler of its type.

        hooks = WebhookBlueprint("payments", "/webhooks", scheme="stripe", secrets=[SECRET], store="file:…")

        @hooks.on("payment.succeeded")
        def charge(event): …

        app.register_blueprint(hooks)

    A handler succeeds by returning, and is answered for with `{"status": "ok"}`. What it raises, and an answer of its
    own that is not 2xx, is a failure: the sender comes back. Events without a handler are answered with
    `{"status": "ignored"}`.

    The settings are those of `Webhook`.
    """

    def __init__(self, name: str, url: str, **settings: Unpack[WebhookSettings]) -> None:
        check_store(settings.get("store"))
        super().__init__(name, __name__)
        self._webhooks = Endpoint(Settings(name, **settings))
        self._routes = Routes()
        self.add_url_rule(url, "receive", exempt(self._receive_view()), methods=["POST"])

    @property
    def counters(self) -> dict[str, int]:
        """How many deliveries came to which outcome, in this process."""
        return dict(self._webhooks.counters)

    @overload
    def on(self, type: str, *, version: str | None = None, queue: None = None) -> Callable[[H], H]: ...

    @overload
    def on(self, type: str, *, version: str | None = None, queue: Enqueue) -> Callable[[J], J]: ...

    def on(self, type: str, *, version: str | None = None, queue: Enqueue | None = None) -> Callable[[Any], Any]:
        """Registers a handler for events of a type, of one version or of all that have no handler of their own.

        With `queue` the handler does not run here: `queue(handler, job)` puts it into a durable queue, and the event is
        committed once it returns. Make `job.key` the job's ID, so that what is put in twice runs once. What it raises
        releases the event, but for a time-out or a lost connection: then nobody knows whether the queue has the job,
        and the event stays claimed until its lease ends. Where it certainly has not, raise `Refused`.

        Both may be `async`, as views may.
        """

        def register(handler: Any) -> Any:
            self._routes.add(type, version, Target(handler, queue))
            return handler

        return register

    def on_any(self, handler: H) -> H:
        """Registers the handler for all events that have none of their own, and for those whose type cannot be read."""
        self._routes.add_rest(Target(handler))
        return handler

    def _receive_view(self) -> Callable[..., Response]:
        def receive_webhook(**_params: Any) -> Response:
            return receive(self._webhooks, partial(to_routes, self._routes, _call))

        return receive_webhook


def _call(target: Target, event: Verified) -> Call:
    return partial(_enqueue if target.enqueue is not None else _handle, target, event)


def _handle(target: Target, event: Verified) -> Handled:
    handled = answered(lambda: _or_ok(perform(partial(target.handler, event))))
    # The answer to a success is ours.
    return Handled(handled.status) if handled.is_success else handled


def _or_ok(given: Any) -> Any:
    """What a handler returned, where that is an answer; whatever else it returns is its own affair."""
    is_answer = isinstance(given, Response) or (
        isinstance(given, tuple) and len(given) == 2 and type(given[1]) is int and 100 <= given[1] <= 599
    )
    return given if is_answer else {}


def _enqueue(target: Target, event: Verified) -> Handled:
    assert target.enqueue is not None
    try:
        perform(partial(target.enqueue, target.handler, job_of(event)))
    except Exception as error:
        raise enqueue_failed(error) from error
    return Handled(200)

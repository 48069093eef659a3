"""The dispatcher: an ASGI app that gives each event to the handler of its type."""

import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Unpack

from .._drive import arun
from .._endpoint.dispatch import to_routes
from .._endpoint.dispatcher import Dispatcher
from .._endpoint.options import WebhookSettings
from .._endpoint.own import Named
from .._endpoint.result import Handled
from .._endpoint.routes import Handler
from .._native import Verified
from ._answer import answer, before_the_rest, headers_of
from ._incoming import AsgiIncoming
from ._lifespan import converse
from ._perform import handle
from ._receive import endpoint
from ._receive import receive as receive_delivery
from ._types import Receive, Scope, Send

Background = Callable[[], Awaitable[None]]


class WebhookApp(Dispatcher, Named):
    """An ASGI app for one URL that gives each event once to the handler of its type.

        hooks = WebhookApp("payments", scheme="stripe", secrets=[SECRET], store="file:…")

        @hooks.on("payment.succeeded")
        async def charge(event): …

        app.routes.append(Route("/webhooks", hooks))      # Starlette and FastAPI: starlette.routing.Route

    Do not mount it: a mount sends whoever posts to `/webhooks` to `/webhooks/`, and senders do not follow.

    It needs no framework: any ASGI server can run it, with its lifespan. A handler, `async` or not, succeeds by
    returning. What it raises, and an answer of its own that is not 2xx, is a failure: the sender comes back. The answer
    is ours all the same; a background task of the handler's runs after it. Events without a handler are answered with
    `{"status": "ignored"}`.

    The settings are those of `WebhookSettings`; the store may be an `AsyncStore` as well, and `redis://` and
    `postgresql://` open those.
    """

    def __init__(self, name: str, **settings: Unpack[WebhookSettings]) -> None:
        self._begin(endpoint(name, settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI interface. Daphne passes these by their names."""
        if scope["type"] == "lifespan":
            await converse(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError("a webhook comes by HTTP: route nothing else here")
        if scope["method"] != "POST":
            await answer(send, 405, {"Allow": "POST"}, b"")
            return
        incoming = AsgiIncoming(scope, receive)
        afterwards: list[Background] = []
        result = await receive_delivery(
            self._endpoint,
            incoming,
            partial(to_routes, self._routes, partial(_handle, scope, afterwards), partial(arun, perform=handle)),
        )
        if result.is_body_left:
            send = before_the_rest(send, incoming)
        await answer(send, result.answer.status, headers_of(result, scope), result.answer.body)
        for background in afterwards:
            await background()


async def _handle(scope: Scope, afterwards: list[Background], handler: Handler, event: Verified) -> Handled:
    given = await handle(handler, event)
    # An answer of the handler's own may say that it failed. A client's answer is none, and no framework is needed.
    starlette = sys.modules.get("starlette.responses")
    if starlette is None or not isinstance(given, starlette.Response):
        return Handled(200)
    from ._response import whole

    # Not sent, but made: a stream may do the handler's work, and a background task be part of it.
    response = await whole(given, scope)
    if response.background is not None:
        afterwards.append(response.background)
    return Handled(response.status_code)

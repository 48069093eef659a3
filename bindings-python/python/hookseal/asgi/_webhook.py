"""The guard for a user's own endpoints in Starlette and FastAPI."""

import functools
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Concatenate, ParamSpec, Unpack

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .._endpoint.dispatch import to_view
from .._endpoint.options import WebhookSettings
from .._endpoint.own import Named
from .._endpoint.result import Handled
from .._endpoint.views import Views
from .._native import Verified
from ._answer import headers_of
from ._incoming import AsgiIncoming
from ._perform import handle
from ._receive import endpoint, receive
from ._response import Refusal, whole
from ._signature import Shape, View

P = ParamSpec("P")


class Webhook(Named):
    """An endpoint of Starlette or FastAPI: it verifies a delivery, gives its event to your function once, and answers.

        payments = Webhook("payments", scheme="stripe", secrets=[SECRET], store="file:/var/lib/acme/payments.window")

        @app.post("/webhooks/payments")
        @payments.guard
        async def receive(event):
            await charge(event.json())
            return {"status": "ok"}

    The settings are those of `WebhookSettings`; the store may be an `AsyncStore` as well, and `redis://` and
    `postgresql://` open those.
    """

    def __init__(self, name: str, **settings: Unpack[WebhookSettings]) -> None:
        self._endpoint = endpoint(name, settings)
        self._views = Views()

    def guard(self, view: Callable[Concatenate[Verified, P], Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
        """Guards a function, which gets the event (a `hookseal.Verified`) as its first argument.

        Put it right below the route. The other parameters are the framework's as always: the request, and with FastAPI
        those of the path and dependencies. Declare none of the body: FastAPI would read all of it, however long, before
        anything is verified. The request's own `body()`, `json()` and `form()` give the verified bytes.

        A function that is not `async` runs in a thread. Once it has begun it is not cancelled, whoever hangs up. An
        answer that is not 2xx, and any exception, releases the event for the sender's next attempt.

        An endpoint is for one function. A second one would take the first's events for duplicates, and is refused where
        it gets one: give it an endpoint of its own.

        What happens outside of the function is not seen. Dependencies run before the verification, and what they do
        after their `yield` comes after the event was recorded: end your transaction inside the function. FastAPI's own
        answer, of what the function returns, is made after that too: where its `response_model` does not fit, the
        sender gets 500, and the next attempt is a duplicate. A task of `BackgroundTasks` runs later still, and one that
        fails loses its event: give such work to a durable queue, as `queue=` of `WebhookApp.on` does. An exception
        handler of the app that answers with 2xx ends the sender's attempts although the event was released.
        """
        shape = Shape(view)
        known = self._views.of(view)

        @functools.wraps(view)
        async def guarded(*args: Any, **kwargs: Any) -> Any:
            request, passed, named = shape.split(args, kwargs)
            incoming = AsgiIncoming(request.scope, request.receive, request)
            # Starlette gives the request by position; FastAPI gives everything by name, and makes the answer itself.
            answered = partial(_as_response if args else _as_is, request)

            def call(event: Any) -> Callable[[], Any]:
                return partial(_call, view, event, passed, named, answered)

            result = await receive(
                self._endpoint, incoming, lambda once, event: to_view(call(event), once, event), known
            )
            if result.response is not None:
                return result.response.value
            if result.is_body_left:
                return Refusal(result, incoming, request.scope)
            return Response(result.answer.body, result.answer.status, headers_of(result, request.scope))

        del guarded.__wrapped__
        guarded.__signature__ = shape.signature  # type: ignore[attr-defined]
        return guarded


class _Answered:
    """What a function returned, and the status that it stands for."""

    def __init__(self, value: Any, status_code: int) -> None:
        self.value = value
        self.status_code = status_code


async def _call(
    view: View, event: Any, args: tuple[Any, ...], kwargs: dict[str, Any], answered: Callable[..., Any]
) -> Handled:
    given = await answered(await handle(view, event, *args, **kwargs), kwargs)
    return Handled(given.status_code, given)


async def _as_response(request: Request, value: Any, _kwargs: dict[str, Any]) -> _Answered:
    if not isinstance(value, Response):
        value = JSONResponse(value if value is not None else {"status": "ok"})
    response = await whole(value, request.scope)
    return _Answered(response, response.status_code)


async def _as_is(request: Request, value: Any, kwargs: dict[str, Any]) -> _Answered:
    if isinstance(value, Response):
        return await _as_response(request, value, kwargs)
    # A function may set the status on a response that it is given, or its route has one.
    given = (parameter.status_code for parameter in kwargs.values() if isinstance(parameter, Response))
    status = next(given, None) or getattr(request.scope.get("route"), "status_code", None)
    return _Answered(value, status or 200)

"""The guard for a user's own endpoints in Starlette and FastAPI."""

import functools
import inspect
import typing
from collections.abc import Callable
from functools import partial
from typing import Any, Unpack

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .._endpoint.dispatch import to_view
from .._endpoint.drive import is_async
from .._endpoint.receive import Endpoint
from .._endpoint.result import Handled, Result
from .._endpoint.settings import Settings, WebhookSettings
from ..errors import ArgumentInvalid
from ..stores import open_async_store
from ._incoming import AsgiIncoming
from ._receive import headers_of, receive

View = Callable[..., Any]
_Parameter = inspect.Parameter

_REQUEST = "hookseal_request"


class Webhook:
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
        self._endpoint = Endpoint(Settings(name, open_url=open_async_store, **settings))

    @property
    def name(self) -> str:
        """The endpoint's name."""
        return self._endpoint.settings.name

    @property
    def counters(self) -> dict[str, int]:
        """How many deliveries came to which outcome, in this process."""
        return dict(self._endpoint.counters)

    def guard(self, view: View) -> View:
        """Guards a function, which gets the event (a `hookseal.Verified`) as its first argument.

        The function's other parameters are FastAPI's as always: `request`, those of the path, dependencies. Put it right
        below the route. A function that is not `async` runs in a thread. An answer that is not 2xx, and any exception,
        releases the event for the sender's next attempt.
        """
        signature, has_request = _signature(view)

        @functools.wraps(view)
        async def guarded(*args: Any, **kwargs: Any) -> Any:
            request = _request(args, kwargs, has_request)
            incoming = AsgiIncoming(request.scope, request.receive, request)
            if args and not has_request:
                args = ()
            call = partial(_call, view, request, args, kwargs)
            result = await receive(
                self._endpoint, incoming, lambda once, event: to_view(partial(call, event), once, event)
            )
            if result.response is not None:
                return result.response.value
            if result.is_body_left:
                await incoming.drain()
            return _response(result)

        del guarded.__wrapped__
        guarded.__signature__ = signature  # type: ignore[attr-defined]
        return guarded


def _signature(view: View) -> tuple[inspect.Signature, bool]:
    """The view's signature as FastAPI shall see it: without the event, and with the request."""
    signature = inspect.signature(view)
    try:
        hints = typing.get_type_hints(view, include_extras=True)
    except NameError:
        hints = {}
    parameters = list(signature.parameters.values())
    if not parameters or parameters[0].kind not in (_Parameter.POSITIONAL_ONLY, _Parameter.POSITIONAL_OR_KEYWORD):
        raise ArgumentInvalid("a guarded function takes the event as its first argument")
    rest = parameters[1:]
    rest = [parameter.replace(annotation=hints.get(parameter.name, parameter.annotation)) for parameter in rest]
    has_request = any(parameter.name == "request" or parameter.annotation is Request for parameter in rest)
    if not has_request:
        hidden = _Parameter(_REQUEST, _Parameter.KEYWORD_ONLY, annotation=Request)
        at = next((i for i, parameter in enumerate(rest) if parameter.kind is parameter.VAR_KEYWORD), len(rest))
        rest.insert(at, hidden)
    rest = [p.replace(annotation=Request) if p.name == "request" and p.annotation is p.empty else p for p in rest]
    return signature.replace(parameters=rest), has_request


def _request(args: tuple[Any, ...], kwargs: dict[str, Any], has_request: bool) -> Request:
    if not has_request and _REQUEST in kwargs:
        request: Request = kwargs.pop(_REQUEST)
        return request
    for given in (*args, *kwargs.values()):
        if isinstance(given, Request):
            return given
    raise ArgumentInvalid("a guarded function is called by Starlette or FastAPI, with a request")


class _Given:
    """What a function returned, and the status that it stands for."""

    def __init__(self, value: Any, status_code: int) -> None:
        self.value = value
        self.status_code = status_code


async def _call(view: View, request: Request, args: tuple[Any, ...], kwargs: dict[str, Any], event: Any) -> Handled:
    if is_async(view):
        value = await view(event, *args, **kwargs)
    else:
        value = await anyio.to_thread.run_sync(partial(view, event, *args, **kwargs))
    if isinstance(value, Response):
        value = await _whole(value)
        return Handled(value.status_code, _Given(value, value.status_code))
    # FastAPI lets a function set the status on a response that it is given.
    status = next((given.status_code for given in kwargs.values() if isinstance(given, Response)), None) or 200
    is_fastapi = type(request.scope.get("route")).__module__.startswith("fastapi")
    if not is_fastapi:
        value = JSONResponse(value if value is not None else {"status": "ok"})
    return Handled(status, _Given(value, status))


async def _whole(response: Response) -> Response:
    """A stream that fails half way has failed."""
    chunks = getattr(response, "body_iterator", None)
    if chunks is None:
        return response
    body = b"".join([chunk if isinstance(chunk, bytes) else str(chunk).encode() async for chunk in chunks])
    whole = Response(body, response.status_code, background=response.background)
    whole.raw_headers = [*response.raw_headers, (b"content-length", str(len(body)).encode())]
    return whole


def _response(result: Result) -> Response:
    return Response(result.answer.body, result.answer.status, dict(headers_of(result)))

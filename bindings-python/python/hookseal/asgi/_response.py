"""Starlette's responses, as a guarded function gives them and as we do."""

from typing import Any, NoReturn

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .._endpoint.result import Result
from ._answer import before_the_rest, headers_of
from ._incoming import AsgiIncoming


class Refusal(Response):
    """An answer of our own, while the sender is still sending."""

    def __init__(self, result: Result, incoming: AsgiIncoming, scope: Scope) -> None:
        super().__init__(result.answer.body, result.answer.status, headers_of(result, scope))
        self._incoming = incoming

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, before_the_rest(send, self._incoming))


async def whole(response: Response, scope: Scope) -> Response:
    """The same answer, made to its end: a stream that fails half way has failed."""
    if hasattr(response, "body"):
        return response
    start: dict[str, Any] = {}
    body = bytearray()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    background, response.background = response.background, None
    await response({**scope, "extensions": {}}, _stay, send)
    made = Response(bytes(body), start["status"], background=background)
    length = [header for header in made.raw_headers if header[0] == b"content-length"]
    made.raw_headers = [header for header in start["headers"] if header[0] != b"content-length"] + length
    return made


async def _stay() -> NoReturn:
    """Whether the sender is still there does not matter."""
    await anyio.sleep_forever()
    raise AssertionError

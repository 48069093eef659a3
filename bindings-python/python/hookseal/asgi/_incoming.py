"""An ASGI request, as an endpoint needs it."""

import io
import os
import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import anyio

from .._endpoint.budget import Hold
from .._endpoint.certificate import ProxyCertificate
from .._endpoint.incoming import DRAIN_BYTES, DRAIN_SECONDS, length_of
from ..errors import BodyConsumed, BodyTimeout, BodyTooLarge, BodyTruncated
from ._peer import NO_PEER, peer
from ._types import Receive, Scope


class AsgiIncoming:
    """Takes the body from `receive` itself: what a framework has parsed is not what was signed."""

    def __init__(self, scope: Scope, receive: Receive, request: Any = None) -> None:
        self._scope = scope
        self._receive = receive
        self._request = request
        self._headers: list[tuple[bytes, bytes]] = list(scope["headers"])
        self._has_begun = False
        self._has_ended: bool = getattr(request, "_stream_consumed", False)
        self.method: str = scope["method"]

    @property
    def app(self) -> object:
        return self._scope.get("app")

    @property
    def is_multiprocess(self) -> bool:
        """ASGI does not tell. gunicorn leaves this mark; other servers start their workers by `multiprocessing`."""
        return os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn")

    @property
    def target(self) -> str:
        path: bytes = self._scope.get("raw_path") or self._scope["path"].encode()
        query: bytes = self._scope.get("query_string") or b""
        return (path + (b"?" + query if query else b"")).decode("latin-1")

    def content_length(self) -> int | None:
        return length_of(self.header("Content-Length"))

    def headers(self, names: Iterable[str]) -> list[tuple[str, str]]:
        wanted = {name.lower().encode() for name in names}
        return [(_text(name), _text(value)) for name, value in self._headers if name.lower() in wanted]

    def all_headers(self) -> list[tuple[str, str]]:
        return [(_text(name), _text(value)) for name, value in self._headers]

    def header(self, name: str) -> str:
        return ", ".join(value for _, value in self.headers([name]))

    def params(self) -> Mapping[str, Any]:
        params: Mapping[str, Any] = self._scope.get("path_params") or {}
        return params

    def certificate(self, proxy: ProxyCertificate | None) -> bytes | None:
        tls = (self._scope.get("extensions") or {}).get("tls") or {}
        chain = list(tls.get("client_cert_chain") or ())
        if chain and not tls.get("client_cert_error"):
            try:
                return ssl.PEM_cert_to_DER_cert(chain[0])
            except ValueError:
                return None
        return proxy.passed_on(self.header(proxy.header), peer(self._scope), NO_PEER) if proxy is not None else None

    async def read(self, cap: int, timeout: float, hold: Hold) -> bytes:
        cached: bytes | None = getattr(self._request, "_body", None)
        if cached is not None:
            hold.add(len(cached))
            if len(cached) > cap:
                raise BodyTooLarge
            return cached
        if self._has_ended:
            raise _consumed()
        try:
            with anyio.fail_after(timeout):
                body = await self._read(cap, hold)
        except TimeoutError as error:
            raise BodyTimeout from error
        if not body and self.content_length():
            # What Starlette's middlewares leave of it.
            raise _consumed()
        return body

    async def _read(self, cap: int, hold: Hold) -> bytes:
        # Its value is the buffer itself and no copy; it grows with what arrives.
        body = io.BytesIO()
        while not self._has_ended:
            chunk = await self._next()
            hold.add(len(chunk))
            if body.tell() + len(chunk) > cap:
                raise BodyTooLarge
            body.write(chunk)
        return body.getvalue()

    async def _next(self) -> bytes:
        self._has_begun = True
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._has_ended = True
            raise BodyTruncated("the sender hung up")
        self._has_ended = not message.get("more_body", False)
        return message.get("body") or b""

    def keep(self, body: bytes) -> None:
        if self._request is not None:
            self._request._body = body
            # Whatever was made of unverified bytes is made anew when it is asked for.
            self._request._form = None
            self._request.__dict__.pop("_json", None)

    async def drain(self) -> None:
        """Takes a little of what is still coming, so that the sender gets to see the answer."""
        if not self._has_begun and self.header("Expect"):
            # It waits for our answer before it sends anything.
            return
        left = DRAIN_BYTES
        with anyio.move_on_after(DRAIN_SECONDS), suppress(BodyTruncated):
            while left > 0 and not self._has_ended:
                left -= len(await self._next())


def _consumed() -> BodyConsumed:
    return BodyConsumed(
        "something has read the body before hookseal, such as a middleware, a form or a stream: take it away, or let "
        "it call request.body() first, which keeps the bytes"
    )


def _text(value: bytes) -> str:
    return value.decode("latin-1")

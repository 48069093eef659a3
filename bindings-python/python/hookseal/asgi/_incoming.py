"""An ASGI request, as an endpoint needs it."""

import io
import ssl
from collections.abc import Iterable, Mapping
from typing import Any

import anyio

from .._endpoint.budget import Hold
from .._endpoint.certificate import UNIX, ProxyCertificate
from ..errors import BodyConsumed, BodyTimeout, BodyTooLarge, BodyTruncated, HeaderMalformed
from ._types import Receive, Scope

DRAIN_BYTES = 64 << 10
DRAIN_SECONDS = 1.0


class AsgiIncoming:
    """Takes the body from `receive` itself: what a framework has parsed is not what was signed."""

    is_multiprocess = False
    """ASGI does not tell; `multiprocessing.parent_process` does."""

    def __init__(self, scope: Scope, receive: Receive, request: Any = None) -> None:
        self._scope = scope
        self._receive = receive
        self._request = request
        self._headers: list[tuple[bytes, bytes]] = list(scope["headers"])
        self.method: str = scope["method"]

    @property
    def target(self) -> str:
        path: bytes = self._scope.get("raw_path") or self._scope["path"].encode()
        query: bytes = self._scope.get("query_string") or b""
        return (path + (b"?" + query if query else b"")).decode("latin-1")

    def content_length(self) -> int | None:
        length = self.header("Content-Length")
        if not length:
            return None
        if not (length.isascii() and length.isdigit() and len(length) < 20):
            raise HeaderMalformed("Content-Length is no number")
        return int(length)

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
        if chain:
            try:
                return ssl.PEM_cert_to_DER_cert(chain[0])
            except ValueError:
                return None
        if proxy is not None and proxy.trusts(self._peer()):
            return proxy.read(self.header(proxy.header))
        return None

    def _peer(self) -> str | None:
        client = self._scope.get("client")
        if client is None:
            server = self._scope.get("server")
            return UNIX if server is not None and server[1] is None else None
        # No connection comes from port 0: the server has put a forwarded address in its place.
        return client[0] if client[1] else None

    async def read(self, cap: int, timeout: float, hold: Hold) -> bytes:
        cached: bytes | None = getattr(self._request, "_body", None)
        if cached is not None:
            hold.add(len(cached))
            if len(cached) > cap:
                raise BodyTooLarge
            return cached
        if getattr(self._request, "_stream_consumed", False):
            raise BodyConsumed(
                "something has read the body before hookseal, such as a form or a stream: take it away, or let it call "
                "request.body() first, which keeps the bytes"
            )
        try:
            with anyio.fail_after(timeout):
                return await self._read(cap, hold)
        except TimeoutError as error:
            raise BodyTimeout from error

    async def _read(self, cap: int, hold: Hold) -> bytes:
        # Its value is the buffer itself and no copy; it grows with what arrives.
        body = io.BytesIO()
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise BodyTruncated("the sender hung up")
            chunk = message.get("body") or b""
            hold.add(len(chunk))
            if body.tell() + len(chunk) > cap:
                raise BodyTooLarge
            body.write(chunk)
            if not message.get("more_body", False):
                return body.getvalue()

    def keep(self, body: bytes) -> None:
        if self._request is not None:
            self._request._body = body
            for parsed in ("_json", "_form"):
                self._request.__dict__.pop(parsed, None)

    async def drain(self) -> None:
        """Takes a little of what is still coming, so that the sender gets to see the answer."""
        left = DRAIN_BYTES
        with anyio.move_on_after(DRAIN_SECONDS):
            while left > 0:
                message = await self._receive()
                left -= len(message.get("body") or b"")
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return


def _text(value: bytes) -> str:
    return value.decode("latin-1")

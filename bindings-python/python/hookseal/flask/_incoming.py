"""Flask's request, as an endpoint needs it."""

import io
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from flask import Request, current_app

from .._endpoint.budget import Hold
from .._endpoint.certificate import ProxyCertificate
from .._endpoint.incoming import length_of
from ..errors import BodyConsumed, BodyTimeout, BodyTooLarge, BodyTruncated
from . import _connection
from ._route import route_values

CHUNK = 64 << 10


class FlaskIncoming:
    """Reads `wsgi.input` itself: what Flask has parsed is not what was signed."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._environ = request.environ
        self.method = request.method
        self.is_multiprocess = bool(request.environ.get("wsgi.multiprocess"))

    @property
    def app(self) -> object:
        proxy: Any = current_app
        app: object = proxy._get_current_object()
        return app

    @property
    def target(self) -> str:
        """The target as the server got it, where it tells; else put together again."""
        raw: str | None = self._environ.get("RAW_URI") or self._environ.get("REQUEST_URI")
        if raw:
            return raw
        path = quote(self._environ.get("SCRIPT_NAME", "") + self._environ.get("PATH_INFO", ""), "/:@", "latin-1")
        query = self._environ.get("QUERY_STRING")
        return f"{path}?{query}" if query else path

    def content_length(self) -> int | None:
        return length_of(self._environ.get("CONTENT_LENGTH") or "")

    def headers(self, names: Iterable[str]) -> list[tuple[str, str]]:
        environ = self._environ
        return [(name, environ[variable]) for name in names if (variable := _variable(name)) in environ]

    def all_headers(self) -> list[tuple[str, str]]:
        return list(self._request.headers.items())

    def header(self, name: str) -> str:
        value: str = self._environ.get(_variable(name)) or ""
        return value

    def params(self) -> Mapping[str, Any]:
        return route_values(self._request)

    def certificate(self, proxy: ProxyCertificate | None) -> bytes | None:
        return _connection.certificate(self._environ, proxy)

    def read(self, cap: int, timeout: float, hold: Hold) -> bytes:
        cached: bytes | None = getattr(self._request, "_cached_data", None)
        length = self.content_length()
        parsed = self._request.__dict__
        if cached is None and "stream" in parsed or cached == b"" and "form" in parsed and length != 0:
            raise _consumed()
        if cached is not None:
            hold.add(len(cached))
            if len(cached) > cap:
                raise BodyTooLarge
            return cached
        if length is None and not self._environ.get("wsgi.input_terminated"):
            # WSGI: nobody says where the body would end, so there is none.
            return b""
        with _connection.Limit(self._environ, timeout) as limit:
            return self._read(cap, length, limit, hold)

    def _read(self, cap: int, length: int | None, limit: _connection.Limit, hold: Hold) -> bytes:
        # Its value is the buffer itself and no copy; it grows with what arrives.
        body = io.BytesIO()
        source = self._environ["wsgi.input"]
        while length is None or body.tell() < length:
            try:
                chunk = source.read(CHUNK if length is None else min(CHUNK, length - body.tell()))
            except Exception as error:
                # The sender is gone, or its chunks are none; each server has its own exceptions for it.
                is_late = limit.is_over or isinstance(error, TimeoutError)
                raise (BodyTimeout if is_late else BodyTruncated) from error
            if limit.is_over:
                raise BodyTimeout
            if not chunk:
                if length and not body.tell() and not _connection.has_hung_up(self._environ):
                    # There was a body, and it is not its sender who kept it from us.
                    raise _consumed()
                break
            hold.add(len(chunk))
            if body.tell() + len(chunk) > cap:
                raise BodyTooLarge
            if len(chunk) == length:
                return bytes(chunk)
            body.write(chunk)
        # One that ended before its length is refused by the verification, which knows it too.
        return body.getvalue()

    def keep(self, body: bytes) -> None:
        request: Any = self._request
        request._cached_data = body
        self._environ["wsgi.input"] = io.BytesIO(body)
        # Whatever was made of unverified bytes is made anew when it is asked for.
        for parsed in ("stream", "form", "files", "values", "data", "_cached_json"):
            request.__dict__.pop(parsed, None)

    def drain(self) -> None:
        """Reads a little of what is still coming."""
        _connection.drain(self._environ)


def _consumed() -> BodyConsumed:
    return BodyConsumed(
        "something has read the body before hookseal: a before_request function, another decorator or a WSGI "
        "middleware. Take it away, or let it call request.get_data() first, which keeps the bytes"
    )


@cache
def _variable(name: str) -> str:
    name = name.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + name

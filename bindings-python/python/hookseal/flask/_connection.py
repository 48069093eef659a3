"""What a WSGI server shows of the connection itself: its peer, its certificate, its time-outs."""

import contextlib
import socket
import ssl
import struct
import time
from collections.abc import Mapping
from typing import Any

from .._endpoint.certificate import UNIX, ProxyCertificate
from .._endpoint.incoming import DRAIN_BYTES, DRAIN_SECONDS, length_of
from ..errors import HeaderMalformed
from ._watchdog import WATCHDOG

NO_PEER = (
    "the server does not show its socket, and REMOTE_ADDR may be what a header said: serve the app with gunicorn "
    "(sync, gthread or gevent workers), or let the web server set SSL_CLIENT_CERT for mod_wsgi or uWSGI"
)


def _socket(environ: Mapping[str, Any]) -> Any:
    """The connection's socket, of gunicorn and of Werkzeug's own server."""
    return environ.get("gunicorn.socket") or environ.get("werkzeug.socket")


def _own_socket(environ: Mapping[str, Any]) -> socket.socket | None:
    """The socket, where it is this request's alone: under HTTP/2 there are others on it."""
    connection = _socket(environ)
    is_own = isinstance(connection, socket.socket) and environ.get("SERVER_PROTOCOL", "").startswith("HTTP/1")
    return connection if is_own else None


def peer(environ: Mapping[str, Any]) -> str | None:
    """The address of whoever holds the other end, or `"unix"`; None where the server does not show its socket.

    `REMOTE_ADDR` counts for nothing. Servers put there what a header says, or the PROXY protocol, and some leave no
    trace of it: Apache's mod_remoteip takes the header away.
    """
    connection = _socket(environ)
    if connection is None:
        return None
    try:
        address = connection.getpeername()
    except OSError:
        return None
    return address[0] if isinstance(address, tuple) else UNIX


def certificate(environ: Mapping[str, Any], proxy: ProxyCertificate | None) -> bytes | None:
    """The DER of the client's certificate: of the TLS connection, or of a header where the peer is a trusted proxy."""
    connection = _socket(environ)
    if hasattr(connection, "getpeercert"):
        try:
            der: bytes | None = connection.getpeercert(binary_form=True)
        except (OSError, ValueError):
            der = None
        if der:
            return der
    # mod_wsgi, uWSGI behind nginx, Werkzeug's own server; no header of a request becomes a variable of this name.
    pem = environ.get("SSL_CLIENT_CERT")
    if pem:
        try:
            return ssl.PEM_cert_to_DER_cert(pem)
        except ValueError:
            return None
    if proxy is None:
        return None
    return proxy.passed_on(environ.get("HTTP_" + proxy.header.upper().replace("-", "_"), ""), peer(environ), NO_PEER)


class Limit:
    """Lets all reads from the connection together take so long at most, where the server shows its socket."""

    def __init__(self, environ: Mapping[str, Any], seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self._seconds = seconds
        self._connection = _own_socket(environ)

    def __enter__(self) -> "Limit":
        if self._connection is not None:
            WATCHDOG.watch(self, self._connection, self._seconds)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._connection is not None:
            WATCHDOG.leave(self)

    @property
    def is_over(self) -> bool:
        """Whether that time has passed."""
        return time.monotonic() >= self.end


def has_hung_up(environ: Mapping[str, Any]) -> bool:
    """Whether the sender is gone; where the server does not show its socket, it tells by itself."""
    connection = _own_socket(environ)
    if connection is None:
        return False
    before = connection.gettimeout()
    try:
        connection.settimeout(0)
        # Of TLS the bytes beneath.
        return not socket.socket.recv(connection, 1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        with contextlib.suppress(OSError):
            connection.settimeout(before)


def drain(environ: Mapping[str, Any]) -> None:
    """Reads a little of what the sender is still sending, so that it gets to see the answer, and no broken connection.

    Only where the server shows its socket: elsewhere a sender could hold the worker for as long as it likes.
    """
    connection = _own_socket(environ)
    length = environ.get("CONTENT_LENGTH") or ""
    if connection is None or not (length or environ.get("wsgi.input_terminated")):
        return
    declared = None
    with contextlib.suppress(HeaderMalformed):
        declared = length_of(length)
    left = DRAIN_BYTES if declared is None else min(declared, DRAIN_BYTES)
    with Limit(environ, DRAIN_SECONDS) as limit:
        try:
            while left > 0 and not limit.is_over:
                chunk = environ["wsgi.input"].read(min(left, 8192))
                if not chunk:
                    return
                left -= len(chunk)
        except Exception:
            # Each server has its own for a sender who is gone.
            return
    if declared is None or declared > DRAIN_BYTES:
        with contextlib.suppress(OSError):
            # What else comes is no request. A sender whose window is full would wait a minute for a connection that is
            # closed in order: so the server's close resets it.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

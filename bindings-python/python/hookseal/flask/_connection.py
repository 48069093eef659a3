"""What a WSGI server shows of the connection itself: its peer, its certificate, its time-outs."""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .._endpoint.certificate import UNIX, ProxyCertificate

DRAIN_BYTES = 64 << 10
DRAIN_SECONDS = 1.0


def _socket(environ: Mapping[str, Any]) -> Any:
    """The connection's socket, of gunicorn and of Werkzeug's own server."""
    return environ.get("gunicorn.socket") or environ.get("werkzeug.socket")


def peer(environ: Mapping[str, Any]) -> str | None:
    """The address of whoever holds the other end, whatever `ProxyFix` made of `REMOTE_ADDR`."""
    connection = _socket(environ)
    if connection is not None:
        try:
            address = connection.getpeername()
        except OSError:
            return None
        return address[0] if isinstance(address, tuple) else UNIX
    fixed = environ.get("werkzeug.proxy_fix.orig")
    return (fixed if fixed is not None else environ).get("REMOTE_ADDR") or None


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
    # mod_wsgi, uWSGI and Werkzeug's own server; no header of a request becomes a variable of this name.
    pem = environ.get("SSL_CLIENT_CERT")
    if pem:
        try:
            return ssl.PEM_cert_to_DER_cert(pem)
        except ValueError:
            return None
    if proxy is not None and proxy.trusts(peer(environ)):
        return proxy.read(environ.get("HTTP_" + proxy.header.upper().replace("-", "_"), ""))
    return None


@contextmanager
def time_limit(environ: Mapping[str, Any], seconds: float) -> Iterator[None]:
    """Lets a single read from the connection take so long at most, where the server shows its socket."""
    connection = _socket(environ)
    if not isinstance(connection, socket.socket):
        yield
        return
    before = connection.gettimeout()
    connection.settimeout(seconds)
    try:
        yield
    finally:
        connection.settimeout(before)


def drain(environ: Mapping[str, Any]) -> None:
    """Reads a little of what the sender is still sending, so that it gets to see the answer instead of a broken connection.

    Only where the server shows its socket: elsewhere a sender could hold the worker for as long as it likes.
    """
    if not isinstance(_socket(environ), socket.socket):
        return
    length = environ.get("CONTENT_LENGTH") or ""
    left = min(int(length), DRAIN_BYTES) if length.isascii() and length.isdigit() else DRAIN_BYTES
    end = time.monotonic() + DRAIN_SECONDS
    with time_limit(environ, DRAIN_SECONDS):
        try:
            while left > 0 and time.monotonic() < end:
                chunk = environ["wsgi.input"].read(min(left, 8192))
                if not chunk:
                    return
                left -= len(chunk)
        except (OSError, ValueError):
            return

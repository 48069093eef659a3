"""Who holds the other end of a connection, as far as ASGI tells."""

import ipaddress
import re
from collections.abc import Iterator

from .._endpoint.certificate import UNIX
from ._types import Scope

# Servers and middlewares put what these say in the place of the peer's address.
_TELLING = re.compile(rb"forwarded|-ip$|-address$", re.IGNORECASE)
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,}")

NO_PEER = (
    "the server does not tell who its peer is, or a header names the same address: start uvicorn with "
    "--no-proxy-headers, and let nothing else put a forwarded address in the peer's place"
)


def peer(scope: Scope) -> str | None:
    """The peer's address, or `"unix"`; None where it may be one that a header says.

    uvicorn puts it there by default for a proxy on the same machine. A port of 0 gives that away, but a header may say
    a port as well.
    """
    client = scope.get("client")
    if client is None:
        server = scope.get("server")
        return UNIX if server is not None and server[1] is None else None
    host, port = client
    # Granian gives ports as text.
    return None if str(port) in ("0", "None") or _plain(host) in _told(scope) else host


def _told(scope: Scope) -> Iterator[str]:
    """All addresses that its headers tell."""
    for name, value in scope["headers"]:
        if _TELLING.search(name):
            for text in _ADDRESS.findall(value.decode("latin-1")):
                yield _plain(text)
                # It may have a port.
                yield _plain(text.rpartition(":")[0])


def _plain(text: str) -> str:
    """An address in the one form that can be compared; what is none as it is."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    return str(getattr(address, "ipv4_mapped", None) or address)

"""Deliveries that were captured: dead letters, or any other file of that format."""

from os import PathLike
from pathlib import Path

from .._native import Capture, Scheme
from ..errors import ArgumentInvalid
from ._requests import SignedRequest, id_header, signed_request

REDACTED = "[redacted]"
"""Stands in a capture for what a header said."""

# Whoever sends a request says these anew.
_MADE_BY_CLIENTS = frozenset({"content-length", "host"})


def load_capture(path: str | PathLike[str]) -> Capture:
    """Reads a capture: a file of a dead-letter folder, or a copy of it beside your tests.

    Raises:
        ArgumentInvalid: The file is none.
        OSError: It cannot be read.
    """
    return Capture.from_bytes(Path(path).read_bytes())


def capture_request(
    capture: Capture,
    secret: str | bytes | None = None,
    *,
    scheme: str | Scheme | None = None,
    timestamp: int | float | None = None,
    url: str | None = None,
) -> SignedRequest:
    """The request of a capture, to be sent again: as it came, or signed afresh where a secret is given.

    As it came, its signature is the sender's, and its timestamp as old as it is. Headers whose values are redacted are
    left out.

    Args:
        capture: What `load_capture` gave.
        secret: Signs it anew, for an endpoint with another secret or with a tolerance.
        scheme: The capture's own, unless given; needed for schemes that are not built in.
        timestamp: Unix seconds of the new signature; now unless given.
        url: As for `signed_request`; the captured target unless given.

    Raises:
        ArgumentInvalid: A secret, and no scheme to sign for.
        WebhookError: What `hookseal.Signer` raises.
    """
    kept = {
        name: value for name, value in capture.headers if value != REDACTED and name.lower() not in _MADE_BY_CLIENTS
    }
    url = url if url is not None else capture.target
    if secret is None:
        return SignedRequest(capture.method, url, kept, capture.body)
    scheme = scheme or capture.scheme
    if scheme is None:
        raise ArgumentInvalid("the capture names no scheme: give scheme=")
    scheme = scheme if isinstance(scheme, Scheme) else Scheme.builtin(scheme)
    header = id_header(scheme)
    id = next((value for name, value in kept.items() if header is not None and name.lower() == header.lower()), None)
    made = _made_by_signing(scheme)
    return signed_request(
        scheme,
        secret,
        capture.body,
        id=id,
        timestamp=timestamp,
        method=capture.method,
        url=url,
        headers={name: value for name, value in kept.items() if name.lower() not in made},
    )


def _made_by_signing(scheme: Scheme) -> set[str]:
    """The headers that a signer of the scheme writes, in lower case."""
    row = scheme.to_dict()
    named = [row.get(field, {}).get("header") for field in ("id", "timestamp")]
    return {name.lower() for name in [*row["signature"]["headers"], *named] if name is not None}

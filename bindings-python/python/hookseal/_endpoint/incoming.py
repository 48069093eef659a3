"""A request, as far as an endpoint needs it; each adapter has its own."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ..errors import HeaderMalformed
from .budget import Hold
from .certificate import ProxyCertificate

DRAIN_BYTES = 64 << 10
DRAIN_SECONDS = 1.0
"""How much of what is still coming is read, so that the sender gets to see the answer, and for how long."""


class Incoming(Protocol):
    """A request whose body is still to come."""

    @property
    def method(self) -> str:
        """The method."""

    @property
    def target(self) -> str:
        """The request target, with its query."""

    @property
    def app(self) -> object:
        """The app that the request came to; None where the server does not tell."""

    @property
    def is_multiprocess(self) -> bool:
        """Whether the server says that other processes serve the same app."""

    def content_length(self) -> int | None:
        """The declared length; None where there is none."""

    def headers(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """The headers of these names, as the server shows them."""

    def all_headers(self) -> list[tuple[str, str]]:
        """All of them, for a dead letter."""

    def header(self, name: str) -> str:
        """One of them, or an empty string."""

    def params(self) -> Mapping[str, Any]:
        """What the route took from the path."""

    def certificate(self, proxy: ProxyCertificate | None) -> bytes | None:
        """The DER of the client's certificate."""

    def read(self, cap: int, timeout: float, hold: Hold) -> Any:
        """The body, of at most `cap` bytes, each counted in `hold`: bytes, or something to await that gives them."""

    def keep(self, body: bytes) -> None:
        """Lets the framework's own accessors work on the verified bytes from here on."""


def length_of(text: str) -> int | None:
    """The length that a `Content-Length` declares; None where there is none."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise HeaderMalformed("Content-Length is no number")
    return int(text)

"""The delivery that is being handled, for its handler.

A `key` is the event's dedup key as text, in hex, for job IDs and idempotency keys: here, of a `Job` and of a `Letter`.
A `dedup_key` is its 16 bytes, as stores and folders of dead letters take it.
"""

from collections.abc import Callable
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Any

from .._native import Verified


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the endpoint knows of the delivery under way, beside the event itself.

    Pass `key` and `attempt` on to whatever must not happen twice, so that it can refuse the lower attempt.
    """

    event: Verified
    endpoint: str
    """The endpoint's name."""
    scope: str
    """The scope of the dedup key."""
    key: str | None
    """The dedup key in hex, or None where the endpoint does not dedup. Payment providers take it as idempotency key."""
    attempt: int | None
    """Which attempt at the event this is, from 1; None where nothing is remembered."""
    renew: Callable[[], Any] = lambda: None
    """Starts the lease again, for work that takes longer. It gives `"stolen"` where the lease had ended and another
    delivery has begun: then stop. In an `async` function of `hookseal.asgi` await it, whichever store it is."""


_current: ContextVar[Delivery] = ContextVar("hookseal.delivery")


def current_delivery() -> Delivery:
    """The delivery that the calling handler was given. Outside of a handler it is a `LookupError`."""
    try:
        return _current.get()
    except LookupError:
        raise LookupError(
            "no delivery is being handled here: call current_delivery() in the handler itself, and give what you need "
            "of it to the threads that it starts"
        ) from None


def begin(delivery: Delivery) -> Token[Delivery]:
    """Makes it the one that `current_delivery` gives, until `end`."""
    return _current.set(delivery)


def end(begun: Token[Delivery]) -> None:
    """Its handler is through."""
    _current.reset(begun)

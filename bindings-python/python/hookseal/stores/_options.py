"""What an endpoint wants of a server's store, and what of it is possible."""

from dataclasses import dataclass

from .._native import check_store_options
from ..errors import ArgumentInvalid

NOT_BEFORE_MAX = 300


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """The options of one store. Impossible ones are `WindowConfig`."""

    ttl: int
    lease: int
    sliding: bool
    max_attempts: int | None
    connect_timeout: float
    call_timeout: float
    connections: int

    def __post_init__(self) -> None:
        check_store_options(
            self.ttl,
            self.lease,
            self.sliding,
            self.max_attempts,
            self.connect_timeout,
            self.call_timeout,
            self.connections,
        )


def checked_not_before(seconds: object) -> int:
    """The seconds until a released event can be claimed again; `ArgumentInvalid` where they are not 0 to 300."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= NOT_BEFORE_MAX:
        raise ArgumentInvalid("`not_before` is 0 to 300 whole seconds")
    return seconds

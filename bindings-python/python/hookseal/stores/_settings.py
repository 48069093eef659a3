"""What an endpoint wants of a server's store, and what of it is possible."""

from dataclasses import dataclass

from hookseal.errors import ArgumentInvalid, WindowConfig

TTL_MAX = 1 << 30
LEASE_MAX = 259_200
ATTEMPTS_MAX = 15
NOT_BEFORE_MAX = 300
CONNECTIONS_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one store. Impossible ones are `WindowConfig`."""

    ttl: int
    lease: int
    sliding: bool
    max_attempts: int | None
    connect_timeout: float
    call_timeout: float
    connections: int

    def __post_init__(self) -> None:
        flaw = self._flaw()
        if flaw:
            raise WindowConfig(flaw)

    def _flaw(self) -> str | None:
        """What is impossible, in the words of every language."""
        if not _is_whole(self.ttl, 1, TTL_MAX):
            return "the lifetime must be 1 to 1,073,741,824 s (34 years)"
        if not _is_whole(self.lease, 1, LEASE_MAX):
            return "the lease must be 1 to 259,200 s (72 h)"
        if self.lease > self.ttl:
            return "the lease is longer than the lifetime: give a shorter lease or a longer lifetime"
        if self.max_attempts is not None:
            if not _is_whole(self.max_attempts, 1, ATTEMPTS_MAX):
                return "the most attempts must be 1 to 15, or not be given: then there is no limit"
            if self.lease == self.ttl:
                # A record that ends with its lease counts no second attempt.
                return "to count attempts, the lifetime must be longer than the lease"
        if not isinstance(self.sliding, bool):
            return "sliding is True or False"
        if not (_is_wait(self.connect_timeout) and _is_wait(self.call_timeout)):
            return "a time-out must be a millisecond to an hour"
        if not _is_whole(self.connections, 1, CONNECTIONS_MAX):
            return "a store has 1 to 10,000 connections"
        return None


def checked_not_before(seconds: object) -> int:
    """The seconds until a released event can be claimed again; `ArgumentInvalid` where they are not 0 to 300."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= NOT_BEFORE_MAX:
        raise ArgumentInvalid("`not_before` is 0 to 300 whole seconds")
    return seconds


def _is_whole(number: object, least: int, most: int) -> bool:
    """Whether it is a whole number in the range; True and False are none."""
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most


def _is_wait(seconds: object) -> bool:
    return isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0.001 <= seconds <= 3600

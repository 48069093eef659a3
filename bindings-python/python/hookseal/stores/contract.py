"""What every store does, and what its calls answer: the same words on every engine and in every language."""

from dataclasses import dataclass
from typing import Literal, NoReturn, Protocol, runtime_checkable

ClaimState = Literal["claimed", "in_flight", "done", "exhausted", "dead", "full", "unguarded"]

Settled = Literal["ok", "late", "already_done", "stolen"]
"""What became of a claim that its owner commits, buries, releases or renews.

`ok`: settled as asked. `late`: the lease had ended, but nobody else had taken the event. `already_done`: this claim had
settled the event before. `stolen`: somebody else has taken it, and nothing was written. `late` and `stolen` are the
evidence of a possible double run.
"""

Forgotten = Literal["forgotten", "absent", "in_flight"]
"""What forgetting an event gives; one that is in flight is not forgotten."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim of an event gives. Compare its `state`: a claim is neither true nor false.

    Only `claimed` and `unguarded` allow the event to be processed.
    """

    state: ClaimState
    """
    `claimed`: the event is yours until the lease ends; commit it, or release it on failure.
    `in_flight`: somebody else has it, or it was released for later.
    `done`: it was processed; answer as for a success.
    `exhausted`: all attempts are used; hand it to the dead-letter sink, then bury it, or release it.
    `dead`: it is a dead letter; answer as for a success.
    `full`: there is no room for it, and nothing was written.
    `unguarded`: there is no room for it, and the store was told to go on without: nothing guards against a second run.
    """
    token: bytes | None = None
    """Proof of the claim, 32 bytes, of `claimed` and `exhausted`."""
    attempt: int | None = None
    """The how-manieth attempt this is, from 1 to 15, of `claimed`; the attempts made, of `exhausted` and `dead`."""
    retry_after: int | None = None
    """Seconds until it can be claimed, at least 1, of `in_flight` and `full`."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a claim is neither true nor false: compare its state")


class _Described(Protocol):
    """What a store says of itself."""

    @property
    def ttl(self) -> int:
        """Seconds that a record lives after its claim."""

    @property
    def lease(self) -> int:
        """Seconds that a claim is held unless renewed."""

    @property
    def sliding(self) -> bool:
        """Whether a duplicate of a finished event starts its lifetime again."""

    @property
    def max_attempts(self) -> int | None:
        """Attempts after which a claim is exhausted; only with a dead-letter sink."""


@runtime_checkable
class Store(_Described, Protocol):
    """Remembers events, so that none is processed twice. Write your own by giving these members.

    Calls may come from any thread. Keys are the 16 bytes of `Verified.dedup_key`, tokens 32 bytes. What cannot be done
    now is `StoreUnavailable`: whether it was done all the same is not known, so every call can be repeated.
    """

    def claim(self, key: bytes, /) -> Claim:
        """Claims an event."""

    def commit(self, token: bytes, /) -> Settled:
        """Records that the event was processed."""

    def bury(self, token: bytes, /) -> Settled:
        """Records that the dead-letter sink took the event."""

    def release(self, token: bytes, /, not_before: int = 0) -> Settled:
        """Gives a claim back: the event can be claimed again from `not_before` seconds on, at most 300."""

    def renew(self, token: bytes, /) -> Settled:
        """Starts the lease again, for work that takes longer."""

    def forget(self, key: bytes, /) -> Forgotten:
        """Forgets an event, so that its next delivery is processed as a first one."""


@runtime_checkable
class AsyncStore(_Described, Protocol):
    """`Store` for asyncio: the same members, the calls to be awaited."""

    async def claim(self, key: bytes, /) -> Claim:
        """As `Store.claim`."""

    async def commit(self, token: bytes, /) -> Settled:
        """As `Store.commit`."""

    async def bury(self, token: bytes, /) -> Settled:
        """As `Store.bury`."""

    async def release(self, token: bytes, /, not_before: int = 0) -> Settled:
        """As `Store.release`."""

    async def renew(self, token: bytes, /) -> Settled:
        """As `Store.renew`."""

    async def forget(self, key: bytes, /) -> Forgotten:
        """As `Store.forget`."""

"""The calls on a server's store, apart from how the server is asked.

A call is a generator: it yields what to ask the server, is sent the answer, and returns the result. So each is written
once, for clients that block and for clients that are awaited.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Hashable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Generic, TypeVar

from .._drive import arun, run
from ._options import StoreOptions
from .contract import Claim, Forgotten, Settled

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


class Calls(ABC, Generic[Question, Answer]):
    """The six calls, on one kind of server."""

    def __init__(self, options: StoreOptions) -> None:
        self.options = options

    @abstractmethod
    def claim(self, key: bytes) -> Generator[Question, Answer, Claim]: ...

    @abstractmethod
    def commit(self, token: bytes) -> Generator[Question, Answer, Settled]: ...

    @abstractmethod
    def bury(self, token: bytes) -> Generator[Question, Answer, Settled]: ...

    @abstractmethod
    def release(self, token: bytes, not_before: int) -> Generator[Question, Answer, Settled]: ...

    @abstractmethod
    def renew(self, token: bytes) -> Generator[Question, Answer, Settled]: ...

    @abstractmethod
    def forget(self, key: bytes) -> Generator[Question, Answer, Forgotten]: ...


class Described(ABC, Generic[Question, Answer]):
    """What a store says of itself."""

    _calls: Calls[Question, Answer]

    @property
    def ttl(self) -> int:
        """Seconds that a record lives after its claim."""
        return self._calls.options.ttl

    @property
    def lease(self) -> int:
        """Seconds that a claim is held unless renewed."""
        return self._calls.options.lease

    @property
    def sliding(self) -> bool:
        """Whether a duplicate of a finished event starts its lifetime again."""
        return self._calls.options.sliding

    @property
    def max_attempts(self) -> int | None:
        """Attempts after which a claim is exhausted; only with a dead-letter sink."""
        return self._calls.options.max_attempts

    @abstractmethod
    def place(self) -> Hashable:
        """Where the records are, as far as the settings tell: two stores of one place share them."""

    def __repr__(self) -> str:
        """Never the URL, which may hold a password."""
        return f"<{type(self).__name__} {self._calls.options}>"


class BlockingStore(Described[Question, Answer]):
    """A store whose calls block: `hookseal.stores.Store`."""

    _turn: Callable[[], AbstractContextManager[None]]

    @abstractmethod
    def _ask(self, question: Question) -> Answer: ...

    def _run(self, call: Generator[Question, Answer, Result]) -> Result:
        with self._turn():
            return run(call, self._ask)

    def claim(self, key: bytes, /) -> Claim:
        """Claims an event.

        After `StoreUnavailable` it is not known whether it was claimed: its next delivery may find it in flight.
        """
        return self._run(self._calls.claim(key))

    def commit(self, token: bytes, /) -> Settled:
        """Records that the event was processed. Do it before the answer is sent.

        After `StoreUnavailable` it is not known whether it was recorded: commit again later, and do not process again.
        """
        return self._run(self._calls.commit(token))

    def bury(self, token: bytes, /) -> Settled:
        """Records that the dead-letter sink took the event."""
        return self._run(self._calls.bury(token))

    def release(self, token: bytes, /, not_before: int = 0) -> Settled:
        """Gives a claim back: the event can be claimed again from `not_before` seconds on, at most 300."""
        return self._run(self._calls.release(token, not_before))

    def renew(self, token: bytes, /) -> Settled:
        """Starts the lease, and the record's lifetime, again."""
        return self._run(self._calls.renew(token))

    def forget(self, key: bytes, /) -> Forgotten:
        """Forgets an event unless its lease runs, so that its next delivery is processed as a first one."""
        return self._run(self._calls.forget(key))


class AwaitedStore(Described[Question, Answer]):
    """A store whose calls are awaited: `hookseal.stores.AsyncStore`."""

    _turn: Callable[[], AbstractAsyncContextManager[None]]

    @abstractmethod
    async def _ask(self, question: Question) -> Answer: ...

    async def _run(self, call: Generator[Question, Answer, Result]) -> Result:
        async with self._turn():
            return await arun(call, self._ask)

    async def claim(self, key: bytes, /) -> Claim:
        """Claims an event.

        After `StoreUnavailable` it is not known whether it was claimed: its next delivery may find it in flight.
        """
        return await self._run(self._calls.claim(key))

    async def commit(self, token: bytes, /) -> Settled:
        """Records that the event was processed. Do it before the answer is sent.

        After `StoreUnavailable` it is not known whether it was recorded: commit again later, and do not process again.
        """
        return await self._run(self._calls.commit(token))

    async def bury(self, token: bytes, /) -> Settled:
        """Records that the dead-letter sink took the event."""
        return await self._run(self._calls.bury(token))

    async def release(self, token: bytes, /, not_before: int = 0) -> Settled:
        """Gives a claim back: the event can be claimed again from `not_before` seconds on, at most 300."""
        return await self._run(self._calls.release(token, not_before))

    async def renew(self, token: bytes, /) -> Settled:
        """Starts the lease, and the record's lifetime, again."""
        return await self._run(self._calls.renew(token))

    async def forget(self, key: bytes, /) -> Forgotten:
        """Forgets an event unless its lease runs, so that its next delivery is processed as a first one."""
        return await self._run(self._calls.forget(key))

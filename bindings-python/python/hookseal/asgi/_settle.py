"""Makes late calls on stores in tasks of the event loop, one for each store: none waits for another that is away."""

import asyncio
from typing import Any

from .._drive import arun
from .._endpoint.background import COMMITTER
from .._endpoint.backlog import Backlog, Late
from .._endpoint.calls import Call
from ..errors import StoreUnavailable
from ._perform import perform

_Place = tuple[asyncio.AbstractEventLoop, int]


class _Worker:
    """Makes what waits for one store; its task ends when nothing is left."""

    def __init__(self, place: _Place) -> None:
        self.backlog = Backlog()
        self._place = place
        self._is_last = False
        # A task that nobody holds may vanish half way.
        self._task = place[0].create_task(self._work())
        self._task.add_done_callback(self._ended)

    async def _work(self) -> None:
        try:
            await arun(self.backlog.flow(self._pause), self._make)
        finally:
            del _workers[self._place]

    def _ended(self, _task: asyncio.Task[None]) -> None:
        # Something is left where it was cancelled twice, or before it began.
        self.backlog.give_up()
        if _workers.get(self._place) is self:
            del _workers[self._place]

    async def _pause(self, seconds: float) -> bool:
        try:
            await asyncio.sleep(0 if self._is_last else seconds)
        except asyncio.CancelledError:
            self._end()
        return self._is_last

    async def _make(self, call: Call) -> Any:
        try:
            return await perform(call)
        except asyncio.CancelledError:
            self._end()
            raise StoreUnavailable("the event loop ends") from None

    def _end(self) -> None:
        """The loop ends: what is left is tried once more, until one fails, and never again."""
        if self._is_last:
            raise asyncio.CancelledError
        self._is_last = True


_workers: dict[_Place, _Worker] = {}


def settle_later(late: Late) -> None:
    """Makes a call over and over until the store answers, or its time has come."""
    try:
        # What waits holds its store, whose id is nobody else's meanwhile.
        place = asyncio.get_running_loop(), id(late.store)
    except RuntimeError:
        # Trio has no tasks that outlive a request.
        COMMITTER.settle(late)
        return
    if place not in _workers:
        _workers[place] = _Worker(place)
    _workers[place].backlog.add(late)

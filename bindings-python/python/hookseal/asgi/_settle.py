"""Makes late calls on stores in tasks of the event loop, one for each store: none waits for another that is away."""

import asyncio
import atexit
import inspect
import os
import threading
from contextlib import suppress
from typing import Any

import anyio

from .._drive import arun
from .._endpoint.background import COMMITTER, LAST_SECONDS, Worker
from .._endpoint.backlog import Backlog, Late
from .._endpoint.calls import Call, is_async
from ..errors import StoreUnavailable

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

    async def last_try(self, seconds: float) -> None:
        """Ends the pauses: what is left is tried at once, until one fails."""
        for limit in (seconds, 1):
            # Once ends what it waits for; of a call that takes longer than that it is not known what comes of it.
            self._task.cancel()
            await asyncio.wait([self._task], timeout=limit)

    async def _work(self) -> None:
        try:
            await arun(self.backlog.flow(self._pause), self._make)
        finally:
            self._leave()

    def _ended(self, _task: asyncio.Task[None]) -> None:
        # Something is left where it was cancelled twice, or before it began.
        self.backlog.give_up()
        self._leave()

    def _leave(self) -> None:
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
            given = call() if is_async(call) else await _in_thread(call)
            return await given if inspect.isawaitable(given) else given
        except asyncio.CancelledError:
            self._end()
            raise StoreUnavailable("the event loop ends") from None

    def _end(self) -> None:
        """The loop ends: what is left is tried once more, until one fails, and never again."""
        if self._is_last:
            raise asyncio.CancelledError
        self._is_last = True


async def _in_thread(call: Call) -> Any:
    """Makes a call in a thread that no process waits for. AnyIO's end with the task that needed them first.

    Some servers, such as Daphne, stop their loop and leave its tasks as they are: this one would never end.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Future[tuple[Any, BaseException | None]] = loop.create_future()

    def tell(*given_and_raised: Any) -> None:
        if not made.done():
            made.set_result(given_and_raised)

    def make() -> None:
        given, raised = None, None
        try:
            given = call()
        except BaseException as error:
            raised = error
        with suppress(RuntimeError):
            # The loop may be closed by now.
            loop.call_soon_threadsafe(tell, given, raised)

    threading.Thread(target=make, name=Worker.name, daemon=True).start()
    given, raised = await made
    if raised is not None:
        raise raised
    return given


_workers: dict[_Place, _Worker] = {}


def _hand_over() -> None:
    """Leaves to threads what waits for loops that were stopped, where the process ends."""
    for worker in list(_workers.values()):
        for late in worker.backlog.waiting.copy():
            COMMITTER.settle(late)


os.register_at_fork(after_in_child=_workers.clear)
# Before the threads' own last try: what was registered last is called first.
atexit.register(_hand_over)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """None under trio, which has no tasks that outlive a request."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def last_try() -> None:
    """Gives each store one more chance where an app ends: its loop may not, and neither may the process in order."""
    # Who has not begun would be cancelled before the first try.
    await anyio.sleep(0)
    loop = _running_loop()
    ours = [worker.last_try(LAST_SECONDS) for place, worker in _workers.items() if place[0] is loop]
    if ours:
        await asyncio.gather(*ours)
    await anyio.to_thread.run_sync(COMMITTER.last_try)


def settle_later(late: Late) -> None:
    """Makes a call over and over until the store answers, or its time has come."""
    loop = _running_loop()
    task = asyncio.current_task() if loop else None
    if loop is None or task is not None and task.cancelling():
        # What is behind a `Shield` is cancelled by the end of the loop alone, after which no task of it goes on.
        COMMITTER.settle(late)
        return
    # What waits holds its store, whose id is nobody else's meanwhile.
    place = loop, id(late.store)
    if place not in _workers:
        _workers[place] = _Worker(place)
    _workers[place].backlog.add(late)

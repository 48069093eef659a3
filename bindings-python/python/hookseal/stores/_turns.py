"""Turns on a server: so many calls at once, and with each one connection. In a busy moment the others wait."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from weakref import WeakKeyDictionary

from ..errors import StoreUnavailable
from ._options import StoreOptions


def _busy(options: StoreOptions) -> StoreUnavailable:
    return StoreUnavailable(
        f"all {options.connections} connections of this store are in use: nothing was written, try again, and if it "
        "stays so, allow it more `connections`"
    )


class Turns:
    """The turns of a process's threads."""

    def __init__(self, options: StoreOptions) -> None:
        self._options = options
        # A forked child has its own: those that were taken when it was forked are never given back to it.
        self._of_process: dict[int, threading.Semaphore] = {}

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Waits for a turn, no longer than for a connection: else `StoreUnavailable`."""
        options = self._options
        turns = self._of_process.setdefault(os.getpid(), threading.Semaphore(options.connections))
        if not turns.acquire(timeout=options.connect_timeout):
            raise _busy(options)
        try:
            yield
        finally:
            turns.release()


class AsyncTurns:
    """The turns of an event loop's tasks."""

    def __init__(self, options: StoreOptions) -> None:
        self._options = options
        self._of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Waits for a turn, no longer than for a connection: else `StoreUnavailable`."""
        options = self._options
        turns = self._of_loop.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(options.connections))
        try:
            async with asyncio.timeout(options.connect_timeout):
                await turns.acquire()
        except TimeoutError:
            raise _busy(options) from None
        try:
            yield
        finally:
            turns.release()

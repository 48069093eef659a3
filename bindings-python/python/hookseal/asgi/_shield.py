"""Lets a delivery come to its end, whoever gives up on it meanwhile."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import anyio

T = TypeVar("T")


class Shield:
    """Runs work that is not to be cancelled, and remembers that somebody tried.

    gunicorn cancels a request 3 s after its sender hung up, Daphne after 10 s, and middlewares have limits of their
    own. The handler would stop half way, and the sender's retry run it again.
    """

    def __init__(self) -> None:
        self._cancelled: asyncio.CancelledError | None = None

    async def run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Runs it to its end. Only the end of the event loop itself, which cancels every task, cuts it short."""
        with anyio.CancelScope(shield=True):
            result = await (self._as_task(work()) if _on_asyncio() else work())
        return result

    async def _as_task(self, work: Coroutine[Any, Any, T]) -> T:
        """A scope keeps off only those that cancel scopes."""
        task = asyncio.create_task(work)
        while not task.done():
            try:
                await asyncio.wait((task,))
            except asyncio.CancelledError as error:
                self._cancelled = error
        return task.result()

    def end(self) -> None:
        """Gives way to whoever cancelled meanwhile."""
        if self._cancelled is not None:
            raise self._cancelled


def _on_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Trio, where nothing cancels but scopes.
        return False
    return True

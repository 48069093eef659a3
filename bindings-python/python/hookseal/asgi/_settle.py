"""Commits to an asynchronous store that could not be recorded in time, tried again until they are."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from .._endpoint.background import COMMITTER, FIRST_WAIT, LONGEST_WAIT, concluded
from .._endpoint.drive import is_async

# Tasks that nobody holds may vanish half way.
_tasks: set[asyncio.Task[None]] = set()


def settle_later(settle: Callable[[], Any], what: str, until: float) -> None:
    """Calls `settle` over and over until it answers or `until`, in Unix seconds, has come."""
    if not is_async(settle):
        COMMITTER.settle(settle, what, until)
        return
    task = asyncio.get_running_loop().create_task(_settle(settle, what, until))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _settle(settle: Callable[[], Awaitable[str]], what: str, until: float) -> None:
    wait = FIRST_WAIT
    while True:
        await asyncio.sleep(wait)
        try:
            answer: str | Exception = await settle()
        except Exception as error:
            answer = error
        if concluded(answer, what, time.time() >= until):
            return
        wait = min(wait * 2, LONGEST_WAIT)

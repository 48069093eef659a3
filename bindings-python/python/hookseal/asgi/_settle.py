"""Commits that could not be recorded in time, tried again by a task of the event loop until they are."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from .._endpoint import say
from .._endpoint.background import COMMITTER, FIRST_WAIT, LONGEST_WAIT, MOST, concluded
from ._perform import perform

# Tasks that nobody holds may vanish half way.
_tasks: set[asyncio.Task[None]] = set()


def settle_later(settle: Callable[[], Any], what: str, until: float) -> None:
    """Calls `settle` over and over until it answers or `until`, in Unix seconds, has come."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        # Trio has no tasks that outlive a request.
        COMMITTER.settle(settle, what, until)
        return
    if len(_tasks) >= MOST:
        say.error("%s cannot be recorded: too many are waiting for the store", what)
        return
    task = loop.create_task(_settle(settle, what, until))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _settle(settle: Callable[[], Any], what: str, until: float) -> None:
    wait, is_ending = FIRST_WAIT, False
    while True:
        try:
            await asyncio.sleep(0 if is_ending else wait)
            answer = await perform(settle)
        except asyncio.CancelledError:
            if is_ending:
                raise
            # The loop ends: once more, and never again.
            is_ending = True
            continue
        except Exception as error:
            answer = error
        if concluded(answer, what, is_ending or time.time() >= until):
            return
        wait = min(wait * 2, LONGEST_WAIT)

"""Commits that could not be recorded in time, tried again until they are."""

import atexit
import os
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ..errors import StoreConfig, StoreUnavailable, WebhookError
from . import say
from .daemon import Daemon

FIRST_WAIT = 0.25
LONGEST_WAIT = 15.0
MOST = 10_000
"""More than that are let go: the store has been away for long, and their leases have lapsed."""
LAST_SECONDS = 5.0
"""How long a process that ends goes on trying."""


class Committer(Daemon):
    """Settles what is left to settle."""

    name = "hookseal-commits"

    def forget(self) -> None:
        """Leaves to a forked process's parent what that has to settle."""
        super().forget()
        self._waiting: deque[tuple[float, Callable[[], str], str]] = deque()

    def settle(self, settle: Callable[[], str], what: str, until: float) -> None:
        """Calls `settle` over and over until it answers or `until`, in Unix seconds, has come."""
        with self.changed:
            if len(self._waiting) >= MOST:
                say.error("%s cannot be recorded: too many are waiting for the store", what)
                return
            self._waiting.append((until, settle, what))
            self.changed.notify()
        self.start()

    def last_try(self) -> None:
        """Tries each once more where the process ends, and says of each what came of it."""
        end = time.monotonic() + LAST_SECONDS
        with self.changed:
            waiting, self._waiting = self._waiting, deque()
        for _, settle, what in waiting:
            is_late = time.monotonic() >= end
            concluded(StoreUnavailable("the process ends") if is_late else _attempt(settle), what, is_over=True)

    def work(self) -> None:
        wait = FIRST_WAIT
        while True:
            with self.changed:
                while not self._waiting:
                    self.changed.wait()
                first = until, settle, what = self._waiting[0]
            if concluded(_attempt(settle), what, time.time() >= until):
                wait = FIRST_WAIT
                with self.changed:
                    if self._waiting and self._waiting[0] is first:
                        self._waiting.popleft()
            else:
                with self.changed:
                    # Another's store may be there.
                    self._waiting.rotate(-1)
                time.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)


def _attempt(settle: Callable[[], Any]) -> str | Exception:
    try:
        answer = settle()
    except Exception as error:
        return error
    if hasattr(answer, "__await__"):
        # It did nothing yet, and here is no loop to do it.
        getattr(answer, "close", lambda: None)()
        return StoreConfig("an AsyncStore needs asyncio")
    return answer  # type: ignore[no-any-return]


def concluded(answer: str | Exception, what: str, is_over: bool) -> bool:
    """Whether nothing is left to try, and logs what came of it."""
    if isinstance(answer, Exception):
        # One that no time will mend is as lost as one whose time is over.
        is_final = isinstance(answer, WebhookError) and answer.category != "unavailable"
        if not is_over and not is_final:
            return False
        say.error("%s was never recorded (%s): its event may run again", what, type(answer).__name__)
        return True
    tell = say.error if answer == "stolen" else say.warning
    tell("%s was recorded after a delay: %s", what, answer)
    return True


COMMITTER = Committer()
os.register_at_fork(after_in_child=COMMITTER.forget)
atexit.register(COMMITTER.last_try)

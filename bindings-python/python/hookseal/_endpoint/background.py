"""Commits that could not be recorded in time, tried again until they are."""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable

from ..errors import WebhookError

logger = logging.getLogger("hookseal")

FIRST_WAIT = 0.25
LONGEST_WAIT = 15.0
MOST = 10_000
"""More than that are let go: the store has been away for long, and their leases have lapsed."""


class Committer:
    """A thread of this process that settles what is left to settle. It starts when it is needed."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begins anew in a forked process, without its parent's thread: what that has to settle it settles itself."""
        self._lock = threading.Condition()
        self._waiting: deque[tuple[float, Callable[[], str], str]] = deque()
        self._is_running = False

    def settle(self, settle: Callable[[], str], what: str, until: float) -> None:
        """Calls `settle` over and over until it answers or `until`, in Unix seconds, has come."""
        with self._lock:
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._work, name="hookseal-commits", daemon=True).start()
            if len(self._waiting) >= MOST:
                logger.error("%s cannot be recorded: too many are waiting for the store", what)
                return
            self._waiting.append((until, settle, what))
            self._lock.notify()

    def idle(self, timeout: float) -> bool:
        """Waits until nothing is left; False where that takes longer."""
        end = time.monotonic() + timeout
        with self._lock:
            while self._waiting:
                if not self._lock.wait(end - time.monotonic()):
                    return False
        return True

    def _work(self) -> None:
        wait = FIRST_WAIT
        while True:
            with self._lock:
                while not self._waiting:
                    self._lock.wait()
                until, settle, what = self._waiting[0]
            if concluded(_attempt(settle), what, time.time() >= until):
                wait = FIRST_WAIT
                with self._lock:
                    self._waiting.popleft()
                    self._lock.notify_all()
            else:
                with self._lock:
                    # Another's store may be there.
                    self._waiting.rotate(-1)
                time.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)


def _attempt(settle: Callable[[], str]) -> str | Exception:
    try:
        return settle()
    except Exception as error:
        return error


def concluded(answer: str | Exception, what: str, is_over: bool) -> bool:
    """Whether nothing is left to try, and logs what came of it."""
    if isinstance(answer, Exception):
        # One that no time will mend is as lost as one whose time is over.
        is_final = isinstance(answer, WebhookError) and answer.category != "unavailable"
        if not is_over and not is_final:
            return False
        logger.error("%s was never recorded (%s): its event may run again", what, type(answer).__name__)
        return True
    log = logger.error if answer == "stolen" else logger.warning
    log("%s was recorded after a delay: %s", what, answer)
    return True


COMMITTER = Committer()
os.register_at_fork(after_in_child=COMMITTER.forget)

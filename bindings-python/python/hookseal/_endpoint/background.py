"""Makes late calls on stores in threads, one for each store: none waits for another that is away."""

import asyncio
import atexit
import os
import time
from typing import Any

from .._drive import run
from .backlog import Backlog, Late
from .calls import Call, awaited
from .daemon import Daemon

LAST_SECONDS = 5.0
"""How long a process that ends goes on trying."""


class Worker(Daemon):
    """Makes what waits for one store; its thread ends when nothing is left."""

    name = "hookseal-commits"

    def __init__(self) -> None:
        super().__init__()
        self.backlog = Backlog()
        self._is_last = False

    def work(self) -> None:
        run(self.backlog.flow(self._pause), _make)
        # An app may end before its process does.
        self._is_last = False

    def _run(self) -> None:
        super()._run()
        # What was added while the thread was ending.
        if self.backlog.waiting:
            self.start()

    def _pause(self, seconds: float) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self._is_last, seconds)

    def last_try(self) -> None:
        """Ends the pauses: what is left is tried at once, until one fails."""
        with self.changed:
            self._is_last = True
            self.changed.notify_all()
        if self._begin():
            # The system has no thread to give, or not yet: a second one beside this would make the same calls.
            self._run()


class Committer:
    """Makes what is left to be made, whichever store it waits for."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Leaves to a forked process's parent what that has to make."""
        self._workers: dict[int, Worker] = {}

    def settle(self, late: Late) -> None:
        """Makes a call over and over until the store answers, or its time has come."""
        # What waits holds its store, whose id is nobody else's meanwhile.
        worker = self._workers.setdefault(id(late.store), Worker())
        worker.backlog.add(late)
        worker.start()

    def last_try(self) -> None:
        """Gives each store one more chance where the process ends, all at the same time."""
        end = time.monotonic() + LAST_SECONDS
        workers = [worker for worker in self._workers.copy().values() if worker.backlog.waiting]
        for worker in workers:
            worker.last_try()
        while any(worker.backlog.waiting for worker in workers) and time.monotonic() < end:
            time.sleep(0.01)
        for worker in workers:
            worker.backlog.give_up()


def _make(call: Call) -> Any:
    given = call()
    return asyncio.run(awaited(given)) if hasattr(given, "__await__") else given


COMMITTER = Committer()
os.register_at_fork(after_in_child=COMMITTER.forget)
atexit.register(COMMITTER.last_try)

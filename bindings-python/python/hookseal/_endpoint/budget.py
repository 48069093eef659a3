"""How many bytes that nobody has verified yet a process may hold."""

import os
import threading


class Overdrawn(Exception):
    """There is no room for more at the moment."""


class Budget:
    """Counts bytes over all requests of the process."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begins anew in a forked process, which holds none of what the parent's requests do."""
        # Nobody waits while holding it, so that gevent need not know of it.
        self._lock = threading.Lock()
        self.held = 0

    def add(self, count: int, limit: int) -> None:
        """Counts further bytes, unless they would be over the limit."""
        with self._lock:
            if self.held + count > limit:
                raise Overdrawn
            self.held += count

    def remove(self, count: int) -> None:
        """They were verified, or thrown away."""
        with self._lock:
            self.held -= count


PROCESS = Budget()
os.register_at_fork(after_in_child=PROCESS.forget)


class Hold:
    """What one request holds of it, until it is let go."""

    def __init__(self, limit: int, budget: Budget = PROCESS) -> None:
        self._limit = limit
        self._budget = budget
        self._held = 0

    def add(self, count: int) -> None:
        """Counts further bytes; `Overdrawn` where there is no room."""
        self._budget.add(count, self._limit)
        self._held += count

    def __enter__(self) -> "Hold":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._budget.remove(self._held)
        self._held = 0

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

    def add(self, hold: "Hold", count: int, limit: int) -> None:
        """Counts further bytes, unless they would be over the limit."""
        with self._lock:
            if self.held + count > limit:
                raise Overdrawn
            # Nothing is called between the two, so that no signal's exception parts them: what only one has is counted
            # for good.
            self.held += count
            hold.held += count

    def remove(self, hold: "Hold") -> None:
        """They were verified, or thrown away."""
        with self._lock:
            self.held -= hold.held
            hold.held = 0


PROCESS = Budget()
os.register_at_fork(after_in_child=PROCESS.forget)


class Hold:
    """What one request holds of it, until it is let go."""

    def __init__(self, limit: int, budget: Budget = PROCESS) -> None:
        self._limit = limit
        self._budget = budget
        self.held = 0

    def add(self, count: int) -> None:
        """Counts further bytes; `Overdrawn` where there is no room."""
        self._budget.add(self, count, self._limit)

    def __enter__(self) -> "Hold":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._budget.remove(self)

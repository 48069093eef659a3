"""Ends connections whose sender takes too long.

A socket's own time-out starts anew with every byte, so that a sender who trickles holds a worker for hours. So it is
made shorter as time goes by: whoever reads when the time is over gets a `TimeoutError`, and the answer can still be
sent.
"""

import contextlib
import math
import os
import socket
import time
from collections.abc import Hashable
from dataclasses import dataclass

from .._endpoint.daemon import Daemon

STEPS = 8
"""Times that a time-out is shortened; the last read ends late by one step at most."""


@dataclass(slots=True)
class _Watched:
    connection: socket.socket
    timeout_before: float | None
    end: float
    step: float
    next: float


class Watchdog(Daemon):
    """Shortens time-outs as time goes by."""

    name = "hookseal-watchdog"

    def forget(self) -> None:
        """Leaves to a forked process's parent whom that has to watch."""
        super().forget()
        self._watched: dict[Hashable, _Watched] = {}
        self._wakes_at = math.inf

    def watch(self, key: Hashable, connection: socket.socket, seconds: float) -> None:
        """From now on all that is read from the connection may take so long together, until `leave`."""
        now, step = time.monotonic(), seconds / STEPS
        watched = _Watched(connection, connection.gettimeout(), now + seconds, step, now + step)
        connection.settimeout(seconds)
        with self.changed:
            self._watched[key] = watched
            if watched.next < self._wakes_at:
                self._wakes_at = watched.next
                self.changed.notify()
        self.start()

    def leave(self, key: Hashable) -> None:
        """Gives the connection the time-out back that it had."""
        with self.changed:
            watched = self._watched.pop(key)
        with contextlib.suppress(OSError):
            watched.connection.settimeout(watched.timeout_before)

    def work(self) -> None:
        with self.changed:
            while True:
                now = time.monotonic()
                # Most have left long before. Until then it sleeps: to be woken by each would cost more than all else.
                if self._wakes_at <= now:
                    for watched in self._watched.values():
                        if watched.next <= now:
                            watched.next = now + watched.step
                            with contextlib.suppress(OSError):
                                watched.connection.settimeout(max(watched.end - now, 0.001))
                    self._wakes_at = min((watched.next for watched in self._watched.values()), default=math.inf)
                self.changed.wait(None if self._wakes_at == math.inf else self._wakes_at - now)


WATCHDOG = Watchdog()
os.register_at_fork(after_in_child=WATCHDOG.forget)

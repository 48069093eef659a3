"""One line a delivery, the same in every language, for Python's own logging."""

import logging
import time
from typing import Any, Final

from .._native import Verified, render_record
from ..errors import WebhookError
from . import say
from .result import Outcome
from .say import logger

LEVELS: Final[dict[Outcome, int]] = {
    "ok": logging.INFO,
    "duplicate": logging.INFO,
    "ignored": logging.INFO,
    "in_flight": logging.INFO,
    "refused": logging.WARNING,
    "full": logging.ERROR,
    "unavailable": logging.ERROR,
    "failed": logging.ERROR,
    "commit_lost": logging.ERROR,
    "dead_lettered": logging.ERROR,
    "misconfigured": logging.ERROR,
}
"""How loud each outcome is."""


class Stopwatch:
    """When a request came, and how long it took."""

    __slots__ = ("_started", "time")

    def __init__(self) -> None:
        self.time = time.time_ns() // 1_000_000
        self._started = time.perf_counter_ns()

    def elapsed_us(self) -> int:
        """Microseconds since then."""
        return (time.perf_counter_ns() - self._started) // 1000


def try_to_write(watch: "Stopwatch", **facts: Any) -> None:
    """Logs a delivery. A filter or handler of the app's that fails must not fail a delivery that succeeded."""
    try:
        write(watch, **facts)
    except Exception:
        say.shown()


def write(
    watch: Stopwatch,
    *,
    scheme: str,
    endpoint: str,
    outcome: Outcome,
    status: int,
    body_bytes: int,
    verified: Verified | None = None,
    error: WebhookError | None = None,
    attempt: int | None = None,
) -> None:
    """Logs a delivery. Of a mistake of the endpoint's own it says in a second line what is wrong."""
    level = LEVELS[outcome]
    if not logger.isEnabledFor(level):
        return
    line = render_record(
        time=watch.time,
        scheme=scheme,
        endpoint=endpoint,
        outcome=outcome,
        status=status,
        body_bytes=body_bytes,
        duration_us=watch.elapsed_us(),
        verified=verified,
        error=error.name if error is not None else None,
        attempt=attempt,
    )
    # To find out who called takes as long as the rest, and says nothing here.
    logger.handle(logger.makeRecord(logger.name, level, __file__, 0, line, (), None))
    if error is not None and error.category in ("configuration", "unavailable"):
        say.error("endpoint %r: %s", endpoint, error)

"""Where deliveries go that no attempt could process."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._native import Capture, DeadLetterFolder, Verified, Verifier
from ..errors import ArgumentInvalid, WebhookError
from . import say
from .calls import Call
from .checks import check_runs, check_takes
from .incoming import Incoming


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter, for a callback. Taking it must be idempotent: the same `key` may come twice."""

    key: str
    """The event's dedup key in hex."""
    event: Verified
    endpoint: str
    scope: str
    attempt: int | None
    """Attempts made; None where the event was never claimed."""
    reason: str
    """Why it is one: an error's name, or `HANDLER_FAILED`, `EXHAUSTED`, `FULL`."""
    capture: Capture
    """The delivery as a file would keep it, without credentials."""


Sink = Callable[[Letter], Any]
"""Takes a dead letter by returning; by raising it does not."""


def sink_of(given: Sink | DeadLetterFolder | str | os.PathLike[str] | None) -> Sink | None:
    """A callback as it is; a folder as one."""
    if isinstance(given, (str, os.PathLike)):
        given = DeadLetterFolder(given)
    if isinstance(given, DeadLetterFolder):
        return partial(_into, given)
    if given is not None and not callable(given):
        raise ArgumentInvalid("dead_letters must be a folder, or a callable that takes a Letter")
    if given is not None:
        check_runs(given)
        check_takes(given, "dead_letters takes a Letter, and nothing else", None)
    return given


def _into(folder: DeadLetterFolder, letter: Letter) -> None:
    folder.put(bytes.fromhex(letter.key), letter.capture)


def log_sink(endpoint: str, error: Exception) -> None:
    """Says that a dead letter was not taken, and why as far as no byte of it shows."""
    reason = str(error) if isinstance(error, WebhookError) else type(error).__name__
    say.error("endpoint %r: the dead-letter sink did not take a delivery: %s", endpoint, reason)


def hand_over(
    sink: Sink,
    incoming: Incoming,
    verifier: Verifier,
    event: Verified,
    *,
    key: bytes,
    endpoint: str,
    scope: str,
    attempt: int | None,
    reason: str,
) -> Call:
    """The call that gives a delivery to the sink."""
    capture = Capture(
        incoming.method,
        incoming.target,
        incoming.all_headers(),
        event.body or b"",
        verifier=verifier,
        received=int(time.time()),
        scope=scope,
        dedup_key=key,
        event_id=event.id,
        event_type=event.type,
        attempt=attempt,
        reason=reason,
    )
    letter = Letter(key.hex(), event, endpoint, scope, attempt, reason, capture)
    return partial(sink, letter)

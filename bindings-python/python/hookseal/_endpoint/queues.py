"""Handing an event to a queue, for a worker to handle it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pickle import PicklingError
from secrets import token_hex
from typing import Any

from .._json import parse
from .._native import Verified
from .calls import Flow
from .delivery import current_delivery
from .result import Handled


@dataclass(frozen=True, slots=True)
class Job:
    """A verified event for a worker of a queue: plain data that can be pickled. Its `repr` holds no byte of the body.

    What stands in it was verified before it was put into the queue; who can write to the queue can make one.
    """

    key: str
    """The dedup key in hex: make it the job's ID, so that what is put in twice runs once."""
    scheme: str
    id: str | None
    type: str | None
    version: str | None
    timestamp: int | None
    body: bytes = field(repr=False)
    attempt: int | None = None

    def json(self) -> Any:
        """What the body says: of equal keys in one object the last, where `id`, `type` and `version` are the first."""
        return parse(self.body)


Enqueue = Callable[[Callable[..., Any], Job], Any]
"""Puts a job for a handler into a durable queue: returns once it is there, with `job.key` as the job's ID."""


class Refused(Exception):
    """For a queue's function to raise when the queue has certainly not taken the job: the event is released at once.

    Where the job's ID keeps it from being put in twice, as RQ's `unique=True` does, a lost connection may be one too.
    """


class Unknown(Exception):
    """Nobody knows whether a queue took a job, or what a handler still does: the claim stays until its lease ends.

    `interruption` is what broke the call off and has to go on: a server's time-out, the process's end.
    """

    def __init__(self, what: str, interruption: BaseException | None = None) -> None:
        super().__init__(what)
        self.interruption = interruption


def put(enqueue: Enqueue, handler: Callable[..., Any], event: Verified) -> Flow[Handled]:
    """Puts the event under way into a queue, as a job for its handler."""
    try:
        yield partial(enqueue, handler, _job_of(event))
    except Exception as error:
        raise _failed(error) from error
    except BaseException as interruption:
        raise Unknown(_UNKNOWN, interruption) from interruption
    return Handled(200)


def _job_of(event: Verified) -> Job:
    delivery = current_delivery()
    # Where nothing is deduped each delivery is an event of its own.
    key = delivery.key or token_hex(16)
    return Job(
        key, event.scheme, event.id, event.type, event.version, event.timestamp, event.body or b"", delivery.attempt
    )


_UNKNOWN = "nobody knows whether the queue has the job: the claim stays until its lease ends"

# Nothing of a connection: the job was never sent.
_OWN_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    NotImplementedError,
    PicklingError,
    TypeError,
    ValueError,
)


def _failed(error: Exception) -> Exception:
    """What a failure to enqueue means.

    Where a connection was in play nobody knows whether the queue has the job, not even when the last attempt to connect
    was refused: an attempt before it may have gone through. So the claim stays, unless the function says `Refused` or
    the error is plainly one of its own.
    """
    if isinstance(error, Refused) or (isinstance(error, _OWN_FAULTS) and not isinstance(error, (OSError, EOFError))):
        return error
    return Unknown(_UNKNOWN)

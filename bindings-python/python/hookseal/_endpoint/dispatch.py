"""From a genuine event to the handler that takes it."""

from collections.abc import Callable
from pickle import PicklingError
from secrets import token_hex

from .._native import Verified
from ..errors import BY_NAME, EventFieldInvalid, WebhookError
from .answers import IGNORED
from .delivery import Job, current_delivery
from .drive import Call, Flow
from .once import Once, Unknown
from .result import Result
from .routes import Routes, Target


def to_view(call: Call, once: Once, event: Verified) -> Flow[Result]:
    """All events go to one handler, the user's own route."""
    try:
        key = once.dedup_key()
    except WebhookError as error:
        return (yield from once.unusable(error))
    return (yield from once.handle(call, key))


def to_routes(routes: Routes, call: Callable[[Target, Verified], Call], once: Once, event: Verified) -> Flow[Result]:
    """Each event goes to the handler of its type. `call` makes the call of a handler."""
    try:
        target = _target(routes, event)
        if target is None:
            return Result("ignored", IGNORED)
        key = once.dedup_key()
    except WebhookError as error:
        if routes.rest is None:
            return (yield from once.unusable(error))
        # By the key that the event would have anywhere else, if it has one.
        target, key = routes.rest, once.any_key()
    return (yield from once.handle(call(target, event), key))


def _target(routes: Routes, event: Verified) -> Target | None:
    """The handler for an event; an error where none can be chosen by its type and version."""
    if event.type is None:
        raise BY_NAME[event.field_error] if event.field_error else EventFieldInvalid("the event has no type")
    target = routes.find(event.type, event.version)
    if target is None and routes.knows(event.type):
        raise EventFieldInvalid("no handler takes this version of the event")
    return target


def job_of(event: Verified) -> Job:
    """The event under way as a job."""
    delivery = current_delivery()
    # Where nothing is deduped each delivery is an event of its own.
    key = delivery.key or token_hex(16)
    return Job(
        key, event.scheme, event.id, event.type, event.version, event.timestamp, event.body or b"", delivery.attempt
    )


class Refused(Exception):
    """For a queue's function to raise when the queue has certainly not taken the job: the event is released at once.

    Where the job's ID keeps it from being put in twice, as RQ's `unique=True` does, a lost connection may be one too.
    """


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


def enqueue_failed(error: Exception) -> Exception:
    """What a failure to enqueue means.

    Where a connection was in play nobody knows whether the queue has the job, not even when the last attempt to connect
    was refused: an attempt before it may have gone through. So the claim stays, unless the function says `Refused` or
    the error is plainly one of its own.
    """
    if isinstance(error, Refused) or (isinstance(error, _OWN_FAULTS) and not isinstance(error, (OSError, EOFError))):
        return error
    return Unknown("nobody knows whether the queue has the job: the claim stays until its lease ends")

"""From a genuine event to the handler that takes it."""

from collections.abc import Callable

from .._native import Verified
from ..errors import BY_NAME, EventFieldInvalid, WebhookError
from .answers import IGNORED
from .delivery import Job, current_delivery
from .drive import Call, Flow
from .keys import body_key
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
        target, key = routes.rest, once.body_key()
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
    key = delivery.key or body_key(event, event.scheme, delivery.scope).hex()
    return Job(
        key, event.scheme, event.id, event.type, event.version, event.timestamp, event.body or b"", delivery.attempt
    )


def enqueue_failed(error: Exception) -> Exception:
    """What a queue's refusal means: after a time-out nobody knows whether it has the job, so the claim must stay."""
    # Clients have classes of their own for it.
    is_timeout = any(cls.__name__ in ("TimeoutError", "Timeout", "ReadTimeout") for cls in type(error).__mro__)
    return Unknown("the queue did not answer in time: the claim stays until its lease ends") if is_timeout else error

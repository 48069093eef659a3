"""From a genuine event to the handler that takes it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from .._native import Verified
from ..errors import BY_NAME, EventFieldInvalid, WebhookError
from .answers import IGNORED
from .calls import Call, Flow
from .once import Once
from .queues import put
from .result import Handled, Result
from .routes import Handler, Routes, Target


def to_view(call: Call, once: Once, event: Verified) -> Flow[Result]:
    """All events go to one handler, the user's own route."""
    try:
        key = once.dedup_key()
    except WebhookError as error:
        return (yield from once.unusable(error))
    return (yield from once.handle(call, key))


def to_routes(
    routes: Routes,
    handle: Callable[[Handler, Verified], Any],
    drive: Callable[[Flow[Handled]], Any],
    once: Once,
    event: Verified,
) -> Flow[Result]:
    """Each event goes to the handler of its type, by `handle`; or into its queue, whose flow `drive` runs."""
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
    if target.enqueue is None:
        call: Call = partial(handle, target.handler, event)
    else:
        call = partial(drive, put(target.enqueue, target.handler, event))
    return (yield from once.handle(call, key))


def _target(routes: Routes, event: Verified) -> Target | None:
    """The handler for an event; an error where none can be chosen by its type and version."""
    if event.type is None:
        raise BY_NAME[event.field_error] if event.field_error else EventFieldInvalid("the event has no type")
    target = routes.find(event.type, event.version)
    if target is None and routes.knows(event.type):
        raise EventFieldInvalid("no handler takes this version of the event")
    return target

"""Takes a commit back, where the request fails after it: its sender is told of a failure, and comes back."""

import time
from collections.abc import Callable
from functools import partial
from operator import call
from typing import Any

from .._drive import run
from .backlog import Late
from .calls import Flow


def recall(
    endpoint: str, store: Any, key: bytes, token: bytes, late: Late | None, settle_later: Callable[[Late], None]
) -> Flow[None]:
    """Forgets an event that was committed, or whose commit `late` is left to be made."""
    undo = partial(_undo, store, key, token)
    if late is None:
        try:
            yield from undo()
            return
        except Exception as raised:
            error = raised
    else:
        late.is_dropped, error = True, late.error
    # Of the calls that wait for a store one is made at a time: this one comes after a commit that is under way.
    what, until = f"endpoint {endpoint!r}: that an event is forgotten", time.time() + store.ttl
    loss = "its sender's next attempt may be taken for a duplicate, and the event be lost"
    settle_later(Late(store, lambda: run(undo(), call), what, until, error, loss))


def _undo(store: Any, key: bytes, token: bytes) -> Flow[Any]:
    """Gives the claim back where it still runs. Whoever has taken the event meanwhile keeps it."""
    settled = yield partial(store.release, token)
    return (yield partial(store.forget, key)) if settled == "already_done" else settled

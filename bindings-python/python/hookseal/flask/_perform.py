"""Makes calls of the user's, which may be `async`, as Flask does with `async` views."""

import contextvars
import sys
from functools import partial
from typing import Any

from flask import current_app

from .._endpoint.calls import Call, awaited


def perform(call: Call) -> Any:
    """What a call gives. Something to await is awaited, whatever function it came from: else it would never be done."""
    given = call()
    if not hasattr(given, "__await__"):
        return given
    wait = partial(current_app.ensure_sync(awaited), given)
    gevent = sys.modules.get("gevent.monkey")
    is_patched = gevent is not None and gevent.is_module_patched("threading")
    return _in_a_real_thread(wait) if is_patched else wait()


def _in_a_real_thread(wait: Call) -> Any:
    """asyncio has one running loop a thread, and under gevent all requests are in the same one."""
    from gevent import get_hub  # type: ignore[import-untyped]

    result = get_hub().threadpool.spawn(contextvars.copy_context().run, wait)
    try:
        return result.get()
    except BaseException:
        if result.ready():
            raise
    # Broken off, as by a time-out of gevent's. It cannot be stopped, and must not run on beside the next attempt.
    return result.get()

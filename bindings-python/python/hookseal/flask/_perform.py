"""Makes calls of the user's, which may be `async`, as Flask does with `async` views."""

from typing import Any

from flask import current_app

from .._endpoint.calls import Call, awaited


def perform(call: Call) -> Any:
    """What a call gives. Something to await is awaited, whatever function it came from: else it would never be done."""
    given = call()
    return current_app.ensure_sync(awaited)(given) if hasattr(given, "__await__") else given

"""Makes calls of the user's, which may be `async`, as Flask does with `async` views."""

from collections.abc import Awaitable
from typing import Any

from flask import current_app

from .._endpoint.calls import Call, is_async
from ..errors import StoreConfig


def perform(call: Call) -> Any:
    """What a call gives. Something to await is awaited, whatever function it came from: else it would never be done."""
    given = call()
    return current_app.ensure_sync(_wait)(given) if hasattr(given, "__await__") else given


async def _wait(given: Awaitable[Any]) -> Any:
    return await given


def check_store(store: Any) -> None:
    """Refuses a store whose connections belong to an event loop: here each request has its own, if any."""
    if is_async(getattr(store, "claim", None)):
        raise StoreConfig("an AsyncStore is for hookseal.asgi: give Flask a store whose calls are not async")

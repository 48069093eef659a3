"""The calls that take time, which an endpoint asks for and an adapter makes."""

import inspect
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

Call = Callable[[], Any]
"""A call to make: it gives its result, or something to await."""

Flow = Generator[Call, Any, T]
"""Work that yields the calls it needs, gets what each gave or raised, and returns its result."""


async def awaited(given: Awaitable[Any]) -> Any:
    """Lets what can be awaited be run as a coroutine."""
    return await given


def is_async(function: Any) -> bool:
    """Whether calling it gives something to await, so that it can be called on the event loop."""
    # Others may have a `func` too, as a mock has any attribute, without end.
    while isinstance(function, partial):
        function = function.func
    by_object = getattr(function, "__call__", None)  # noqa: B004
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(by_object)

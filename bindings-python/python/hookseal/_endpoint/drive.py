"""The two ways to run what is written as a generator: blocking, and on an event loop."""

import inspect
from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar

T = TypeVar("T")

Call = Callable[[], Any]
"""A call to make: it gives its result, or something to await."""

Flow = Generator[Call, Any, T]
"""Work that yields the calls it needs, gets what each gave or raised, and returns its result."""


def run(flow: Flow[T], perform: Callable[[Call], Any]) -> T:
    """Makes the calls one after the other by `perform`, which may block."""
    try:
        call = next(flow)
        while True:
            try:
                given = perform(call)
            except BaseException as error:
                call = flow.throw(error)
            else:
                call = flow.send(given)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def arun(flow: Flow[T], perform: Callable[[Call], Awaitable[Any]]) -> T:
    """Makes the calls one after the other by `perform`, which must not block the event loop."""
    try:
        call = next(flow)
        while True:
            try:
                given = await perform(call)
            except BaseException as error:
                call = flow.throw(error)
            else:
                call = flow.send(given)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def is_async(function: object) -> bool:
    """Whether calling it gives something to await, so that it can be called on the event loop."""
    while hasattr(function, "func"):
        function = function.func
    by_object = getattr(function, "__call__", None)  # noqa: B004
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(by_object)

"""The two ways to run what is written as a generator: blocking, and on an event loop.

The generator yields what it asks for, is sent what that gave or has thrown into it what that raised, and returns its
result. So each is written once.
"""

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeVar

Asked = TypeVar("Asked")
T = TypeVar("T")


def run(flow: Generator[Asked, Any, T], perform: Callable[[Asked], Any]) -> T:
    """Runs it by `perform`, which may block."""
    try:
        asked = next(flow)
        while True:
            try:
                given = perform(asked)
            except BaseException as error:
                asked = flow.throw(error)
            else:
                asked = flow.send(given)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


async def arun(flow: Generator[Asked, Any, T], perform: Callable[[Asked], Awaitable[Any]]) -> T:
    """Runs it by `perform`, which must not block the event loop."""
    try:
        asked = next(flow)
        while True:
            try:
                given = await perform(asked)
            except BaseException as error:
                asked = flow.throw(error)
            else:
                asked = flow.send(given)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]

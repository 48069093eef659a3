"""Makes calls on an event loop, none of which blocks it."""

import inspect
from asyncio import CancelledError
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.lowlevel import RunVar

from .._endpoint.calls import Call, is_async
from .._endpoint.delivery import begin, current_delivery, end
from .._endpoint.queues import Unknown
from .._native import FileStore, MemoryStore, Verification
from ..stores import Store

# Handlers may take all threads that a loop has; what lets them end must not wait behind them.
_store_threads: RunVar[anyio.CapacityLimiter] = RunVar("hookseal.stores")
STORE_THREADS = 32

SHORT = 256 << 10
"""A body that is hashed faster than a thread is found."""


async def perform(call: Call) -> Any:
    """Makes an endpoint's call: on the loop what does not wait, in a thread what may."""
    owner = getattr(call.func, "__self__", None) if isinstance(call, partial) else None
    if is_async(call) or isinstance(owner, MemoryStore) or _is_short(owner, call):
        given = call()
    else:
        limiter = _limiter() if isinstance(owner, (FileStore, Store)) else None
        given = await anyio.to_thread.run_sync(call, limiter=limiter)
    return await given if inspect.isawaitable(given) else given


def _is_short(owner: Any, call: Any) -> bool:
    return isinstance(owner, Verification) and len(call.args[0]) <= SHORT


def _limiter() -> anyio.CapacityLimiter:
    try:
        return _store_threads.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(STORE_THREADS)
        _store_threads.set(limiter)
        return limiter


async def handle(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a function of the user's gives, which may be `async` or not."""
    try:
        if is_async(function):
            with _awaited_renewal():
                return await function(*args, **kwargs)
        given = await _in_thread(partial(function, *args, **kwargs))
        if inspect.isawaitable(given):
            # A decorator that is not `async` may hide one that is.
            with _awaited_renewal():
                return await given
        return given
    except Exception as error:
        # Starlette would answer it, and a 2xx would end the sender's attempts.
        if getattr(error, "status_code", None) in range(200, 300):
            raise RuntimeError("the handler raised an exception that stands for a 2xx") from error
        raise


class _Renewed(str):
    """What a renewal gave at once. It can be awaited all the same: other stores have to be."""

    __slots__ = ()

    def __await__(self) -> Generator[Any, None, str]:
        yield from ()
        return self


@contextmanager
def _awaited_renewal() -> Iterator[None]:
    """Lets an `async` function await its delivery's `renew`, whichever store it is."""
    try:
        delivery = current_delivery()
    except LookupError:
        yield
        return
    begun = begin(replace(delivery, renew=partial(_renewed, delivery.renew)))
    try:
        yield
    finally:
        end(begun)


def _renewed(renew: Callable[[], Any]) -> Any:
    given = renew()
    if given is None:
        return _nothing()
    return given if inspect.isawaitable(given) else _Renewed(given)


async def _nothing() -> None:
    """Where nothing is remembered there is no lease."""


def status_of(raised: BaseException) -> int | None:
    """The status that an exception becomes, where it is the framework's own; a client's tells what it was answered."""
    is_own = any(cls.__module__.startswith("starlette.") for cls in type(raised).__mro__)
    status = getattr(raised, "status_code", None) if is_own else None
    return status if isinstance(status, int) else None


async def _in_thread(call: Call) -> Any:
    try:
        return await anyio.to_thread.run_sync(_blocking, call)
    except CancelledError:
        # The loop ends. The thread does not: nobody else may begin while it is at work.
        raise Unknown("the loop ended while a handler was at work in a thread") from None


def _blocking(call: Call) -> Any:
    """Makes a call in a thread that can wait for nothing but the loop: there it has its lease renewed."""
    try:
        delivery = current_delivery()
    except LookupError:
        return _ended(call)
    begun = begin(replace(delivery, renew=partial(anyio.from_thread.run, perform, delivery.renew)))
    try:
        return _ended(call)
    finally:
        end(begun)


def _ended(call: Call) -> Any:
    """Makes a call. A cancellation of its own, as of a loop that it runs, is none by the loop which waits for it."""
    try:
        return call()
    except CancelledError as error:
        raise RuntimeError("a function in a thread raised CancelledError") from error

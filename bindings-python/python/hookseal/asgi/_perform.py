"""Makes an endpoint's calls on an event loop, none of which blocks it."""

import inspect
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar

from .._endpoint.drive import Call, is_async
from .._native import FileStore, MemoryStore
from ..stores import Store

# Handlers may take all threads that a loop has; what lets them end must not wait behind them.
_store_threads: RunVar[anyio.CapacityLimiter] = RunVar("hookseal.stores")
STORE_THREADS = 8


async def perform(call: Call) -> Any:
    """Makes a call to its end, whoever hangs up meanwhile: what was begun is settled."""
    with anyio.CancelScope(shield=True):
        given = await _begin(call)
        return await given if inspect.isawaitable(given) else given


async def _begin(call: Call) -> Any:
    owner = getattr(call.func, "__self__", None) if isinstance(call, partial) else None
    if is_async(call) or isinstance(owner, MemoryStore):
        return call()
    limiter = _limiter() if isinstance(owner, (FileStore, Store)) else None
    return await anyio.to_thread.run_sync(call, limiter=limiter)


def _limiter() -> anyio.CapacityLimiter:
    try:
        return _store_threads.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(STORE_THREADS)
        _store_threads.set(limiter)
        return limiter

"""Stores: where it is remembered which events were processed.

`open_store` chooses one by URL. Those on servers are loaded when they are asked for, each with its client:
`pip install hookseal[redis]`, `pip install hookseal[postgres]`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .._native import FileStore, MemoryStore, resize
from .contract import AsyncStore, Claim, Forgotten, Settled, Store
from .url import open_async_store, open_store

if TYPE_CHECKING:
    from .postgres import AsyncPostgresStore, PostgresStore
    from .redis import AsyncRedisStore, RedisStore

__all__ = [
    "AsyncPostgresStore",
    "AsyncRedisStore",
    "AsyncStore",
    "Claim",
    "FileStore",
    "Forgotten",
    "MemoryStore",
    "PostgresStore",
    "RedisStore",
    "Settled",
    "Store",
    "open_async_store",
    "open_store",
    "resize",
]

_LAZY = {
    "AsyncPostgresStore": ".postgres",
    "AsyncRedisStore": ".redis",
    "PostgresStore": ".postgres",
    "RedisStore": ".redis",
}


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name], __name__), name)

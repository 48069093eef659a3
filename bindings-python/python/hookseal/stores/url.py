"""Stores by URL: one setting chooses the store.

| URL | the store | its options |
|---|---|---|
| `memory:` | in this process | `capacity`, `ttl`, `lease`, `sliding`, `full` |
| `file:/path` | in a file, shared by the processes of a machine | the same, and `durable` |
| `redis://…`, `rediss://…`, `unix://…` | on Redis or Valkey | those below, `prefix`, `allow_eviction` |
| `postgresql://…`, `postgres://…` | in a Postgres table | those below, `table` |

Those of both servers are `ttl`, `lease`, `sliding`, `connect_timeout`, `call_timeout` and `connections`; what else the
query holds is for their clients. Durations are seconds, or have a unit: `?ttl=96h&lease=5m`.
"""

import re
from typing import Any
from urllib.parse import unquote

from .._native import FileStore, MemoryStore
from ..errors import StoreConfig
from ._query import OWN, read, taken
from .contract import AsyncStore, Store

_REDIS = ("redis", "rediss", "unix")
_POSTGRES = ("postgresql", "postgres")
_MEMORY_OPTIONS = frozenset({"capacity", "ttl", "lease", "sliding", "full"})
_FILE_OPTIONS = _MEMORY_OPTIONS | {"durable"}
_REDIS_OPTIONS = OWN | {"prefix", "allow_eviction"}
_POSTGRES_OPTIONS = OWN | {"table"}


def open_store(url: str, *, max_attempts: int | None = None, name: str = "") -> Store:
    """The store of a URL. Those on servers connect when they are used.

    Args:
        url: See the table above.
        max_attempts: Attempts after which a claim is exhausted, 1 to 15; only with a dead-letter sink.
        name: The endpoint's. A `file:` URL that ends in `/` is a folder, in which each endpoint has its own file.

    Raises:
        StoreConfig: A URL that cannot be read.
        WindowConfig: Impossible options.
        ImportError: The server's client is not installed.
    """
    scheme = _scheme(url)
    if scheme in _REDIS:
        from .redis import RedisStore

        rest, options = _of_server(url, _REDIS_OPTIONS)
        return RedisStore(rest, max_attempts=max_attempts, **options)
    if scheme in _POSTGRES:
        from .postgres import PostgresStore

        rest, options = _of_server(url, _POSTGRES_OPTIONS)
        return PostgresStore(rest, max_attempts=max_attempts, **options)
    return _embedded(scheme, url, max_attempts, name)


def open_async_store(url: str, *, max_attempts: int | None = None, name: str = "") -> AsyncStore | Store:
    """`open_store` for asyncio: on servers an `AsyncStore`. Memory and files need none, their calls do not wait."""
    scheme = _scheme(url)
    if scheme in _REDIS:
        from .redis import AsyncRedisStore

        rest, options = _of_server(url, _REDIS_OPTIONS)
        return AsyncRedisStore(rest, max_attempts=max_attempts, **options)
    if scheme in _POSTGRES:
        from .postgres import AsyncPostgresStore

        rest, options = _of_server(url, _POSTGRES_OPTIONS)
        return AsyncPostgresStore(rest, max_attempts=max_attempts, **options)
    return _embedded(scheme, url, max_attempts, name)


def _scheme(url: object) -> str:
    if not isinstance(url, str):
        raise StoreConfig("a store is chosen by a URL: memory:, file:/path, redis://host or postgresql://host/database")
    return url.partition(":")[0].lower() if ":" in url else ""


def _of_server(url: str, names: frozenset[str]) -> tuple[str, dict[str, Any]]:
    # Their clients know their schemes in small letters only.
    scheme = _scheme(url)
    rest, options = taken(scheme + url[len(scheme) :], names)
    return rest, dict(read(options))


def _embedded(scheme: str, url: str, max_attempts: int | None, name: str) -> Store:
    if scheme == "memory":
        path, options = _of_window(url, _MEMORY_OPTIONS)
        if path:
            raise StoreConfig("a store in memory has no path: write memory:, with options memory:?ttl=96h")
        return MemoryStore(max_attempts=max_attempts, **options)
    if scheme == "file":
        path, options = _of_window(url, _FILE_OPTIONS)
        return FileStore(_path(path, name), max_attempts=max_attempts, **options)
    raise StoreConfig("the store's URL begins with none of memory:, file:, redis:, rediss:, unix:, postgresql:")


def _of_window(url: str, names: frozenset[str]) -> tuple[str, dict[str, Any]]:
    rest, options = taken(url, names)
    path, _, unknown = rest.partition(":")[2].partition("?")
    if unknown:
        known = ", ".join(sorted(names))
        raise StoreConfig(f"the store's URL has an option that there is not: there are {known}")
    return unquote(path), dict(read(options))


def _path(path: str, name: str) -> str:
    """The file of a URL. `file:///path` is the usual long form."""
    path = path.removeprefix("//") if path.startswith("///") else path
    if not path.startswith("/") or path.startswith("//"):
        raise StoreConfig("a store's file is named by its whole path: write file:/path/to/name.window")
    if re.search(r"[\0-\x1f\x7f]", path):
        raise StoreConfig("the path of a store's file holds a line break or the like: strip it where it is read")
    if not path.endswith("/"):
        return path
    if not name or name.startswith(".") or "/" in name or "\0" in name:
        raise StoreConfig("a folder of stores needs an endpoint's name for the file in it, or name a file")
    return f"{path}{name}.window"

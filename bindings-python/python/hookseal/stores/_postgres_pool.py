"""Connections of our own, kept between calls, with a limit on how long an answer is waited for.

Used as those of `psycopg_pool` are, so that either can be given to a store.
"""

import asyncio
import os
import re
import select
from collections.abc import AsyncIterator, Generator, Hashable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from math import ceil
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.waiting import Ready, Wait, wait_async

from ._options import StoreOptions
from ._postgres_failure import Silent
from ._query import unreadable

_IDLE = 8
"""Connections that wait for work at most; a busier moment opens further ones."""

_EVENTS = {Wait.R: select.POLLIN, Wait.W: select.POLLOUT, Wait.RW: select.POLLIN | select.POLLOUT}
_READY = {select.POLLIN: Ready.R, select.POLLOUT: Ready.W, select.POLLIN | select.POLLOUT: Ready.RW}

Result = TypeVar("Result")


class Pool(Protocol):
    """What a store needs of a pool, such as `psycopg_pool.ConnectionPool`."""

    def connection(self, timeout: float | None = None) -> AbstractContextManager[psycopg.Connection[Any]]:
        """Lends a connection."""

    def check(self) -> None:
        """Drops the connections that broke."""


class AsyncPool(Protocol):
    """What an asynchronous store needs of a pool, such as `psycopg_pool.AsyncConnectionPool`."""

    def connection(self, timeout: float | None = None) -> AbstractAsyncContextManager[psycopg.AsyncConnection[Any]]:
        """Lends a connection."""

    async def check(self) -> None:
        """Drops the connections that broke."""


def _whole(connect_timeout: float) -> int:
    """As the client waits for each host: whole seconds, and two at least."""
    return max(2, ceil(connect_timeout))


def checked(url: str, connect_timeout: float) -> str:
    """What the client is given for a URL. `StoreConfig` where it cannot be read."""
    try:
        # Whatever database the environment names would be taken for the one that was forgotten.
        if not url.strip() or "\0" in url:
            raise ValueError
        # A database whose name is the rest of a password; where its name has these, they are written as %2F and %40.
        if "://" in url and re.search("[/@]", urlsplit(url).path[1:]):
            raise ValueError
        ports = str(conninfo_to_dict(url).get("port") or "5432").split(",")
        if not all(re.fullmatch("[0-9]{0,5}", port) and int(port or 1) in range(1, 1 << 16) for port in ports):
            raise ValueError
        return make_conninfo(url, connect_timeout=_whole(connect_timeout))
    except (psycopg.Error, ValueError):
        # Their messages might quote the URL, and with it a password.
        raise unreadable("postgresql://user:password@host:5432/database") from None


def place(url: str) -> Hashable:
    """What of a URL tells which tables are meant: never its password."""
    told = conninfo_to_dict(url)
    # A user may have a schema of their own, and `options` may name one.
    names = ("service", "host", "hostaddr", "user", "dbname", "options")
    return str(told.get("port") or "5432"), *(told.get(name) for name in names)


class _Connection(psycopg.Connection[Any]):
    """One that waits for an answer no longer than its limit: the client's own would wait for ever.

    Neither this nor the next cancels what is under way where the caller gives up: that would be a wait once more. The
    server ends it by its own limit, and the connection is not used again.
    """

    limit = 2.5

    def wait(self, gen: Generator[Any, Any, Result], *_: Any, **__: Any) -> Result:
        poll, end = select.poll(), monotonic() + self.limit
        try:
            wanted = next(gen)
            while True:
                poll.register(self.pgconn.socket, _EVENTS[wanted])
                events = poll.poll(max(0.0, end - monotonic()) * 1000)
                if not events:
                    raise Silent
                # Whatever else is told of it, reading it will tell more.
                wanted = gen.send(_READY.get(events[0][1], Ready.R | wanted))
        except StopIteration as done:
            result: Result = done.value
            return result


class _AsyncConnection(psycopg.AsyncConnection[Any]):
    limit = 2.5

    async def wait(self, gen: Generator[Any, Any, Result], *_: Any, **__: Any) -> Result:
        try:
            async with asyncio.timeout(self.limit):
                return await wait_async(gen, self.pgconn.socket, 0.1)
        except TimeoutError:
            raise Silent from None


Connection = TypeVar("Connection", _Connection, _AsyncConnection)


class _Idle(Generic[Connection]):
    """The connections that wait for work, and how new ones are made."""

    def __init__(self, url: str, options: StoreOptions) -> None:
        self._idle: list[tuple[int, Connection]] = []
        # A little longer than the server waits, whose answer says more.
        self._limit = options.call_timeout * 1.25
        self._url = checked(url, options.connect_timeout)

    def _take(self) -> Connection | None:
        while True:
            try:
                process, connection = self._idle.pop()
            except IndexError:
                return None
            # A forked child leaves its parent's alone.
            if process == os.getpid():
                return connection

    def _put(self, connection: Connection) -> None:
        """One on which an answer may still be under way must not be used again."""
        is_sound = connection.pgconn.transaction_status == TransactionStatus.IDLE
        if is_sound and len(self._idle) < _IDLE:
            self._idle.append((os.getpid(), connection))
        else:
            connection.pgconn.finish()

    def clear(self) -> None:
        """Closes them."""
        while connection := self._take():
            connection.pgconn.finish()


class OwnPool(_Idle[_Connection]):
    """`Pool`, for one URL."""

    @contextmanager
    def connection(self, timeout: float | None = None) -> Iterator[psycopg.Connection[Any]]:
        """Lends a connection."""
        connection = self._take() or self._connect()
        try:
            yield connection
        finally:
            self._put(connection)

    def check(self) -> None:
        """Drops all that wait: where one broke or is silent, the others may have gone the same way."""
        self.clear()

    def _connect(self) -> _Connection:
        connection = _Connection.connect(self._url, autocommit=True, prepare_threshold=None)
        connection.limit = self._limit
        return connection


class OwnAsyncPool(_Idle[_AsyncConnection]):
    """`AsyncPool`, for one URL."""

    def __init__(self, url: str, options: StoreOptions) -> None:
        super().__init__(url, options)
        hosts = str(conninfo_to_dict(self._url).get("host", "")).count(",") + 1
        # Each host has its turn, and the last one, which may be the only one, no longer than was asked for.
        self._patience = _whole(options.connect_timeout) * (hosts - 1) + options.connect_timeout

    @asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        """Lends a connection."""
        connection = self._take() or await self._connect()
        try:
            yield connection
        finally:
            self._put(connection)

    async def check(self) -> None:
        """Drops all that wait: where one broke or is silent, the others may have gone the same way."""
        self.clear()

    async def _connect(self) -> _AsyncConnection:
        async with asyncio.timeout(self._patience):
            connection = await _AsyncConnection.connect(self._url, autocommit=True, prepare_threshold=None)
        connection.limit = self._limit
        return connection

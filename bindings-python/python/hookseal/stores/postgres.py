"""The contract on Postgres (12 or newer)."""

from collections.abc import Hashable
from contextlib import nullcontext
from inspect import iscoroutinefunction
from typing import Any, Generic, Self, TypeVar

try:
    import psycopg
except ImportError as missing:
    raise ImportError("the Postgres store needs the package `psycopg`: pip install hookseal[postgres]") from missing
from psycopg.rows import tuple_row

from .._native import postgres_statements
from ..errors import StoreConfig
from ._calls import AwaitedStore, BlockingStore
from ._options import StoreOptions
from ._postgres_calls import PostgresCalls, Question, Row
from ._postgres_failure import Repeats, Silent, failed, is_gone
from ._postgres_message import limits, written
from ._postgres_pool import AsyncPool, OwnAsyncPool, OwnPool, Pool, checked, place
from ._query import OWN, taken
from ._turns import AsyncTurns, Turns

__all__ = ["TABLE", "AsyncPostgresStore", "PostgresStore", "migrate"]

TABLE = "hookseal_dedup"

AnyPool = TypeVar("AnyPool", Pool, AsyncPool)

_CAUGHT = (psycopg.Error, OSError)


def migrate(url_or_connection: "str | psycopg.Connection[Any]", *, table: str | None = None) -> None:
    """Makes the table of a store. Safe to run again, by several at once, and while workers use it.

    Args:
        url_or_connection: The store's URL, or your own connection, whose transaction it becomes part of.
        table: The table's name: 1 to 52 lower-case letters, digits and underscores, perhaps after the name of a schema
            that is there. None: the URL's, or `hookseal_dedup`.

    Raises:
        StoreConfig: Another name, or the server refuses the caller.
        StoreUnavailable: The server does not answer.
    """
    try:
        if isinstance(url_or_connection, str):
            url, options = taken(url_or_connection, OWN | {"table"})
            sql = _schema(options.get("table", TABLE) if table is None else table)
            # No limit on the statement: an index of a large table takes its time.
            with psycopg.connect(checked(url, 10), autocommit=True) as connection:
                connection.execute(sql)
        elif isinstance(url_or_connection, psycopg.Connection):
            psycopg.Cursor(url_or_connection).execute(_schema(TABLE if table is None else table))
        else:
            raise StoreConfig("give a URL, or a connection of psycopg")
    except _CAUGHT as error:
        raise failed(error) from None


def _schema(table: str) -> bytes:
    return postgres_statements(table)["schema"].encode()


class _OnPostgres(Generic[AnyPool]):
    """What both stores are made of."""

    _own: type[OwnPool] | type[OwnAsyncPool]
    _turns: type[Turns] | type[AsyncTurns]

    def __init__(
        self,
        url_or_pool: str | AnyPool,
        *,
        table: str = TABLE,
        ttl: int = 345_600,
        lease: int = 300,
        sliding: bool = False,
        max_attempts: int | None = None,
        connect_timeout: float = 2.0,
        call_timeout: float = 2.0,
        connections: int = 32,
    ) -> None:
        """A store in a table. It connects when it is used.

        Args:
            url_or_pool: A URL, such as `postgresql://user:password@127.0.0.1/database`; or your own pool, as
                `psycopg_pool` has them, whose connections are used as you set them up: give them time-outs.
            table: The table's name, which `migrate` made. Another table is another store.
            ttl: Seconds that a record lives after its claim.
            lease: Seconds that a claim is held unless renewed.
            sliding: Whether a duplicate of a finished event starts its lifetime again.
            max_attempts: Attempts after which a claim is exhausted, 1 to 15; only with a dead-letter sink.
            connect_timeout: Seconds to wait for a connection: for one that is free, and where it has to be made. The
                blocking client makes it in whole seconds, and two at least.
            call_timeout: Seconds to wait for an answer, on connections of our own.
            connections: Connections of our own at most, of each process; for asyncio of each event loop.

        Raises:
            WindowConfig: Impossible options.
            StoreConfig: A URL that cannot be read, or a table's name that is none.
        """
        options = StoreOptions(ttl, lease, sliding, max_attempts, connect_timeout, call_timeout, connections)
        self._calls = PostgresCalls(options, table)
        self._is_own = isinstance(url_or_pool, str)
        self._limits = limits(options.call_timeout) if self._is_own else b""
        self._turn: Any = self._turns(options).taken if self._is_own else nullcontext
        self._pool: Any = self._own(url_or_pool, options) if isinstance(url_or_pool, str) else url_or_pool
        is_async = iscoroutinefunction(getattr(self._pool, "check", None))
        self._place = place(url_or_pool) if isinstance(url_or_pool, str) else id(url_or_pool)
        self._table = table
        if not hasattr(self._pool, "connection") or is_async is not issubclass(self._own, OwnAsyncPool):
            raise StoreConfig("give a URL, or a ConnectionPool of psycopg_pool, or for asyncio an AsyncConnectionPool")

    def place(self) -> Hashable:
        """The server, the database and the table, whatever else the URL was told; or the pool, and the table."""
        return "postgres", self._place, self._table


class PostgresStore(_OnPostgres[Pool], BlockingStore[Question, Row]):
    """A dedup store in a Postgres table, for any number of threads, processes and machines.

    Each record is one row, by the server's clock; other languages send the same statements. Each is a transaction of
    its own, right at any isolation level, and leaves nothing on its connection, neither a name nor a setting, so that a
    pooler may stand in between. The table must be there: `migrate`.

    Every 256th claim removes up to 1,000 records that have ended.
    """

    _own = OwnPool
    _turns = Turns
    _calls: PostgresCalls

    def _ask(self, question: Question) -> Row:
        repeats = Repeats()
        while True:
            is_connected = False
            try:
                with self._pool.connection(self._calls.options.connect_timeout) as connection:
                    is_connected = True
                    cursor = psycopg.Cursor(connection, row_factory=tuple_row)
                    cursor.execute(self._limits + written(question), prepare=False)
                    while cursor.nextset():
                        # Only the last statement's is the answer.
                        pass
                    return cursor.fetchone() if cursor.description else None
            except _CAUGHT as error:
                if is_connected and (is_gone(error) or isinstance(error, Silent)):
                    self._pool.check()
                if not repeats.are_left(error, was_connected=is_connected):
                    raise failed(error) from None

    def purge(self) -> None:
        """Removes up to 1,000 records that have ended; claims do so by themselves now and then."""
        self._run(self._calls.purge())

    def close(self) -> None:
        """Closes the connections, unless the pool is your own."""
        if self._is_own:
            self._pool.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncPostgresStore(_OnPostgres[AsyncPool], AwaitedStore[Question, Row]):
    """`PostgresStore` for asyncio."""

    _own = OwnAsyncPool
    _turns = AsyncTurns
    _calls: PostgresCalls

    async def _ask(self, question: Question) -> Row:
        repeats = Repeats()
        while True:
            is_connected = False
            try:
                async with self._pool.connection(self._calls.options.connect_timeout) as connection:
                    is_connected = True
                    cursor = psycopg.AsyncCursor(connection, row_factory=tuple_row)
                    await cursor.execute(self._limits + written(question), prepare=False)
                    while cursor.nextset():
                        # Only the last statement's is the answer.
                        pass
                    return await cursor.fetchone() if cursor.description else None
            except _CAUGHT as error:
                if is_connected and (is_gone(error) or isinstance(error, Silent)):
                    await self._pool.check()
                if not repeats.are_left(error, was_connected=is_connected):
                    raise failed(error) from None

    async def purge(self) -> None:
        """Removes up to 1,000 records that have ended; claims do so by themselves now and then."""
        await self._run(self._calls.purge())

    async def aclose(self) -> None:
        """Closes the connections, unless the pool is your own."""
        if self._is_own:
            self._pool.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

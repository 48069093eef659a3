"""The contract on Redis (7 or newer) and Valkey."""

import asyncio
from collections.abc import Hashable
from contextlib import nullcontext, suppress
from typing import Any, Generic, Self, TypeVar

try:
    import redis
    import redis.asyncio
except ImportError as missing:
    raise ImportError("the Redis store needs the package `redis`: pip install hookseal[redis]") from missing
from redis.backoff import NoBackoff

from ..errors import StoreConfig
from ._calls import AwaitedStore, BlockingStore
from ._options import StoreOptions
from ._query import unreadable
from ._redis_calls import FULL, PREFIX, Question, RedisCalls
from ._redis_failure import evicting, failed
from ._redis_url import check_url
from ._turns import AsyncTurns, Turns

__all__ = ["PREFIX", "AsyncRedisStore", "RedisStore"]

Client = TypeVar("Client", redis.Redis, redis.asyncio.Redis)

_CAUGHT = (redis.RedisError, OSError, EOFError, ValueError)
"""What the client raises; the last two where something else than a server answers."""

_BROKEN = (redis.ConnectionError, redis.exceptions.ReadOnlyError, redis.exceptions.MasterDownError)
"""What another connection may not meet: this one broke, or its server has changed its role."""


class _OnRedis(Generic[Client]):
    """What both stores are made of."""

    _kind: type[Any]
    _retry: type[Any]
    _turns: type[Turns] | type[AsyncTurns]

    def __init__(
        self,
        url_or_client: str | Client,
        *,
        prefix: str = PREFIX,
        ttl: int = 345_600,
        lease: int = 300,
        sliding: bool = False,
        max_attempts: int | None = None,
        allow_eviction: bool = False,
        connect_timeout: float = 2.0,
        call_timeout: float = 2.0,
        connections: int = 32,
    ) -> None:
        """A store on a server. It connects when it is used.

        Args:
            url_or_client: A URL, such as `redis://user:password@127.0.0.1:6379/0`, `rediss://…` or `unix://…`; or your
                own client, whose connections, time-outs and repeats are then used as you set them up.
            prefix: What records' names begin with. Another prefix is another store, on the same server.
            ttl: Seconds that a record lives after its claim.
            lease: Seconds that a claim is held unless renewed.
            sliding: Whether a duplicate of a finished event starts its lifetime again.
            max_attempts: Attempts after which a claim is exhausted, 1 to 15; only with a dead-letter sink.
            allow_eviction: Work also on a server that may evict records: each is an event that may run twice.
            connect_timeout: Seconds to wait for a connection: for one that is free, and where it has to be made.
            call_timeout: Seconds to wait for an answer.
            connections: Connections at most, of each process; for asyncio of each event loop.

        Raises:
            WindowConfig: Impossible options.
            StoreConfig: A URL that cannot be read, or something else than a client of a single server.
        """
        options = StoreOptions(ttl, lease, sliding, max_attempts, connect_timeout, call_timeout, connections)
        self._calls = RedisCalls(options, prefix)
        if not isinstance(allow_eviction, bool):
            raise StoreConfig("allow_eviction must be True or False: text such as 'false' would allow it")
        self._may_evict = allow_eviction
        self._is_checked = False
        self._url = url_or_client if isinstance(url_or_client, str) else None
        self._turn: Any = nullcontext if self._url is None else self._turns(options).taken
        self._client: Any = url_or_client if self._url is None else self._client_of(self._url)
        if not isinstance(self._client, self._kind):
            raise StoreConfig("give a URL, or a `Redis` of redis, or for asyncio of redis.asyncio: of a single server")

    def _client_of(self, url: str) -> Any:
        """A client of our own. Its messages might quote the URL, and with it a password."""
        options = self._calls.options
        try:
            check_url(url)
            client = self._kind.from_url(
                url,
                socket_connect_timeout=options.connect_timeout,
                socket_timeout=options.call_timeout,
                # Repeated once on another connection: all calls can be.
                retry=self._retry(NoBackoff(), 1, _BROKEN),
                # Turns limit them: this would not wait.
                max_connections=2**31,
                protocol=2,
            )
            # Whatever the query asks for is looked at only when a connection is made.
            client.connection_pool.connection_class(**client.connection_pool.connection_kwargs)
        except (ValueError, TypeError, AttributeError, redis.RedisError):
            raise unreadable("redis://user:password@host:6379/0") from None
        return client

    def place(self) -> Hashable:
        """The server, the database and the prefix, whatever else the URL or the client was told."""
        told = self._client.connection_pool.connection_kwargs
        if not (told.get("host") or told.get("path")):
            # Of a client that finds its server by itself.
            return "redis", id(self._client), self._calls.prefix
        port = None if told.get("path") else int(told.get("port") or 6379)
        return "redis", told.get("path") or told["host"], port, int(told.get("db") or 0), self._calls.prefix

    def _must_check(self) -> bool:
        return not (self._may_evict or self._is_checked)

    def _check(self, memory: dict[str, Any]) -> None:
        """Refuses a server that may evict, by its INFO: managed servers forbid CONFIG."""
        policy = memory.get("maxmemory_policy", "noeviction")
        if policy != "noeviction":
            raise evicting(policy)
        self._is_checked = True

    def _is_silent(self, error: Exception) -> bool:
        """Whether connections of ours that wait may have gone as this one: a network that forgot them says nothing."""
        return self._url is not None and isinstance(error, redis.TimeoutError | TimeoutError)

    def _answer(self, error: Exception, question: Question) -> list[str]:
        """What an error says in the place of an answer, if it says one."""
        if isinstance(error, redis.exceptions.OutOfMemoryError) and question.script.name == "claim":
            return FULL
        # It may be another server that answers next.
        self._is_checked = False
        raise failed(error) from None


class RedisStore(_OnRedis[redis.Redis], BlockingStore[Question, Any]):
    """A dedup store on a Redis or Valkey server, for any number of threads, processes and machines.

    Each record is one key and each call one script on it, by the server's clock; other languages call the same scripts.
    A call whose connection broke is repeated once on another. It is for a single server: clusters are refused.

    The server must keep what it is given. One that may evict keys (`maxmemory-policy` other than `noeviction`) is
    refused at the first use, unless that is allowed.
    """

    _calls: RedisCalls
    _kind = redis.Redis
    _retry = redis.retry.Retry
    _turns = Turns

    def _ask(self, question: Question) -> Any:
        script, values = question.script, question.values
        try:
            if self._must_check():
                self._check(self._client.info("memory"))
            try:
                return self._client.evalsha(script.sha, 1, question.key, *values)
            except redis.exceptions.NoScriptError:
                self._client.script_load(script.text)
                return self._client.evalsha(script.sha, 1, question.key, *values)
        except _CAUGHT as error:
            if self._is_silent(error):
                self._client.connection_pool.disconnect(inuse_connections=False)
            return self._answer(error, question)

    def close(self) -> None:
        """Closes the connections, unless the client is your own."""
        if self._url is not None:
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncRedisStore(_OnRedis[redis.asyncio.Redis], AwaitedStore[Question, Any]):
    """`RedisStore` for asyncio."""

    _calls: RedisCalls
    _kind = redis.asyncio.Redis
    _retry = redis.asyncio.retry.Retry
    _turns = AsyncTurns
    _loop: asyncio.AbstractEventLoop | None = None

    def _here(self) -> Any:
        """The client. Connections belong to one event loop; on another, as tests have them, ours are left."""
        loop = asyncio.get_running_loop()
        if self._url is not None and self._loop is not loop:
            if self._loop is not None:
                self._client = self._client_of(self._url)
            self._loop = loop
        return self._client

    async def _ask(self, question: Question) -> Any:
        client, script, values = self._here(), question.script, question.values
        try:
            if self._must_check():
                self._check(await client.info("memory"))
            try:
                return await client.evalsha(script.sha, 1, question.key, *values)
            except redis.exceptions.NoScriptError:
                await client.script_load(script.text)
                return await client.evalsha(script.sha, 1, question.key, *values)
        except _CAUGHT as error:
            if self._is_silent(error):
                # One that is encrypted waits for an answer where it is closed.
                with suppress(redis.RedisError):
                    await client.connection_pool.disconnect(inuse_connections=False)
            return self._answer(error, question)

    async def aclose(self) -> None:
        """Closes the connections, unless the client is your own."""
        if self._url is not None:
            await self._here().aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

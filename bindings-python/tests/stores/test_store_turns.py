"""How many connections a store has, and what becomes of calls that wait for one, under all four clients."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
from hookseal.errors import StoreUnavailable
from hookseal.stores import AsyncPostgresStore, AsyncRedisStore, PostgresStore, RedisStore
from hookseal.stores.postgres import migrate
from store_script import AnyStore
from store_servers import Postgres, Redis

ESTABLISHED = "01"


@pytest.fixture(scope="module")
def small() -> Iterator[dict[str, Redis | Postgres]]:
    """Servers that refuse more than 40 connections."""
    redis_server, postgres_server = Redis("--maxclients", "40"), Postgres("fsync=off", "max_connections=40")
    migrate(postgres_server.url)
    yield {"Redis": redis_server, "Postgres": postgres_server}
    redis_server.end()
    postgres_server.end()


@pytest.fixture(params=[RedisStore, AsyncRedisStore, PostgresStore, AsyncPostgresStore], ids=lambda kind: kind.__name__)
def served(
    request: pytest.FixtureRequest, small: dict[str, Redis | Postgres]
) -> tuple[Redis | Postgres, Callable[..., AnyStore]]:
    """A server, and what makes stores on it that wait long enough, also on a busy machine."""
    kind: Any = request.param
    server = small["Redis" if "Redis" in kind.__name__ else "Postgres"]
    return server, lambda **settings: kind(server.url, connect_timeout=20, call_timeout=20, **settings)


def claim_at_once(store: Any, count: int) -> set[str]:
    """Claims so many events at once, and gives the states."""
    keys = [os.urandom(16) for _ in range(count)]

    async def body() -> list[Any]:
        async with store:
            return await asyncio.gather(*map(store.claim, keys))

    if type(store).__name__.startswith("Async"):
        return {claim.state for claim in asyncio.run(body())}
    with store, ThreadPoolExecutor(count) as threads:
        return {claim.state for claim in threads.map(store.claim, keys)}


def test_a_crowd_waits_for_its_turn(served: tuple[Redis | Postgres, Callable[..., AnyStore]]) -> None:
    _, make = served
    store = make()
    # For asyncio on another event loop, too.
    for _ in range(2):
        assert claim_at_once(store, 300) == {"claimed"}


def connections(port: int) -> int:
    """Those that the server has, as the kernel tells it."""
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(local.endswith(f":{port:04X}") and state == ESTABLISHED for _, local, _, state, *_ in sockets)


def test_as_many_as_allowed(served: tuple[Redis | Postgres, Callable[..., AnyStore]]) -> None:
    server, make = served
    seen, is_over = set[int](), threading.Event()

    def watch() -> None:
        while not is_over.wait(0.001):
            seen.add(connections(server.port))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        assert claim_at_once(make(connections=3), 300) == {"claimed"}
    finally:
        is_over.set()
        watcher.join()
    assert 1 < max(seen) <= 3


@pytest.fixture
def blocked(postgres_server: Postgres) -> Iterator[bytes]:
    """A key whose row another transaction holds for four seconds."""
    key = os.urandom(16)
    assert PostgresStore(postgres_server.url).claim(key).state == "claimed"
    sql = f"BEGIN; SELECT 1 FROM hookseal_dedup WHERE name = '\\x{key.hex()}' FOR UPDATE; SELECT pg_sleep(4); COMMIT"
    lock = threading.Thread(target=postgres_server.sql, args=(sql,))
    lock.start()
    postgres_server.until_one_waits("wait_event = 'PgSleep'")
    yield key
    lock.join()


def test_who_waits_is_told_in_time(postgres_server: Postgres, blocked: bytes) -> None:
    store = PostgresStore(postgres_server.url, connections=1, connect_timeout=1, call_timeout=8)
    with ThreadPoolExecutor(1) as threads:
        holder = threads.submit(store.claim, blocked)
        postgres_server.until_one_waits("wait_event_type = 'Lock'")
        start = time.monotonic()
        with pytest.raises(StoreUnavailable, match="1 connections of this store are in use"):
            store.claim(os.urandom(16))
        assert 1 <= time.monotonic() - start < 3
        assert holder.result().state == "in_flight"
    assert store.claim(os.urandom(16)).state == "claimed"


def test_who_gives_up_gives_the_turn_back(postgres_server: Postgres, blocked: bytes) -> None:
    async def body() -> None:
        store = AsyncPostgresStore(postgres_server.url, connections=1, connect_timeout=1, call_timeout=8)
        holder = asyncio.create_task(store.claim(blocked))
        await asyncio.to_thread(postgres_server.until_one_waits, "wait_event_type = 'Lock'")
        with pytest.raises(StoreUnavailable, match="in use"):
            await store.claim(os.urandom(16))
        waiting = asyncio.create_task(store.claim(os.urandom(16)))
        await asyncio.sleep(0.05)
        waiting.cancel()
        holder.cancel()
        assert [type(end) for end in await asyncio.gather(waiting, holder, return_exceptions=True)] == [
            asyncio.CancelledError
        ] * 2
        for _ in range(2):
            assert (await store.claim(os.urandom(16))).state == "claimed"

    asyncio.run(body())


@pytest.mark.parametrize("kind", [RedisStore, PostgresStore])
def test_a_forked_child_has_turns_of_its_own(kind: Any, redis_server: Redis, postgres_server: Postgres) -> None:
    server = redis_server if kind is RedisStore else postgres_server
    store = kind(server.url, connections=1)
    with store._turn():
        child = os.fork()
        if not child:
            state = ""
            try:
                state = store.claim(os.urandom(16)).state
            finally:
                os._exit(0 if state == "claimed" else 1)
        assert os.waitpid(child, 0)[1] == 0


def test_ones_own_client_is_not_limited(redis_server: Redis) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        store = RedisStore(client, connections=1, connect_timeout=0.001)
        assert claim_at_once(store, 100) == {"claimed"}

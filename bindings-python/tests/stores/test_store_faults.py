"""Servers that stop, die and come back, under all four clients."""

import asyncio
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hookseal.errors import StoreUnavailable
from hookseal.stores import AsyncPostgresStore, AsyncRedisStore, PostgresStore, RedisStore
from hookseal.stores.postgres import migrate
from store_router import Router
from store_script import AnyStore, ask, told
from store_servers import Postgres, Redis

Server = Redis | Postgres


@pytest.fixture(scope="module")
def on_disk() -> Iterator[Callable[[str], Server]]:
    """Servers that write everything to the disk before they acknowledge it."""
    servers: dict[str, Server] = {}

    def start(kind: str) -> Server:
        if kind not in servers:
            if kind == "redis":
                servers[kind] = Redis("--appendonly", "yes", "--appendfsync", "always")
            else:
                servers[kind] = Postgres()
                migrate(servers[kind].url)
        return servers[kind]

    yield start
    for server in servers.values():
        server.end()


@pytest.fixture(params=[RedisStore, AsyncRedisStore, PostgresStore, AsyncPostgresStore], ids=lambda kind: kind.__name__)
def served(
    request: pytest.FixtureRequest, on_disk: Callable[[str], Server]
) -> tuple[Server, Callable[..., AnyStore], int]:
    """A server, what makes stores on it, and a number for keys of the test's own."""
    kinds = [RedisStore, AsyncRedisStore, PostgresStore, AsyncPostgresStore]
    kind: Any = request.param
    server = on_disk("redis" if "Redis" in kind.__name__ else "postgres")
    return server, lambda **settings: kind(server.url, **settings), kinds.index(kind) << 64


async def least(error: type[Exception], call: Callable[[], Awaitable[Any]]) -> float:
    """The seconds after which a call fails so, the least of three: in one of them the machine may stand still."""
    times = []
    for _ in range(3):
        start = time.monotonic()
        with pytest.raises(error):
            await call()
        times.append(time.monotonic() - start)
    return min(times)


async def connected(store: AnyStore) -> None:
    """Lets it make its connection, as often as the machine keeps it from doing so in time."""
    for _ in range(20):
        with suppress(StoreUnavailable):
            await told(store.forget(bytes(16)))
            return
    pytest.fail("it never connected")


def test_a_server_that_is_stopped(served: tuple[Server, Callable[..., AnyStore], int]) -> None:
    server, make, first = served

    async def body() -> None:
        store, patient = make(call_timeout=0.4), make()
        await connected(store)
        token = (await told(patient.claim((first + 1).to_bytes(16, "big")))).token
        server.send(signal.SIGSTOP)
        try:
            assert await least(StoreUnavailable, lambda: told(store.commit(token))) < 0.4 * 1.25 + 0.2
            if type(store).__name__.startswith("Async"):
                given_up = await least(TimeoutError, lambda: asyncio.wait_for(told(store.commit(token)), 0.1))
                assert given_up < 0.3, "a caller who gives up does not wait"
        finally:
            server.send(signal.SIGCONT)
        # The stopped server may have found the first one when it went on.
        assert await told(patient.commit(token)) in ("ok", "already_done")

    asyncio.run(body())


def test_connections_that_the_network_forgot_fail_one_call(served: tuple[Server, Callable[..., AnyStore], int]) -> None:
    server, make, first = served
    kind: Any = type(make())
    router = Router(server.port, 4)
    keys = [(first + (1 << 60) + number).to_bytes(16, "big") for number in range(9)]

    async def body() -> None:
        store = kind(server.url.replace(f":{server.port}", f":{router.port}"), call_timeout=0.5)
        claim = store.claim if kind.__name__.startswith("Async") else partial(asyncio.to_thread, store.claim)
        for at_once in (keys[:4], keys[4:8]):
            claims = await asyncio.gather(*map(claim, at_once))
            assert [claim.state for claim in claims] == ["claimed"] * 4
            if at_once == keys[:4]:
                router.forget()
                with pytest.raises(StoreUnavailable):
                    await claim(keys[8])

    try:
        asyncio.run(body())
    finally:
        router.close()


def test_a_server_that_is_killed_and_comes_back(served: tuple[Server, Callable[..., AnyStore], int]) -> None:
    server, make, first = served
    store, is_over, committed, outages = make(), threading.Event(), list[bytes](), list[Exception]()

    async def work(worker: int) -> None:
        """Claims and commits new events. A claim whose answer was lost is nobody's until its lease ends."""
        event = first + (worker << 32) + 2
        while not is_over.is_set():
            event += 1
            key = event.to_bytes(16, "big")
            try:
                claim = await told(store.claim(key))
                assert (claim.state, claim.attempt) == ("claimed", 1)
                assert await told(store.commit(claim.token)) in ("ok", "already_done")
                committed.append(key)
            except StoreUnavailable as outage:
                outages.append(outage)
                await asyncio.sleep(0.005)

    async def all_of_them() -> None:
        await asyncio.gather(*(work(worker) for worker in range(4)))

    failures: list[BaseException] = []

    def run(coroutine: Any) -> None:
        try:
            asyncio.run(coroutine)
        except BaseException as failure:
            failures.append(failure)

    is_async = type(store).__name__.startswith("Async")
    groups = [all_of_them()] if is_async else [work(worker) for worker in range(4)]
    threads = [threading.Thread(target=run, args=(group,)) for group in groups]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.5)
        server.kill()
        time.sleep(0.2)
        server.run()
        before, end = len(committed), time.monotonic() + 20
        while len(committed) <= before and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    assert not failures
    assert outages, "the outage showed"
    assert len(committed) > before > 20, "it worked before, and works again"

    async def lost() -> list[bytes]:
        return [key for key in committed if (await told(store.claim(key))).state != "done"]

    assert ask(lost()) == []

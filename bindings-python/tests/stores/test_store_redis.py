"""Redis servers and clients of every kind."""

import asyncio
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import redis
from hookseal.errors import StoreConfig, StoreUnavailable
from hookseal.stores import AsyncRedisStore, RedisStore
from store_script import ask, told
from store_servers import Redis

KEY = bytes([1] * 16)

Kind = Callable[..., Any]


@pytest.fixture(params=[RedisStore, AsyncRedisStore], ids=["blocking", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param
    return made


@pytest.fixture
def started() -> Iterator[Callable[..., Redis]]:
    """Starts servers with settings of their own."""
    servers: list[Redis] = []

    def start(*settings: str) -> Redis:
        servers.append(Redis(*settings))
        return servers[-1]

    yield start
    for server in servers:
        server.end()


@pytest.fixture
def prefix() -> str:
    """A new prefix."""
    return f"t{uuid.uuid4().hex[:12]}:"


def refused(answer: Callable[[], Any]) -> str:
    """What the advice of a `StoreConfig` is."""
    with pytest.raises(StoreConfig) as error:
        ask(answer())
    assert "hunter" not in f"{error.value} {error.value!r} {error.value.__cause__}"
    return str(error.value)


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
def test_a_server_that_may_evict_is_refused(kind: Kind, started: Callable[..., Redis], policy: str) -> None:
    server = started("--maxmemory", "100mb", "--maxmemory-policy", policy)
    store = kind(server.url)
    for _ in range(2):
        assert "maxmemory-policy noeviction" in refused(lambda: store.claim(KEY))
    assert server.cli("DBSIZE") == "0"
    assert ask(kind(server.url, allow_eviction=True).claim(KEY)).state == "claimed"
    server.cli("CONFIG", "SET", "maxmemory-policy", "noeviction")
    assert ask(store.claim(KEY)).state == "in_flight"


def test_a_server_that_is_full_says_so(kind: Kind, started: Callable[..., Redis]) -> None:
    server = started("--maxmemory", "1")
    store = kind(server.url)
    claim = ask(store.claim(KEY))
    assert (claim.state, claim.retry_after, claim.token) == ("full", 60, None)
    # Whoever has claimed something before can settle it all the same.
    server.cli("CONFIG", "SET", "maxmemory", "0")
    held = [ask(store.claim(bytes([event] * 16))).token for event in range(3)]
    server.cli("CONFIG", "SET", "maxmemory", "1")
    assert ask(store.renew(held[0])) == "ok"
    assert ask(store.commit(held[0])) == "ok"
    assert ask(store.bury(held[1])) == "ok"
    assert ask(store.release(held[2])) == "ok"


def test_passwords_and_rights(kind: Kind, started: Callable[..., Redis]) -> None:
    server = started("--requirepass", "hunter2")
    admin = ("-a", "hunter2", "--no-auth-warning")
    for wrong in ("redis://", "redis://:hunter3@", "redis://nobody:hunter2@"):
        store = kind(server.url.replace("redis://", wrong))
        assert "user or password" in refused(partial(store.claim, KEY))
    store = kind(server.url.replace("redis://", "redis://:hunter2@"))
    assert ask(store.claim(KEY)).state == "claimed"
    assert "hunter" not in repr(store)
    server.cli(*admin, "ACL", "SETUSER", "weak", "on", ">pass", "~*", "+get", "+info")
    advice = refused(lambda: kind(server.url.replace("redis://", "redis://weak:pass@")).claim(KEY))
    # What it advises is enough, for all calls, on a server that knows none of the scripts.
    rights = advice.split("`")[1].split()
    server.cli(*admin, "ACL", "SETUSER", "able", "on", ">pass", "~hookseal:*", *rights)
    server.cli(*admin, "SCRIPT", "FLUSH")
    store = kind(server.url.replace("redis://", "redis://able:pass@"))
    assert ask(store.forget(KEY)) == "in_flight"
    token = ask(store.claim(bytes([8] * 16))).token
    assert [ask(store.renew(token)), ask(store.release(token)), ask(store.commit(token))] == ["ok", "ok", "late"]


def test_a_replica_is_named_and_left(kind: Kind, started: Callable[..., Redis]) -> None:
    server = started()
    store = kind(server.url)
    token = ask(store.claim(KEY)).token
    server.cli("REPLICAOF", "127.0.0.1", "1")
    before = server.cli("INFO", "stats").split("total_connections_received:")[1].split()[0]
    # A failover looks so, and is soon over: whoever is told to come back loses nothing.
    with pytest.raises(StoreUnavailable, match="use the primary's address"):
        ask(store.commit(token))
    after = server.cli("INFO", "stats").split("total_connections_received:")[1].split()[0]
    assert int(after) >= int(before) + 2, "it was asked again on a new connection"
    server.cli("CONFIG", "SET", "replica-serve-stale-data", "no")
    with pytest.raises(StoreUnavailable, match="use the primary's address"):
        ask(store.claim(KEY))
    server.cli("REPLICAOF", "NO", "ONE")
    assert ask(store.commit(token)) == "ok"


def test_a_node_of_a_cluster_is_refused(started: Callable[..., Redis]) -> None:
    server = started("--cluster-enabled", "yes")
    kinds: list[Kind] = [RedisStore, AsyncRedisStore]
    for kind in kinds:
        with pytest.raises(StoreUnavailable, match="CLUSTERDOWN"):
            ask(kind(server.url).claim(KEY))
    other = started("--cluster-enabled", "yes")
    other.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
    server.cli("CLUSTER", "MEET", "127.0.0.1", str(other.port))
    end = time.monotonic() + 20
    while "cluster_state:ok" not in server.cli("CLUSTER", "INFO"):
        assert time.monotonic() < end
        time.sleep(0.05)
    for kind in kinds:
        assert "use a single server" in refused(partial(kind(server.url).claim, KEY))


def test_names_and_databases_that_are_something_else(kind: Kind, redis_server: Redis, prefix: str) -> None:
    store = kind(redis_server.url, prefix=prefix)
    for command in (("SET", "text"), ("LPUSH", "list")):
        redis_server.cli("DEL", prefix + KEY.hex())
        redis_server.cli(command[0], prefix + KEY.hex(), command[1])
        assert "a prefix of its own" in refused(lambda: store.claim(KEY))
        assert "a prefix of its own" in refused(lambda: store.forget(KEY))
    assert "database number" in refused(lambda: kind(redis_server.url + "99").claim(KEY))


def test_scripts_that_the_server_forgot_are_sent_again(kind: Kind, redis_server: Redis, prefix: str) -> None:
    store = kind(redis_server.url, prefix=prefix)
    token = ask(store.claim(KEY)).token
    redis_server.cli("SCRIPT", "FLUSH")
    assert ask(store.commit(token)) == "ok"


def test_a_connection_that_the_server_ended_is_not_noticed(kind: Kind, redis_server: Redis, prefix: str) -> None:
    async def body() -> None:
        store = kind(redis_server.url, prefix=prefix)
        token = (await told(store.claim(KEY))).token
        redis_server.cli("CLIENT", "KILL", "TYPE", "normal")
        assert await told(store.commit(token)) == "ok"

    asyncio.run(body())


@contextmanager
def listener(answer: bytes | None) -> Iterator[str]:
    """The URL of something that gives this answer to whatever it is asked; without one it is silent."""

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            connection.recv(64)
            connection.sendall(answer or b"")
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        if answer:
            threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"redis://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "answer", [None, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"*1\r\n$-7\r\n", b"+\xff\r\n", b"+OK\r\n" * 9]
)
def test_what_is_no_server(kind: Kind, answer: bytes | None) -> None:
    with listener(answer) as url:
        start = time.monotonic()
        with pytest.raises((StoreUnavailable, StoreConfig)):
            ask(kind(url, connect_timeout=0.3, call_timeout=0.3).claim(KEY))
        assert time.monotonic() - start < 3


def test_what_is_not_encrypted(kind: Kind) -> None:
    with listener(b"-ERR Protocol error\r\n") as url:
        assert "encryption" in refused(lambda: kind(url.replace("redis", "rediss")).claim(KEY))


@pytest.mark.parametrize("decode", [False, True])
def test_clients_of_ones_own(redis_server: Redis, prefix: str, decode: bool) -> None:
    with redis.Redis.from_url(redis_server.url, decode_responses=decode) as client:
        with RedisStore(client, prefix=prefix) as store:
            token = store.claim(KEY).token
            assert token
            assert store.claim(KEY).retry_after == 300
            assert store.commit(token) == "ok"
        assert client.ping(), "it is not closed"

    async def body() -> None:
        async with redis.asyncio.Redis.from_url(redis_server.url, decode_responses=decode) as client:
            async with AsyncRedisStore(client, prefix=prefix) as store:
                assert (await store.claim(KEY)).state == "done"
                assert await store.forget(KEY) == "forgotten"
            assert await client.ping(), "it is not closed"

    asyncio.run(body())
    with pytest.raises(StoreConfig, match="of a single server"):
        RedisStore(redis.asyncio.Redis())  # type: ignore[arg-type]
    with pytest.raises(StoreConfig, match="of a single server"):
        AsyncRedisStore(redis.Redis())  # type: ignore[arg-type]


def test_stores_can_be_closed_and_used_on(redis_server: Redis, prefix: str) -> None:
    with RedisStore(redis_server.url, prefix=prefix) as store:
        assert store.claim(KEY).state == "claimed"
    assert store.claim(KEY).state == "in_flight"

    async def body() -> None:
        async with AsyncRedisStore(redis_server.url, prefix=prefix) as store:
            assert (await store.claim(KEY)).state == "in_flight"
        assert (await store.claim(KEY)).state == "in_flight"
        await store.aclose()

    asyncio.run(body())

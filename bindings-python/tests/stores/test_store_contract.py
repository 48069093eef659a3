"""The contract, in real time, by all four clients at once."""

import asyncio
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hookseal.errors import TokenInvalid
from hookseal.stores import AsyncPostgresStore, AsyncRedisStore, PostgresStore, RedisStore, Store
from hookseal.stores.postgres import migrate
from store_script import CASES, AnyStore, ask, options, play, told
from store_servers import Postgres, Redis

CLIENTS = ("redis", "async redis", "postgres", "async postgres")

Make = Callable[..., AnyStore]


@pytest.fixture(params=CLIENTS)
def make(request: pytest.FixtureRequest) -> Make:
    """Makes stores of one kind, all on the same new prefix or table."""
    return maker(request.param, request)


def maker(client: str, request: pytest.FixtureRequest) -> Make:
    """Makes stores of one kind; another `apart` is another prefix or table."""
    name = f"t{uuid.uuid4().hex[:12]}"
    if "redis" in client:
        redis: Redis = request.getfixturevalue("redis_server")
        on_redis = AsyncRedisStore if client.startswith("async") else RedisStore
        return lambda apart="", url="", **settings: on_redis(redis.url + url, prefix=f"{name}{apart}:", **settings)
    postgres: Postgres = request.getfixturevalue("postgres_server")
    on_postgres = AsyncPostgresStore if client.startswith("async") else PostgresStore

    def make(apart: str = "", url: str = "", **settings: Any) -> AnyStore:
        migrate(postgres.url, table=f"{name}{apart}")
        return on_postgres(postgres.url + url, table=f"{name}{apart}", **settings)

    return make


@pytest.fixture(scope="session")
def played(request: pytest.FixtureRequest) -> dict[tuple[str, str], str | None]:
    """What each script came to on each client: all of them side by side, so that it takes as long as the longest."""
    results: dict[tuple[str, str], str | None] = {}

    async def run(client: str, cases: list[dict[str, Any]], make: Make) -> None:
        ends = await asyncio.gather(*(play(case, make(**options(case))) for case in cases))
        results.update({(client, case["name"]): end for case, end in zip(cases, ends, strict=True)})

    threads = []
    for client in CLIENTS:
        try:
            make = maker(client, request)
        except pytest.skip.Exception:
            continue
        # Calls that block need a thread for each script.
        groups = [CASES] if client.startswith("async") else [[case] for case in CASES]
        threads += [threading.Thread(target=asyncio.run, args=(run(client, group, make),)) for group in groups]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
@pytest.mark.parametrize("client", CLIENTS)
def test_script(
    client: str,
    case: dict[str, Any],
    played: dict[tuple[str, str], str | None],
    request: pytest.FixtureRequest,
) -> None:
    make = maker(client, request)
    end = played.get((client, case["name"]), "it was not played to its end")
    if end is not None:
        # The machine may have stood still meanwhile.
        end = asyncio.run(play(case, make(**options(case))))
    assert end is None


def test_stores_are_what_they_say(make: Make) -> None:
    store = make(ttl=100, lease=10, sliding=True, max_attempts=3)
    assert isinstance(store, Store)
    assert (store.ttl, store.lease, store.sliding, store.max_attempts) == (100, 10, True, 3)


@pytest.mark.parametrize("url", ["", "?options=-c%20default_transaction_isolation%3Dserializable"])
def test_each_event_has_one_owner_among_eight(make: Make, url: str, request: pytest.FixtureRequest) -> None:
    client = request.node.callspec.params["make"]
    if url and "redis" in client:
        return
    store, owners = make(url=url), Counter[int]()

    async def work() -> None:
        for event in range(200):
            claim = await told(store.claim(event.to_bytes(16, "big")))
            if claim.state == "claimed":
                assert claim.attempt == 1
                owners[event] += 1
                assert await told(store.commit(claim.token)) == "ok"
            else:
                assert claim.state in ("in_flight", "done")

    async def all_of_them() -> None:
        await asyncio.gather(*(work() for _ in range(8)))

    if client.startswith("async"):
        asyncio.run(all_of_them())
    else:
        threads = [threading.Thread(target=asyncio.run, args=(work(),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert owners == dict.fromkeys(range(200), 1)


def test_prefixes_and_tables_are_stores_apart(make: Make) -> None:
    one, other, key = make(), make(apart="_other"), bytes(16)
    token = ask(one.claim(key)).token
    assert ask(other.claim(key)).attempt == 1
    with pytest.raises(TokenInvalid):
        ask(other.commit(token))
    assert ask(one.commit(token)) == "ok"
    assert ask(one.claim(key)).state == "done"
    assert ask(other.claim(key)).state == "in_flight"


def test_a_call_that_is_cancelled_spoils_no_connection(make: Make, request: pytest.FixtureRequest) -> None:
    if not request.node.callspec.params["make"].startswith("async"):
        return

    async def body() -> None:
        store, key = make(), bytes(16)
        token = (await told(store.claim(key))).token
        for delay in range(20):
            call = asyncio.create_task(told(store.renew(token)))
            await asyncio.sleep(delay / 10_000)
            call.cancel()
            await asyncio.wait([call])
        assert (await told(store.claim(key))).state == "in_flight"
        assert await told(store.commit(token)) == "ok"

    asyncio.run(body())

"""Behind a pooler that lends its connections for a transaction: they are other applications' a moment later."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
import psycopg_pool
import pytest
from hookseal.errors import StoreUnavailable
from hookseal.stores import AsyncPostgresStore, PostgresStore
from hookseal.stores.postgres import migrate
from store_pooler import PgBouncer
from store_script import ask, told
from store_servers import Postgres

KEYS = [bytes([number] * 16) for number in range(1, 9)]
STATE = """
    SELECT (SELECT array_agg(name || '=' || setting ORDER BY name) FROM pg_settings WHERE source = 'session'),
        (SELECT array_agg(name) FROM pg_prepared_statements),
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
"""

Kind = Callable[..., Any]


@pytest.fixture(params=[PostgresStore, AsyncPostgresStore], ids=["blocking", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param
    return made


@pytest.fixture(scope="module")
def pooler(postgres_server: Postgres) -> Iterator[PgBouncer]:
    """One with a single connection to the server, so that whoever comes next gets what the last one left."""
    pooler = PgBouncer(postgres_server, connections=1)
    yield pooler
    pooler.end()


@pytest.fixture
def table(pooler: PgBouncer) -> str:
    """A new table, made through the pooler."""
    name = f"t{uuid.uuid4().hex[:12]}"
    migrate(pooler.url, table=name)
    return name


@pytest.fixture
def other(pooler: PgBouncer) -> Iterator[psycopg.Connection[Any]]:
    """Another application's connection."""
    with psycopg.connect(pooler.url, autocommit=True, prepare_threshold=None) as connection:
        yield connection


def test_nothing_is_left_on_connections_of_others(
    kind: Kind, pooler: PgBouncer, table: str, other: psycopg.Connection[Any]
) -> None:
    def left() -> Any:
        return other.execute(STATE).fetchone()

    before = left()
    assert before[1:] == (None, 0), "nor does the migration leave its lock"
    stores = [kind(pooler.url, table=table, call_timeout=0.3, sliding=True) for _ in range(2)]

    async def body() -> None:
        for key in KEYS:
            # asyncio's at once.
            claims = await asyncio.gather(*(told(store.claim(key)) for store in stores))
            assert sorted(claim.state for claim in claims) == ["claimed", "in_flight"]
            token = next(claim.token for claim in claims if claim.token)
            assert await told(stores[0].renew(token)) == "ok"
            assert await told(stores[1].release(token, 0)) == "ok"
            token = (await told(stores[0].claim(key))).token
            assert await told(stores[1].commit(token)) == "ok"
            assert await told(stores[0].commit(token)) == "already_done"
            assert (await told(stores[1].claim(key))).state == "done"
            assert await told(stores[0].forget(key)) == "forgotten"
            await told(stores[0].purge())
            assert left() == before

    asyncio.run(body())
    other.execute("SELECT pg_sleep(0.6)")


def refusals(calls: list[Callable[[], Any]]) -> str:
    """What several calls are refused with: of one, where the machine stands still, our own waiting may end first."""
    said = []
    for call in calls:
        with pytest.raises(StoreUnavailable) as refused:
            ask(call())
        said.append(str(refused.value))
    return "\n".join(said)


def test_calls_have_their_limit(
    kind: Kind, postgres_server: Postgres, pooler: PgBouncer, table: str, other: psycopg.Connection[Any]
) -> None:
    before = other.execute(STATE).fetchone()
    store = kind(pooler.url, table=table, call_timeout=0.3)
    token = ask(store.claim(KEYS[0])).token
    with psycopg.connect(postgres_server.url) as holder:
        holder.execute(f"SELECT 1 FROM {table} FOR UPDATE".encode())
        start = time.monotonic()
        # The server's own words: it has ended the statement, and not only we our waiting.
        assert "SQLSTATE 5" in refusals([partial(store.commit, token)] * 3)
        assert time.monotonic() - start < 3
        assert other.execute(STATE).fetchone() == before, "nor after a failure"
    assert ask(store.commit(token)) == "ok", "it was not committed unknown to us"


def test_a_slow_statement_has_its_limit_as_well(
    kind: Kind, postgres_server: Postgres, pooler: PgBouncer, table: str
) -> None:
    store = kind(pooler.url, table=table, call_timeout=0.3)
    postgres_server.sql(
        f"CREATE FUNCTION {table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(9); RETURN NEW; END';"
        f"CREATE TRIGGER slow BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}()"
    )
    assert "SQLSTATE 57014" in refusals([partial(store.claim, key) for key in KEYS[:3]])


def test_pools_of_ones_own(pooler: PgBouncer, table: str) -> None:
    with (
        psycopg_pool.ConnectionPool(pooler.url, min_size=2, open=True) as pool,
        PostgresStore(pool, table=table) as store,
    ):
        for key in KEYS:
            token = store.claim(key).token
            assert token
            assert store.commit(token) == "ok"
        with pool.connection() as connection:
            assert connection.execute(STATE).fetchone() == (None, None, 0)


def test_a_pooler_that_comes_back(kind: Kind, postgres_server: Postgres, table: str) -> None:
    pooler = PgBouncer(postgres_server, connections=2)
    try:
        store = kind(pooler.url, table=table)
        token = ask(store.claim(KEYS[0])).token
        pooler.kill()
        pooler.run()
        assert ask(store.commit(token)) == "ok"
    finally:
        pooler.end()


def test_a_server_process_that_ends_in_the_middle(
    kind: Kind, postgres_server: Postgres, pooler: PgBouncer, table: str
) -> None:
    store = kind(pooler.url, table=table)
    token = ask(store.claim(KEYS[0])).token
    with psycopg.connect(postgres_server.url) as holder:
        holder.execute(f"SELECT 1 FROM {table} FOR UPDATE".encode())
        waiting = f"wait_event_type = 'Lock' AND query LIKE '%{table}%'"
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {waiting}"
        timers = [threading.Timer(0.4, postgres_server.sql, (end,)), threading.Timer(0.8, holder.rollback)]
        for timer in timers:
            timer.start()
        assert ask(store.commit(token)) == "ok", "it is sent again"
        for timer in timers:
            timer.join()

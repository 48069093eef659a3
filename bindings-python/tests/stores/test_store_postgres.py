"""Postgres servers, tables and pools of every kind."""

import asyncio
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import psycopg
import psycopg_pool
import pytest
from hookseal.errors import StoreConfig, StoreUnavailable
from hookseal.stores import AsyncPostgresStore, PostgresStore
from hookseal.stores.postgres import migrate
from store_script import ask, told
from store_servers import Postgres

KEY = bytes([1] * 16)
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%{}%' AND pid <> pg_backend_pid()"

Kind = Callable[..., Any]


@pytest.fixture(params=[PostgresStore, AsyncPostgresStore], ids=["blocking", "async"])
def kind(request: pytest.FixtureRequest) -> Kind:
    made: Kind = request.param
    return made


@pytest.fixture
def table(postgres_server: Postgres) -> str:
    """A new table."""
    name = f"t{uuid.uuid4().hex[:12]}"
    migrate(postgres_server.url, table=name)
    return name


def refused(answer: Callable[[], Any]) -> str:
    """What the advice of a `StoreConfig` is."""
    with pytest.raises(StoreConfig) as error:
        ask(answer())
    assert "hunter" not in f"{error.value} {error.value!r} {error.value.__cause__}"
    return str(error.value)


def test_tables_that_are_missing_or_others(kind: Kind, postgres_server: Postgres) -> None:
    name = f"t{uuid.uuid4().hex[:12]}"
    store = kind(postgres_server.url, table=name)
    assert "hookseal.stores.postgres.migrate" in refused(lambda: store.claim(KEY))
    migrate(f"{postgres_server.url}?ttl=96h&table={name}")
    assert ask(store.claim(KEY)).state == "claimed"
    postgres_server.sql(f"DROP TABLE {name}; CREATE TABLE {name} (name bytea PRIMARY KEY, other text)")
    assert "hookseal.stores.postgres.migrate" in refused(lambda: store.claim(KEY))
    assert "schema is missing" in refused(lambda: migrate(postgres_server.url, table=f"nowhere.{name}"))


def test_migrations_can_be_repeated(kind: Kind, postgres_server: Postgres) -> None:
    schema = f"s{uuid.uuid4().hex[:12]}"
    postgres_server.sql(f"CREATE SCHEMA {schema}")
    for name in (f"{schema}.events", f"{schema}.user", f"{schema}.{'a' * 52}"):
        for _ in range(2):
            migrate(postgres_server.url, table=name)
        assert ask(kind(postgres_server.url, table=name).claim(KEY)).attempt == 1
    count = f"SELECT count(*) FROM pg_indexes WHERE schemaname = '{schema}' AND indexname LIKE '%\\_expires_at'"
    assert postgres_server.sql(count) == "3"
    with psycopg.connect(postgres_server.url) as connection:
        migrate(connection, table=f"{schema}.mine")
        connection.rollback()
    assert "migrate" in refused(lambda: kind(postgres_server.url, table=f"{schema}.mine").claim(KEY))


def test_processes_may_migrate_at_once(postgres_server: Postgres) -> None:
    """As when several workers are deployed, each of which makes its table first."""
    with ProcessPoolExecutor(8, mp_context=get_context("spawn")) as workers:
        for _ in range(10):
            made = partial(migrate, table=f"t{uuid.uuid4().hex[:12]}")
            list(workers.map(made, [postgres_server.url] * 8))


@pytest.fixture(scope="module")
def guarded() -> Iterator[Postgres]:
    """A server that asks for passwords, with a user who has one."""
    server = Postgres("fsync=off")
    migrate(server.url)
    server.sql("CREATE ROLE worker LOGIN PASSWORD 'hunter2'")
    server.require_passwords()
    yield server
    server.end()


def test_passwords_rights_and_databases(kind: Kind, guarded: Postgres) -> None:
    guarded.sql("REVOKE ALL ON hookseal_dedup FROM worker; TRUNCATE hookseal_dedup")
    for wrong, advice in (
        ("worker@", "such as a password"),
        ("worker:hunter3@", "user or password"),
        ("nobody:hunter2@", "user or password"),
    ):
        store = kind(guarded.url.replace("postgres@", wrong))
        assert advice in refused(partial(store.claim, KEY))
    url = guarded.url.replace("postgres@", "worker:hunter2@")
    assert "grant it" in refused(lambda: kind(url).claim(KEY))
    guarded.sql("GRANT SELECT, INSERT, UPDATE, DELETE ON hookseal_dedup TO worker")
    store = kind(url)
    assert ask(store.claim(KEY)).state == "claimed", "these are enough"
    assert "hunter" not in repr(store)
    assert "no such database" in refused(lambda: kind(url.replace("/postgres", "/nowhere")).claim(KEY))
    assert "encryption" in refused(lambda: kind(f"{url}?sslmode=require").claim(KEY))


@pytest.mark.parametrize("option", ["sslmode=foo", "keepalives=hunter2", "channel_binding=x", "service=hunter2"])
def test_an_option_that_the_client_does_not_know_is_a_mistake(kind: Kind, option: str) -> None:
    """No server is asked, and trying again would not help."""
    store = kind(f"postgresql://u:hunter2@127.0.0.1:1/x?{option}")
    assert "check the URL's query" in refused(lambda: store.claim(KEY))


def test_a_server_that_takes_no_writes_is_named_and_left(kind: Kind, postgres_server: Postgres, table: str) -> None:
    user = f"u{uuid.uuid4().hex[:12]}"
    postgres_server.sql(f"CREATE ROLE {user} SUPERUSER LOGIN")
    set_read_only = f"ALTER ROLE {user} SET default_transaction_read_only"

    async def body() -> None:
        store = kind(postgres_server.url.replace("postgres@", f"{user}@"), table=table)
        token = (await told(store.claim(KEY))).token
        postgres_server.sql(f"{set_read_only} = on")
        postgres_server.sql(TERMINATE.format(table))
        # A failover looks so, and is soon over: whoever is told to come back loses nothing.
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="use the primary's address"):
                await told(store.commit(token))
        postgres_server.sql(f"{set_read_only} = off")
        # What holds for new connections only: the old ones are not used on.
        assert await told(store.commit(token)) == "ok"

    asyncio.run(body())


def test_a_locked_row_is_waited_for_no_longer_than_a_call(kind: Kind, postgres_server: Postgres, table: str) -> None:
    store, patient = kind(postgres_server.url, table=table, call_timeout=0.3), kind(postgres_server.url, table=table)
    token = ask(patient.claim(KEY)).token
    lock = threading.Thread(
        target=postgres_server.sql, args=(f"BEGIN; SELECT 1 FROM {table} FOR UPDATE; SELECT pg_sleep(3); COMMIT",)
    )
    lock.start()
    postgres_server.until_one_waits("wait_event = 'PgSleep'")
    start = time.monotonic()
    with pytest.raises(StoreUnavailable):
        ask(store.commit(token))
    assert time.monotonic() - start < 2.3
    lock.join()
    assert ask(patient.commit(token)) == "ok", "it was not committed unknown to us"


def test_a_silent_server(kind: Kind) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"postgresql://postgres@127.0.0.1:{server.getsockname()[1]}/postgres"
        start = time.monotonic()
        with pytest.raises(StoreUnavailable, match="in time"):
            ask(kind(url).claim(KEY))
        assert time.monotonic() - start < 3


def test_asyncio_waits_for_parts_of_a_second(postgres_server: Postgres, table: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        store = AsyncPostgresStore(f"postgresql://postgres@{address}/postgres", connect_timeout=0.3)

        async def refusals() -> list[object]:
            return await asyncio.gather(*(store.claim(KEY) for _ in range(6)), return_exceptions=True)

        start = time.monotonic()
        assert {type(refusal) for refusal in asyncio.run(refusals())} == {StoreUnavailable}
        assert 0.3 <= time.monotonic() - start < 1.7, "all at once"
        # The next host has its turn all the same.
        hosts = f"{address},127.0.0.1:{postgres_server.port}"
        both = AsyncPostgresStore(f"postgresql://postgres@{hosts}/postgres", table=table, connect_timeout=0.3)
        assert ask(both.claim(KEY)).state == "claimed"


def test_a_connection_that_the_server_ended_is_not_noticed(kind: Kind, postgres_server: Postgres, table: str) -> None:
    store = kind(postgres_server.url, table=table)
    token = ask(store.claim(KEY)).token
    postgres_server.sql(TERMINATE.format(table))
    time.sleep(0.1)
    assert ask(store.commit(token)) == "ok"


def test_what_has_ended_is_removed_by_claims(kind: Kind, postgres_server: Postgres, table: str) -> None:
    postgres_server.sql(
        f"INSERT INTO {table} SELECT decode(md5(n::text), 'hex'), 3, 1, '\\x00', now(), NULL, now() + CASE WHEN"
        " n <= 1500 THEN interval '-1 second' ELSE interval '1 hour' END FROM generate_series(1, 2000) n"
    )

    async def body() -> None:
        store = kind(postgres_server.url, table=table)
        for event in range(256):
            await told(store.claim(event.to_bytes(16, "big")))
        assert postgres_server.sql(f"SELECT count(*) FROM {table}") == str(2000 - 1000 + 256), "a thousand at a time"
        await told(store.purge())
        assert postgres_server.sql(f"SELECT count(*) FROM {table}") == str(500 + 256), "and none that lives"

    asyncio.run(body())


def test_no_claim_fails_because_a_purge_takes_too_long(kind: Kind, postgres_server: Postgres, table: str) -> None:
    """As where much has ended, or others hold it: only what is claimed counts."""
    postgres_server.sql(
        f"INSERT INTO {table} VALUES ('old', 3, 1, '', now(), NULL, now() - interval '1 second');"
        f"CREATE FUNCTION {table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN old; END';"
        f"CREATE TRIGGER slow BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}()"
    )

    async def body() -> None:
        store = kind(postgres_server.url, table=table, call_timeout=0.5)
        with pytest.raises(StoreUnavailable):
            await told(store.purge())
        assert {(await told(store.claim(event.to_bytes(16, "big")))).state for event in range(256)} == {"claimed"}

    asyncio.run(body())


def test_a_forked_child_leaves_its_parents_connections_alone(postgres_server: Postgres, table: str) -> None:
    store = PostgresStore(postgres_server.url, table=table)
    token = store.claim(KEY).token
    assert token
    child = os.fork()
    if not child:
        try:
            state = store.claim(KEY).state
        finally:
            os._exit(0 if state == "in_flight" else 1)
    assert os.waitpid(child, 0)[1] == 0
    pid = "SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE query LIKE '%{}%' AND pid <> pg_backend_pid()"
    assert postgres_server.sql(pid.format(table)) == "1", "the parent's is still there"
    assert store.commit(token) == "ok"


@pytest.mark.parametrize("isolation", ["", "?options=-c%20default_transaction_isolation%3Dserializable"])
def test_pools_of_ones_own(postgres_server: Postgres, table: str, isolation: str) -> None:
    url = postgres_server.url + isolation
    with psycopg_pool.ConnectionPool(url, min_size=3, open=True) as pool:
        pool.wait()
        with PostgresStore(pool, table=table) as store:
            token = store.claim(KEY).token
            assert token
            for _ in range(3):
                assert store.claim(KEY).state == "in_flight"
            postgres_server.sql(TERMINATE.format("%"))
            time.sleep(0.1)
            assert store.commit(token) == "ok"
        assert not pool.closed
    with pytest.raises(StoreConfig, match="open it"):
        store.claim(KEY)

    async def body() -> None:
        async with psycopg_pool.AsyncConnectionPool(url, min_size=3, open=False) as pool:
            await pool.wait()
            async with AsyncPostgresStore(pool, table=table) as store:
                assert (await store.claim(KEY)).state == "done"
                postgres_server.sql(TERMINATE.format("%"))
                await asyncio.sleep(0.1)
                assert await store.forget(KEY) == "forgotten"
            with pytest.raises(StoreConfig, match="a ConnectionPool of psycopg_pool"):
                PostgresStore(pool)  # type: ignore[arg-type]
        with pytest.raises(StoreConfig, match="open it"):
            await store.claim(KEY)

    asyncio.run(body())
    with pytest.raises(StoreConfig, match="an AsyncConnectionPool"):
        AsyncPostgresStore(pool)  # type: ignore[arg-type]

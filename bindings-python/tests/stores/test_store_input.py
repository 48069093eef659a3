"""What callers get wrong: each a named error, and none with a secret. No server is asked."""

from typing import Any

import pytest
from hookseal.errors import ArgumentInvalid, StoreConfig, StoreUnavailable, TokenInvalid, WindowConfig
from hookseal.stores import AsyncPostgresStore, AsyncRedisStore, PostgresStore, RedisStore, _token
from hookseal.stores.postgres import migrate
from store_script import AnyStore, ask

REDIS = "redis://user:hunter2@127.0.0.1:1/"
POSTGRES = "postgresql://user:hunter2@127.0.0.1:1/database"
CLIENTS = [(RedisStore, REDIS), (AsyncRedisStore, REDIS), (PostgresStore, POSTGRES), (AsyncPostgresStore, POSTGRES)]

WRONG = [None, 0, "", "0" * 32, b"", bytes(15), bytes(17), bytes(31), bytes(33), bytearray(16), [0] * 16, object()]


@pytest.fixture(params=CLIENTS, ids=lambda client: client[0].__name__)
def client(request: pytest.FixtureRequest) -> tuple[Any, str]:
    made: tuple[Any, str] = request.param
    return made


@pytest.fixture
def store(client: tuple[Any, str]) -> AnyStore:
    kind, url = client
    made: AnyStore = kind(url, connect_timeout=0.2)
    return made


@pytest.mark.parametrize("key", [*WRONG, bytes(32)], ids=repr)
def test_keys(store: AnyStore, key: Any) -> None:
    for call in (store.claim, store.forget):
        with pytest.raises(ArgumentInvalid, match="16 bytes"):
            ask(call(key))


@pytest.mark.parametrize("token", [*WRONG, bytes(16), bytes(32), bytearray(32)], ids=repr)
def test_tokens(store: AnyStore, token: Any) -> None:
    for call in (store.commit, store.bury, store.release, store.renew):
        with pytest.raises(TokenInvalid):
            ask(call(token))


@pytest.mark.parametrize("not_before", [-1, 301, 1 << 70, 1.5, "1", None, True], ids=repr)
def test_waits(store: AnyStore, not_before: Any) -> None:
    with pytest.raises(ArgumentInvalid, match="300"):
        ask(store.release(bytes(32), not_before))


def test_no_server_and_no_secret(store: AnyStore) -> None:
    with pytest.raises(StoreUnavailable) as refused:
        ask(store.claim(bytes(16)))
    assert "hunter" not in f"{refused.value!r} {refused.value} {store!r} {store}"


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"ttl": 0}, "34 years"),
        ({"ttl": (1 << 30) + 1}, "34 years"),
        ({"ttl": 1.5}, "34 years"),
        ({"ttl": True}, "34 years"),
        ({"ttl": "300"}, "34 years"),
        ({"lease": 0}, "72 h"),
        ({"lease": 259_201}, "72 h"),
        ({"lease": None}, "72 h"),
        ({"ttl": 10, "lease": 11}, "a shorter lease"),
        ({"max_attempts": 0}, "1 to 15"),
        ({"max_attempts": 16}, "1 to 15"),
        ({"max_attempts": True}, "1 to 15"),
        ({"ttl": 10, "lease": 10, "max_attempts": 2}, "to count attempts"),
        ({"sliding": "yes"}, "True or False"),
        ({"call_timeout": 0}, "a millisecond to an hour"),
        ({"call_timeout": 0.0009}, "a millisecond to an hour"),
        ({"call_timeout": float("nan")}, "a millisecond to an hour"),
        ({"connect_timeout": float("inf")}, "a millisecond to an hour"),
        ({"connect_timeout": "2"}, "a millisecond to an hour"),
        ({"connect_timeout": True}, "a millisecond to an hour"),
        ({"connect_timeout": 3601}, "a millisecond to an hour"),
        ({"connect_timeout": 1 << 70}, "a millisecond to an hour"),
        ({"connections": 0}, "1 to 10,000"),
        ({"connections": 10_001}, "1 to 10,000"),
        ({"connections": 1 << 70}, "1 to 10,000"),
        ({"connections": 1.5}, "1 to 10,000"),
    ],
    ids=repr,
)
def test_settings(client: tuple[Any, str], settings: dict[str, Any], advice: str) -> None:
    kind, url = client
    with pytest.raises(WindowConfig, match=advice):
        kind(url, **settings)


@pytest.mark.parametrize("kind", [RedisStore, AsyncRedisStore])
def test_redis_urls_and_prefixes(kind: Any) -> None:
    for url in (
        "",
        "nonsense",
        "http://localhost",
        "redis://",
        "redis://localhost:hunter2/",
        "redis://:hunter2@localhost:1/x",
        "redis://:hunter2@[::1/",
        "redis://:hunter2@localhost:99999/",
        "redis://:hunter2@localhost/?hunter2=1",
        "redis://:hunter2@localhost/?db=hunter2",
    ):
        with pytest.raises(StoreConfig, match="cannot be read") as refused:
            kind(url)
        assert "hunter" not in str(refused.value)
    for prefix in ("", "a b", "{a}", "\u00fc", "a" * 65, "a\n", None, b"a"):
        with pytest.raises(StoreConfig, match="a prefix is"):
            kind(REDIS, prefix=prefix)
    for client in (None, 7, object(), PostgresStore(POSTGRES)):
        with pytest.raises(StoreConfig, match="give a URL"):
            kind(client)


@pytest.mark.parametrize("kind", [PostgresStore, AsyncPostgresStore])
def test_postgres_urls_and_tables(kind: Any) -> None:
    for url in (
        "nonsense",
        "http://localhost",
        "postgresql://u:hunter2@localhost:notaport/",
        "postgresql://u:hunter2@localhost:99999/",
        "postgresql://u:hunter2@localhost/?hunter2=1",
        "postgresql://u:hunter2@[::1/",
    ):
        with pytest.raises(StoreConfig, match="cannot be read") as refused:
            kind(url)
        assert "hunter" not in str(refused.value)
    for table in ("", "a b", "a;b", "Upper", "1a", "a.b.c", ".a", 'a"', "\u00fc", "a" * 53, "a\n", None, b"a"):
        with pytest.raises(StoreConfig, match="a table is"):
            kind(POSTGRES, table=table)
    for pool in (None, 7, object(), RedisStore(REDIS)):
        with pytest.raises(StoreConfig, match="give a URL"):
            kind(pool)


def test_migrations() -> None:
    for url in ("nonsense", "postgresql://u:hunter2@localhost/?hunter2=1"):
        with pytest.raises(StoreConfig) as refused:
            migrate(url)
        assert "hunter" not in str(refused.value)
    for table in ("", "a b"):
        with pytest.raises(StoreConfig, match="a table is"):
            migrate(POSTGRES, table=table)
    with pytest.raises(StoreConfig, match="give a URL"):
        migrate(PostgresStore(POSTGRES))  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        migrate(POSTGRES)


def test_tokens_are_the_same_bytes_in_every_language() -> None:
    key, store = bytes(range(16)), _token.store_id("hookseal:")
    assert store.hex() == "8fae8525"
    one, other = _token.new(key, store), _token.new(key, store)
    assert one[:20] == key + store
    assert one != other
    assert _token.key_of(one, store) == key
    assert _token.random_of(one) == one[20:]

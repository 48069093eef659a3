"""Stores by URL."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hookseal import stores
from hookseal.errors import StoreConfig, WebhookError, WindowConfig
from hookseal.stores import open_async_store, open_store


@pytest.fixture(params=[open_store, open_async_store], ids=["blocking", "async"])
def opened(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_memory(opened: Any) -> None:
    store = opened("memory:?capacity=2048&ttl=1h&lease=5m&sliding=true&full=evict_done:60", max_attempts=3)
    assert isinstance(store, stores.MemoryStore)
    assert (store.ttl, store.lease, store.sliding, store.max_attempts) == (3600, 300, True, 3)
    assert opened("memory:").ttl == 345_600
    assert store.claim(bytes(16)).state == "claimed"


def test_files(opened: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    store = opened(f"file:{tmp_path}/one.window?capacity=2048&ttl=96h&durable=0&full=unguarded")
    assert isinstance(store, stores.FileStore)
    assert (store.ttl, (tmp_path / "one.window").exists()) == (345_600, True)
    opened(f"file://{tmp_path}/a%20b.window?capacity=2048")
    assert (tmp_path / "a b.window").exists()
    opened(f"file:{tmp_path}/?capacity=2048", name="stripe")
    assert (tmp_path / "stripe.window").exists()
    for name in ("", "..", ".hidden", "a/b", "a\0b"):
        with pytest.raises(StoreConfig, match="an endpoint's name"):
            opened(f"file:{tmp_path}/", name=name)


def test_servers(opened: Any) -> None:
    kind = {open_store: "", open_async_store: "Async"}[opened]
    options = "ttl=2d&lease=10&sliding=1&connect_timeout=0.5&call_timeout=1&connections=7"
    for url in (
        f"redis://user:pass@host:1/2?{options}&prefix=a:&allow_eviction=true&client_name=x",
        f"rediss://host/?{options}&ssl_cert_reqs=none",
        f"unix:///run/redis.sock?db=1&{options}",
    ):
        store = opened(url, max_attempts=2)
        assert type(store).__name__ == f"{kind}RedisStore"
        assert "connections=7" in repr(store)
        assert (store.ttl, store.lease, store.sliding, store.max_attempts) == (172_800, 10, True, 2)
    for scheme in ("postgres", "postgresql"):
        store = opened(f"{scheme}://user:pa%26ss@host/db?{options}&table=a.b&application_name=x", max_attempts=2)
        assert type(store).__name__ == f"{kind}PostgresStore"
        assert "connections=7" in repr(store)
        assert (store.ttl, store.lease, store.sliding, store.max_attempts) == (172_800, 10, True, 2)


@pytest.mark.parametrize(
    "url",
    [
        None,
        b"memory:",
        "",
        "memory",
        "hunter2",
        "mysql://u:hunter2@host",
        "http://u:hunter2@host",
        "memory:/path",
        "memory://",
        "memory:?hunter2=1",
        "memory:?durable=1",
        "memory:?capacity=",
        "memory:?capacity=-1",
        "memory:?capacity=1e3",
        "memory:?capacity=\u0661\u0662",
        "memory:?ttl=hunter2",
        "memory:?ttl=1.5",
        "memory:?ttl=96H",
        "memory:?ttl=1&ttl=1",
        "memory:?sliding",
        "memory:?sliding=maybe",
        "memory:?full=maybe",
        "memory:?full=evict_done",
        "memory:?full=evict_done:",
        "memory:?max_attempts=3",
        "memory:?ttl=1#x",
        "file:",
        "file:relative.window",
        "file://host/path.window",
        "file:////path.window",
        "file:/a%00b.window",
        "file:/path.window\n",
        "file:/a%7Fb.window",
        "file:/path.window?hunter2=1",
        "file:/path.window?durable=perhaps",
        "redis://u:hunter2@host/?ttl=hunter2",
        "redis://u:hunter2@host/?call_timeout=1_0",
        "redis://u:hunter2@host/?connections=hunter2",
        "redis://u:hunter2@host/?prefix=",
        "redis://u:hunter2@host/?table=x",
        "redis://u:hunter2@host:hunter2/",
        # A password's own characters: what is behind them would be ignored, and another host asked.
        "redis://u:12#hunter2@host/0",
        "redis://u:12?hunter2@host/0",
        "redis://u:12/hunter2@host/0",
        "redis://u:hunter2@host/0#hunter2",
        "redis://u:hunter2@host/0?hunter2",
        "redis://u:hunter2@host/0?hunter=2",
        "redis://u:hunter2@host/0?encoding=hunter2",
        "redis://u:hunter2@host/0?encoding_errors=hunter2",
        "redis://u:hunter2@one,two/0",
        "redis://u:hunter2@ho st/0",
        "unix://",
        "postgresql://u:12?hunter2@host/x?ttl=1h",
        "postgresql://u:12/hunter2@host/x",
        "postgresql://u:hunter2@host/?lease=1w",
        "postgresql://u:hunter2@host/?table=A",
        "postgresql://u:hunter2@host/?prefix=x",
    ],
)
def test_urls_that_are_wrong(opened: Any, url: Any) -> None:
    with pytest.raises(StoreConfig) as refused:
        opened(url)
    assert "hunter" not in str(refused.value)
    assert len(str(refused.value)) > 40, "it says what to do"


@pytest.mark.parametrize("url", ["REDIS://host/0", "Rediss://host/", "UNIX:///socket", "PostgreSQL://host/x?ttl=1h"])
def test_a_scheme_is_the_same_in_capitals(opened: Any, url: str) -> None:
    """As for all URLs, though the servers' clients know it in small letters only (RFC 3986, section 3.1)."""
    opened(url)


@pytest.mark.parametrize("url", ["redis://u:a#b@host/0", "postgresql://u:a/b@host/x"])
def test_a_passwords_own_characters_are_told_how_to_write(opened: Any, url: str) -> None:
    with pytest.raises(StoreConfig, match="%23, %2F, %3F for #, / and ?"):
        opened(url)
    opened(url.replace("a#b", "a%23b%40%3Fc").replace("a/b", "a%2Fb%23c"))


@pytest.mark.parametrize("url", ["", " ", "\n", "\0"])
@pytest.mark.parametrize("kind", [stores.PostgresStore, stores.AsyncPostgresStore, stores.RedisStore])
def test_a_forgotten_url_is_no_store(kind: Any, url: str) -> None:
    """Postgres' client would take the database that the environment names."""
    with pytest.raises(StoreConfig, match="write it as"):
        kind(url)


@pytest.mark.parametrize("allowed", ["false", "", 1, None])
def test_eviction_is_allowed_by_true_alone(allowed: Any) -> None:
    with pytest.raises(StoreConfig, match="True or False"):
        stores.RedisStore("redis://host", allow_eviction=allowed)


@pytest.mark.parametrize(
    ("option", "advice"),
    [
        ("max_connections=10", "`connections`"),
        ("socket_timeout=60", "`call_timeout`"),
        ("socket_connect_timeout=60", "`connect_timeout`"),
        ("credential_provider=hunter2", "no option that there is not"),
        ("redis_connect_func=hunter2", "no option that there is not"),
        ("ssl_ca_certs=/nowhere/hunter2.pem", "`ssl_ca_certs` is no file"),
        ("ssl_keyfile=/nowhere/hunter2.pem", "`ssl_keyfile` is no file"),
    ],
)
def test_options_of_the_client_that_would_look_like_a_server_away(opened: Any, option: str, advice: str) -> None:
    with pytest.raises(StoreConfig, match=advice) as refused:
        opened(f"rediss://u:hunter2@host/0?{option}")
    assert "hunter" not in str(refused.value)
    opened(f"rediss://host/0?ssl_ca_certs={__file__}&connections=10")


@pytest.mark.parametrize(
    "url", ["memory:?ttl=0", "redis://host?lease=73h", "postgresql://host?call_timeout=0", "redis://h?connections=0"]
)
def test_settings_that_are_impossible(opened: Any, url: str) -> None:
    with pytest.raises(WindowConfig):
        opened(url)


def test_no_number_is_too_large_to_refuse(opened: Any) -> None:
    for option in ("capacity", "ttl", "lease"):
        with pytest.raises(WebhookError):
            opened(f"memory:?{option}=999999999999")
    with pytest.raises(WebhookError):
        opened("memory:?full=evict_done:9999999999")


def test_a_client_that_is_not_installed(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for package, module, name in (("redis", "redis", "RedisStore"), ("psycopg", "postgres", "PostgresStore")):
        monkeypatch.setitem(sys.modules, package, None)
        monkeypatch.delitem(sys.modules, f"hookseal.stores.{module}", raising=False)
        with pytest.raises(ImportError, match=rf"pip install hookseal\[{module}\]"):
            opened(f"{'redis' if package == 'redis' else 'postgresql'}://host")
        with pytest.raises(ImportError, match=rf"pip install hookseal\[{module}\]"):
            getattr(stores, name)
    with pytest.raises(AttributeError):
        stores.NoStore  # noqa: B018

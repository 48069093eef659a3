"""Fixtures of the tests of the ASGI adapter."""

from collections.abc import Iterator

import pytest
from asgi_server import join_all
from hookseal.stores.postgres import migrate
from log_fixtures import hookseal_log, lines, records
from store_servers import Postgres, Redis

__all__ = ["hookseal_log", "lines", "records"]


@pytest.fixture(scope="session", autouse=True)
def all_servers_end() -> Iterator[None]:
    """None outlives the tests."""
    yield
    join_all()


@pytest.fixture(scope="session")
def asgi_redis() -> Iterator[Redis]:
    """A server that tests stop and start again."""
    server = Redis()
    yield server
    server.end()


@pytest.fixture(scope="session")
def asgi_postgres() -> Iterator[Postgres]:
    """The same, with the usual table."""
    server = Postgres("fsync=off")
    migrate(server.url)
    yield server
    server.end()

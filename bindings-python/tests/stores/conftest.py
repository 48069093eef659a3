"""Servers for the tests of stores. Each test has a prefix or table of its own on them."""

from collections.abc import Iterator

import pytest
from hookseal.stores.postgres import migrate
from store_servers import Postgres, Redis


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """One that no test harms."""
    server = Redis()
    yield server
    server.end()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """One that no test harms, with the usual table."""
    server = Postgres("fsync=off", "max_connections=300")
    migrate(server.url)
    yield server
    server.end()

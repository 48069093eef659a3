"""Real stores that go away and come back under a running server: nothing is lost, and nothing runs twice."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask_servers import Gunicorn
from flask_support import DUPLICATE, body_of
from hookseal.stores.postgres import migrate
from store_servers import Postgres, Redis

TIMES = "connect_timeout=1&call_timeout=1&lease=60"


@pytest.fixture(scope="module", params=["redis", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[Redis | Postgres]:
    """A server that keeps what it was told before it is killed."""
    server: Redis | Postgres
    if request.param == "redis":
        server = Redis("--appendonly", "yes", "--appendfsync", "always")
    else:
        server = Postgres()
        migrate(server.url)
    yield server
    server.end()


def endpoints(store: Redis | Postgres) -> dict[str, dict[str, Any]]:
    url = f"{store.url}?{TIMES}"
    return {
        "/hook": {"store": url, "scope": "hook"},
        "/tenants/<tenant>": {"store": url, "scope": "tenants", "tenants": True},
        "/dead": {
            "store": url, "scope": "dead",
            "dead_letters": "FOLDER/dead", "max_attempts": 2,
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def server(store: Redis | Postgres) -> Iterator[Gunicorn]:
    with Gunicorn(endpoints(store), "--workers", "2", "--threads", "4", "--preload") as server:
        yield server


def test_it_goes_away_and_comes_back(store: Redis | Postgres, server: Gunicorn) -> None:
    for n in range(4):
        # Both workers have connections.
        assert server.post("/hook", body_of(f"before {n}"))[0] == 200
    store.kill()
    for n in range(4):
        started = time.monotonic()
        status, content = server.post("/hook", body_of(f"meanwhile {n}"))
        assert (status, content) == (503, {"error": "unavailable"})
        assert time.monotonic() - started < 4
    assert {record["outcome"] for record in server.records[-4:]} == {"unavailable"}
    assert {record["error"] for record in server.records[-4:]} == {"STORE_UNAVAILABLE"}
    assert not any("meanwhile" in note for note in server.notes)
    store.run()
    for n in range(4):
        assert server.post("/hook", body_of(f"meanwhile {n}"))[0] == 200
        assert server.post("/hook", body_of(f"meanwhile {n}")) == DUPLICATE
        assert server.post("/hook", body_of(f"before {n}")) == DUPLICATE
    runs = [note for note in server.notes if note.startswith("start")]
    assert len(runs) == len(set(runs)) == 8


def test_it_goes_away_between_handler_and_commit(store: Redis | Postgres, server: Gunicorn) -> None:
    body = body_of("committed late", wait="go")
    answers: list[tuple[int, Any]] = []
    sender = threading.Thread(target=lambda: answers.append(server.post("/hook", body)))
    sender.start()
    server.until("start committed late 1")
    store.kill()
    (server.folder / "go").touch()
    sender.join()
    # The event was handled: its sender is told so.
    (answer,) = answers
    assert (answer[0], answer[1]["id"]) == (200, "committed late")
    record = server.records[-1]
    assert (record["outcome"], record["status"], record["error"]) == ("commit_lost", 200, "STORE_UNAVAILABLE")
    assert "in the background" in server.log
    store.run()
    server.until("endpoint 'hook': a commit was recorded after a delay: ok")
    assert server.post("/hook", body) == DUPLICATE
    assert [note for note in server.notes if "late" in note] == ["start committed late 1", "end committed late"]


def test_two_tenants_who_sign_the_same_id(server: Gunicorn) -> None:
    for _ in range(2):
        answers = [server.post(f"/tenants/{tenant}", body_of("same id")) for tenant in ("acme", "apex")]
        assert [status for status, _ in answers] == [200, 200]
    assert answers == [DUPLICATE, DUPLICATE]
    assert sum("start same id" in note for note in server.notes) == 2


def test_dead_letters_are_buried_there_too(server: Gunicorn) -> None:
    body = body_of("fails", fail=True)
    assert [server.post("/dead", body)[0] for _ in range(2)] == [500, 200]
    assert server.post("/dead", body) == DUPLICATE
    assert len(list((server.folder / "dead").iterdir())) == 1
    assert sum("start fails" in note for note in server.notes) == 2


def test_a_lease_that_is_another_workers(server: Gunicorn) -> None:
    """The claim of one worker is seen by the other at once."""
    body = body_of("at once", sleep=0.2)
    with ThreadPoolExecutor(12) as pool:
        answers = [status for status, _ in pool.map(lambda _: server.post("/hook", body), range(24))]
    assert set(answers) <= {200, 503}
    assert sum("start at once" in note for note in server.notes) == 1

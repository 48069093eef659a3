"""Requests that fail after their view: what was recorded is taken back, so that the sender's next attempt runs it."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, abort, after_this_request
from flask_support import DUPLICATE, FAILED, PATH, SECRET, Ran, body_of, guard, hook, hooks, said, send, until
from hookseal.errors import StoreConfig, StoreUnavailable
from hookseal.stores import MemoryStore, open_store
from hookseal.stores.postgres import migrate
from store_servers import Postgres, Redis

Records = Callable[[], list[dict[str, Any]]]
Lines = Callable[[], list[str]]


class Lost(Exception):
    """A transaction that cannot be ended."""


class Ending:
    """An `after_request` function that ends a transaction, which fails so many times."""

    def __init__(self, failures: int = 1, does: Callable[[], Any] | None = None) -> None:
        self.failures = failures
        self.does = does or self.fail

    def fail(self) -> None:
        raise Lost

    def __call__(self, response: Response) -> Response:
        if self.failures and response.status_code == 200:
            self.failures -= 1
            self.does()
        return response


def app_with(ran: Any, ending: Any = None, **settings: Any) -> Flask:
    app = Flask("ends its transactions late")
    guard(app, ran, **settings)
    app.after_request(ending or Ending())
    return app


@pytest.fixture(scope="module", params=["memory", "file", "redis", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "memory":
        yield "memory:"
    elif request.param == "file":
        folder = tmp_path_factory.mktemp("windows")
        folder.chmod(0o700)
        yield f"file:{folder}/events.window"
    else:
        server = Redis() if request.param == "redis" else Postgres("fsync=off")
        if isinstance(server, Postgres):
            migrate(server.url)
        yield server.url
        server.end()


def test_the_next_attempt_runs_it(url: str, records: Records, caplog: pytest.LogCaptureFixture) -> None:
    ran = Ran()
    client = app_with(ran, store=url, scope="s").test_client()
    assert send(client, body_of("other")).status_code == 500
    assert send(client, body_of("other")).status_code == 200
    assert said(send(client, body_of("other"))) == DUPLICATE
    assert ran.count == 2
    (told,) = [entry for entry in caplog.records if "forgotten" in entry.getMessage()]
    assert told.levelno == logging.ERROR and "End your transaction inside the view" in told.getMessage()
    assert "raised Lost" in told.getMessage()


def test_other_events_stay_recorded() -> None:
    ending = Ending(0)
    client = app_with(Ran(), ending).test_client()
    send(client, body_of("kept"))
    ending.failures = 1
    assert send(client, body_of("lost")).status_code == 500
    assert said(send(client, body_of("kept"))) == DUPLICATE
    assert send(client, body_of("lost")).status_code == 200


@pytest.mark.parametrize("is_raised", [False, True])
def test_a_dispatcher_and_this_requests_own_functions(is_raised: bool) -> None:
    ran = Ran(lambda event: after_this_request(ending) and None)
    ending = Ending(1)
    blueprint = hooks()
    blueprint.on("payment.succeeded")(ran)
    app = Flask("dispatched")
    app.config["PROPAGATE_EXCEPTIONS"] = is_raised
    app.register_blueprint(blueprint)
    client = app.test_client()
    if is_raised:
        # As a debugger has it.
        with pytest.raises(Lost):
            send(client, body_of())
    else:
        assert send(client, body_of()).status_code == 500
    assert send(client, body_of()).status_code == 200
    assert (said(send(client, body_of())), ran.count) == (DUPLICATE, 2)


@pytest.mark.parametrize("does", [lambda: abort(503), lambda: abort(Response("all is well", 200))])
def test_whatever_is_raised(does: Callable[[], Any]) -> None:
    ran = Ran()
    client = app_with(ran, Ending(1, does)).test_client()
    assert send(client, body_of()).status_code == 500
    assert send(client, body_of()).status_code == 200
    assert ran.count == 2


@pytest.mark.parametrize("failures", [1, 2], ids=["once", "and for its own error page"])
def test_an_error_page_with_a_2xx_is_a_failure_all_the_same(failures: int) -> None:
    ran, left = Ran(), [Lost()] * failures

    def end(response: Response) -> Response:
        if left:
            raise left.pop()
        return response

    app = app_with(ran, end)
    app.register_error_handler(500, lambda error: ("all is well", 200))
    client = app.test_client()
    assert said(send(client, body_of())) == FAILED
    assert send(client, body_of()).status_code == 200
    assert ran.count == 2


def test_a_decorator_around_the_guard(records: Records) -> None:
    ran, failures = Ran(), [Lost()]
    app = Flask("decorated")
    guarded = hook().guard(lambda event: ran(event))

    def decorated() -> Any:
        answer = guarded()
        if failures:
            raise failures.pop()
        return answer

    app.add_url_rule(PATH, "decorated", decorated, methods=["POST"])
    client = app.test_client()
    assert [send(client, body_of()).status_code for _ in range(3)] == [500, 200, 200]
    assert ran.count == 2


def test_a_view_that_fails_itself_is_released_as_ever(records: Records, lines: Lines) -> None:
    ran = Ran(lambda event: 1 / 0)
    client = app_with(ran, Ending(0)).test_client()
    assert send(client, body_of()).status_code == 500
    ran.does = lambda event: "done"
    assert send(client, body_of()).status_code == 200
    assert [record["attempt"] for record in records()] == [1, 2] and lines() == []


def test_a_teardown_function_comes_too_late() -> None:
    """As the guard says: nothing is taken back when the answer is made."""
    ran, failures = Ran(), [Lost()]
    app = Flask("teardown")
    guard(app, ran)

    @app.teardown_request
    def end(error: BaseException | None) -> None:
        if failures:
            raise failures.pop()

    client = app.test_client()
    with pytest.raises(Lost):
        send(client, body_of())
    assert (said(send(client, body_of())), ran.count) == (DUPLICATE, 1)


class Commits:
    """A memory whose commits, and other calls, fail as a test says."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.fails: dict[str, list[Exception]] = {}
        self.calls: list[str] = []

    ttl, lease, sliding, max_attempts = 345_600, 300, False, None

    def _call(self, name: str, *arguments: Any) -> Any:
        self.calls.append(name)
        if self.fails.get(name):
            raise self.fails[name].pop(0)
        return getattr(self.store, name)(*arguments)

    def claim(self, key: bytes, /) -> Any:
        return self._call("claim", key)

    def commit(self, token: bytes, /) -> Any:
        return self._call("commit", token)

    def bury(self, token: bytes, /) -> Any:
        return self._call("bury", token)

    def release(self, token: bytes, /, not_before: int = 0) -> Any:
        return self._call("release", token, not_before)

    def renew(self, token: bytes, /) -> Any:
        return self._call("renew", token)

    def forget(self, key: bytes, /) -> Any:
        return self._call("forget", key)


def retried(client: Any, body: bytes) -> None:
    """The sender's attempts until one is no more told to come back."""
    until(lambda: send(client, body).status_code == 200)


def test_a_commit_that_waits_is_dropped(lines: Lines) -> None:
    store, ran = Commits(), Ran()
    store.fails["commit"] = [StoreUnavailable("away")]
    client = app_with(ran, store=store, scope="s").test_client()
    assert send(client, body_of()).status_code == 500
    until(lambda: "release" in store.calls)
    assert store.calls.count("commit") == 1
    retried(client, body_of())
    assert (said(send(client, body_of())), ran.count) == (DUPLICATE, 2)
    assert any("recorded after a delay" in line for line in lines())


def test_a_commit_that_is_under_way_is_taken_back_after_it() -> None:
    store, ran, under_way = Commits(), Ran(), []
    store.fails["commit"] = [StoreUnavailable("away")]
    commit = store.commit

    def slow(token: bytes) -> Any:
        if len([call for call in store.calls if call == "commit"]) == 1:
            under_way.append(None)
            time.sleep(0.5)
        return commit(token)

    store.commit = slow  # type: ignore[method-assign]

    def fail() -> None:
        until(lambda: under_way)
        raise Lost

    client = app_with(ran, Ending(1, fail), store=store, scope="s").test_client()
    assert send(client, body_of()).status_code == 500
    until(lambda: "forget" in store.calls)
    retried(client, body_of())
    assert (said(send(client, body_of())), ran.count) == (DUPLICATE, 2)


@pytest.mark.parametrize("error", [StoreUnavailable("away"), StoreConfig("the password"), OSError("its own")])
@pytest.mark.parametrize("call", ["release", "forget"])
def test_what_cannot_be_forgotten_at_once_is_forgotten_later(call: str, error: Exception, lines: Lines) -> None:
    store, ran = Commits(), Ran()
    store.fails[call] = [error, error]
    client = app_with(ran, store=store, scope="s").test_client()
    assert send(client, body_of()).status_code == 500
    until(lambda: any("that an event is forgotten was recorded after a delay: forgotten" in line for line in lines()))
    assert send(client, body_of()).status_code == 200
    assert (said(send(client, body_of())), ran.count) == (DUPLICATE, 2)


def test_an_event_that_another_has_taken_is_left_to_it(tmp_path: Path) -> None:
    """The lease lapsed while the view ran, and another delivery ran it: its success stays."""
    tmp_path.chmod(0o700)
    store = open_store(f"file:{tmp_path}/events.window?lease=1s", name="s")
    ran = Ran()

    def view(event: Any) -> str:
        if ran.count == 1:
            time.sleep(1.1)
            assert send(other.test_client(), body_of()).status_code == 200
        return ""

    ran.does = view
    ours, other = Flask("ours"), Flask("other")
    for app in (ours, other):
        guard(app, ran, store=store, scope="s")
    ours.after_request(Ending())
    assert send(ours.test_client(), body_of()).status_code == 500
    assert (said(send(ours.test_client(), body_of())), ran.count) == (DUPLICATE, 2)


def test_an_endpoint_without_a_store() -> None:
    ran = Ran()
    client = app_with(ran, store=None, secrets=[SECRET]).test_client()
    assert [send(client, body_of()).status_code for _ in range(2)] == [500, 200]

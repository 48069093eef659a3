"""Stores on real servers, by their URLs: they stop, come back, and nothing is lost."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from asgi_support import (
    DUPLICATE,
    OK,
    UNAVAILABLE,
    App,
    Ran,
    ask,
    body_of,
    deliver,
    hooks,
    pulse,
    run,
    statuses,
    until,
)
from hookseal._endpoint import backlog
from hookseal.asgi import current_delivery
from hookseal.asgi._settle import _workers
from hookseal.errors import StoreUnavailable
from hookseal.stores import AsyncPostgresStore, AsyncRedisStore, Claim, MemoryStore, PostgresStore, RedisStore
from store_servers import Postgres, Redis

Records = Callable[[], list[dict[str, Any]]]
Server = Redis | Postgres


@pytest.fixture(params=["redis", "postgres"])
def server(request: pytest.FixtureRequest, asgi_redis: Redis, asgi_postgres: Postgres) -> Iterator[Server]:
    """Each of both, going on again in the end."""
    server = asgi_redis if request.param == "redis" else asgi_postgres
    yield server
    server.send(signal.SIGCONT)


def url_of(server: Server) -> str:
    return f"{server.url}?call_timeout=0.3"


def app_of(server: Server, handler: Callable[..., Any], scope: str, **settings: Any) -> App:
    app = hooks(store=settings.pop("store", None) or url_of(server), scope=scope, **settings)
    app.on_any(handler)
    return app


def test_a_url_opens_the_asynchronous_store(server: Server) -> None:
    store = hooks(store=url_of(server), scope="s")._endpoint.settings.store
    assert type(store) is (AsyncRedisStore if urlsplit(server.url).scheme == "redis" else AsyncPostgresStore)


def test_fifty_copies_at_once(server: Server) -> None:
    ran = []

    async def handle(event: Any) -> None:
        ran.append(event.id)
        await asyncio.sleep(0.05)

    async def body() -> None:
        app = app_of(server, handle, "fifty")
        answers = await asyncio.gather(*(ask(app, body_of()) for _ in range(50)))
        assert [answer.said for answer in answers].count(OK) == 1
        assert all(answer.said in (OK, DUPLICATE, UNAVAILABLE) for answer in answers)
        assert (await ask(app, body_of())).said == DUPLICATE

    run(body())
    assert ran == ["evt_1"]


def test_a_server_that_dies_and_comes_back(server: Server, records: Records) -> None:
    ran = Ran(lambda event: None)
    app = app_of(server, ran, "dies", store=f"{server.url}?call_timeout=0.3&connect_timeout=0.3")

    async def body() -> None:
        assert (await ask(app, body_of("before"))).said == OK
        server.kill()
        try:
            assert statuses([await ask(app, body_of(f"evt_{i}")) for i in range(3)]) == [503] * 3
        finally:
            await asyncio.to_thread(server.run)
        for i in range(3):
            assert (await ask(app, body_of(f"evt_{i}"))).said == OK, "without a restart of the app"

    run(body())
    assert ran.count == 4
    assert [record["outcome"] for record in records()] == ["ok"] + ["unavailable"] * 3 + ["ok"] * 3


@pytest.mark.parametrize("how", ["async", "sync"])
def test_a_commit_that_comes_later(how: str, server: Server, records: Records, lines: Callable[[], list[str]]) -> None:
    ran = []

    async def handle(event: Any) -> None:
        ran.append(event.id)
        if len(ran) == 1:
            server.send(signal.SIGSTOP)

    kinds = {"redis": RedisStore, "postgresql": PostgresStore}
    store = kinds[urlsplit(server.url).scheme](server.url, call_timeout=0.3) if how == "sync" else None

    async def body() -> None:
        app = app_of(server, handle, f"later {how}", store=store)
        async with pulse() as taken:
            assert (await ask(app, body_of())).said == OK, "never a retry that charges twice"
            await asyncio.sleep(0.3)
        assert taken.share > 0.1
        assert len(_workers) == 1
        server.send(signal.SIGCONT)
        await until(lambda: not _workers)
        assert (await ask(app, body_of())).said == DUPLICATE

    run(body())
    assert ran == ["evt_1"]
    assert [record["outcome"] for record in records()] == ["commit_lost", "duplicate"]
    assert any("was recorded after a delay: " in line for line in lines())


def test_the_lease_begins_again(server: Server) -> None:
    """A lease of 3 s that a second delivery outlives: without renewal it would run the event again."""
    ran = []

    async def body() -> None:
        answered = asyncio.Event()

        async def handle(event: Any) -> None:
            ran.append(event.id)
            await asyncio.sleep(2)
            assert await current_delivery().renew() == "ok"
            # A second run, where there is one, must not wait for itself.
            if len(ran) == 1:
                await answered.wait()

        app = app_of(server, handle, "renew", store=f"{server.url}?lease=3s")
        first = asyncio.create_task(ask(app, body_of()))
        await asyncio.sleep(3.6)
        assert (await ask(app, body_of())).said == UNAVAILABLE
        answered.set()
        assert (await first).said == OK

    run(body())
    assert ran == ["evt_1"]


@pytest.mark.parametrize("is_hidden", [False, True], ids=["async", "hidden by a decorator"])
@pytest.mark.parametrize("store", ["memory:", "file:{}/hooks.window", None])
def test_an_async_function_awaits_its_renewal_whichever_store_it_is(
    store: str | None, is_hidden: bool, tmp_path: Path
) -> None:
    """So that what runs with `memory:` in tests does with Redis; there a renewal that is not awaited is none."""
    tmp_path.chmod(0o700)
    answers: list[Any] = []

    async def handle(event: Any) -> None:
        answers.append(await current_delivery().renew())
        if store is not None:
            # What does not wait need not be awaited.
            answers.append(current_delivery().renew())

    dispatcher = hooks(store=store and store.format(tmp_path))
    dispatcher.on("payment.succeeded")((lambda event: handle(event)) if is_hidden else handle)
    assert deliver(dispatcher, body_of()).said == OK
    assert answers == ([None] if store is None else ["ok", "ok"])


def test_a_function_in_a_thread_renews_its_lease(server: Server) -> None:
    """It cannot await what renews: the loop does that for it."""
    ran, answers, answered = [], [], threading.Event()

    def handle(event: Any) -> None:
        ran.append(event.id)
        time.sleep(2)
        answers.append(current_delivery().renew())
        # A second run, where there is one, must not wait for itself.
        if len(ran) == 1:
            answered.wait(30)

    async def body() -> None:
        app = app_of(server, handle, "thread", store=f"{server.url}?lease=3s")
        first = asyncio.create_task(ask(app, body_of()))
        await asyncio.sleep(3.6)
        assert (await ask(app, body_of())).said == UNAVAILABLE
        answered.set()
        assert (await first).said == OK

    run(body())
    assert (ran, answers) == (["evt_1"], ["ok"])


class Faulty:
    """A memory, but for its commits, which fail as often as the test says."""

    def __init__(self, failures: int, error: Exception | None = None) -> None:
        self._memory = MemoryStore(capacity=1024)
        self.failures = failures
        self.error = error or StoreUnavailable("away")
        self.commits = 0
        self.ttl, self.lease, self.sliding, self.max_attempts = self._memory.ttl, 300, False, None

    async def claim(self, key: bytes, /) -> Claim:
        return self._memory.claim(key)

    async def commit(self, token: bytes, /) -> Any:
        self.commits += 1
        if self.commits <= self.failures:
            raise self.error
        return self._memory.commit(token)

    async def release(self, token: bytes, /, not_before: int = 0) -> Any:
        return self._memory.release(token, not_before)

    bury = renew = commit

    async def forget(self, key: bytes, /) -> Any:
        return self._memory.forget(key)


def test_a_commit_is_tried_again_until_it_is_recorded(lines: Callable[[], list[str]]) -> None:
    store = Faulty(2)
    app = hooks(store=store, scope="s")
    app.on_any(Ran())

    async def body() -> None:
        assert (await ask(app, body_of())).said == OK
        await until(lambda: not _workers)
        assert store.commits == 3
        assert (await ask(app, body_of())).said == DUPLICATE

    run(body())
    assert lines()[-1].endswith("a commit was recorded after a delay: ok")


def test_a_commit_is_tried_once_more_when_the_loop_ends(
    lines: Callable[[], list[str]], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def app_with(store: Any) -> App:
        app = hooks(store=store, scope="s")
        app.on_any(Ran())
        return app

    monkeypatch.setattr(backlog, "FIRST_WAIT", 9)
    for store, level in ((Faulty(1), logging.WARNING), (Faulty(9), logging.ERROR)):
        start = time.monotonic()
        assert run(ask(app_with(store), body_of())).said == OK
        assert store.commits == 2 and time.monotonic() - start < 4
        assert caplog.records[-1].levelno == level
    assert "was never recorded (StoreUnavailable): its event may run again" in lines()[-1]


def test_a_store_that_answers_nonsense_or_raises_it() -> None:
    class Broken(Faulty):
        async def claim(self, key: bytes, /) -> Claim:
            raise RuntimeError("secret details")

    app = hooks(store=Broken(0), scope="s")
    ran = Ran()
    app.on_any(ran)
    answer = run(ask(app, body_of()))
    assert answer.said == UNAVAILABLE and ran.count == 0


def test_a_store_whose_calls_only_give_something_to_await() -> None:
    """What is no coroutine function is awaited as well."""

    class Given(Faulty):
        def claim(self, key: bytes, /) -> Any:
            return super().claim(key)

        def commit(self, token: bytes, /) -> Any:
            return super().commit(token)

    store = Given(2)
    app = hooks(store=store, scope="s")
    app.on_any(Ran())

    async def body() -> None:
        assert (await ask(app, body_of())).said == OK
        await until(lambda: not _workers)
        assert (await ask(app, body_of())).said == DUPLICATE

    run(body())
    assert store.commits == 3

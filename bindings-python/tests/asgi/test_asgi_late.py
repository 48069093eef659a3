"""Commits in the background of an event loop: each store has its own pace, and its own last chance."""

import asyncio
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import anyio
import pytest
from asgi_support import DUPLICATE, OK, Ran, ask, body_of, hooks, run, until
from hookseal._endpoint import backlog
from hookseal._endpoint.background import COMMITTER
from hookseal._endpoint.backlog import Late
from hookseal.asgi import lifespan
from hookseal.asgi._settle import _workers, settle_later
from hookseal.errors import ArgumentInvalid, StoreConfig, StoreUnavailable, TokenInvalid, WindowMismatch
from test_asgi_stores import Faulty

Lines = Callable[[], list[str]]


class Away:
    """A store whose calls take a while, and fail as long as it is away."""

    def __init__(self, seconds: float = 0) -> None:
        self.is_away = True
        self.seconds = seconds
        self.tries = self.at_once = self.most_at_once = self.recorded = 0

    def begin(self) -> None:
        self.tries += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)

    def end(self) -> str:
        self.at_once -= 1
        if self.is_away:
            raise StoreUnavailable("away")
        self.recorded += 1
        return "ok"


class Awaited(Away):
    async def commit(self) -> str:
        self.begin()
        await asyncio.sleep(self.seconds)
        return self.end()


class Blocking(Away):
    def commit(self) -> str:
        self.begin()
        time.sleep(self.seconds)
        return self.end()


def wait_for(store: Any, count: int) -> None:
    for n in range(count):
        settle_later(Late(store, partial(store.commit), f"commit {n}", time.time() + 60, StoreUnavailable("away")))


@pytest.mark.parametrize("error", [StoreConfig("the password"), WindowMismatch(), OSError("its own")])
def test_what_an_operator_mends_is_tried_again(error: Exception, lines: Lines) -> None:
    store = Faulty(2, error)
    app = hooks(store=store, scope="s")
    app.on_any(Ran())

    async def body() -> None:
        assert (await ask(app, body_of())).said == OK
        await until(lambda: not _workers)
        assert (await ask(app, body_of())).said == DUPLICATE

    run(body())
    assert store.commits == 3 and lines()[-1].endswith("a commit was recorded after a delay: ok")


@pytest.mark.parametrize("error", [TokenInvalid(), ArgumentInvalid()])
def test_what_no_time_will_mend_is_given_up(error: Exception, lines: Lines) -> None:
    store = Faulty(9, error)
    app = hooks(store=store, scope="s")
    app.on_any(Ran())

    async def body() -> None:
        assert (await ask(app, body_of())).said == OK
        await until(lambda: not _workers)

    run(body())
    assert store.commits == 2 and "never recorded" in lines()[-1]


@pytest.mark.parametrize("kind", [Awaited, Blocking])
def test_one_that_is_away_holds_up_no_other(kind: type[Any]) -> None:
    async def body() -> None:
        away, there = kind(0.3), kind()
        there.is_away = False
        wait_for(away, 200)
        wait_for(there, 20)
        await until(lambda: there.recorded == 20, 1)
        assert len(_workers) == 1
        await until(lambda: away.tries == 2)
        assert away.most_at_once == 1

    run(body())


def test_one_that_comes_back_gets_all_of_its_own_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog, "LONGEST_WAIT", 0.3)

    async def body() -> None:
        store = Awaited()
        wait_for(store, 500)
        await until(lambda: store.tries >= 3)
        store.is_away = False
        await until(lambda: not _workers, 2)
        assert store.recorded == 500
        # And from the beginning, another time.
        wait_for(store, 2)
        await until(lambda: store.recorded == 502, 1)

    run(body())


def test_a_loop_that_ends_gives_each_store_a_chance(lines: Lines) -> None:
    async def body() -> list[Any]:
        stores = [Awaited(), Awaited(), Awaited()]
        for store in stores:
            wait_for(store, 20)
        await until(lambda: all(store.tries for store in stores))
        stores[1].is_away = False
        return stores

    first, back, last = run(body())
    assert (back.recorded, first.tries, last.tries) == (20, 2, 2)
    assert sum("never recorded (StoreUnavailable)" in line for line in lines()) == 40
    assert not _workers


def test_a_call_that_the_end_of_the_loop_cuts_short_is_made_once_more(lines: Lines) -> None:
    async def body() -> Any:
        store = Awaited(0.3)
        store.is_away = False
        wait_for(store, 1)
        await until(lambda: store.tries)
        return store

    store = run(body())
    assert (store.tries, store.recorded) == (2, 1)
    assert lines() == ["commit 0 was recorded after a delay: ok"]


def test_a_loop_that_ends_before_the_first_try(lines: Lines) -> None:
    async def body() -> None:
        wait_for(Awaited(), 2)

    run(body())
    assert len(lines()) == 2 and all("never recorded" in line for line in lines())
    assert not _workers


@pytest.mark.parametrize("kind", [Awaited, Blocking])
@pytest.mark.parametrize("tries", [0, 1])
@pytest.mark.parametrize("closing", ["", "loop.close()"])
def test_a_process_whose_loop_was_stopped_ends_and_gives_each_store_a_chance(
    kind: type[Any], tries: int, closing: str
) -> None:
    """As Daphne does: the loop's tasks are never cancelled."""
    code = f"""
        import asyncio, logging
        from test_asgi_late import {kind.__name__}, until, wait_for

        logging.basicConfig()

        async def body():
            wait_for(store, 2)
            await until(lambda: store.tries >= {tries} and not store.at_once)

        store = {kind.__name__}()
        loop = asyncio.new_event_loop()
        loop.run_until_complete(body())
        store.is_away = False
        {closing}
    """
    code = f"import sys; sys.path[:] = {sys.path}\n" + textwrap.dedent(code)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert ended.returncode == 0 and ended.stderr.count("recorded after a delay: ok") == 2, ended.stderr


class Slow(Faulty):
    """Its commits take a while."""

    began = 0

    async def commit(self, token: bytes, /) -> Any:
        self.began += 1
        await asyncio.sleep(0.3)
        return await super().commit(token)


class SlowInThreads(Slow):
    """The same, for who does not await."""

    def claim(self, key: bytes, /) -> Any:
        return asyncio.run(super().claim(key))

    def commit(self, token: bytes, /) -> Any:
        return asyncio.run(super().commit(token))


@pytest.mark.parametrize("kind", [Slow, SlowInThreads])
@pytest.mark.parametrize("failures", [0, 3])
def test_a_commit_that_the_end_of_the_loop_cuts_short(kind: type[Any], failures: int, lines: Lines) -> None:
    store = kind(failures)
    app = hooks(store=store, scope="s")
    app.on_any(Ran())

    async def leave() -> None:
        hold.append(asyncio.create_task(ask(app, body_of())))
        await until(lambda: store.began)

    hold: list[Any] = []
    run(leave())
    assert store.began == 2 and not _workers
    if failures:
        run(until(lambda: any("recorded after a delay" in line for line in lines())))
    assert run(ask(app, body_of())).said == DUPLICATE


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("kind", [Awaited, Blocking])
def test_the_end_of_an_app_is_one_more_chance(kind: type[Any], backend: str, lines: Lines) -> None:
    """And none the less the process may go on, with another app."""

    async def app(store: Away) -> None:
        async with lifespan():
            wait_for(store, 3)
            store.is_away = False

    stores = [kind(), kind()]
    for store in stores:
        anyio.run(app, store, backend=backend)
    assert [store.recorded for store in stores] == [3, 3] and not _workers
    assert len(lines()) == 6 and all("recorded after a delay: ok" in line for line in lines())


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("kind", [Awaited, Blocking])
def test_an_app_whose_task_group_is_cancelled_has_its_chance_too(kind: type[Any], backend: str) -> None:
    async def app() -> int:
        async with anyio.create_task_group() as tasks:
            async with lifespan():
                wait_for(store, 1)
                store.is_away = False
                tasks.cancel_scope.cancel()
        # Before the loop ends, which cancels what is left.
        return store.recorded

    store = kind()
    assert anyio.run(app, backend=backend) == 1


@pytest.mark.parametrize("kind", [Awaited, Blocking])
def test_an_app_that_ends_waits_for_no_store_for_ever(
    kind: type[Any], lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hookseal.asgi._settle.LAST_SECONDS", 0.2)

    async def app() -> float:
        async with lifespan():
            wait_for(store, 2)
            await until(lambda: store.tries)
            start = time.monotonic()
        return time.monotonic() - start

    store = kind(3)
    assert 0.2 <= run(app()) < 2.5
    assert len(lines()) == 2 and all("never recorded" in line for line in lines())


def test_a_commit_is_given_up_once(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often an app ends, as where two lifespans are one inside the other."""
    monkeypatch.setattr("hookseal._endpoint.background.LAST_SECONDS", 0.1)

    async def app() -> None:
        async with lifespan(), lifespan():
            wait_for(store, 1)

    store = Blocking(1)
    anyio.run(app, backend="trio")
    assert len(lines()) == 1 and "never recorded" in lines()[0]
    store.is_away = False
    run(until(lambda: not any(worker.backlog.waiting for worker in COMMITTER._workers.values())))


def test_what_an_app_leaves_behind_is_tried_on(lines: Lines) -> None:
    """By threads, which outlive loops: they take their time again after the last try of an app."""
    store = Blocking()

    async def app() -> None:
        async with lifespan():
            wait_for(store, 1)

    anyio.run(app, backend="trio")
    assert store.tries == 1 and "never recorded" in lines()[-1]
    wait_for(store, 1)
    run(until(lambda: store.tries >= 3))
    store.is_away = False
    run(until(lambda: store.recorded))

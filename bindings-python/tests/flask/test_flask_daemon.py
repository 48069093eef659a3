"""Threads in the background: of systems that have none to give, in forks, and under gevent."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask_servers import Gunicorn, answer_of, head
from flask_support import DUPLICATE, Ran, body_of, generic, late, said, send, until
from hookseal._endpoint.background import Committer
from hookseal.errors import StoreUnavailable
from hookseal.stores import Claim
from test_flask_commit import Scripted, scripted

Lines = Callable[[], list[str]]


def test_where_no_thread_can_be_started_the_next_is_tried(monkeypatch: pytest.MonkeyPatch, lines: Lines) -> None:
    committer, settled, store = Committer(), [], object()

    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    def settle(what: str) -> str:
        settled.append(what)
        return "ok"

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        committer.settle(late(lambda: settle("first"), "the first", store))
    assert settled == [] and "can't start new thread" in lines()[0]
    committer.settle(late(lambda: settle("second"), "the second", store))
    until(lambda: settled == ["first", "second"])


def test_a_success_stays_one_where_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Scripted(claim=[Claim("claimed", token=b"token", attempt=1)], commit=[StoreUnavailable("away")])

    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("hookseal.flask._receive.COMMITTER", Committer())
    monkeypatch.setattr(threading.Thread, "start", start)
    assert said(send(scripted(Ran(), store), body_of())) == (200, {"mine": True})


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_is_started_again() -> None:
    committer, dying, settled, store = Committer(), [], [], object()

    def settle() -> str:
        if not dying:
            dying.append(threading.current_thread())
            raise SystemExit
        settled.append("the commit")
        return "ok"

    committer.settle(late(settle, store=store))
    until(lambda: dying and not dying[0].is_alive())
    committer.settle(late(lambda: settled.append("another") or "ok", store=store))
    until(lambda: settled == ["the commit", "another"])


def test_a_thread_ends_when_nothing_is_left_and_begins_again(lines: Lines) -> None:
    committer, threads, store = Committer(), [], object()
    for n in range(3):
        committer.settle(late(lambda: threads.append(threading.current_thread()) or "ok", store=store))
        until(lambda n=n: len(threads) == n + 1 and not threads[n].is_alive())  # type: ignore[misc]
    assert len(lines()) == 3


def test_calls_that_have_to_be_awaited_get_a_loop(lines: Lines) -> None:
    async def settle() -> str:
        await asyncio.sleep(0)
        return "ok"

    Committer().settle(late(settle))
    until(lines)
    assert lines() == ["the commit was recorded after a delay: ok"]


def test_a_fork_begins_anew() -> None:
    committer, settled, store = Committer(), [], object()

    def settle() -> str:
        settled.append(os.getpid())
        time.sleep(1)
        return "ok"

    committer.settle(late(settle, store=store))
    until(lambda: settled)
    child = os.fork()
    if child == 0:
        # While the parent's call is under way, by a thread that this process has not.
        committer.forget()
        committer.settle(late(settle, store=store))
        end = time.monotonic() + 5
        while len(settled) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        os._exit(0 if settled[1:] == [os.getpid()] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture(params=[(), ("--preload",)], ids=["loaded in the worker", "preloaded"])
def gevent(request: pytest.FixtureRequest) -> Iterator[Gunicorn]:
    endpoints = {"/hook": {"store": "commits late", "scope": "s"}, "/slow": {"body_timeout": 0.6}}
    with Gunicorn(endpoints, "--worker-class", "gevent", *request.param) as server:
        yield server


def test_async_views_under_gevent() -> None:
    """All its requests are in one thread, and asyncio runs one loop a thread: of views at once only one would run."""
    endpoints = {"/hook": {"async": True, "store": "memory:", "single_process": True}}
    bodies = [body_of(f"evt {n}", sleep=0.2) for n in range(24)]
    with Gunicorn(endpoints, "--worker-class", "gevent") as server, ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda body: server.post("/hook", body), bodies))
        expected = [(200, {"id": f"evt {n}", "bytes": len(body)}) for n, body in enumerate(bodies)]
        assert answers == expected, server.log[-3000:]
        assert sum(note.startswith("end") for note in server.notes) == 24
    # A view that has begun is waited for, whoever breaks off the request: it would run on beside the next attempt.
    body = body_of("evt", sleep=1.5)
    with Gunicorn(endpoints, "--worker-class", "gevent", TIME_LIMIT="0.5") as server:
        assert server.post("/hook", body)[0] == 200, server.log[-3000:]
        assert server.post("/hook", body) == DUPLICATE
        assert [note.split()[0] for note in server.notes] == ["start", "end"]


def test_gevent(gevent: Gunicorn) -> None:
    """Its workers change what locks and threads are, some time after the app was loaded."""
    bodies = [body_of(f"evt {n}", sleep=0.05) for n in range(10)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda body: gevent.post("/hook", body)[0], bodies))
    assert answers == [200] * 10, gevent.log[-3000:]
    end = time.monotonic() + 20
    while gevent.log.count("a commit was recorded after a delay: ok") < 10:
        assert time.monotonic() < end, gevent.log[-3000:]
        time.sleep(0.05)
    for body in bodies:
        assert gevent.post("/hook", body) == DUPLICATE
    assert sum(note.startswith("start") for note in gevent.notes) == 10
    # A sender who trickles is timed out as elsewhere.
    started = time.monotonic()
    with gevent.raw(5) as connection:
        connection.sendall(head("/slow", {**generic(b"ab"), "Content-Length": "2"}) + b"a")
        assert answer_of(connection)[0] == 408
    assert 0.5 < time.monotonic() - started < 5

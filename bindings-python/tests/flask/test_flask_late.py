"""Commits in the background: each store has its own pace, and its own last chance."""

import subprocess
import sys
import textwrap
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from flask_servers import Gunicorn
from flask_support import DUPLICATE, body_of, late, until
from hookseal._drive import run
from hookseal._endpoint import backlog
from hookseal._endpoint.background import Committer, Worker
from hookseal.errors import StoreConfig, StoreUnavailable
from store_servers import Redis

Lines = Callable[[], list[str]]


class Away:
    """A store whose calls take a while, and fail as long as it is away."""

    def __init__(self, seconds: float = 0, error: Exception | None = None) -> None:
        self.is_away = True
        self.seconds = seconds
        self.error = error or StoreUnavailable("away")
        self.recorded: list[bytes] = []
        self.tries = self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def commit(self, token: bytes) -> str:
        with self._lock:
            self.tries += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(self.seconds)
        with self._lock:
            self.at_once -= 1
        if self.is_away:
            raise self.error
        self.recorded.append(token)
        return "ok"


class Joined(deque[backlog.Late]):
    """What waits, and is joined by another at the moment when nothing is left."""

    def __init__(self, first: backlog.Late, last: backlog.Late) -> None:
        super().__init__([first])
        self._last = [last]

    def __bool__(self) -> bool:
        is_left = len(self) > 0
        if not is_left and self._last:
            self.append(self._last.pop())
        return is_left


def test_what_comes_when_all_is_through_waits_for_the_next_thread(lines: Lines) -> None:
    store = Away()
    store.is_away = False
    waiting = backlog.Backlog()
    waiting.waiting = Joined(late(partial(store.commit, b"1")), late(partial(store.commit, b"2")))
    for recorded in ([b"1"], [b"1", b"2"]):
        run(waiting.flow(lambda seconds: False), lambda call: call())
        assert store.recorded == recorded
    assert not waiting.waiting and not any("never recorded" in line for line in lines())


@pytest.fixture
def committer() -> Iterator[Committer]:
    """One of which nothing is left for the next test."""
    committer = Committer()
    yield committer
    for worker in committer._workers.values():
        worker.last_try()
    until(lambda: not any(worker.backlog.waiting for worker in committer._workers.values()), 15)


def wait_for(committer: Committer, store: Away, count: int) -> None:
    for n in range(count):
        committer.settle(late(partial(store.commit, b"%d" % n), f"the commit {n}", store))


def test_one_that_is_away_holds_up_no_other(committer: Committer) -> None:
    away, there = [Away(1) for _ in range(5)], Away()
    there.is_away = False
    for store in away:
        wait_for(committer, store, 20)
    wait_for(committer, there, 20)
    until(lambda: len(there.recorded) == 20, 4)
    assert [store.most_at_once for store in (*away, there)] == [1] * 6


def test_one_that_comes_back_gets_all_of_its_own_at_once(committer: Committer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog, "LONGEST_WAIT", 0.3)
    store = Away()
    wait_for(committer, store, 500)
    until(lambda: store.tries >= 3)
    assert store.tries < 6, "one try is enough to see that a store is away"
    store.is_away = False
    until(lambda: len(store.recorded) == 500, 2)
    assert sorted(store.recorded) == sorted(b"%d" % n for n in range(500))


def test_one_call_that_always_fails_holds_up_none_of_the_same_store(committer: Committer) -> None:
    store = Away()
    store.is_away = False

    def fail() -> str:
        raise OSError("for this one")

    committer.settle(late(fail, "the first", store))
    wait_for(committer, store, 3)
    until(lambda: len(store.recorded) == 3, 2)


def test_a_commit_is_given_up_when_its_record_would_have_ended(committer: Committer, lines: Lines) -> None:
    store = Away(error=StoreConfig("the password"))
    committer.settle(late(partial(store.commit, b""), store=store, seconds=-1))
    until(lines)
    assert (store.tries, lines()) == (1, ["the commit was never recorded (StoreConfig): its event may run again"])


def test_no_more_than_so_many_wait_for_one_store(
    committer: Committer, monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    monkeypatch.setattr(backlog, "MOST", 3)
    away, there = Away(), Away()
    there.is_away = False
    wait_for(committer, away, 5)
    wait_for(committer, there, 1)
    until(lambda: there.recorded)
    assert lines()[:2] == [
        f"the commit {n} cannot be recorded, too many are waiting for the store: its event may run again"
        for n in (3, 4)
    ]


def test_a_process_that_ends_gives_each_store_a_chance(committer: Committer, lines: Lines) -> None:
    away, there = [Away(1) for _ in range(8)], [Away() for _ in range(2)]
    for store in (*away[:4], there[0], *away[4:], there[1]):
        wait_for(committer, store, 20)
    for store in there:
        until(lambda store=store: store.tries)  # type: ignore[misc]
        store.is_away = False
    start = time.monotonic()
    committer.last_try()
    assert time.monotonic() - start < 3
    assert [len(store.recorded) for store in there] == [20, 20]
    assert max(store.tries for store in away) <= 3, "one that fails is left"
    assert sum("never recorded (StoreUnavailable)" in line for line in lines()) == 160


def test_a_process_that_ends_waits_for_no_store_for_ever(
    committer: Committer, monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    monkeypatch.setattr("hookseal._endpoint.background.LAST_SECONDS", 0.3)
    store = Away(3)
    wait_for(committer, store, 2)
    until(lambda: store.tries)
    start = time.monotonic()
    committer.last_try()
    assert time.monotonic() - start < 2
    assert len(lines()) == 2


def test_a_process_that_ends_without_a_thread_to_give_tries_itself(lines: Lines) -> None:
    code = """
        import sys, time, threading
        from hookseal._endpoint.background import COMMITTER
        from hookseal._endpoint.backlog import Late
        from hookseal.errors import StoreUnavailable

        def start(thread):
            raise RuntimeError("no thread to give")

        threading.Thread.start = start
        for what in "ab":
            commit = lambda what=what: print(what, flush=True) or "ok"
            COMMITTER.settle(Late(commit, commit, what, time.time() + 60, StoreUnavailable("away")))
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=20)
    assert (ended.returncode, ended.stdout.split()) == (0, ["a", "b"]), ended.stderr


def test_a_process_that_ends_makes_no_call_beside_the_thread() -> None:
    worker, made = Worker(), list[str]()

    def first() -> str:
        made.append("first")
        # As a thread does that has ended with something left.
        worker.start()
        time.sleep(0.2)
        return "ok"

    worker.backlog.add(late(first))
    worker.backlog.add(late(lambda: made.append("second") or "ok"))
    worker.last_try()
    until(lambda: not worker.backlog.waiting)
    assert made == ["first", "second"]


@pytest.fixture
def stores() -> Iterator[tuple[Redis, Redis]]:
    both = Redis(), Redis()
    yield both
    for server in both:
        server.end()


def commit_late(server: Gunicorn, stores: tuple[Redis, ...], path: str, number: int) -> list[bytes]:
    """Events that were handled while their store could not be asked."""
    bodies = [body_of(f"{path} {n}", wait=f"go{path.strip('/')}") for n in range(number)]
    with ThreadPoolExecutor(number) as pool:
        answers = [pool.submit(server.post, path, body) for body in bodies]
        for n in range(number):
            server.until(f"start {path} {n} 1")
        for store in stores:
            store.cli("CONFIG", "SET", "requirepass", "another")
            # Whoever is connected already stays who he is.
            store.cli("-a", "another", "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        (server.folder / f"go{path.strip('/')}").touch()
        assert [answer.result()[0] for answer in answers] == [200] * number
    return bodies


@pytest.mark.parametrize("worker", [("--threads", "8"), ("--worker-class", "gevent")], ids=["gthread", "gevent"])
def test_a_password_that_is_wrong_for_a_while(worker: tuple[str, ...], stores: tuple[Redis, Redis]) -> None:
    first, second = stores
    endpoints: dict[str, dict[str, Any]] = {
        path: {"store": f"{store.url}?lease=2", "scope": path} for path, store in (("/a", first), ("/b", second))
    }
    with Gunicorn(endpoints, *worker) as server:
        ours = commit_late(server, (first,), "/a", 4)
        theirs = commit_late(server, (second,), "/b", 4)
        assert "the commit is tried again in the background: STORE_CONFIG: the server refuses the user" in server.log
        second.cli("-a", "another", "CONFIG", "SET", "requirepass", "")
        server.until("endpoint 'b': a commit was recorded after a delay")
        time.sleep(2)
        first.cli("-a", "another", "CONFIG", "SET", "requirepass", "")
        server.process.terminate()
        server.process.wait(20)
        log = server.log
        assert [log.count(f"endpoint '{name}': a commit was recorded after a delay") for name in "ab"] == [4, 4], log
    with Gunicorn(endpoints) as server:
        for path, bodies in (("/a", ours), ("/b", theirs)):
            assert [server.post(path, body) for body in bodies] == [DUPLICATE] * 4

"""The event loop goes on, whatever a delivery waits for."""

import asyncio
import fcntl
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from asgi_support import (
    OK,
    SECRET,
    Answer,
    App,
    Ran,
    ask,
    body_of,
    deliver,
    hook,
    hooks,
    pulse,
    run,
    signed,
    statuses,
)
from hookseal.stores import AsyncPostgresStore, AsyncRedisStore, Claim, PostgresStore, RedisStore
from starlette.applications import Starlette
from starlette.routing import Route
from store_servers import Postgres, Redis

FREE = 0.1
"""The least share of its time that the loop has, with most left to others on the machine. One that is held has 0.02."""


def test_the_pulse_itself() -> None:
    async def block() -> float:
        async with pulse() as taken:
            for _ in range(3):
                time.sleep(0.25)
                await asyncio.sleep(0)
        return float(taken.share)

    async def wait() -> float:
        async with pulse() as taken:
            await asyncio.sleep(0.3)
        return float(taken.share)

    assert run(block()) < FREE < run(wait())


async def several(app: App, count: int = 6, **more: Any) -> list[Answer]:
    """Deliveries of so many events at once."""
    return await asyncio.gather(*(ask(app, body_of(f"evt_{i}"), **more) for i in range(count)))


def sleeping(_given: Any = None, *_more: Any) -> Any:
    """What blocks whoever calls it."""
    time.sleep(0.25)


def _guard(handler: Callable[..., Any], **settings: Any) -> App:
    return Starlette(routes=[Route("/hook", hook(**settings).guard(handler), methods=["POST"])])


def _app(handler: Callable[..., Any], **settings: Any) -> App:
    app = hooks(**settings)
    app.on_any(handler)
    return app


def _queue() -> App:
    app = hooks()
    app.on("payment.succeeded", queue=sleeping)(Ran())
    return app


class SlowStore:
    """A store of the user's own."""

    ttl, lease, sliding, max_attempts = 10**6, 300, False, None

    def claim(self, key: bytes, /) -> Any:
        sleeping()
        return Claim("claimed", b"t" * 32, 1)

    def commit(self, token: bytes, /) -> Any:
        sleeping()
        return "ok"

    bury = release = renew = forget = commit


def _secrets() -> Any:
    sleeping()
    return [SECRET]


def _fails(_event: Any) -> None:
    raise ValueError


BLOCKING: dict[str, Callable[[], App]] = {
    "function of Starlette": lambda: _guard(lambda event: sleeping()),
    "handler": lambda: _app(sleeping),
    "queue": _queue,
    "secrets": lambda: _app(Ran(), secrets=_secrets),
    "sink": lambda: _app(_fails, dead_letters=sleeping, max_attempts=1),
    "store": lambda: _app(Ran(), store=SlowStore(), scope="s"),
}


@pytest.mark.parametrize("what", BLOCKING)
def test_what_blocks_is_called_in_threads(what: str) -> None:

    async def body() -> tuple[bool, bool]:
        app = BLOCKING[what]()
        async with pulse() as taken:
            assert statuses(await several(app)) == [200] * 6
        assert taken.seconds >= 0.25
        return taken.share > FREE, taken.seconds < 6 * 0.25

    free, side_by_side = zip(*(run(body()) for _ in range(3)), strict=True)
    # In one of them the machine may keep the loop from running.
    assert any(free) and any(side_by_side)


def test_what_handlers_hold_does_not_hold_the_store(tmp_path: Path) -> None:
    """As many handlers as there are threads: commits of others go on."""
    gate, began = threading.Event(), []

    def handle(event: Any) -> None:
        began.append(event.id)
        if event.id.startswith("slow"):
            gate.wait(10)

    async def at_once(event: Any) -> None: ...

    app = hooks(store=f"file:{tmp_path}/w.window?capacity=1024")
    app.on("slow")(handle)
    app.on("fast")(at_once)

    async def body() -> None:
        slow = [asyncio.create_task(ask(app, body_of(f"slow{i}", "slow"))) for i in range(60)]
        while len(began) < 40:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(3):
            assert (await ask(app, body_of("fast", "fast"))).said == OK
        gate.set()
        assert statuses(await asyncio.gather(*slow)) == [200] * 60

    run(body())


def _hold(path: str, ready: Connection) -> None:
    with open(path, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        ready.send("held")
        time.sleep(60)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Callable[[Path], BaseProcess]]:
    """Starts a process that takes a window's lock, and is stopped."""
    processes: list[BaseProcess] = []

    def hold(path: Path) -> BaseProcess:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_hold, args=(str(path), theirs), daemon=True)
        process.start()
        processes.append(process)
        assert ours.poll(10) and ours.recv() == "held"
        os.kill(process.pid or 0, signal.SIGSTOP)
        return process

    yield hold
    for process in processes:
        process.kill()
        process.join()


def test_a_windows_lock_that_a_stopped_process_holds(held: Callable[[Path], BaseProcess], tmp_path: Path) -> None:
    path, ran = tmp_path / "w.window", Ran(lambda event: None)
    app = _app(ran, store=f"file:{path}?capacity=1024")
    assert deliver(app, body_of("first")).said == OK

    async def body() -> None:
        process = held(path)
        async with pulse() as taken:
            answers = await several(app)
        assert statuses(answers) == [503] * 6 and all("retry-after" in answer.headers for answer in answers)
        assert taken.seconds >= 0.25, "each waited its 250 ms"
        assert taken.share > FREE
        process.kill()
        process.join()
        assert statuses(await several(app)) == [200] * 6, "nothing was claimed"

    run(body())
    assert ran.count == 7


@pytest.mark.parametrize("kind", [RedisStore, AsyncRedisStore, PostgresStore, AsyncPostgresStore])
def test_a_server_that_is_stopped(kind: Any, asgi_redis: Redis, asgi_postgres: Postgres) -> None:
    server = asgi_redis if "Redis" in kind.__name__ else asgi_postgres
    ran = Ran(lambda event: None)
    app = _app(ran, store=kind(server.url, connect_timeout=0.4, call_timeout=0.4), scope=f"stopped {kind.__name__}")

    async def body() -> None:
        assert (await ask(app, body_of("first"))).said == OK
        server.send(signal.SIGSTOP)
        try:
            async with pulse() as taken:
                answers = await several(app)
        finally:
            server.send(signal.SIGCONT)
        assert statuses(answers) == [503] * 6 and all("retry-after" in answer.headers for answer in answers)
        assert 0.3 < taken.seconds < 3 and taken.share > FREE
        assert ran.count == 1
        # Of the claims that were never answered, the stopped server may have made some when it went on.
        for answer in await several(app):
            assert answer.status in (200, 503)
        assert (await ask(app, body_of("last"))).said == OK

    run(body())


def test_a_large_body_is_hashed_in_a_thread() -> None:
    """25 MiB, GitHub's most, signed wrongly: what is measured is the hash."""
    app = _app(Ran(), max_body=25 << 20, dedup="digest")
    body = bytes(25 << 20)
    headers = [(name, value[:-2] + "00") for name, value in signed(body)]

    async def work() -> None:
        seen = []

        async def tick() -> None:
            while True:
                start = time.perf_counter()
                await asyncio.sleep(0)
                seen.append(time.perf_counter() - start)

        task = asyncio.create_task(tick())
        assert (await ask(app, body, headers)).status == 400
        task.cancel()
        assert len(seen) > 100, "the loop went round meanwhile"

    run(work())

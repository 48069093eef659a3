"""Whoever gives up meanwhile: what was claimed is settled, and the handler ran once."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from asgi_support import (
    DUPLICATE,
    OK,
    UNAVAILABLE,
    App,
    Sender,
    ask,
    body_of,
    deliver,
    github,
    hook,
    hooks,
    run,
    signed,
    until,
)
from hookseal.asgi import current_delivery
from hookseal.stores import FileStore
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import Response
from starlette.routing import Route

Records = Callable[[], list[dict[str, Any]]]


class Slow:
    """A handler that takes its time, `async` or in a thread, and tells when it began and ended."""

    def __init__(self, seconds: float = 0.5) -> None:
        self.seconds = seconds
        self.began = 0
        self.ended = 0

    async def on_the_loop(self, event: Any) -> None:
        self.began += 1
        await asyncio.sleep(self.seconds)
        assert current_delivery().event is event
        self.ended += 1

    def in_a_thread(self, event: Any) -> None:
        self.began += 1
        time.sleep(self.seconds)
        self.ended += 1

    def __getitem__(self, kind: str) -> Callable[[Any], Any]:
        return self.on_the_loop if kind == "loop" else self.in_a_thread


@pytest.fixture(params=["loop", "thread"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the handler runs."""
    yield request.param


def app_of(handler: Callable[[Any], Any], **settings: Any) -> App:
    app = hooks(**settings)
    app.on_any(handler)
    return app


async def by_task(work: Awaitable[Any]) -> None:
    """As gunicorn and Daphne do, Daphne over and over."""
    task = asyncio.ensure_future(work)
    await asyncio.sleep(0.15)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0.01)
    with pytest.raises(asyncio.CancelledError):
        await task


async def by_timeout(work: Awaitable[Any]) -> None:
    """As middlewares with a time limit do."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.15):
            await work


async def by_wait_for(work: Awaitable[Any]) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(work, 0.15)


async def by_scope(work: Awaitable[Any]) -> None:
    """As Starlette's task groups do."""
    with anyio.move_on_after(0.15) as scope:
        await work
    assert scope.cancelled_caught or scope.cancel_called


@pytest.mark.parametrize("cancel", [by_task, by_timeout, by_wait_for, by_scope], ids=lambda way: way.__name__)
@pytest.mark.parametrize("store", ["memory:", "file:"])
def test_a_handler_that_was_begun_ends_and_is_committed(
    cancel: Callable[[Awaitable[Any]], Awaitable[None]], store: str, kind: str, records: Records, tmp_path: Path
) -> None:
    slow = Slow()
    app = app_of(slow[kind], store=store if store == "memory:" else f"file:{tmp_path}/w.window?capacity=1024")

    async def hang_up() -> None:
        await cancel(ask(app, body_of()))
        assert (slow.began, slow.ended) == (1, 1), "nobody goes on before it has ended"
        assert (await ask(app, body_of())).said == DUPLICATE

    run(hang_up())
    assert slow.began == 1
    assert [record["outcome"] for record in records()] == ["ok", "duplicate"], "the log tells what came of it"


def test_a_retry_while_the_handler_is_still_at_work(kind: str) -> None:
    slow = Slow(1.5)
    app = app_of(slow[kind])

    async def hang_up() -> None:
        task = asyncio.create_task(ask(app, body_of()))
        await until(lambda: slow.began)
        task.cancel()
        await asyncio.sleep(0.01)
        assert (await ask(app, body_of())).said == UNAVAILABLE
        await asyncio.wait([task])
        assert (await ask(app, body_of())).said == DUPLICATE

    run(hang_up())
    assert slow.began == slow.ended == 1


def test_a_handler_that_fails_after_its_sender_hung_up(records: Records) -> None:
    ran = []

    async def fail(event: Any) -> None:
        ran.append(event)
        await asyncio.sleep(0.3)
        if len(ran) == 1:
            raise ValueError

    app = app_of(fail)

    async def hang_up() -> None:
        await by_task(ask(app, body_of()))
        assert (await ask(app, body_of())).said == OK, "it was released"

    run(hang_up())
    assert [record["outcome"] for record in records()] == ["failed", "ok"]


def test_hanging_up_while_the_body_comes_claims_nothing() -> None:
    slow, body = Slow(0), body_of()
    app = app_of(slow.on_the_loop)

    async def hang_up() -> None:
        for cancel in (by_task, by_timeout, by_wait_for, by_scope):
            sender = Sender([body[:-1]], signed(body), is_whole=False)
            start = time.monotonic()
            await cancel(sender.ask(app))
            assert time.monotonic() - start < 2 and sender.answer.status == 0
        assert slow.began == 0
        assert (await ask(app, body)).said == OK

    run(hang_up())


def test_a_middleware_that_gives_up_on_the_rest(kind: str, records: Records) -> None:
    class Impatient(BaseHTTPMiddleware):
        async def dispatch(self, request: Any, call_next: Any) -> Response:
            try:
                async with asyncio.timeout(0.15):
                    response: Response = await call_next(request)
                    return response
            except TimeoutError:
                return Response(status_code=504)

    slow = Slow()
    guarded = hook().guard(slow[kind])
    app = Starlette(routes=[Route("/hook", guarded, methods=["POST"])], middleware=[Middleware(Impatient)])

    async def give_up() -> None:
        assert (await ask(app, body_of())).status == 504
        await until(lambda: slow.ended)
        await until(records)
        assert (await ask(app, body_of())).said == DUPLICATE

    run(give_up())
    assert slow.began == 1


def test_the_end_of_the_loop_releases_what_it_cuts_short(records: Records) -> None:
    slow = Slow(30)
    app = app_of(slow.on_the_loop)

    async def leave() -> None:
        hold.append(asyncio.create_task(ask(app, body_of())))
        await until(lambda: slow.began)

    hold: list[Any] = []
    start = time.monotonic()
    run(leave())
    assert time.monotonic() - start < 5 and slow.ended == 0
    slow.seconds = 0
    assert deliver(app, body_of()).said == OK, "nobody has to wait for the lease"
    assert [record["outcome"] for record in records()] == ["failed", "ok"]


def test_what_the_end_of_the_loop_cuts_short_goes_to_the_sink_where_it_is_sent_once() -> None:
    slow, letters, hold, body = Slow(30), [], [], body_of()
    app = app_of(slow.on_the_loop, scheme="github", dead_letters=lambda letter: letters.append(letter.reason))

    async def leave() -> None:
        hold.append(asyncio.create_task(ask(app, body, github(body))))
        await until(lambda: slow.began)

    run(leave())
    assert (slow.ended, letters) == (0, ["HANDLER_FAILED"])
    assert deliver(app, body, github(body)).said == DUPLICATE


def test_the_end_of_the_loop_does_not_end_a_thread() -> None:
    ended, began, attempts = threading.Event(), threading.Event(), []

    def work(event: Any) -> None:
        attempts.append(event)
        began.set()
        ended.wait(5)

    app = app_of(work)

    async def leave() -> None:
        hold.append(asyncio.create_task(ask(app, body_of())))
        await until(began.is_set)

    hold: list[Any] = []
    run(leave())
    try:
        # It is still at work: nobody else may begin.
        assert deliver(app, body_of()).said == UNAVAILABLE
    finally:
        ended.set()
    assert len(attempts) == 1


@pytest.mark.parametrize("fails", [False, True])
def test_a_handler_may_cancel_what_it_began_itself(fails: bool) -> None:
    async def work(event: Any) -> None:
        with anyio.move_on_after(0.01):
            await anyio.sleep(5)
        task = asyncio.create_task(asyncio.sleep(5))
        task.cancel()
        await asyncio.wait([task])
        if fails:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(5)

    assert deliver(app_of(work), body_of()).status == (500 if fails else 200)


def test_a_thread_whose_own_loop_was_cancelled_has_failed(records: Records) -> None:
    began = []

    async def give_up() -> None:
        if len(began) == 1:
            raise asyncio.CancelledError

    def work(event: Any) -> None:
        began.append(event)
        asyncio.run(give_up())

    app = app_of(work)
    assert deliver(app, body_of()).status == 500
    assert deliver(app, body_of()).said == OK, "it was released"
    assert [record["outcome"] for record in records()] == ["failed", "ok"]


@pytest.mark.parametrize("store", ["memory:", "file:"])
def test_under_trio(kind: str, store: str, tmp_path: Path) -> None:
    """With stores that are not `async`."""

    async def on_the_loop(event: Any) -> None:
        await anyio.sleep(0.4)
        began.append(current_delivery().attempt)

    def in_a_thread(event: Any) -> None:
        began.append(current_delivery().attempt)

    began: list[Any] = []
    app = hooks(store=store if store == "memory:" else FileStore(tmp_path / "w.window", capacity=1024))
    app.on_any(on_the_loop if kind == "loop" else in_a_thread)

    async def main() -> None:
        with anyio.move_on_after(0.2):
            await ask(app, body_of())
        assert (await ask(app, body_of())).said == DUPLICATE
        assert (await ask(app, body_of("evt_2"))).said == OK
        assert (await ask(app, body_of("evt_3"), [])).status == 400
        late = Sender([b"x"], signed(b"xy"), is_whole=False)
        with anyio.move_on_after(0.02):
            await late.ask(app)
        assert late.answer.status == 0

    anyio.run(main, backend="trio")
    assert began == [1, 1]

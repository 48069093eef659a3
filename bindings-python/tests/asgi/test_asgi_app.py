"""The dispatcher, without any framework."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from asgi_support import (
    DEAD_LETTERED,
    DUPLICATE,
    FAILED,
    IGNORED,
    INVALID_EVENT,
    OK,
    REFUSED,
    UNAVAILABLE,
    Ran,
    body_of,
    deliver,
    github,
    hooks,
    run,
)
from hookseal.asgi import Job, Refused, current_delivery
from hookseal.errors import ArgumentInvalid, StoreConfig
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

Records = Callable[[], list[dict[str, Any]]]


@pytest.fixture(params=["async", "sync"])
def kind(request: pytest.FixtureRequest) -> Callable[[Ran], Callable[..., Any]]:
    """A handler of either kind that does what `Ran` does."""

    def of(ran: Ran) -> Callable[..., Any]:
        async def on_the_loop(*given: Any) -> Any:
            assert threading.current_thread() is threading.main_thread()
            await asyncio.sleep(0)
            return ran(*given)

        def in_a_thread(*given: Any) -> Any:
            assert threading.current_thread() is not threading.main_thread()
            return ran(*given)

        return on_the_loop if request.param == "async" else in_a_thread

    return of


def test_it_is_called_by_position_and_by_name() -> None:
    """Daphne names what it passes."""
    app, ran = hooks(), Ran()
    app.on("payment.succeeded")(ran)

    async def named(scope: Any, receive: Any, send: Any) -> None:
        await app(scope=scope, receive=receive, send=send)

    assert deliver(app, body_of("1")).said == deliver(named, body_of("2")).said == OK
    assert ran.count == 2


def test_each_event_to_the_handler_of_its_type(kind: Callable[..., Any], records: Records) -> None:
    app, paid, second, rest = hooks(), Ran(), Ran(), Ran()
    app.on("paid")(kind(paid))
    app.on("paid", version="2")(kind(second))
    assert deliver(app, body_of("1", "paid")).said == OK
    assert deliver(app, body_of("1", "paid")).said == DUPLICATE
    assert deliver(app, body_of("2", "paid", version="2")).said == OK
    assert deliver(app, body_of("3", "paid", version="3")).said == OK
    assert deliver(app, body_of("4", "other")).said == IGNORED
    app.on_any(kind(rest))
    assert deliver(app, body_of("4", "other")).said == OK, "it was not claimed when it was ignored"
    assert deliver(app, body_of("5", None)).said == OK
    assert [[event.id for event in ran.events] for ran in (paid, second, rest)] == [["1", "3"], ["2"], ["4", "5"]]
    outcomes = ["ok", "duplicate", "ok", "ok", "ignored", "ok", "ok"]
    assert [record["outcome"] for record in records()] == outcomes
    assert app.counters == {"ok": 5, "duplicate": 1, "ignored": 1}
    assert app.name == "hooks"


def test_events_that_nobody_can_take() -> None:
    app = hooks()
    app.on("paid", version="2")(Ran())
    assert deliver(app, body_of("1", "paid")).said == INVALID_EVENT
    assert deliver(app, body_of("1", None)).said == INVALID_EVENT
    assert deliver(app, body_of("1", 7)).said == IGNORED, "a number is a type"  # type: ignore[arg-type]
    letters: list[Any] = []
    app = hooks(dead_letters=letters.append, max_attempts=3)
    app.on("paid", version="2")(Ran())
    assert deliver(app, body_of("1", "paid")).said == DEAD_LETTERED
    assert [letter.reason for letter in letters] == ["EVENT_FIELD_INVALID"]


@pytest.mark.parametrize("does", [lambda event: 1 / 0, lambda event: Response(status_code=404)])
def test_a_failure_releases_the_event(does: Callable[[Any], Any], kind: Callable[..., Any]) -> None:
    app = hooks()
    ran = Ran(lambda event: does(event) if ran.count == 1 else None)
    app.on_any(kind(ran))
    answer = deliver(app, body_of())
    assert answer.status == 500
    if answer.raised is None:
        assert answer.said == FAILED
    assert deliver(app, body_of()).said == OK
    assert ran.count == 2


@pytest.mark.parametrize("status", [200, 500])
def test_a_handlers_own_answer_comes_to_its_end(status: int, kind: Callable[..., Any]) -> None:
    app, ran = hooks(), []

    async def stream() -> AsyncIterator[bytes]:
        ran.append("stream")
        yield b"a"
        ran.append("its end")

    def answer(event: Any) -> Response:
        return StreamingResponse(stream(), status, background=BackgroundTask(ran.append, "background"))

    app.on_any(kind(Ran(answer)))
    assert deliver(app, body_of()).status == status
    assert ran == ["stream", "its end", "background"]


def test_a_stream_that_fails_has_failed(kind: Callable[..., Any]) -> None:
    app = hooks()

    async def stream() -> AsyncIterator[bytes]:
        yield b"a"
        raise RuntimeError("no bank")

    ran = Ran(lambda event: StreamingResponse(stream()) if ran.count == 1 else None)
    app.on_any(kind(ran))
    assert deliver(app, body_of()).status == 500
    assert deliver(app, body_of()).said == OK


def test_a_clients_answer_is_the_handlers_own_affair(kind: Callable[..., Any]) -> None:
    app = hooks()
    app.on_any(kind(Ran(lambda event: type("Response", (), {"status_code": 404})())))
    assert deliver(app, body_of()).said == OK


def test_what_a_sync_wrapper_gives_is_awaited() -> None:
    seen = []

    async def handle(event: Any) -> None:
        await asyncio.sleep(0)
        seen.append(event.id)

    app = hooks()
    app.on_any(lambda event: handle(event))
    assert deliver(app, body_of()).said == OK and seen == ["evt_1"]


class Endless:
    """A handler that has any attribute, each like itself, as mocks have."""

    def __init__(self) -> None:
        self.asked, self.count = 0, 0

    def __getattr__(self, name: str) -> Any:
        self.asked += 1
        assert self.asked < 100, "there is always another one"
        return self

    def __call__(self, event: Any) -> None:
        self.count += 1


def test_a_handler_that_has_any_attribute() -> None:
    app, handler = hooks(), Endless()
    app.on_any(handler)
    assert deliver(app, body_of()).said == OK
    assert handler.count == 1


def test_a_queue(kind: Callable[..., Any]) -> None:
    jobs: list[tuple[Any, Job]] = []
    answers: list[Exception | None] = [Refused("no"), None]

    def enqueue(handler: Any, job: Job) -> None:
        answer = answers.pop(0)
        if answer is not None:
            raise answer
        jobs.append((handler, job))

    app, ran = hooks(scope="payments"), Ran()
    handler = app.on("payment.succeeded", queue=kind(Ran(enqueue)))(ran)
    assert handler is ran
    body = body_of()
    assert deliver(app, body).status == 500, "a definite refusal releases it"
    assert deliver(app, body).said == OK
    assert deliver(app, body).said == DUPLICATE
    assert ran.count == 0
    ((handler, job),) = jobs
    assert handler is ran
    assert (job.id, job.type, job.body, job.attempt) == ("evt_1", "payment.succeeded", body, 2)
    assert len(bytes.fromhex(job.key)) == 16


@pytest.mark.parametrize("lost", [TimeoutError, ConnectionResetError, BrokenPipeError])
def test_a_queue_that_does_not_answer(kind: Callable[..., Any], lost: type[Exception]) -> None:
    def enqueue(_handler: Any, _job: Job) -> None:
        try:
            raise lost
        except lost as error:
            # As clients do.
            raise RuntimeError from error

    app, ran = hooks(), Ran(enqueue)
    app.on("payment.succeeded", queue=kind(ran))(Ran())
    for _ in range(2):
        answer = deliver(app, body_of())
        assert answer.said == UNAVAILABLE
    assert ran.count == 1, "nobody knows whether it has the job: the claim stays"


def test_a_sender_who_never_retries(kind: Callable[..., Any]) -> None:
    letters: list[Any] = []
    app = hooks(scheme="github", dead_letters=kind(Ran(letters.append)))
    app.on_any(kind(Ran(lambda event: 1 / 0)))
    body = body_of()
    assert deliver(app, body, github(body)).said == DEAD_LETTERED
    assert deliver(app, body, github(body)).said == DUPLICATE
    assert [(letter.attempt, letter.reason) for letter in letters] == [(1, "HANDLER_FAILED")]


def test_a_sink_that_fails(kind: Callable[..., Any], lines: Callable[[], list[str]]) -> None:
    sink = Ran(lambda letter: 1 / 0 if sink.count == 1 else None)
    ran = Ran(lambda event: 1 / 0)
    app = hooks(dead_letters=kind(sink), max_attempts=1)
    app.on_any(kind(ran))
    assert deliver(app, body_of()).status == 500
    assert "did not take a delivery: ZeroDivisionError" in lines()[-1]
    assert deliver(app, body_of()).said == DEAD_LETTERED
    assert deliver(app, body_of()).said == DUPLICATE
    assert (ran.count, sink.count) == (1, 2)


def test_other_methods_and_protocols() -> None:
    app = hooks()
    app.on_any(Ran())
    for method in ("GET", "HEAD", "PUT", "OPTIONS"):
        answer = deliver(app, body_of(), method=method)
        assert (answer.status, answer.headers["allow"]) == (405, "POST")

    async def never(*_given: Any) -> Any:
        raise AssertionError

    with pytest.raises(RuntimeError, match="comes by HTTP"):
        run(app({"type": "websocket"}, never, never))


def test_a_memory_is_one_processs_alone(
    monkeypatch: pytest.MonkeyPatch, records: Records, lines: Callable[[], list[str]]
) -> None:
    """gunicorn forks its workers, and leaves its name in the environment; for others see the tests with servers."""
    monkeypatch.setenv("SERVER_SOFTWARE", "gunicorn/23.0.0")
    for is_single in (False, True):
        app = hooks(single_process=is_single)
        app.on_any(Ran())
        assert deliver(app, body_of()).status == (200 if is_single else 500)
    assert records()[0]["error"] == "STORE_CONFIG" and "use file:, redis:// or postgresql://" in lines()[0]


def test_what_is_wrong_with_an_endpoint_is_said_at_once() -> None:
    app = hooks("first", store="memory:", scope="one")
    with pytest.raises(ArgumentInvalid):
        app.on("")(Ran())
    app.on("a")(Ran())
    with pytest.raises(ArgumentInvalid):
        app.on("a")(Ran())
    with pytest.raises(StoreConfig):
        hooks(store="redis://127.0.0.1/")
    with pytest.raises(LookupError):
        current_delivery()


def test_what_is_not_genuine_reaches_no_handler() -> None:
    app, ran = hooks(), Ran()
    app.on_any(ran)
    assert deliver(app, body_of(), []).said == REFUSED
    assert deliver(app, body_of(), github(body_of())).said == REFUSED
    assert ran.count == 0


class Slotted:
    """An app that cannot be held weakly."""

    __slots__ = ()


class Unhashable:
    """An app that cannot be told from others."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("framework", [None, Slotted(), Unhashable()])
def test_apps_that_are_made_anew_may_have_the_same_scope(framework: object, tmp_path: Path) -> None:
    """As in a suite of tests, where the old one may still be there."""
    tmp_path.chmod(0o700)
    kept = []
    for number in range(2):
        app = hooks(store=f"file:{tmp_path}/hooks.window?capacity=64", scope="same", single_process=True)
        app.on_any(Ran())
        kept.append(app)

        async def framed(scope: Any, receive: Any, send: Any, app: Any = app) -> None:
            await app({**scope, **({"app": framework} if framework is not None else {})}, receive, send)

        assert deliver(framed, body_of(f"evt_{number}")).said == OK

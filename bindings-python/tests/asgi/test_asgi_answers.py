"""What becomes of an event by what the guarded function answers."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from asgi_support import DUPLICATE, OK, Ran, body_of, deliver, hook
from hookseal.asgi import current_delivery
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

Records = Callable[[], list[dict[str, Any]]]


def starlette(view: Callable[..., Any], path: str = "/hook", **settings: Any) -> Starlette:
    """An app with one guarded function."""
    return Starlette(routes=[Route(path, hook(**settings).guard(view), methods=["POST"])])


def outcomes(records: Records) -> list[str]:
    return [record["outcome"] for record in records()]


@pytest.mark.parametrize(
    ("does", "status"),
    [
        (lambda: JSONResponse({}, 500), 500),
        (lambda: JSONResponse({}, 404), 404),
        (lambda: RedirectResponse("/login"), 307),
        (lambda: object(), 500),
        (lambda: 1 / 0, 500),
        (lambda: (_ for _ in ()).throw(HTTPException(403)), 403),
        (lambda: (_ for _ in ()).throw(HTTPException(204)), 500),
        (lambda: (_ for _ in ()).throw(StopIteration()), 500),
    ],
    ids=["500", "404", "redirect", "no JSON", "exception", "HTTPException", "HTTPException of a 2xx", "StopIteration"],
)
@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_a_failure_releases_the_event(records: Records, does: Callable[[], Any], status: int, is_async: bool) -> None:
    attempts = []

    def receive(event: Any) -> Any:
        attempts.append(current_delivery().attempt)
        return does() if len(attempts) == 1 else None

    async def receive_async(event: Any) -> Any:
        return receive(event)

    app = starlette(receive_async if is_async else receive)
    assert deliver(app, body_of()).status == status
    assert deliver(app, body_of()).said == OK
    assert deliver(app, body_of()).said == DUPLICATE
    assert attempts == [1, 2]
    assert [(record["outcome"], record["status"]) for record in records()][:2] == [("failed", status), ("ok", 200)]


def test_what_an_exception_handler_of_the_app_answers(records: Records) -> None:
    class Busy(Exception): ...

    async def receive(event: Any) -> None:
        raise Busy

    async def too_busy(_request: Request, _error: Exception) -> Response:
        return JSONResponse({"busy": True}, 429)

    routes = [Route("/hook", hook().guard(receive), methods=["POST"])]
    app = Starlette(routes=routes, exception_handlers={Busy: too_busy})
    assert deliver(app, body_of()).said == (429, {"busy": True})
    assert outcomes(records) == ["failed"]


def test_a_streamed_answer_counts_once_it_is_whole(records: Records, tmp_path: Path) -> None:
    fails = [True]

    async def chunks() -> AsyncIterator[str]:
        yield "half "
        current_delivery()
        if fails.pop():
            raise ConnectionError("half way")
        yield "whole"

    async def receive(event: Any) -> Any:
        response = StreamingResponse(chunks(), 201, {"X-Own": "1", "Content-Length": "10"})
        response.set_cookie("a", "1")
        return response

    app = starlette(receive)
    answer = deliver(app, body_of())
    assert answer.status == 500 and isinstance(answer.raised, ConnectionError)
    fails.append(False)
    answer = deliver(app, body_of())
    assert (answer.status, answer.body) == (201, b"half whole")
    assert (answer.headers["x-own"], answer.headers["content-length"]) == ("1", "10")
    assert answer.headers["set-cookie"].startswith("a=1")
    assert outcomes(records) == ["failed", "ok"]

    async def file(event: Any) -> Any:
        return FileResponse(tmp_path / event.id)

    (tmp_path / "there").write_bytes(b"content")
    app = starlette(file, "/file")
    assert deliver(app, body_of("not there"), path="/file").status == 500
    # An answer that is a path would be sent by the server, after the commit.
    answer = deliver(app, body_of("there"), path="/file", extensions={"http.response.pathsend": {}})
    assert (answer.status, answer.body) == (200, b"content")
    assert outcomes(records)[2:] == ["failed", "ok"]


def test_background_tasks_run_after_the_commit() -> None:
    order = []

    async def receive(event: Any) -> Response:
        order.append("handled")

        async def later() -> None:
            order.append(f"background after {webhook.counters}")

        return (
            StreamingResponse(iter(["a"]), background=BackgroundTask(later))
            if event.id == "s"
            else Response(background=BackgroundTask(later))
        )

    webhook = hook()
    app = Starlette(routes=[Route("/hook", webhook.guard(receive), methods=["POST"])])
    for id in ("p", "s"):
        assert deliver(app, body_of(id)).status == 200
    assert order == ["handled", "background after {'ok': 1}", "handled", "background after {'ok': 2}"]


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_a_dead_letter(is_async: bool, records: Records, caplog: pytest.LogCaptureFixture) -> None:
    letters: list[Any] = []

    async def sink_async(letter: Any) -> None:
        await asyncio.sleep(0)
        letters.append(letter)

    def sink(letter: Any) -> None:
        assert threading.current_thread() is not threading.main_thread()
        letters.append(letter)

    ran = Ran(lambda event: 1 / 0)
    app = starlette(ran, dead_letters=sink_async if is_async else sink, max_attempts=2)
    body = body_of()
    assert [deliver(app, body).status for _ in range(4)] == [500, 200, 200, 200]
    assert ran.count == 2
    (letter,) = letters
    assert (letter.attempt, letter.reason, letter.event.id) == (2, "HANDLER_FAILED", "evt_1")
    assert letter.capture.body == body
    assert outcomes(records) == ["failed", "dead_lettered", "duplicate", "duplicate"]
    assert "ZeroDivisionError" in caplog.text, "what the handler raised is logged, since no framework sees it"

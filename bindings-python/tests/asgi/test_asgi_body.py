"""The body: read as it comes, for so long and so much at most, and given up where nobody wants it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgi_support import (
    DUPLICATE,
    MISCONFIGURED,
    OK,
    REFUSED,
    UNAVAILABLE,
    Answer,
    App,
    Ran,
    Sender,
    ask,
    body_of,
    deliver,
    github,
    hook,
    hooks,
    run,
    signed,
)
from hookseal._endpoint.budget import PROCESS
from hookseal.stores import Claim
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Records = Callable[[], list[dict[str, Any]]]


def both(ran: Ran, **settings: Any) -> tuple[App, App]:
    """A guarded function of Starlette, and a dispatcher without any framework."""
    guarded = Starlette(routes=[Route("/hook", hook("guard", **settings).guard(ran), methods=["POST"])])
    dispatcher = hooks("app", **settings)
    dispatcher.on_any(ran)
    return guarded, dispatcher


@pytest.fixture(params=[0, 1], ids=["guard", "app"])
def way(request: pytest.FixtureRequest) -> int:
    """Which of both."""
    number: int = request.param
    return number


def test_a_body_in_pieces(way: int) -> None:
    ran, body = Ran(lambda event: None), body_of(pad="x" * 1000)
    pieces = [body[:1], b"", body[1:7], body[7:], b""]
    assert run(Sender(pieces, signed(body)).ask(both(ran)[way])).said == OK
    assert ran.events[0].body == body


def test_no_body() -> None:
    ran = Ran(lambda event: None)
    app = both(ran, dedup="digest")[0]
    assert run(Sender([b""], signed(b"")).ask(app)).said == OK
    assert ran.events[0].body == b""


def test_a_sender_who_hangs_up_while_the_body_comes_claims_nothing(way: int, records: Records) -> None:
    ran, body = Ran(lambda event: None), body_of()
    app = both(ran)[way]
    run(Sender([body[:-1]], signed(body), hangs_up=True, is_whole=False).ask(app))
    assert (records()[0]["outcome"], records()[0]["error"]) == ("refused", "BODY_TRUNCATED")
    assert ran.count == 0 and PROCESS.held == 0
    assert deliver(app, body).said == OK, "it was not claimed"


async def _at_once(apps: tuple[App, ...], sender: Callable[[], Sender]) -> tuple[list[Answer], float]:
    start = time.monotonic()
    answers = await asyncio.gather(*(sender().ask(app) for app in apps))
    return answers, time.monotonic() - start


def test_a_body_that_takes_too_long(records: Records) -> None:
    ran, body = Ran(), body_of()
    apps = both(ran, body_timeout=0.1)
    answers, seconds = run(_at_once(apps, lambda: Sender([body[:-1]], signed(body), is_whole=False)))
    # 0.1 s for the body, and 1 s for what might still come.
    assert 1.1 <= seconds < 3
    for answer in answers:
        assert answer.said == (408, {"error": "body_timeout"})
        assert answer.headers["connection"] == "close"
    assert [record["error"] for record in records()] == ["BODY_TIMEOUT"] * 2
    assert (ran.count, PROCESS.held) == (0, 0)


def test_the_cap(way: int) -> None:
    ran, body = Ran(lambda event: None), body_of()
    app = both(ran, max_body=len(body))[way]
    more = body + b" "
    assert deliver(app, body).said == OK
    declared = Sender([more], [*signed(more), ("Content-Length", str(len(more)))])
    assert run(declared.ask(app)).status == 413
    streamed = Sender([more[:9], more[9:], b"x" * 10, b"never asked for"], signed(more))
    assert run(streamed.ask(app)).status == 413
    assert ran.count == 1


def test_what_is_refused_early_is_hardly_read(way: int) -> None:
    app = both(Ran())[way]
    for headers in ([], [("Content-Encoding", "gzip"), *signed(b"")]):
        # Its body never ends.
        sender = Sender([b"x" * 1000] * 1000, headers)
        answer = run(sender.ask(app))
        assert answer.status == (400 if not headers else 415)
        assert answer.headers["connection"] == "close"
        assert answer.headers["content-length"] == str(len(answer.body))
        assert 64 <= sender.asked <= 67, "64 KiB"


def test_a_refused_sender_who_stalls_is_waited_for_a_second() -> None:
    answers, seconds = run(_at_once(both(Ran()), lambda: Sender([b"x"], [], is_whole=False)))
    assert [answer.said for answer in answers] == [REFUSED] * 2
    assert 0.9 < seconds < 3


def test_the_answer_is_there_before_the_rest_is_read(way: int) -> None:
    app, order = both(Ran())[way], []
    sender = Sender([b"x", b"y"], [])
    receive, send = sender.receive, sender.send

    async def receive_logged() -> Any:
        order.append("receive")
        return await receive()

    async def send_logged(message: Any) -> None:
        order.append((message["type"].rpartition(".")[2], bool(message.get("body"))))
        await send(message)

    sender.receive, sender.send = receive_logged, send_logged  # type: ignore[method-assign]
    assert run(sender.ask(app)).said == REFUSED
    assert order == [("start", False), ("body", True), "receive", "receive", ("body", False)]


def test_who_expects_a_hundred_is_answered_at_once(way: int) -> None:
    sender = Sender([b"x"], [("Expect", "100-continue")], is_whole=False)
    assert run(sender.ask(both(Ran())[way])).said == REFUSED
    assert sender.asked == 0, "asking for the body would tell the sender to send it"


def test_http_2_has_no_connection_header(way: int) -> None:
    sender = Sender([b"x"], [])
    answer = run(sender.ask(both(Ran())[way], http_version="2"))
    assert answer.said == REFUSED and "connection" not in answer.headers


def test_the_unverified_bytes_of_a_process(way: int, records: Records) -> None:
    ran, body = Ran(lambda event: None), body_of(pad="x" * 1000)
    apps = both(ran, max_buffered=1500, max_body=1200)

    async def two_at_once() -> None:
        slow = Sender([body[:-1]], signed(body), is_whole=False)
        waiting = asyncio.create_task(slow.ask(apps[way]))
        while slow.asked < 2:
            await asyncio.sleep(0)
        answer = await ask(apps[way], body)
        assert answer.said == UNAVAILABLE
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["connection"] == "close"
        waiting.cancel()
        await asyncio.wait([waiting])
        assert PROCESS.held == 0
        assert (await ask(apps[way], body)).said == OK, "nothing was claimed"

    run(two_at_once())
    assert ran.count == 1


def test_retry_after_is_not_the_same_for_all() -> None:
    class Full:
        """A store of the user's own."""

        ttl, lease, sliding, max_attempts = 10**6, 300, False, None

        def claim(self, key: bytes, /) -> Any:
            return Claim("full", retry_after=60)

        commit = bury = release = renew = forget = claim

    ran = Ran()
    app = both(ran, store=Full(), scope="s", shared_scope=True)[0]
    waits = {deliver(app, body_of()).headers["retry-after"] for _ in range(30)}
    assert all(60 <= int(wait) <= 120 for wait in waits) and len(waits) > 3 and ran.count == 0


def test_content_encoding(way: int) -> None:
    app, body = both(Ran(lambda event: None))[way], body_of()
    assert deliver(app, body, [*signed(body), ("Content-Encoding", "gzip")]).status == 415
    assert (
        deliver(app, body, [*signed(body), ("Content-Encoding", "identity"), ("Content-Encoding", "br")]).status == 415
    )
    assert deliver(app, body, [*signed(body), ("Content-Encoding", "Identity")]).said == OK


class _Peeks(BaseHTTPMiddleware):
    """Reads the body as its first argument says."""

    def __init__(self, app: Any, how: str) -> None:
        super().__init__(app)
        self.how = how

    async def dispatch(self, request: Request, call_next: Any) -> Response:
        if self.how == "body":
            await request.body()
        elif self.how == "stream":
            async for _chunk in request.stream():
                pass
        elif self.how == "form":
            await request.form()
        response: Response = await call_next(request)
        return response


@pytest.mark.parametrize("how", ["nothing", "body", "stream", "form"])
def test_middlewares_that_read_the_body_before(
    how: str, way: int, records: Records, lines: Callable[[], list[str]]
) -> None:
    ran, body = Ran(lambda event: None), body_of()
    endpoint = hook().guard(ran) if way == 0 else hooks("app")
    if way == 1:
        endpoint.on_any(ran)  # type: ignore[attr-defined]
    app = Starlette(
        routes=[Route("/hook", endpoint, methods=["POST"] if way == 0 else None)],
        middleware=[Middleware(_Peeks, how=how)],
    )
    headers = [*signed(body), ("Content-Type", "application/x-www-form-urlencoded")]
    if how in ("nothing", "body"):
        assert deliver(app, body, headers).said == OK
        assert deliver(app, body, headers).said == DUPLICATE
    else:
        assert deliver(app, body, headers).said == MISCONFIGURED
        assert records()[-1]["error"] == "BODY_CONSUMED" and ran.count == 0
        assert "call request.body() first" in lines()[-1]


def test_a_function_that_reads_it_before_by_itself() -> None:
    webhook, ran = hook(), Ran(lambda event: None)
    guarded = webhook.guard(ran)

    async def parsed(request: Request) -> Any:
        assert (await request.json())["id"] == "evt_1"
        request._json = {"id": "of somebody else"}
        return await guarded(request)

    app = Starlette(routes=[Route("/hook", parsed, methods=["POST"])])
    body = body_of()
    assert deliver(app, body, signed(b"other")).said == REFUSED
    assert deliver(app, body).said == OK


def test_what_was_parsed_before_the_verification_is_parsed_anew() -> None:
    seen = []

    async def look(event: Any, request: Request) -> None:
        seen.extend([await request.json(), await request.form()])

    guarded = hook().guard(look)

    async def forged(request: Request) -> Any:
        await request.body()
        request._json = {"id": "forged"}
        request._form = FormData({"id": "forged"})
        return await guarded(request)

    assert deliver(Starlette(routes=[Route("/hook", forged, methods=["POST"])]), body_of()).said == OK
    assert seen[0]["id"] == "evt_1" and not seen[1]


def test_the_target_of_a_dead_letter() -> None:
    letters: list[Any] = []
    app = both(Ran(lambda event: 1 / 0), dead_letters=letters.append, scheme="github", max_attempts=1)[1]
    body = body_of()
    headers = [*github(body), ("Authorization", "Bearer secret"), ("User-Agent", "GitHub-Hookshot")]
    assert deliver(app, body, headers, path="/a%20b?token=secret", raw_path=b"/a%20b").status == 200
    (letter,) = letters
    message = letter.capture.to_bytes()
    assert message.startswith(b"POST /a%20b HTTP/1.1\r\n") and message.endswith(body)
    assert b"secret" not in message and b"GitHub-Hookshot" in message


def test_a_large_body_has_one_copy() -> None:
    """By the memory of the process, at its highest, while 100 MB come in pieces of 64 KiB."""
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        peak = pool.apply(_peak_of, (100_000_000,))
    assert peak < 1.35 * 100_000_000, f"{peak / 1e6:.0f} MB"


def _peak_of(size: int) -> int:
    import gc
    import hashlib
    import hmac

    from asgi_support import SECRET

    piece = bytes(65_536)
    count = size // len(piece)
    mac = hmac.new(SECRET.encode(), digestmod=hashlib.sha256)
    for _ in range(count):
        mac.update(piece)
    held: list[int] = []

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(count):
            # A piece of its own each, as a server's.
            yield bytes(bytearray(len(piece)))

    async def serve() -> None:
        source = pieces()
        left = count
        answers = []

        async def receive() -> Any:
            nonlocal left
            left -= 1
            return {"type": "http.request", "body": await anext(source), "more_body": left > 0}

        async def send(message: Any) -> None:
            answers.append(message)

        app = hooks(max_body=1 << 28, max_buffered=1 << 28, dedup="digest", single_process=True)

        @app.on_any
        def handle(event: Any) -> None:
            held.append(len(event.body))

        headers = [(b"x-webhook-signature", b"sha256=" + mac.hexdigest().encode())]
        scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "http_version": "1.1"}
        await app(scope, receive, send)
        assert answers[0]["status"] == 200 and held == [size // len(piece) * len(piece)]

    gc.collect()
    before = _highest(reset=True)
    run(serve(), 60)
    return _highest() - before


def _highest(reset: bool = False) -> int:
    """The highest resident memory of this process so far."""
    if reset:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    with open("/proc/self/status") as file:
        line = next(line for line in file if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024

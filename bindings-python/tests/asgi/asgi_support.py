"""What the tests of the ASGI adapter have in common: deliveries to an app, its loop's pulse."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import anyio
import deliveries
from deliveries import SECRET as SECRET
from deliveries import body_of as body_of
from hookseal.asgi import Webhook, WebhookApp
from public_answers import DEAD_LETTERED as DEAD_LETTERED
from public_answers import DUPLICATE as DUPLICATE
from public_answers import FAILED as FAILED
from public_answers import IGNORED as IGNORED
from public_answers import INVALID_EVENT as INVALID_EVENT
from public_answers import MISCONFIGURED as MISCONFIGURED
from public_answers import OK as OK
from public_answers import REFUSED as REFUSED
from public_answers import UNAVAILABLE as UNAVAILABLE

SETTINGS: dict[str, Any] = {"scheme": "generic-hex", "secrets": [SECRET], "store": "memory:"}


Headers = list[tuple[str, str]]
App = Callable[..., Awaitable[None]]
T = TypeVar("T")


def hook(name: str = "hooks", **settings: Any) -> Webhook:
    """An endpoint of the generic scheme, with these settings beside."""
    return Webhook(name, **{**SETTINGS, **settings})


def hooks(name: str = "hooks", **settings: Any) -> WebhookApp:
    """The same as a dispatcher."""
    return WebhookApp(name, **{**SETTINGS, **settings})


def signed(body: bytes, secret: str = SECRET) -> Headers:
    """The header of `generic-hex`."""
    return list(deliveries.generic(body, secret).items())


def github(body: bytes, secret: str = SECRET, **more: str) -> Headers:
    """GitHub's headers."""
    return list(deliveries.github(body, secret, **more).items())


@dataclass
class Answer:
    """What an app answered, or raised before it did."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    raised: Exception | None = None

    @property
    def said(self) -> tuple[int, Any]:
        return self.status, json.loads(self.body)


@dataclass
class Sender:
    """The other end of one request: a server that gives an app these pieces of a body, and keeps its answer.

    After the pieces it waits, as servers do, until the sender hangs up: at once, or never.
    """

    pieces: list[bytes]
    headers: Headers
    hangs_up: bool = False
    is_whole: bool = True
    asked: int = 0
    answer: Answer = field(default_factory=Answer)

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        if self.pieces:
            piece = self.pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(self.pieces) or not self.is_whole}
        if not self.hangs_up:
            await anyio.sleep_forever()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.answer.status = message["status"]
            self.answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.answer.body += message.get("body", b"")

    async def ask(self, app: App, path: str = "/hook", method: str = "POST", **scope: Any) -> Answer:
        """Runs the app, and gives its answer."""
        target, _, query = path.partition("?")
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        full = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": target,
            "raw_path": target.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 80),
            **scope,
        }
        try:
            await app(full, self.receive, self.send)
        except Exception as error:
            self.answer.raised = error
            self.answer.status = self.answer.status or 500
        return self.answer


async def ask(app: App, body: bytes = b"", headers: Headers | None = None, **more: Any) -> Answer:
    """Delivers a body, signed as `generic-hex` unless with other headers."""
    headers = signed(body) if headers is None else headers
    sender = Sender([body], [*headers, ("Content-Length", str(len(body)))])
    return await sender.ask(app, **more)


def deliver(app: App, body: bytes = b"", headers: Headers | None = None, **more: Any) -> Answer:
    """`ask` with an event loop of its own."""
    return run(ask(app, body, headers, **more))


def run(work: Coroutine[Any, Any, T], limit: float = 20) -> T:
    """Runs a coroutine, for so many seconds at most."""

    async def limited() -> T:
        async with asyncio.timeout(limit):
            return await work

    return asyncio.run(limited())


class Ran:
    """A handler that remembers what it got, and does what the test says."""

    def __init__(self, does: Callable[..., Any] = lambda event: {"mine": True}) -> None:
        self.does = does
        self.events: list[Any] = []

    def __call__(self, event: Any, *args: Any, **kwargs: Any) -> Any:
        self.events.append(event)
        return self.does(event, *args, **kwargs)

    @property
    def count(self) -> int:
        return len(self.events)


class Pulse:
    """How often an event loop comes round, beside how often another process does: where the machine stands, both do."""

    EVERY = 0.005
    OTHER = f"import sys, time\nwhile True: sys.stdout.buffer.raw.write(b'.'); time.sleep({EVERY})"

    def __init__(self) -> None:
        self.beats = 0
        self.others = 0
        self.seconds = 0.0

    @property
    def share(self) -> float:
        """About 1 where nothing holds the loop, near 0 where something does."""
        return self.beats / self.others


@asynccontextmanager
async def pulse() -> Any:
    """Takes the pulse of the event loop meanwhile."""
    taken = Pulse()

    async def beat() -> None:
        while True:
            await asyncio.sleep(Pulse.EVERY)
            taken.beats += 1

    with subprocess.Popen([sys.executable, "-ISc", Pulse.OTHER], stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.read(1)
        task, start = asyncio.create_task(beat()), time.perf_counter()
        try:
            yield taken
        finally:
            taken.seconds = time.perf_counter() - start
            task.cancel()
            other.kill()
            taken.others = len(other.stdout.read()) + 1


async def until(condition: Callable[[], Any], limit: float = 5) -> None:
    """Waits until something has come true."""
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.01)


def statuses(answers: Iterable[Answer]) -> list[int]:
    """Their statuses, sorted."""
    return sorted(answer.status for answer in answers)

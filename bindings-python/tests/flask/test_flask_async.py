"""Callables that are `async` where Flask itself would not await them: what they do is done before the answer."""

import asyncio
import functools
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_support import (
    DEAD_LETTERED,
    DUPLICATE,
    OK,
    SECRET,
    Ran,
    body_of,
    dispatched,
    guarded,
    hook,
    hooks,
    said,
    send,
)
from hookseal import Verified
from hookseal.errors import StoreConfig
from hookseal.flask import Job, Letter, Refused
from hookseal.stores import AsyncRedisStore

Records = Callable[[], list[dict[str, Any]]]


def hidden(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same behind a decorator that is not `async`: to look at it says nothing."""

    @functools.wraps(function)
    def wrapper(*args: Any) -> Any:
        return function(*args)

    return wrapper


class Instance:
    """An object to be called."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    async def __call__(self, *args: Any) -> Any:
        return await self.function(*args)


KINDS = [lambda function: function, hidden, functools.partial, Instance]


@pytest.mark.parametrize("kind", KINDS)
def test_a_queue(kind: Callable[..., Any]) -> None:
    jobs: list[Job] = []

    async def enqueue(handler: Any, job: Job) -> None:
        await asyncio.sleep(0)
        if not failures:
            jobs.append(job)
        else:
            raise failures.pop()

    failures = [Refused("no room")]
    blueprint = hooks()
    blueprint.on("paid", queue=kind(enqueue))(Ran())
    client = dispatched(blueprint)
    assert send(client, body_of("1", "paid")).status_code == 500
    assert said(send(client, body_of("1", "paid"))) == OK
    assert said(send(client, body_of("1", "paid"))) == DUPLICATE
    assert [job.id for job in jobs] == ["1"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sink(kind: Callable[..., Any]) -> None:
    letters: list[Letter] = []

    async def take(letter: Letter) -> None:
        await asyncio.sleep(0)
        if failures:
            raise failures.pop()
        letters.append(letter)

    failures = [OSError("no disk")]
    client = guarded(Ran(lambda event: ("", 500)), dead_letters=kind(take), max_attempts=1)
    assert send(client, body_of("1")).status_code == 500
    assert said(send(client, body_of("1"))) == DEAD_LETTERED
    assert [letter.event.id for letter in letters] == ["1"]


@pytest.mark.parametrize("kind", KINDS[:3])
def test_a_handler_a_view_and_what_gives_the_secrets(kind: Callable[..., Any]) -> None:
    ran: list[Any] = []

    async def handle(event: Verified) -> Any:
        await asyncio.sleep(0)
        ran.append(event.id)
        return "mine", 202 if event.id != "fails" else 503

    async def secrets() -> list[str]:
        await asyncio.sleep(0)
        return [SECRET]

    blueprint = hooks(secrets=kind(secrets))
    blueprint.on("paid")(kind(handle))
    client = dispatched(blueprint)
    assert said(send(client, body_of("1", "paid"))) == OK
    assert send(client, body_of("fails", "paid")).status_code == 503
    app = Flask("view")
    app.add_url_rule("/hook", "view", hook(secrets=kind(secrets)).guard(kind(handle)), methods=["POST"])
    assert send(app.test_client(), body_of("2")).status_code == 202
    assert send(app.test_client(), body_of("2"), {}).status_code == 400
    assert ran == ["1", "fails", "2"]


def test_what_cannot_be_awaited_is_a_failure(records: Records) -> None:
    """Such as a future of a loop that has ended."""
    loop = asyncio.new_event_loop()
    blueprint = hooks()
    blueprint.on("paid")(lambda event: loop.create_future())
    assert send(dispatched(blueprint), body_of("1", "paid")).status_code == 500
    loop.close()
    assert records()[0]["outcome"] == "failed"


@pytest.mark.parametrize("made", [hook, hooks])
def test_a_store_that_belongs_to_a_loop_is_refused(made: Callable[..., Any]) -> None:
    with pytest.raises(StoreConfig, match="hookseal.asgi"):
        made(store=AsyncRedisStore("redis://127.0.0.1:1"), scope="s")

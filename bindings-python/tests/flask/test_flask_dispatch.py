"""The dispatcher: which handler an event goes to, and what its sender is answered."""

import asyncio
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask, abort, jsonify, make_response, request
from flask_support import (
    DUPLICATE,
    IGNORED,
    INVALID_EVENT,
    OK,
    REFUSED,
    Ran,
    body_of,
    dispatched,
    generic,
    github,
    hooks,
    said,
    send,
)
from hookseal import Verified
from hookseal.errors import ArgumentInvalid, WebhookError
from hookseal.flask import Job, Refused, current_delivery

Records = Callable[[], list[dict[str, Any]]]


def test_each_event_goes_to_the_handler_of_its_type(records: Records) -> None:
    blueprint, paid, created = hooks(), Ran(), Ran()
    blueprint.on("payment.succeeded")(paid)
    blueprint.on("user.created")(created)
    client = dispatched(blueprint)
    assert said(send(client, body_of("1", "payment.succeeded"))) == OK
    assert said(send(client, body_of("2", "user.created"))) == OK
    assert said(send(client, body_of("1", "payment.succeeded"))) == DUPLICATE
    assert said(send(client, body_of("3", "user.deleted"))) == IGNORED
    assert said(send(client, body_of("4", "user.deleted"), {})) == REFUSED
    assert ([event.id for event in paid.events], [event.id for event in created.events]) == (["1"], ["2"])
    assert [record["outcome"] for record in records()] == ["ok", "ok", "duplicate", "ignored", "refused"]
    assert blueprint.counters == {"ok": 2, "duplicate": 1, "ignored": 1, "refused": 1}


def test_an_ignored_event_is_not_claimed() -> None:
    blueprint, ran = hooks(), Ran()
    blueprint.on("other")(Ran())
    client = dispatched(blueprint)
    assert said(send(client, body_of("1", "payment.succeeded"))) == IGNORED
    # The next release of the app has a handler for it.
    blueprint.on("payment.succeeded")(ran)
    assert said(send(client, body_of("1", "payment.succeeded"))) == OK
    # An event that is ignored needs no ID either.
    assert said(send(client, body_of(None, "nobody.cares"))) == IGNORED


def test_a_handlers_own_answer_comes_to_its_end() -> None:
    blueprint, ran = hooks(), []

    @blueprint.on_any
    def handle(event: Verified) -> Any:
        response = make_response(iter(lambda: None if ran else ran.append("stream") or "a", None))
        response.call_on_close(lambda: ran.append("close"))
        return response

    assert said(send(dispatched(blueprint), body_of())) == OK
    assert ran == ["stream", "close"]


def test_a_handler_decorates_and_stays_what_it_was() -> None:
    blueprint = hooks()

    @blueprint.on("a")
    @blueprint.on("b")
    def handler(event: Verified) -> str:
        return "mine"

    assert handler(None) == "mine"
    client = dispatched(blueprint)
    assert said(send(client, body_of("1", "a"))) == said(send(client, body_of("2", "b"))) == OK


@pytest.mark.parametrize("kind", [None, 5, "", b"a", ["a", "b"], lambda event: None], ids=ascii)
def test_a_handler_without_a_type_is_refused_at_once(kind: Any) -> None:
    """As where the decorator's brackets are forgotten: nothing would be registered, and each event be ignored."""
    with pytest.raises(ArgumentInvalid, match="on_any"):
        hooks().on(kind)


@pytest.mark.parametrize("version", [2, 2.0, "", b"2", True])
def test_a_version_that_no_event_can_have_is_refused(version: Any) -> None:
    with pytest.raises(ArgumentInvalid, match='version="2"'):
        hooks().on("payment", version=version)


def test_versions_have_handlers_of_their_own() -> None:
    blueprint, old, new, rest = hooks(), Ran(), Ran(), Ran()
    blueprint.on("payment", version="1")(old)
    blueprint.on("payment", version="2")(new)
    blueprint.on("user")(rest)
    client = dispatched(blueprint)
    assert said(send(client, body_of("1", "payment", version="1"))) == OK
    assert said(send(client, body_of("2", "payment", version=2))) == OK
    assert said(send(client, body_of("3", "payment", version="3"))) == INVALID_EVENT
    assert said(send(client, body_of("4", "payment"))) == INVALID_EVENT
    assert said(send(client, body_of("5", "user", version="7"))) == OK
    assert (old.count, new.count, rest.count) == (1, 1, 1)


def test_a_handler_without_a_version_takes_those_that_have_none_of_their_own() -> None:
    blueprint, second, others = hooks(), Ran(), Ran()
    blueprint.on("payment", version="2")(second)
    blueprint.on("payment")(others)
    client = dispatched(blueprint)
    for n, version in enumerate([None, "1", "2", 3]):
        assert said(send(client, body_of(str(n), "payment", version=version))) == OK
    assert (second.count, others.count) == (1, 3)


def test_what_logs_a_job_logs_no_body() -> None:
    """As workers of queues do with what they are given."""
    job = Job("key", "stripe", "evt_1", "user", None, None, b'{"email":"somebody"}')
    assert "evt_1" in repr(job) and "somebody" not in repr(job)


UNUSABLE = [
    (body_of("1", None), "EVENT_FIELD_INVALID"),
    (b'{"id":"1","type":["a"]}', "EVENT_FIELD_INVALID"),
    (body_of("1", ""), "EVENT_FIELD_INVALID"),
    (body_of(None, "payment"), "EVENT_ID_MISSING"),
    (b'{"id":{},"type":"payment"}', "EVENT_FIELD_INVALID"),
    (b"[1]", "EVENT_FIELD_INVALID"),
    (b"no json", "EVENT_NOT_JSON"),
    (b"", "EVENT_NOT_JSON"),
    (body_of("1", "versioned", version="9"), "EVENT_FIELD_INVALID"),
]


@pytest.mark.parametrize(("body", "error"), UNUSABLE)
def test_an_event_that_cannot_be_told_is_invalid(body: bytes, error: str, records: Records) -> None:
    blueprint, ran = hooks(), Ran()
    blueprint.on("payment")(ran)
    blueprint.on("versioned", version="1")(ran)
    assert said(send(dispatched(blueprint), body)) == INVALID_EVENT
    assert (records()[0]["outcome"], records()[0]["error"]) == ("refused", error)
    assert ran.count == 0


@pytest.mark.parametrize("body", [body for body, _ in UNUSABLE])
def test_the_catch_all_takes_it(body: bytes) -> None:
    blueprint, ran, rest = hooks(), Ran(), Ran()
    blueprint.on("payment")(ran)
    blueprint.on("versioned", version="1")(ran)
    blueprint.on_any(rest)
    client = dispatched(blueprint)
    assert said(send(client, body)) == OK
    assert said(send(client, body)) == DUPLICATE
    assert (ran.count, rest.count) == (0, 1)
    assert rest.events[0].body == body


def test_the_catch_all_takes_types_without_a_handler() -> None:
    blueprint, ran, rest = hooks(), Ran(), Ran()
    blueprint.on("payment")(ran)
    blueprint.on_any(rest)
    client = dispatched(blueprint)
    assert said(send(client, body_of("1", "payment"))) == OK
    assert said(send(client, body_of("2", "other"))) == OK
    assert said(send(client, body_of("2", "other"))) == DUPLICATE
    assert (ran.count, rest.count) == (1, 1)


def test_what_a_handler_returns_is_its_own_affair_unless_it_is_an_answer() -> None:
    returned: list[Any] = [None, {"a": 1}, object(), 5, ("a", "b"), "text", [1], True, b"", (1, 2, 3)]
    returned += [("user", 7), ("user", 12_345), ("user", -1), ("user", True)]
    blueprint = hooks()
    blueprint.on("payment")(lambda event: returned[int(event.id)])
    client = dispatched(blueprint)
    for n in range(len(returned)):
        assert said(send(client, body_of(str(n), "payment"))) == OK, returned[n]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda: ("", 500), 500),
        (lambda: ("busy", HTTPStatus.SERVICE_UNAVAILABLE), 503),
        (lambda: ("busy", 503, {"Retry-After": "5"}), 503),
        (lambda: ("busy", "503 busy"), 503),
        (lambda: ({}, HTTPStatus.CONFLICT, {}), 409),
        (lambda: abort(409), 409),
        (lambda: make_response("no", 503), 503),
        (lambda: 1 / 0, 500),
    ],
)
def test_an_answer_that_is_no_success_fails_the_event(answer: Callable[[], Any], status: int) -> None:
    blueprint = hooks()
    ran = Ran(lambda event: answer() if ran.count == 1 else jsonify(fine=True))
    blueprint.on("payment")(ran)
    client = dispatched(blueprint)
    body = body_of("1", "payment")
    assert send(client, body).status_code == status
    # Of a success the answer is ours.
    assert said(send(client, body)) == OK
    assert ran.count == 2


def test_async_handlers_run_as_everywhere_in_flask() -> None:
    blueprint = hooks()
    seen = []

    @blueprint.on("payment")
    async def handler(event: Verified) -> None:
        await asyncio.sleep(0)
        seen.append((event.id, current_delivery().attempt, request.get_json(force=True)["id"]))
        if len(seen) == 1:
            raise RuntimeError

    client = dispatched(blueprint)
    assert send(client, body_of("1", "payment")).status_code == 500
    assert said(send(client, body_of("1", "payment"))) == OK
    assert seen == [("1", 1, "1"), ("1", 2, "1")]


def test_types_that_stand_in_a_header() -> None:
    blueprint, pushed = hooks(scheme="github", dead_letters=lambda letter: None), Ran()
    blueprint.on("push")(pushed)
    client = dispatched(blueprint)
    # GitHub signs no ID: what tells its events apart is their bytes.
    body = b'{"ref":"refs/heads/main"}'
    assert said(send(client, body, github(body))) == OK
    assert said(send(client, body, github(body, id="guid-2"))) == DUPLICATE
    assert said(send(client, body, github(body, type="ping"))) == IGNORED
    assert pushed.count == 1


def test_only_post_is_routed_and_only_there() -> None:
    client = dispatched(hooks())
    assert client.get("/hook").status_code == 405
    assert client.post("/hooks").status_code == 404


def test_mistakes_in_the_routes_are_told_at_once() -> None:
    blueprint = hooks()
    blueprint.on("a")(Ran())
    blueprint.on("a", version="1")(Ran())
    blueprint.on_any(Ran())
    for wrong in (
        lambda: blueprint.on("a")(Ran()),
        lambda: blueprint.on("a", version="1")(Ran()),
        lambda: blueprint.on_any(Ran()),
        lambda: blueprint.on("")(Ran()),
        lambda: blueprint.on(5)(Ran()),  # type: ignore[arg-type]
        lambda: blueprint.on(Ran())(Ran()),  # type: ignore[arg-type]
    ):
        with pytest.raises(ArgumentInvalid):
            wrong()


def test_several_dispatchers_and_prefixes() -> None:
    app = Flask("several")
    one, two = (
        hooks("one", "/a", secrets=["secret one 1234567890"]),
        hooks("two", "/a", secrets=["secret two 1234567890"]),
    )
    one.on("payment")(first := Ran())
    two.on("payment")(second := Ran())
    app.register_blueprint(one, url_prefix="/one")
    app.register_blueprint(two, url_prefix="/two")
    client = app.test_client()
    body = body_of("1", "payment")
    assert said(send(client, body, generic(body, "secret one 1234567890"), path="/one/a")) == OK
    assert said(send(client, body, generic(body, "secret one 1234567890"), path="/two/a")) == REFUSED
    # The same ID in another endpoint is another event.
    assert said(send(client, body, generic(body, "secret two 1234567890"), path="/two/a")) == OK
    assert (first.count, second.count) == (1, 1)


def test_a_queue_takes_the_job_and_the_event_is_done() -> None:
    jobs: list[tuple[Any, Job]] = []
    failures: list[Exception] = [Refused("refused"), TimeoutError("no answer")]

    def enqueue(handler: Any, job: Job) -> None:
        jobs.append((handler, job))
        if failures:
            raise failures.pop(0)

    blueprint, ran = hooks(store="memory:?lease=60"), Ran()
    blueprint.on("payment", queue=enqueue)(ran)
    client = dispatched(blueprint)
    body = body_of("1", "payment")
    assert send(client, body).status_code == 500
    # After a time-out nobody knows whether the job is there, so that the claim stays.
    answer = send(client, body)
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 60
    assert send(client, body).status_code == 503
    other = body_of("2", "payment", n=1)
    assert said(send(client, other)) == OK
    assert said(send(client, other)) == DUPLICATE
    handler, job = jobs[-1]
    assert (handler, ran.count, len(jobs)) == (ran, 0, 3)
    assert (job.id, job.type, job.attempt, job.scheme) == ("2", "payment", 1, "generic-hex")
    assert job.json() == {"id": "2", "type": "payment", "n": 1}
    assert len({job.key for _, job in jobs}) == 2


@pytest.mark.parametrize("interruption", [SystemExit(1), KeyboardInterrupt()])
def test_a_queue_that_is_broken_off_keeps_the_claim(interruption: BaseException) -> None:
    """It may have the job."""
    blueprint = hooks()

    def enqueue(handler: Any, job: Job) -> None:
        raise interruption

    blueprint.on("payment", queue=enqueue)(Ran())
    client = dispatched(blueprint)
    with pytest.raises(type(interruption)):
        send(client, body_of("1", "payment"))
    assert send(client, body_of("1", "payment")).status_code == 503


def test_a_generator_function_is_no_handler_and_no_queue() -> None:
    """To call it does nothing: it would pass for a success."""

    def handler(event: Any) -> Any:
        yield event

    async def async_handler(event: Any) -> Any:
        yield event

    for function in (handler, async_handler, partial(handler)):
        for register in (hooks().on("payment"), hooks().on_any):
            with pytest.raises(WebhookError, match="yield"):
                register(function)
        with pytest.raises(WebhookError, match="yield"):
            hooks().on("payment", queue=function)(Ran())


def test_what_is_logged_of_a_job_is_not_its_body() -> None:
    """Queues and trackers of errors log the arguments of what they run."""
    job = Job("k" * 32, "stripe", "evt_1", "paid", None, 1, b'{"card":"4242"}', 1)
    assert "4242" not in f"{job} {job!r} {[job]}" and "evt_1" in repr(job)
    assert (job.json(), job.attempt) == ({"card": "4242"}, 1)


def test_no_delivery_outside_of_a_handler() -> None:
    with pytest.raises(LookupError, match="in the handler itself"):
        current_delivery()


@pytest.mark.parametrize(
    "register",
    [
        lambda made: made.on("a")(lambda: None),
        lambda made: made.on("a")(lambda event, more: None),
        lambda made: made.on_any(partial(lambda event: None, "event")),
        lambda made: made.on("a", queue=lambda job: None)(print),
        lambda made: hooks(dead_letters=lambda: None, max_attempts=1),
    ],
)
def test_what_cannot_be_called_with_what_it_gets_is_refused_at_once(register: Any) -> None:
    """Each of its events would fail, until its sender gives up."""
    with pytest.raises(ArgumentInvalid, match="takes"):
        register(hooks())
    hooks().on("a")(lambda event, more=1, **named: None)
    hooks().on("a", queue=lambda *given: None)(lambda: None)


def test_a_decorator_gives_a_handler_what_it_likes() -> None:
    def with_database(handler: Any) -> Any:
        @wraps(handler)
        def called(event: Any) -> None:
            ran.append(handler(event, "database"))

        return called

    ran: list[Any] = []
    blueprint = hooks()
    blueprint.on_any(with_database(lambda event, database: (event.id, database)))
    assert said(send(dispatched(blueprint), body_of())) == OK
    assert ran == [("evt_1", "database")]

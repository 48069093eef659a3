"""The guard in Starlette: which functions it takes, and what their senders are answered."""

import asyncio
import functools
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio.from_thread
import pytest
from asgi_support import (
    DUPLICATE,
    INVALID_EVENT,
    OK,
    REFUSED,
    Answer,
    Ran,
    Sender,
    ask,
    body_of,
    deliver,
    github,
    hook,
    run,
    signed,
)
from hookseal import Verified
from hookseal.asgi import Webhook, current_delivery
from hookseal.errors import ArgumentInvalid
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Records = Callable[[], list[dict[str, Any]]]


def starlette(view: Callable[..., Any], path: str = "/hook", **settings: Any) -> Starlette:
    """An app with one guarded function."""
    return Starlette(routes=[Route(path, hook(**settings).guard(view), methods=["POST"])])


def outcomes(records: Records) -> list[str]:
    return [record["outcome"] for record in records()]


def test_two_functions_of_one_endpoint_are_refused(records: Records) -> None:
    async def first(event: Verified) -> None: ...

    async def second(event: Verified) -> None: ...

    for settings, expected in [({}, [200, 500]), ({"shared_scope": True}, [200, 200])]:
        webhook = hook(**settings)
        routes = [Route(f"/{view.__name__}", webhook.guard(view), methods=["POST"]) for view in (first, second)]
        app = Starlette(routes=routes)
        assert [deliver(app, body_of(f"evt{path}"), path=path).status for path in ("/first", "/second")] == expected
    assert [record["error"] for record in records()] == [None, "STORE_CONFIG", None, None]


def test_the_functions_own_answer_then_duplicates(records: Records) -> None:
    events = []

    async def receive(event: Verified) -> Response:
        events.append(event)
        return JSONResponse({"mine": event.id}, 201)

    app, body = starlette(receive), body_of("evt_9", amount=5)
    assert deliver(app, body).said == (201, {"mine": "evt_9"})
    # The same event in other bytes is the same event.
    for again in (body, body_of("evt_9", amount=6)):
        assert deliver(app, again).said == DUPLICATE
    (event,) = events
    assert isinstance(event, Verified)
    assert (event.id, event.type, event.body) == ("evt_9", "payment.succeeded", body)
    assert outcomes(records) == ["ok", "duplicate", "duplicate"]


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_what_a_function_may_return(is_async: bool) -> None:
    given: list[Any] = [{"mine": 1}, None, Response(b"x", 202), ["a"]]

    def receive(event: Any) -> Any:
        return given[int(event.id)]

    async def receive_async(event: Any) -> Any:
        return given[int(event.id)]

    app = starlette(receive_async if is_async else receive)
    answers = [deliver(app, body_of(str(i))) for i in range(4)]
    assert [(answer.status, answer.body) for answer in answers] == [
        (200, b'{"mine":1}'),
        (200, b'{"status":"ok"}'),
        (202, b"x"),
        (200, b'["a"]'),
    ]


def test_the_request_by_any_name_and_none() -> None:
    async def named(event: Any, request: Any) -> Any:
        return {"path": request.url.path, "param": request.path_params["tenant"]}

    async def other(event: Any, req: Any) -> Any:
        return {"path": req.url.path, "param": req.path_params["tenant"]}

    async def annotated(event: Any, r: "Request") -> Any:
        return {"path": r.url.path, "param": r.path_params["tenant"]}

    async def optional(event: Any, times: int = 3) -> Any:
        return times

    async def defaulted(event: Any, request: Any = None) -> Any:
        return await named(event, request)

    defaulted.__annotations__.pop("request")
    for view in (named, other, annotated, defaulted):
        app = starlette(view, "/hook/{tenant}")
        assert deliver(app, body_of(), path="/hook/acme").said == (200, {"path": "/hook/acme", "param": "acme"})
    assert deliver(starlette(optional), body_of()).said == (200, 3)


def test_callables_of_all_kinds() -> None:
    class Instance:
        async def __call__(self, event: Any) -> Any:
            return {"by": "instance"}

    async def bound(prefix: str, event: Any) -> Any:
        return {"by": prefix}

    def logged(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def plain(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        return plain

    @logged
    async def decorated(event: Any) -> Any:
        # Whoever calls it without awaiting it would take the event for handled.
        await asyncio.sleep(0)
        return {"by": "decorated"}

    assert deliver(starlette(decorated), body_of()).said == (200, {"by": "decorated"})
    assert deliver(starlette(functools.partial(bound, "partial")), body_of()).said == (200, {"by": "partial"})
    assert deliver(starlette(Instance()), body_of()).said == (200, {"by": "instance"})


def test_functions_that_cannot_be_guarded() -> None:
    def nothing() -> None: ...
    def may_be(event: Any = None) -> None: ...
    def all_there_are(*args: Any) -> None: ...
    def method(self: Any, event: Any) -> None: ...
    def by_name(*, event: Any) -> None: ...
    def yields(event: Any) -> Any:
        yield b""

    async def yields_async(event: Any) -> AsyncIterator[bytes]:
        yield b""

    for view in (nothing, may_be, all_there_are, method, by_name, yields, yields_async):
        with pytest.raises(ArgumentInvalid):
            hook().guard(view)

    async def receive(event: Any) -> None: ...

    routes = [Route("/hook", receive, methods=["POST"])]
    with pytest.raises(ArgumentInvalid, match="right below the route"):
        hook().guard(receive)
    assert routes

    with pytest.raises(ArgumentInvalid, match="with a request"):
        run(hook().guard(Ran())(object()))


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_inside_the_request_gives_the_verified_bytes(is_async: bool) -> None:
    body = b"id=evt_1&type=x&amount=5"

    async def read(request: Request) -> dict[str, Any]:
        form = await request.form()
        streamed = b"".join([chunk async for chunk in request.stream()])
        return {"body": (await request.body()).decode(), "form": dict(form), "streamed": streamed.decode()}

    async def receive(event: Any, request: Request) -> Any:
        return await read(request)

    def receive_sync(event: Any, request: Request) -> Any:
        return anyio.from_thread.run(read, request)

    app = starlette(receive if is_async else receive_sync, dedup="digest")
    headers = [("Content-Type", "application/x-www-form-urlencoded")]
    answer = deliver(app, body, signed(body) + headers)
    form = {"id": "evt_1", "type": "x", "amount": "5"}
    assert answer.said == (200, {"body": body.decode(), "form": form, "streamed": body.decode()})


def test_current_delivery_in_both_kinds_of_functions() -> None:
    seen: list[Any] = []

    def look(event: Any) -> None:
        delivery = current_delivery()
        seen.append((delivery.event is event, delivery.endpoint, delivery.scope, delivery.key, delivery.attempt))

    async def receive(event: Any) -> None:
        await asyncio.sleep(0)
        look(event)

    def receive_sync(event: Any) -> None:
        assert threading.current_thread() is not threading.main_thread()
        look(event)

    for view in (receive, receive_sync):
        assert deliver(starlette(view, scope="payments"), body_of()).said == OK
    assert seen[0] == seen[1]
    is_same, endpoint, scope, key, attempt = seen[0]
    assert (is_same, endpoint, scope, attempt) == (True, "hooks", "payments", 1)
    assert len(bytes.fromhex(key)) == 16
    with pytest.raises(LookupError):
        current_delivery()


def test_what_is_not_genuine_never_reaches_the_function(records: Records) -> None:
    ran, body = Ran(), body_of()
    app = starlette(ran)
    given = signed(body)
    forged: list[tuple[str, str]] = [(given[0][0], "sha256=" + "0" * 64)]
    assert deliver(app, body, []).said == REFUSED
    assert deliver(app, body, forged).said == REFUSED
    assert deliver(app, body + b" ", given).said == REFUSED
    assert deliver(app, body, given + given).said == REFUSED, "ASGI shows a header that is given twice"
    assert deliver(app, body, [(given[0][0].upper(), given[0][1])]).status == 200, "names have no case"
    errors = [record["error"] for record in records()]
    assert errors == ["SIGNATURE_MISSING", "SIGNATURE_MISMATCH", "SIGNATURE_MISMATCH", "HEADER_DUPLICATE", None]
    assert ran.count == 1


def test_headers_that_are_none() -> None:
    app = starlette(Ran())
    for value in ("\xff", "\x00", "sha256=\x80", "a" * 100_000, " ", ","):
        answer = deliver(app, body_of(), [("X-Webhook-Signature", value)])
        assert answer.said == REFUSED
    for length in ("-1", "0x10", "1, 1", "٣".encode().decode("latin-1"), "1" * 30):
        headers = [("X-Webhook-Signature", "sha256=" + "0" * 64), ("Content-Length", length)]

        async def give(headers: Any = headers) -> Answer:
            return await Sender([b"x"], headers).ask(app)

        assert run(give()).said == REFUSED


def test_an_event_without_the_field_that_is_needed(records: Records) -> None:
    ran = Ran()
    assert deliver(starlette(ran), body_of(None)).said == INVALID_EVENT
    assert ran.count == 0 and records()[0]["error"] == "EVENT_ID_MISSING"


def test_secrets_and_scopes_by_the_path(records: Records) -> None:
    secrets = {"a": "a's own secret, long enough", "b": "b's own secret, long enough"}
    ran = Ran()

    async def find(tenant: str) -> Any:
        await asyncio.sleep(0)
        return (tenant, [secrets[tenant]]) if tenant in secrets else None

    for call in (find, lambda tenant: (tenant, [secrets[tenant]]) if tenant in secrets else None):
        app = starlette(ran, "/hook/{tenant}", secrets=call)
        body = body_of()
        for tenant, other in (("a", "b"), ("b", "a")):
            headers = signed(body, secrets[tenant])
            assert deliver(app, body, headers, path=f"/hook/{other}").said == REFUSED
            assert deliver(app, body, headers, path=f"/hook/{tenant}").status == 200
            assert deliver(app, body, headers, path=f"/hook/{tenant}").said == DUPLICATE
        assert deliver(app, body, signed(body), path="/hook/c").said == REFUSED
    assert ran.count == 4, "each tenant's event is its own"


def test_a_callable_for_secrets_that_fails() -> None:
    def find() -> Any:
        raise ConnectionError("the vault is away")

    ran = Ran()
    answer = deliver(starlette(ran, secrets=find), body_of())
    assert answer.status == 500 and isinstance(answer.raised, ConnectionError) and ran.count == 0


def test_several_endpoints_with_schemes_of_their_own() -> None:
    seen = []

    async def first(event: Any) -> None:
        seen.append(("generic", event.scheme))

    async def second(event: Any) -> None:
        seen.append(("github", event.scheme))

    app = Starlette(
        routes=[
            Route("/a", hook("a").guard(first), methods=["POST"]),
            Route("/b", hook("b", scheme="github", dead_letters=lambda letter: None).guard(second), methods=["POST"]),
        ]
    )
    body = body_of()
    assert deliver(app, body, github(body), path="/a").said == REFUSED
    assert deliver(app, body, path="/b").said == REFUSED
    assert deliver(app, body, path="/a").said == OK
    assert deliver(app, body, github(body), path="/b").said == OK
    assert seen == [("generic", "generic-hex"), ("github", "github")]


async def _order(app: Any) -> list[Answer]:
    return [await ask(app, body_of())]


def test_a_guard_in_front_of_other_decorators() -> None:
    """A decorator between the guard and the function sees the event, one in front of the guard the request."""

    def shout(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        async def shouting(event: Any) -> Any:
            return {**(await view(event)), "loud": True}

        return shouting

    webhook: Webhook = hook()

    @webhook.guard
    @shout
    async def receive(event: Any) -> Any:
        return {"id": event.id}

    app = Starlette(routes=[Route("/hook", receive, methods=["POST"])])
    assert run(_order(app))[0].said == (200, {"id": "evt_1", "loud": True})

"""The guard in FastAPI: what its functions may declare, and what stays FastAPI's."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import asgi_views
import pytest
from asgi_support import DUPLICATE, OK, REFUSED, SECRET, body_of, deliver, hook, hooks, signed
from asgi_views import strings
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from hookseal.errors import ArgumentInvalid
from pydantic import BaseModel

if TYPE_CHECKING:
    from hookseal import Verified

Records = Callable[[], list[dict[str, Any]]]


def outcomes(records: Records) -> list[str]:
    return [record["outcome"] for record in records()]


def test_all_that_a_function_may_declare() -> None:
    app, seen = FastAPI(), {}

    async def user(request: Request) -> str:
        return f"user of {request.url.path}"

    @app.post("/hook/{tenant}/{number}", status_code=201)
    @hook(secrets=lambda tenant, number: [SECRET]).guard
    async def receive(
        event: Any,
        tenant: str,
        number: int,
        request: Request,
        response: Response,
        who: Annotated[str, Depends(user)],
        page: int = 1,
    ) -> dict[str, Any]:
        seen.update(event=event.id, tenant=tenant, number=number, who=who, page=page, body=await request.body())
        response.headers["X-Own"] = "1"
        return {"mine": True}

    body = body_of()
    answer = deliver(app, body, path="/hook/acme/7?page=3")
    assert answer.said == (201, {"mine": True})
    assert answer.headers["x-own"] == "1"
    assert seen == {
        "event": "evt_1", "tenant": "acme", "number": 7, "who": "user of /hook/acme/7", "page": 3, "body": body,
    }  # fmt: skip
    assert deliver(app, body, path="/hook/acme/7").said == DUPLICATE
    # What FastAPI refuses itself is not claimed.
    assert deliver(app, body_of("evt_2"), path="/hook/acme/seven").status == 422
    assert deliver(app, body_of("evt_2"), path="/hook/acme/7").status == 201


@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_a_function_without_a_request(is_async: bool) -> None:
    app = FastAPI()

    def receive(event: Any) -> Any:
        return {"id": event.id}

    async def receive_async(event: Any) -> Any:
        return {"id": event.id}

    app.post("/hook")(hook().guard(receive_async if is_async else receive))
    assert deliver(app, body_of()).said == (200, {"id": "evt_1"})
    assert deliver(app, body_of(), []).said == REFUSED
    assert deliver(app, body_of()).said == DUPLICATE


def test_annotations_that_are_strings() -> None:
    app = FastAPI()
    app.include_router(strings(hook()))
    answer = deliver(app, body_of(), path="/hook/acme")
    assert answer.said == (200, {"tenant": "acme", "path": "/hook/acme", "who": "somebody"}), "response_model filters"


@pytest.mark.parametrize(
    "view",
    [asgi_views.Callable(), partial(asgi_views.Callable()), asgi_views.with_note, asgi_views.by_dependency],
    ids=["object", "partial", "Annotated", "Depends"],
)
def test_a_request_is_found_however_it_is_annotated(view: Callable[..., Any]) -> None:
    """FastAPI gives one parameter the request: a second one of ours would take it away from the view's own."""
    app = FastAPI()
    app.post("/hook")(hook().guard(view))
    assert deliver(app, body_of()).said == (200, {"path": "/hook"})


def test_the_response_model_is_fastapis() -> None:
    class Taken(BaseModel):
        id: str

    app = FastAPI()

    @app.post("/hook", response_model=Taken)
    @hook().guard
    async def receive(event: Any) -> Any:
        return {"id": event.id, "secret": "not told"}

    assert deliver(app, body_of()).said == (200, {"id": "evt_1"})
    # Nor does the model stand in the way of our own answers.
    assert deliver(app, body_of()).said == DUPLICATE
    assert deliver(app, body_of(), []).said == REFUSED


def test_an_answer_that_fastapi_cannot_make_comes_after_the_commit() -> None:
    class Taken(BaseModel):
        number: int

    app = FastAPI()

    @app.post("/hook", response_model=Taken)
    @hook().guard
    async def receive(event: Any) -> Any:
        return {"number": "none"}

    assert deliver(app, body_of()).status == 500
    assert deliver(app, body_of()).said == DUPLICATE


def test_a_router_with_a_prefix_and_dependencies() -> None:
    order = []

    async def first() -> None:
        order.append("dependency")

    router = APIRouter(prefix="/in", dependencies=[Depends(first)])

    @router.post("/hook")
    @hook().guard
    async def receive(event: Any, tasks: BackgroundTasks) -> None:
        order.append("handler")
        tasks.add_task(order.append, "background")

    app = FastAPI()
    app.include_router(router, prefix="/out")
    answer = deliver(app, body_of(), path="/out/in/hook")
    assert (answer.status, answer.body) == (200, b"null"), "as FastAPI answers None"
    assert order == ["dependency", "handler", "background"]


def test_openapi_shows_the_route_without_a_body() -> None:
    app = FastAPI()

    @app.post("/hook/{tenant}")
    @hook(secrets=lambda tenant: [SECRET]).guard
    async def receive(event: "Verified", tenant: str) -> dict[str, str]:
        """Takes payments."""
        return {"status": "ok"}

    operation = app.openapi()["paths"]["/hook/{tenant}"]["post"]
    assert "requestBody" not in operation
    assert [parameter["name"] for parameter in operation["parameters"]] == ["tenant"]
    assert operation["description"] == "Takes payments."
    assert operation["operationId"] == "receive_hook__tenant__post"
    assert deliver(app, body_of(), path="/hook/a").said == OK


@pytest.mark.parametrize(
    ("annotation", "where"),
    [("Any", "app"), ("none", "app"), ("none", "router"), ("none", "api_route"), ("none", "add_api_route")],
)
def test_decorators_in_the_wrong_order_end_the_start(annotation: str, where: str) -> None:
    app, router, ran = FastAPI(), APIRouter(), []

    if annotation == "Any":

        async def receive(event: Any) -> None:
            ran.append(event)
    else:

        async def receive(event) -> None:  # type: ignore[no-untyped-def, misc]
            ran.append(event)

    webhook = hook()
    with pytest.raises(ArgumentInvalid, match="right below the route"):
        match where:
            case "app":
                webhook.guard(app.post("/hook")(receive))
            case "router":
                webhook.guard(router.post("/hook")(receive))
            case "api_route":
                webhook.guard(app.api_route("/hook", methods=["POST"])(receive))
            case _:
                app.add_api_route("/hook", receive, methods=["POST"])
                webhook.guard(receive)

    # Another function of the same kind is guarded as ever.
    async def other(event: Any) -> None: ...

    app.post("/other")(webhook.guard(other))
    assert deliver(app, body_of(), path="/other").status == 200 and not ran


@pytest.mark.parametrize("how", ["response", "HTTPException", "parameter", "route", "exception"])
def test_a_failure_releases_the_event(how: str, records: Records) -> None:
    app, fails = FastAPI(), [True]
    webhook = hook()

    async def receive(event: Any, response: Response) -> Any:
        if fails and fails.pop():
            match how:
                case "response":
                    return Response(status_code=503)
                case "HTTPException":
                    raise HTTPException(503)
                case "parameter":
                    response.status_code = 503
                    return {}
                case "exception":
                    raise ValueError
        if how == "route" and not webhook.counters:
            return {}
        return Response(b"{}")

    app.post("/hook", status_code=503 if how == "route" else 200)(webhook.guard(receive))
    status = 500 if how == "exception" else 503
    assert deliver(app, body_of()).status == status
    assert (records()[0]["outcome"], records()[0]["status"]) == ("failed", status)
    assert deliver(app, body_of()).status == 200
    assert deliver(app, body_of()).said == DUPLICATE
    assert outcomes(records) == ["failed", "ok", "duplicate"]


def test_a_status_that_the_function_sets() -> None:
    app = FastAPI()

    @app.post("/hook")
    @hook().guard
    def receive(event: Any, response: Response) -> Any:
        response.status_code = 202
        return {"taken": True}

    assert deliver(app, body_of()).said == (202, {"taken": True})


def test_a_parameter_of_the_body_reads_it_first_and_is_verified_all_the_same() -> None:
    class Payment(BaseModel):
        id: str

    app, seen = FastAPI(), []

    @app.post("/hook")
    @hook(max_body=200).guard
    async def receive(event: Any, payment: Payment) -> None:
        seen.append((payment.id, event.id))

    json = [("Content-Type", "application/json")]
    body = body_of()
    assert deliver(app, body, signed(b"other") + json).said == REFUSED
    assert deliver(app, body, signed(body) + json).status == 200
    assert seen == [("evt_1", "evt_1")]
    large = body_of(pad="x" * 200)
    assert deliver(app, large, signed(large) + json).status == 413


def test_a_dependency_that_reads_the_body(records: Records, lines: Callable[[], list[str]]) -> None:
    async def keeps(request: Request) -> bytes:
        return await request.body()

    async def eats(request: Request) -> int:
        return sum([len(chunk) async for chunk in request.stream()])

    app, kept = FastAPI(), []

    @app.post("/kept")
    @hook().guard
    async def receive(event: Any, raw: Annotated[bytes, Depends(keeps)]) -> None:
        kept.append(raw == event.body)

    @app.post("/eaten")
    @hook("eaten").guard
    async def never(event: Any, length: Annotated[int, Depends(eats)]) -> None:
        kept.append(False)

    assert deliver(app, body_of(), path="/kept").status == 200 and kept == [True]
    assert deliver(app, body_of("evt_2"), path="/eaten").said == (500, {"error": "misconfigured"})
    assert records()[-1]["error"] == "BODY_CONSUMED"
    assert "call request.body() first" in lines()[-1]
    assert kept == [True]


def test_dispatchers_in_fastapi() -> None:
    app = FastAPI()
    for name in ("routed", "mounted"):
        dispatcher = hooks(name)

        @dispatcher.on("payment.succeeded")
        async def charge(event: Any) -> None: ...

        if name == "routed":
            app.add_route("/routed", dispatcher)
        else:
            app.mount("/mounted", dispatcher)
    for path in ("/routed", "/mounted/", "/mounted/any"):
        assert deliver(app, body_of(path), path=path).said == OK
        assert deliver(app, body_of(path), path=path).said == DUPLICATE
        assert deliver(app, b"", [], path=path).said == REFUSED
    assert deliver(app, path="/routed", method="GET").status == 405
    assert app.openapi()["paths"] == {}

"""Decorators in the wrong order, and views that could run without an event: none runs unguarded."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import (
    Flask,
)
from flask.views import MethodView
from flask_support import (
    PATH,
    Ran,
    body_of,
    generic,
    hook,
    send,
)
from hookseal import Verified
from hookseal.errors import ArgumentInvalid

Records = Callable[[], list[dict[str, Any]]]


def test_a_guard_above_the_route_fails_and_never_runs_the_view() -> None:
    app = Flask("wrong")
    ran = []

    @hook().guard
    @app.post(PATH)
    def receive(event: Verified) -> str:
        ran.append(event)
        return ""

    client = app.test_client()
    assert send(client, body_of()).status_code == 500
    assert client.post(PATH, data=body_of()).status_code == 500
    assert client.post(PATH + "?event=1", data={"event": "1"}).status_code == 500
    assert ran == []


def test_a_view_without_the_guard_fails() -> None:
    app = Flask("bare")
    ran = []

    @app.post(PATH)
    def receive(event: Verified) -> str:
        ran.append(event)
        return ""

    assert send(app.test_client(), body_of()).status_code == 500
    assert ran == []


def test_views_that_could_run_without_an_event_are_refused() -> None:
    """Above the route the guard would leave them unguarded."""

    def none() -> None: ...
    def may_be(event: Any = None) -> None: ...
    def all_there_are(*args: Any) -> None: ...
    def by_name(*, event: Any) -> None: ...
    def any_name(**params: Any) -> None: ...

    for view in (none, may_be, all_there_are, by_name, any_name):
        with pytest.raises(ArgumentInvalid, match="first argument"):
            hook().guard(view)  # type: ignore[arg-type]


def test_no_parameter_of_the_route_is_the_event() -> None:
    """A route with a parameter of that name gives it by keyword, beside the event."""
    app = Flask("params")
    webhook = hook()
    ran = []

    @app.post("/<event>")
    @webhook.guard
    def receive(event: Verified) -> str:
        ran.append(event)
        return ""

    assert send(app.test_client(), body_of(), path="/forged").status_code == 500
    assert ran == []


def test_the_routes_own_parameters_follow() -> None:
    seen = []
    app = Flask("params")

    @app.post("/<tenant>/<int:number>")
    @hook().guard
    def receive(event: Verified, tenant: str, number: int) -> str:
        """Its documentation."""
        seen.append((event.id, tenant, number))
        return ""

    assert send(app.test_client(), body_of(), path="/acme/7").status_code == 200
    assert seen == [("evt_1", "acme", 7)]
    assert (receive.__name__, receive.__doc__) == ("receive", "Its documentation.")


@pytest.mark.parametrize("view", [None, 5, "receive"])
def test_what_is_no_function_is_refused(view: Any) -> None:
    with pytest.raises(ArgumentInvalid, match="above a function"):
        hook().guard(view)


def test_methods_are_refused() -> None:
    """The event would be taken for the object, and CSRF protection be off for the other methods of its class."""
    with pytest.raises(ArgumentInvalid, match="no method"):

        class Receive(MethodView):
            @hook().guard  # type: ignore[arg-type]
            def post(self, event: Verified) -> str:
                return ""

    class Decorated(MethodView):
        decorators = [hook().guard]

        def post(self, event: Any = None) -> str:
            return ""

    with pytest.raises(ArgumentInvalid, match="class-based view"):
        Decorated.as_view("receive")
    # A bound method has its object already.
    app, ran = Flask("bound"), Ran()
    app.add_url_rule(PATH, "bound", hook().guard(ran.__call__), methods=["POST"])
    assert send(app.test_client(), body_of()).status_code == 200


def test_a_guard_above_the_route_runs_nothing_whatever_the_route_passes() -> None:
    app, ran = Flask("wrong order"), []

    @hook().guard
    @app.post("/hook/<event>")
    def receive(event: Any) -> str:
        ran.append(event)
        return "ran unguarded"

    for headers in ({}, generic(body_of())):
        answer = app.test_client().post("/hook/evt_1", data=body_of(), headers=headers)
        assert answer.status_code == 500
    assert not ran


def test_two_guards_around_one_view_are_two_endpoints() -> None:
    app, ran = Flask("two endpoints"), Ran()

    def receive(event: Any) -> Any:
        return ran(event) or ""

    for name in ("one", "two"):
        app.add_url_rule(f"/{name}", name, hook(name).guard(receive), methods=["POST"])
    for name in ("one", "two"):
        assert send(app.test_client(), body_of(), path=f"/{name}").status_code == 200
    assert ran.count == 2

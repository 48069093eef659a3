"""Flask-WTF's CSRF protection: webhooks are exempt, whichever is set up first, and nothing else is."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, request
from flask_support import OK, REFUSED, SECRET, Ran, body_of, generic, hook, hooks, said, send
from flask_wtf.csrf import CSRFProtect
from hookseal import Verified


def protected(order: str, add: Callable[[Flask], Any]) -> Flask:
    """An app with the protection set up before or after its webhook."""
    app = Flask("csrf")
    app.secret_key = SECRET
    protection = CSRFProtect()
    if order == "before":
        protection.init_app(app)
    add(app)
    if order == "after":
        protection.init_app(app)
    return app


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_guarded_view(order: str) -> None:
    ran, plain = Ran(), []

    def add(app: Flask) -> None:
        @app.post("/hook")
        @hook().guard
        def receive(event: Verified) -> str:
            return ran(event) and request.form["a"]

        @app.post("/form")
        def form() -> str:
            plain.append(request.form)
            return ""

    client = protected(order, add).test_client()
    body = b"a=b"
    headers = {**generic(body), "Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        # Nothing has read the form for a token, and what is forged is still refused.
        assert said(client.post("/hook", data=body)) == REFUSED
        assert client.post("/form", data={"a": "b"}).status_code == 400
        assert client.post("/form", data=body, headers=headers).status_code == 400
    body = body_of()
    assert client.post("/form", data=body, headers=generic(body)).status_code == 400
    assert (ran.count, plain) == (0, [])


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_form_is_the_views(order: str) -> None:
    seen: list[str] = []

    @hook(dedup="digest").guard
    def view(event: Verified) -> str:
        seen.append(request.form["id"])
        return ""

    form = b"id=evt_1"
    app = protected(order, lambda app: app.add_url_rule("/hook", "hook", view, methods=["POST"]))
    headers = {**generic(form), "Content-Type": "application/x-www-form-urlencoded"}
    assert app.test_client().post("/hook", data=form, headers=headers).status_code == 200
    assert seen == ["evt_1"]


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_dispatcher(order: str) -> None:
    blueprint, ran = hooks(), Ran()
    blueprint.on("payment")(ran)

    def add(app: Flask) -> None:
        app.register_blueprint(blueprint, url_prefix="/hooks")
        app.add_url_rule("/form", "form", lambda: "", methods=["POST"])

    client = protected(order, add).test_client()
    assert said(send(client, body_of("1", "payment"), path="/hooks/hook")) == OK
    assert client.post("/form").status_code == 400
    assert ran.count == 1


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_view_of_the_same_name_stays_protected(order: str) -> None:
    """CSRFProtect knows what is exempt by module and name."""
    changed = []

    def add(app: Flask) -> None:
        def webhook() -> Any:
            @hook().guard
            def receive(event: Verified) -> str:
                return ""

            return receive

        def receive() -> str:
            changed.append(1)
            return ""

        admin = Blueprint("admin", __name__)
        admin.add_url_rule("/admin", "receive", receive, methods=["POST"])
        app.add_url_rule("/hook", "receive", webhook(), methods=["POST"])
        app.register_blueprint(admin)

    client = protected(order, add).test_client()
    assert send(client, body_of()).status_code == 200
    assert client.post("/admin").status_code == 400
    assert changed == []


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_view_that_lost_its_guard_is_not_exempt(order: str) -> None:
    """The guard above the route: what the route has is the bare view."""
    ran = []

    def add(app: Flask) -> None:
        @hook().guard
        @app.post("/hook")
        def receive(event: Any) -> str:
            ran.append(event)
            return ""

    assert send(protected(order, add).test_client(), body_of()).status_code == 500
    assert ran == []


def test_other_methods_of_the_same_app_go_on_as_before() -> None:
    app = protected("before", lambda app: app.add_url_rule("/page", "page", lambda: "page"))
    assert app.test_client().get("/page").text == "page"
    assert app.test_client().get("/nowhere").status_code == 404

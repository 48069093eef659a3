"""Views of every kind under the guard: other decorators, `async`, error pages, streams."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    after_this_request,
    got_request_exception,
    redirect,
    request,
    send_file,
    stream_with_context,
)
from flask_login import LoginManager, login_required
from flask_support import (
    DUPLICATE,
    FAILED,
    PATH,
    REFUSED,
    SECRET,
    Ran,
    body_of,
    guard,
    guarded,
    hook,
    said,
    send,
    slack,
)
from hookseal import Verified
from hookseal.flask import current_delivery

Records = Callable[[], list[dict[str, Any]]]


# Other decorators


def logged_out(app: Flask) -> None:
    app.secret_key = SECRET
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(lambda id: None)
    app.add_url_rule("/login", "login", lambda: "")


def test_a_login_below_the_guard_redirects_and_releases(records: Records) -> None:
    app = Flask("login")
    logged_out(app)
    ran = []

    @app.post(PATH)
    @hook().guard
    @login_required
    def closed(event: Verified) -> str:
        ran.append(event)
        return ""

    client = app.test_client()
    answer = send(client, body_of())
    assert (answer.status_code, answer.location.startswith("/login")) == (302, True)
    assert (records()[0]["outcome"], records()[0]["status"]) == ("failed", 302)
    # The event was not taken: it is the next delivery's, as a second attempt.
    app.config["LOGIN_DISABLED"] = True
    assert send(client, body_of()).status_code == 200
    assert (records()[1]["outcome"], records()[1]["attempt"], len(ran)) == ("ok", 2, 1)


def test_a_login_between_route_and_guard_redirects_unread(records: Records) -> None:
    app = Flask("login")
    logged_out(app)
    ran = []

    @app.post(PATH)
    @login_required
    @hook().guard
    def closed(event: Verified) -> str:
        ran.append(event)
        return ""

    assert send(app.test_client(), body_of()).status_code == 302
    assert records() == [] and ran == []


def test_a_before_request_that_answers_leaves_the_event_alone(records: Records) -> None:
    app = Flask("maintenance")
    ran = Ran()
    guard(app, ran)
    is_down = True
    app.before_request(lambda: ("down", 503) if is_down else None)
    assert send(app.test_client(), body_of()).status_code == 503
    is_down = False
    assert send(app.test_client(), body_of()).status_code == 200
    assert [record["attempt"] for record in records()] == [1]


# async


def test_async_views(records: Records) -> None:
    app = Flask("async")
    seen = []

    @app.post("/<tenant>")
    @hook().guard
    async def receive(event: Verified, tenant: str) -> tuple[dict[str, Any], int]:
        await asyncio.sleep(0.001)
        seen.append((tenant, current_delivery().attempt, request.get_data() == event.body))
        if len(seen) == 1:
            raise RuntimeError("not yet")
        return {"id": event.id}, 202

    client = app.test_client()
    assert send(client, body_of(), path="/acme").status_code == 500
    assert said(send(client, body_of(), path="/acme")) == (202, {"id": "evt_1"})
    assert said(send(client, body_of(), path="/acme")) == DUPLICATE
    assert seen == [("acme", 1, True), ("acme", 2, True)]


# Error pages


class Failed(Exception):
    """What a handler raises."""


def throw(event: Verified) -> None:
    raise Failed


@pytest.mark.parametrize("handled", [Failed, Exception, 500])
@pytest.mark.parametrize("page", ["all is well", ("", 204), Response("fine", 200)])
def test_an_error_page_does_not_make_a_success(handled: Any, page: Any, records: Records) -> None:
    app = Flask("pages")
    ran = Ran(throw)
    guard(app, ran)
    app.register_error_handler(handled, lambda error: page)
    client = app.test_client()
    assert said(send(client, body_of())) == FAILED
    assert (records()[0]["outcome"], records()[0]["status"]) == ("failed", 500)
    ran.does = lambda event: "done"
    assert said(send(client, body_of()))[0] == 200
    assert records()[1]["attempt"] == 2


@pytest.mark.parametrize("handled", [Failed, Exception])
def test_an_error_page_that_says_so_is_the_answer(handled: Any, records: Records) -> None:
    app = Flask("pages")
    guard(app, Ran(throw))
    app.register_error_handler(handled, lambda error: ({"sorry": True}, 503))
    assert said(send(app.test_client(), body_of())) == (503, {"sorry": True})
    assert (records()[0]["outcome"], records()[0]["status"]) == ("failed", 503)


@pytest.mark.parametrize(("page", "answer"), [(("gone fishing", 404), 404), (("found after all", 200), 500)])
def test_pages_for_http_errors_are_used(page: Any, answer: int, records: Records) -> None:
    app = Flask("pages")
    guard(app, Ran(lambda event: abort(404)))
    app.register_error_handler(404, lambda error: page)
    assert send(app.test_client(), body_of()).status_code == answer
    assert (records()[0]["outcome"], records()[0]["status"]) == ("failed", answer)


def replaced(_response: Response) -> Response:
    return Response("all is well", 200)


def changed(response: Response) -> Response:
    response.status_code, response.data = 204, b""
    response.headers["Content-Encoding"] = "br"
    return response


@pytest.mark.parametrize("after", [replaced, changed])
@pytest.mark.parametrize("place", ["app", "this request", "blueprint"])
def test_nothing_that_comes_after_makes_a_success(
    after: Callable[[Response], Response], place: str, records: Records, lines: Callable[[], list[str]]
) -> None:
    app = Flask("after")
    ran = Ran(throw)

    @hook().guard
    def receive(event: Verified) -> Any:
        if place == "this request":
            after_this_request(after)
        return ran(event)

    blueprint = Blueprint("blueprint", __name__)
    blueprint.add_url_rule(PATH, "receive", receive, methods=["POST"])
    if place == "app":
        app.after_request(after)
    if place == "blueprint":
        blueprint.after_request(after)
    app.register_blueprint(blueprint)
    client = app.test_client()
    answer = send(client, body_of())
    assert said(answer) == FAILED and "Content-Encoding" not in answer.headers
    assert (records()[0]["outcome"], records()[0]["status"]) == ("failed", 500)
    assert any("of a failure" in line for line in lines())
    if place != "this request":
        assert said(send(client, body_of(), {})) == REFUSED
    ran.does = lambda event: "done"
    assert send(client, body_of()).status_code in (200, 204)
    assert send(client, body_of()).status_code in (200, 204)
    assert [record["outcome"] for record in records()][-2:] == ["ok", "duplicate"]


@pytest.mark.parametrize("failures", [1, 2])
@pytest.mark.parametrize("after", [None, replaced, changed])
def test_an_error_page_is_no_success_where_what_comes_after_it_fails(
    failures: int, after: Callable[[Response], Response] | None
) -> None:
    app = Flask("after")
    guard(app, Ran(throw))
    left = [Failed()] * failures

    def end(response: Response) -> Response:
        if left:
            raise left.pop()
        return response

    app.after_request(end)
    if after is not None:
        # The one that is added last is called first.
        app.after_request(after)
    app.register_error_handler(500, lambda error: ("all is well", 200))
    assert said(send(app.test_client(), body_of())) == FAILED


def test_what_comes_after_may_make_another_failure() -> None:
    app = Flask("after")
    guard(app, Ran(throw))
    app.after_request(lambda response: Response("gone fishing", 503))
    answer = send(app.test_client(), body_of())
    assert (answer.status_code, answer.text) == (503, "gone fishing")


def test_other_answers_of_the_app_stay_as_they_are() -> None:
    app = Flask("after")
    app.add_url_rule("/", "page", lambda: ("no", 500))
    app.after_request(replaced)
    assert app.test_client().get("/").text == "all is well"


def test_an_error_page_that_fails_itself_releases(records: Records) -> None:
    app = Flask("pages")
    ran = Ran(throw)
    guard(app, ran)
    app.register_error_handler(Failed, lambda error: 1 / 0)
    assert send(app.test_client(), body_of()).status_code == 500
    ran.does = lambda event: "done"
    assert send(app.test_client(), body_of()).status_code == 200
    assert [record["outcome"] for record in records()] == ["failed", "ok"]


def test_what_a_view_raises_reaches_the_apps_own_error_handling() -> None:
    app = Flask("signals")
    guard(app, Ran(throw))
    raised = []

    def collect(app: Flask, exception: Exception) -> None:
        raised.append(exception)

    with got_request_exception.connected_to(collect, app):
        send(app.test_client(), body_of())
    assert [type(error) for error in raised] == [Failed]
    app.testing = True
    with pytest.raises(Failed):
        send(app.test_client(), body_of("2"))


@pytest.mark.parametrize("error", [SystemExit(1), KeyboardInterrupt()])
def test_a_process_that_is_going_releases(error: BaseException, records: Records) -> None:
    ran = Ran()

    def view(event: Verified) -> str:
        if ran.count == 1:
            raise error
        return ""

    ran.does = view
    client = guarded(ran)
    with pytest.raises(type(error)):
        send(client, body_of())
    assert send(client, body_of()).status_code == 200
    broken_off, again = records()
    assert (broken_off["outcome"], again["outcome"]) == ("failed", "ok")
    # Whoever looks for what the time-out of a server broke off finds it.
    assert [broken_off[name] for name in ("event_id", "key_index", "body_bytes")] == [
        again[name] for name in ("event_id", "key_index", "body_bytes")
    ]


# Streams


def streaming(chunks: list[Any]) -> Callable[[Verified], Any]:
    def view(event: Verified) -> Response:
        def generate() -> Iterator[str]:
            for chunk in chunks:
                if isinstance(chunk, Exception):
                    raise chunk
                yield chunk

        return Response(stream_with_context(generate()), 200)

    return view


def test_a_challenge_is_answered_by_a_guard() -> None:
    """As Slack sends one when a URL is set up; it is no event, and has no ID."""
    body = b'{"token":"t","challenge":"3eZbrw1aB","type":"url_verification"}'
    client = guarded(lambda event: {"challenge": event.json()["challenge"]}, scheme="slack")
    assert said(send(client, body, slack(body))) == (200, {"challenge": "3eZbrw1aB"})


def test_a_stream_is_whole_before_the_event_is_done(records: Records) -> None:
    ran = Ran(streaming(["a", "b"]))
    client = guarded(ran)
    answer = send(client, body_of())
    assert (answer.status_code, answer.text) == (200, "ab")
    assert said(send(client, body_of())) == DUPLICATE


def test_a_stream_that_fails_half_way_has_failed(records: Records) -> None:
    ran = Ran(streaming(["a", "b", Failed()]))
    client = guarded(ran)
    assert send(client, body_of()).status_code == 500
    ran.does = streaming(["a", "c"])
    assert send(client, body_of()).text == "ac"
    assert [record["outcome"] for record in records()] == ["failed", "ok"]


def test_files_and_redirects_as_answers(tmp_path: Any) -> None:
    (tmp_path / "file").write_bytes(b"content")
    ran = Ran(lambda event: send_file(tmp_path / "file", "text/plain"))
    client = guarded(ran)
    assert send(client, body_of()).data == b"content"
    ran.does = lambda event: redirect("/elsewhere")
    assert send(client, body_of("2")).status_code == 302
    assert send(client, body_of("2")).status_code == 302
    assert ran.count == 3


def test_closing_hooks_of_a_stream_run_once() -> None:
    closed = []

    def view(event: Verified) -> Response:
        response = Response(iter(["a"]))
        response.call_on_close(lambda: closed.append(1))
        return response

    send(guarded(Ran(view)), body_of()).close()
    assert closed == [1]


def test_the_commit_comes_before_the_answer() -> None:
    """Whoever has the first byte of the answer meets a duplicate."""
    app = Flask("order")
    ran = Ran()
    guard(app, ran)
    seen = []

    @app.after_request
    def after(response: Response) -> Response:
        if not seen:
            seen.append(None)
            seen.append(said(send(app.test_client(), body_of())))
        return response

    assert said(send(app.test_client(), body_of())) == (200, {"mine": True})
    assert (seen[1], ran.count) == (DUPLICATE, 1)

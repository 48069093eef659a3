"""The bytes that were verified are the bytes that a view works on, wherever they were before."""

import io
import socket
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from flask import Flask, request
from flask_support import PATH, REFUSED, Ran, body_of, generic, guard, guarded, said, send, slack
from hookseal import ApiKeys, Scheme, Verified
from werkzeug.test import EnvironBuilder

Records = Callable[[], list[dict[str, Any]]]


class Once(io.RawIOBase):
    """A stream as servers have it: it gives few bytes at a time, and each once."""

    def __init__(self, content: bytes, step: int = 7) -> None:
        self._source, self._step, self.taken = io.BytesIO(content), step, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._source.read(min(len(buffer), self._step))
        buffer[: len(chunk)] = chunk
        self.taken += len(chunk)
        return len(chunk)


def raw(app: Flask, body: bytes, headers: dict[str, str], **environ: Any) -> tuple[int, bytes]:
    """Calls the app as a server does, with no help of Werkzeug's client; None takes a variable away."""
    made = EnvironBuilder(path=PATH, method="POST", headers=headers).get_environ()
    made.update({"wsgi.input": Once(body), "CONTENT_LENGTH": str(len(body))})
    made["CONTENT_TYPE"] = headers.get("Content-Type", "")
    for name, value in environ.items():
        key = name if name.isupper() else name.replace("_", ".", 1)
        made.pop(key, None) if value is None else made.update({key: value})
    answered: list[int] = []
    content = b"".join(app(made, lambda status, headers, exc_info=None: answered.append(int(status[:3]))))
    return answered[0], content


def app_with(view: Callable[[Verified], Any], **settings: Any) -> Flask:
    app = Flask("bodies")
    guard(app, view, **settings)
    return app


JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CHUNKED: dict[str, Any] = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi_input_terminated": True}


@pytest.mark.parametrize("how", [{}, CHUNKED], ids=["length", "chunked"])
def test_the_accessors_work_on_the_verified_bytes(how: dict[str, Any]) -> None:
    seen: list[Any] = []

    def view(event: Verified) -> str:
        seen.append(
            (event.body, request.get_data(), request.data, request.get_json(), request.json, request.stream.read())
        )
        seen.append((request.get_data(as_text=True), request.stream.read(), dict(request.form), list(request.files)))
        return ""

    body = body_of(text="Jürgen")
    assert raw(app_with(view), body, {**generic(body), **JSON}, **how)[0] == 200
    parsed = {"id": "evt_1", "type": "payment.succeeded", "text": "Jürgen"}
    assert seen[0][:5] == (body, body, body, parsed, parsed)
    assert seen[1][0] == body.decode()
    assert seen[1][2:] == ({}, [])


@pytest.mark.parametrize("how", [{}, CHUNKED], ids=["length", "chunked"])
def test_forms_are_parsed_from_the_verified_bytes_alone(how: dict[str, Any]) -> None:
    seen: list[Any] = []

    def view(event: Verified) -> str:
        seen.append((request.form.to_dict(flat=False), request.args.to_dict(), request.get_data(), event.body))
        return ""

    body = b"command=%2Fdeploy&text=a+b&text=c"
    app = app_with(view, scheme="slack")
    assert raw(app, body, {**slack(body), **FORM}, QUERY_STRING="command=%2Fdrop&user=evil", **how)[0] == 200
    assert seen == [({"command": ["/deploy"], "text": ["a b", "c"]}, {"command": "/drop", "user": "evil"}, body, body)]


@pytest.mark.parametrize("how", [{}, CHUNKED], ids=["length", "chunked"])
def test_uploads_are_parsed_from_the_verified_bytes(how: dict[str, Any]) -> None:
    seen: list[Any] = []

    def view(event: Verified) -> str:
        seen.append((request.form["a"], request.files["f"].read()))
        return ""

    body = (
        b'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
        b'--xx\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nfile\r\n--xx--\r\n'
    )
    headers = {**generic(body), "Content-Type": "multipart/form-data; boundary=xx"}
    assert raw(app_with(view, dedup="digest"), body, headers, **how)[0] == 200
    assert seen == [("1", b"file")]


@pytest.mark.parametrize("body", [b"\x00\xff\xfe binary", b"\xef\xbb\xbf" + body_of(), b"", b"a=b&c=d", b"x" * 300_000])
def test_bodies_are_bytes(body: bytes) -> None:
    seen: list[bytes] = []

    def view(event: Verified) -> str:
        seen.append(request.get_data())
        return ""

    for how in ({}, CHUNKED):
        assert raw(app_with(view, dedup="digest"), body, generic(body), **how)[0] == 200
    assert seen == [body, body]


def test_without_a_length_the_body_is_empty_and_nothing_is_read() -> None:
    body = body_of()
    ran = Ran()
    app = app_with(ran, dedup="digest")
    stream = Once(body)
    assert raw(app, body, generic(body), CONTENT_LENGTH=None, wsgi_input=stream)[0] == 400
    assert raw(app, body, generic(b""), CONTENT_LENGTH=None, wsgi_input=stream)[0] == 200
    assert raw(app, body, generic(b""), CONTENT_LENGTH="", wsgi_input=stream)[0] == 200
    assert stream.taken == 0
    assert [event.body for event in ran.events] == [b""]


def test_no_more_is_read_than_the_length_says() -> None:
    body = body_of()
    ran = Ran()
    stream = Once(body + b"the next request")
    assert raw(app_with(ran), body, generic(body), wsgi_input=stream)[0] == 200
    assert stream.taken == len(body)


@pytest.mark.parametrize("scheme", ["generic-hex", "key-only"])
def test_a_body_that_ends_early_is_no_body(scheme: str, records: Records) -> None:
    ran = Ran()
    settings: dict[str, Any] = {}
    if scheme == "key-only":
        keys = ApiKeys(["a key of more than 16 bytes"], header="X-Key")
        settings = {"scheme": Scheme("key-only", id={"json": "id"}), "secrets": None, "api_keys": keys}
    whole = body_of(amount=100)
    cut = whole[:-3]
    headers = {**generic(cut), "X-Key": "a key of more than 16 bytes"}
    status, _ = raw(app_with(ran, **settings), cut, headers, CONTENT_LENGTH=str(len(whole)))
    assert (status, ran.count, records()[0]["error"]) == (400, 0, "BODY_TRUNCATED")


def test_a_declared_length_over_the_cap_is_refused_unread(records: Records) -> None:
    body = body_of()
    stream = Once(body)
    app = app_with(Ran())
    assert raw(app, body, generic(body), CONTENT_LENGTH=str((1 << 20) + 1), wsgi_input=stream)[0] == 413
    assert raw(app, body, generic(body), CONTENT_LENGTH="9" * 19, wsgi_input=stream)[0] == 413
    assert stream.taken == 0


def test_without_a_declared_length_the_cap_counts_what_comes() -> None:
    stream = Once(b"x" * 5000, step=100)
    app = app_with(Ran(), max_body=1000)
    assert raw(app, b"", generic(b""), wsgi_input=stream, **CHUNKED)[0] == 413
    assert 1000 < stream.taken <= 5000


def test_an_unsigned_request_is_refused_unread() -> None:
    for headers in ({}, {"X-Webhook-Signature": "sha256=nonsense"}):
        stream = Once(body_of())
        assert raw(app_with(Ran()), body_of(), headers, wsgi_input=stream)[0] == 400
        assert stream.taken == 0


class Broken(io.RawIOBase):
    """What servers raise of a sender who is gone."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, size: int = -1) -> bytes:
        raise self.error


@pytest.mark.parametrize("error", [ConnectionResetError(), ValueError("bad chunk"), EOFError(), Exception("odd")])
def test_a_sender_who_is_gone_claims_nothing(error: Exception, records: Records) -> None:
    body = body_of()
    ran = Ran()
    app = app_with(ran)
    assert raw(app, body, generic(body), wsgi_input=Broken(error))[0] == 400
    assert (records()[0]["outcome"], records()[0]["error"], ran.count) == ("refused", "BODY_TRUNCATED", 0)
    assert raw(app, body, generic(body))[0] == 200


def earlier(app: Flask, reads: Callable[[], Any]) -> None:
    """Something that reads before the guard."""

    @app.before_request
    def before() -> None:
        reads()


@pytest.mark.parametrize(
    "reads",
    [
        lambda: request.get_data(),
        lambda: request.data,
        lambda: request.get_json(),
        lambda: request.get_json(silent=True),
        lambda: (request.get_data(), request.form),
        lambda: (request.get_data(), request.values),
    ],
)
@pytest.mark.parametrize("how", [{}, CHUNKED], ids=["length", "chunked"])
def test_bytes_that_were_kept_are_verified(reads: Callable[[], Any], how: dict[str, Any]) -> None:
    seen: list[Any] = []

    def view(event: Verified) -> str:
        seen.append((event.body, request.get_data(), request.get_json()["id"]))
        return ""

    app = app_with(view)
    earlier(app, reads)
    body = body_of()
    assert raw(app, body, {**generic(body), **JSON}, **how)[0] == 200
    assert raw(app, body_of("2"), {**generic(body), **JSON}, **how)[0] == 400
    assert seen == [(body, body, "evt_1")]


def test_kept_bytes_are_under_the_cap_too() -> None:
    app = app_with(Ran(), max_body=100)
    earlier(app, lambda: request.get_data())
    body = body_of(pad="x" * 100)
    assert raw(app, body, generic(body))[0] == 413
    assert raw(app, body, generic(body), **CHUNKED)[0] == 413


def test_what_was_parsed_before_is_parsed_anew() -> None:
    """Another's parse may have been changed since, or come from other bytes than those that were kept."""
    seen: list[Any] = []

    def view(event: Verified) -> str:
        seen.append((request.get_json()["id"], dict(request.form)))
        return ""

    def reads() -> None:
        request.get_json()["id"] = "forged"
        request.form = {"id": "forged"}  # type: ignore[misc, assignment]

    app = app_with(view)
    earlier(app, reads)
    body = body_of()
    assert raw(app, body, {**generic(body), **JSON})[0] == 200
    assert seen == [("evt_1", {})]


@pytest.mark.parametrize(
    "reads",
    [
        lambda: request.form,
        lambda: request.files,
        lambda: request.values,
        lambda: request.get_data(cache=False),
        lambda: request.stream.read(),
        lambda: (request.form, request.get_data()),
        lambda: request.get_data(parse_form_data=True),
    ],
)
@pytest.mark.parametrize("how", [{}, CHUNKED], ids=["length", "chunked"])
def test_a_body_that_is_gone_is_a_mistake_of_ours(
    reads: Callable[[], Any], how: dict[str, Any], records: Records, lines: Callable[[], list[str]]
) -> None:
    ran = Ran()
    app = app_with(ran, scheme="slack", dedup="digest")
    earlier(app, reads)
    body = b"command=%2Fdeploy&text=a"
    status, content = raw(app, body, {**slack(body), **FORM}, **how)
    assert (status, content) == (500, b'{"error":"misconfigured"}')
    assert (records()[0]["outcome"], records()[0]["error"]) == ("misconfigured", "BODY_CONSUMED")
    assert "request.get_data()" in lines()[-1]
    assert ran.count == 0


def test_a_body_that_a_middleware_has_read_is_one_too(records: Records, lines: Callable[[], list[str]]) -> None:
    ran = Ran()
    app = app_with(ran)
    inner = app.wsgi_app

    def middleware(environ: Any, start_response: Any) -> Any:
        environ["wsgi.input"].read()
        return inner(environ, start_response)

    app.wsgi_app = middleware  # type: ignore[method-assign]
    body = body_of()
    assert raw(app, body, generic(body)) == (500, b'{"error":"misconfigured"}')
    assert (records()[0]["outcome"], records()[0]["error"], ran.count) == ("misconfigured", "BODY_CONSUMED", 0)
    assert "WSGI middleware" in lines()[-1]
    # Of no body there is nothing to read.
    assert raw(app, b"", generic(b""))[0] != 500


def test_flasks_own_cap_does_not_come_in_between() -> None:
    seen: list[bytes] = []

    def view(event: Verified) -> str:
        seen.append(request.get_data())
        return ""

    app = app_with(view)
    app.config["MAX_CONTENT_LENGTH"] = 10
    body = body_of()
    assert raw(app, body, generic(body))[0] == 200
    assert seen == [body]


@pytest.mark.parametrize(
    "length", ["abc", "-1", "+5", " 5", "5 ", "0x10", "1e3", "5,5", "٣", "1_0", "9" * 20, "9" * 5000, "5.0"]
)
def test_a_length_that_is_no_number(length: str, records: Records) -> None:
    body = body_of()
    stream = Once(body)
    assert raw(app_with(Ran()), body, generic(body), CONTENT_LENGTH=length, wsgi_input=stream)[0] == 400
    assert (records()[0]["error"], stream.taken) == ("HEADER_MALFORMED", 0)


@pytest.mark.parametrize(
    ("declared", "taken", "is_shut"),
    [("10000", 10_000, False), ("65536", 65_536, False), ("65537", 65_536, True), ("200000", 65_536, True),
     ("x", 65_536, True), (None, 65_536, True), ("", 65_536, True), ("0", 0, False)],
)  # fmt: skip
def test_what_is_still_coming_is_read_a_little_after_the_answer(
    declared: str | None, taken: int, is_shut: bool
) -> None:
    """So that the sender sees the answer; then the connection takes nothing more."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stream = Once(b"x" * int(declared) if (declared or "x").isdigit() else b"x" * 200_000, step=4096)
        environ = EnvironBuilder(path=PATH, method="POST").get_environ()
        environ.update({"wsgi.input": stream, "gunicorn.socket": ours, "SERVER_PROTOCOL": "HTTP/1.1"})
        environ.update({"wsgi.input_terminated": True, "CONTENT_LENGTH": declared})
        if declared is None:
            del environ["CONTENT_LENGTH"]
        statuses: list[str] = []
        answer = app_with(Ran())(environ, lambda status, headers, exc_info=None: statuses.append(status))
        assert b"".join(answer) == b'{"error":"invalid_signature"}'
        assert stream.taken == 0
        answer.close()  # type: ignore[attr-defined]
        assert (statuses[0][:3], stream.taken) == ("400", taken)
        with pytest.raises(BrokenPipeError) if is_shut else nullcontext():
            theirs.sendall(b"more")


@pytest.mark.parametrize("lacks", ["gunicorn.socket", "wsgi.input_terminated"])
def test_nothing_is_read_on_where_that_could_hang(lacks: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stream = Once(b"x" * 100_000)
        environ = EnvironBuilder(path=PATH, method="POST").get_environ()
        environ.update({"wsgi.input": stream, "gunicorn.socket": ours, "SERVER_PROTOCOL": "HTTP/1.1"})
        environ["wsgi.input_terminated"] = True
        environ.pop(lacks)
        app_with(Ran())(environ, lambda status, headers, exc_info=None: None).close()  # type: ignore[attr-defined]
        assert stream.taken == 0


def test_a_get_without_a_body_is_one_that_is_empty() -> None:
    app = Flask("get")
    ran = Ran()
    guard(app, ran, dedup="digest")
    app.add_url_rule("/get", "get", app.view_functions["hooks"], methods=["GET"])
    client = app.test_client()
    assert client.get("/get").status_code == 400
    assert client.get("/get", headers=generic(b"")).status_code == 200
    assert ran.events[0].body == b""


def test_two_headers_of_one_name() -> None:
    """WSGI servers join them by a comma; that is no signature, and no list of any either."""
    client = guarded(Ran())
    body = body_of()
    good = generic(body)["X-Webhook-Signature"]
    for value in (f"{good},{good}", f"{good}, {good}", f"x,{good}"):
        assert said(send(client, body, {"X-Webhook-Signature": value})) == REFUSED

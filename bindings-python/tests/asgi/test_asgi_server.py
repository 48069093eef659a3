"""Under uvicorn, over real connections."""

import asyncio
import inspect
import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from asgi_server import Server, answer_of, deliver_to, processes, request
from asgi_support import DUPLICATE, OK, REFUSED, Ran, body_of, hook, hooks, signed
from fastapi import FastAPI
from hookseal import CertificatePins
from hookseal.asgi import ProxyCertificate
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Route

Records = Callable[[], list[dict[str, Any]]]


def said(answer: tuple[int, bytes]) -> tuple[int, Any]:
    return answer[0], json.loads(answer[1])


def eventually(condition: Callable[[], Any], limit: float = 5) -> None:
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


class _Passes(BaseHTTPMiddleware):
    """The usual base of middlewares, which cancels what it wraps when the sender hangs up."""

    async def dispatch(self, request: Any, call_next: Any) -> Any:
        return await call_next(request)


def _starlette(handler: Callable[..., Any], **settings: Any) -> Any:
    return Starlette(
        routes=[Route("/hook", hook(**settings).guard(handler), methods=["POST"])], middleware=[Middleware(_Passes)]
    )


def _fastapi(handler: Callable[..., Any], **settings: Any) -> Any:
    app = FastAPI()

    async def receive(event: Any) -> Any:
        return await handler(event)

    def receive_sync(event: Any) -> Any:
        return handler(event)

    view = receive if inspect.iscoroutinefunction(handler) else receive_sync
    app.post("/hook")(hook(**settings).guard(view))
    return app


def _plain(handler: Callable[..., Any], **settings: Any) -> Any:
    app = hooks(**settings)
    app.on_any(handler)
    return app


@pytest.fixture(params=[_starlette, _fastapi, _plain], ids=["starlette behind a middleware", "fastapi", "plain"])
def make(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """What makes an app of a handler."""
    maker: Callable[..., Any] = request.param
    return maker


def test_fifty_copies_at_once(make: Callable[..., Any]) -> None:
    ran, body = [], body_of()

    async def handle(event: Any) -> Any:
        ran.append(event.id)
        await asyncio.sleep(0.2)
        return {"status": "ok"}

    with Server(make(handle)) as server, ThreadPoolExecutor(50) as pool:
        answers = [said(answer) for answer in pool.map(lambda _: server.send(body, signed(body)), range(50))]
        assert said(server.send(body, signed(body))) == DUPLICATE
    assert ran == ["evt_1"]
    assert answers.count(OK) == 1
    others = Counter(status for status, _content in answers)
    assert others[200] + others[503] == 50


@pytest.mark.parametrize("kind", ["async", "sync"])
def test_a_sender_who_hangs_up_while_the_handler_is_at_work(
    make: Callable[..., Any], kind: str, records: Records
) -> None:
    began, ended, body = [], [], body_of()

    async def handle(event: Any) -> None:
        began.append(event.id)
        await asyncio.sleep(0.4)
        ended.append(event.id)

    def handle_sync(event: Any) -> None:
        began.append(event.id)
        time.sleep(0.4)
        ended.append(event.id)

    with Server(make(handle if kind == "async" else handle_sync)) as server:
        with server.connect() as connection:
            connection.sendall(request(body, signed(body)))
            eventually(lambda: began)
        assert server.send(body, signed(body))[0] == 503, "the retry arrives while it is at work"
        eventually(lambda: ended)
        eventually(lambda: any(record["outcome"] == "ok" for record in records()))
        assert said(server.send(body, signed(body))) == DUPLICATE
    assert (began, ended) == (["evt_1"], ["evt_1"])


def test_a_sender_who_hangs_up_while_the_body_comes(make: Callable[..., Any], records: Records) -> None:
    ran, body = Ran(lambda event: {"status": "ok"}), body_of()
    with Server(make(ran)) as server:
        with server.connect() as connection:
            connection.sendall(request(body[:-1], signed(body), length=len(body)))
            time.sleep(0.1)
        eventually(records)
        assert records()[0]["error"] == "BODY_TRUNCATED"
        assert said(server.send(body, signed(body))) == OK
    assert ran.count == 1


@pytest.mark.parametrize("make", [_starlette, _plain])
def test_a_sender_who_is_refused_early_sees_why(make: Callable[..., Any]) -> None:
    """And before all of its body has come."""
    times = []
    with Server(make(Ran())) as server:
        for _ in range(3):
            with server.connect() as connection:
                connection.sendall(request(b"x" * 60_000, [], length=1_000_000))
                start = time.monotonic()
                assert said(answer_of(connection)) == REFUSED
                times.append(time.monotonic() - start)
                connection.settimeout(5)
                assert connection.recv(100) == b"", "and then it ends"
        with server.connect() as connection:
            connection.sendall(request(b"", [("Expect", "100-continue")], length=1_000_000))
            assert answer_of(connection)[0] == 400, "without a 100 before"
    assert min(times) < 0.9


def test_a_slow_body(make: Callable[..., Any]) -> None:
    body = body_of()
    with Server(make(Ran(), body_timeout=0.2)) as server, server.connect() as connection:
        connection.sendall(request(body[:3], signed(body), length=len(body)))
        assert said(answer_of(connection)) == (408, {"error": "body_timeout"})


def test_a_header_given_twice(make: Callable[..., Any], records: Records) -> None:
    ran, body = Ran(), body_of()
    with Server(make(ran)) as server:
        assert said(server.send(body, signed(body) * 2)) == REFUSED
    assert records()[0]["error"] == "HEADER_DUPLICATE" and ran.count == 0


def test_the_connection_goes_on_after_an_answer(make: Callable[..., Any]) -> None:
    with Server(make(Ran(lambda event: {"status": "ok"}))) as server, server.connect() as connection:
        for id in ("a", "b"):
            body = body_of(id)
            connection.sendall(request(body, signed(body)))
            assert said(answer_of(connection)) == OK
        connection.sendall(request(b"", []))
        assert said(answer_of(connection)) == REFUSED


def test_a_body_in_chunks(make: Callable[..., Any]) -> None:
    body = body_of()
    head = request(b"", signed(body)).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:5], body[5:])) + b"0\r\n\r\n"
    with Server(make(Ran(lambda event: {"status": "ok"}))) as server, server.connect() as connection:
        connection.sendall(head + chunks)
        assert said(answer_of(connection)) == OK


# Several processes


@pytest.mark.parametrize("store", ["memory:", "file:"])
def test_two_workers(store: str, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    url = store if store == "memory:" else f"file:{tmp_path}/w.window?capacity=1024"
    environment = {"HOOKSEAL_TEST_STORE": url, "HOOKSEAL_TEST_RUNS": str(runs)}
    with processes("asgi_workers:app", "--workers", "2", "--lifespan", "off", **environment) as port:
        if store == "memory:":
            body = body_of()
            assert said(deliver_to(port, body, signed(body))) == (500, {"error": "misconfigured"})
            assert not runs.exists()
            return
        bodies = [body_of(f"evt_{i}") for i in range(20)] * 6
        with ThreadPoolExecutor(24) as pool:
            answers = list(pool.map(lambda body: deliver_to(port, body, signed(body)), bodies))
    assert {status for status, _ in answers} <= {200, 503}
    lines = runs.read_text().split("\n")[:-1]
    assert sorted(line.split()[1] for line in lines) == sorted(f"evt_{i}" for i in range(20)), "each once"
    assert [said(answer) for answer in answers].count(OK) == 20


@pytest.mark.parametrize("app", ["alone", "fastapi", "without"])
def test_a_commit_that_waits_when_the_server_is_to_end(app: str, tmp_path: Path) -> None:
    """By SIGTERM, after which uvicorn ends without asking Python: what has a lifespan records it nevertheless."""
    with processes(f"asgi_late_apps:{app}", HOOKSEAL_TEST_FOLDER=str(tmp_path)) as port:
        for name in ("evt_1", "evt_2"):
            body = body_of(name)
            assert deliver_to(port, body, signed(body))[0] == 200
        (tmp_path / "back").touch()
    recorded = tmp_path / "recorded"
    assert (recorded.read_text() if recorded.exists() else "") == ("" if app == "without" else "ok\nok\n")


# Certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for server and client alike, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out certificate -days 2"
    )
    subprocess.run(
        [*command.split(), "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder / "certificate", folder / "key"


def _der(certificate: Path) -> bytes:
    import ssl

    return ssl.PEM_cert_to_DER_cert(certificate.read_text())


def _pins(certificate: Path) -> CertificatePins:
    import hashlib

    return CertificatePins([hashlib.sha256(_der(certificate)).hexdigest()])


def test_the_certificate_of_the_extension(certificate: tuple[Path, Path], records: Records) -> None:
    from asgi_support import deliver

    pem = certificate[0].read_text()
    app = _plain(Ran(), certificates=_pins(certificate[0]))

    def ask(**tls: Any) -> int:
        return deliver(app, body_of(), extensions={"tls": tls}).status

    assert ask(client_cert_chain=[pem], client_cert_error=None) == 200
    assert ask(client_cert_chain=(pem, "others of the chain")) == 200
    assert ask(client_cert_chain=[pem], client_cert_error="certificate has expired") == 400
    assert ask(client_cert_chain=[]) == 400
    assert ask(client_cert_chain=["no PEM"]) == 400
    assert ask() == 400
    other = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert ask(client_cert_chain=[other]) == 400
    assert deliver(app, body_of(), extensions=None).status == 400
    assert [record["error"] for record in records()][2:] == ["CERTIFICATE_MISSING"] * 4 + [
        "CERTIFICATE_MISMATCH",
        "CERTIFICATE_MISSING",
    ]


def test_uvicorn_shows_no_certificate(certificate: tuple[Path, Path], records: Records) -> None:
    """A real one, in a real handshake: should uvicorn come to show it, the README is to say so."""
    import ssl

    context = ssl.create_default_context(cafile=str(certificate[0]))
    context.load_cert_chain(*map(str, certificate))
    app = _plain(Ran(), certificates=_pins(certificate[0]))
    settings = {
        "ssl_certfile": certificate[0],
        "ssl_keyfile": certificate[1],
        "ssl_ca_certs": str(certificate[0]),
        "ssl_cert_reqs": ssl.CERT_REQUIRED,
    }
    body = body_of()
    with Server(app, **settings) as server:
        assert said(server.send(body, signed(body), context=context)) == REFUSED
    assert records()[0]["error"] == "CERTIFICATE_MISSING"


def _header(certificate: Path) -> list[tuple[str, str]]:
    import base64

    return [("Client-Cert", f":{base64.b64encode(_der(certificate)).decode()}:")]


@pytest.mark.parametrize(
    ("trusted", "forwarded", "proxy_headers", "ignored"),
    [
        ("127.0.0.1", None, True, None),
        ("127.0.0.0/8", None, False, None),
        ("127.0.0.1", "203.0.113.7", False, None),
        # uvicorn puts the forwarded address in the place of the peer's: who the peer is nobody knows then.
        ("127.0.0.1", "203.0.113.7", True, "--no-proxy-headers"),
        ("203.0.113.7", "203.0.113.7", True, "--no-proxy-headers"),
        ("203.0.113.7", "203.0.113.7:4711", True, "--no-proxy-headers"),
        ("203.0.113.7", "203.0.113.7", False, "it came from '127.0.0.1'"),
        ("203.0.113.7", None, True, "it came from '127.0.0.1'"),
        ("unix", None, True, "it came from '127.0.0.1'"),
    ],
)
def test_a_proxys_header(
    trusted: str,
    forwarded: str | None,
    proxy_headers: bool,
    ignored: str | None,
    certificate: tuple[Path, Path],
    lines: Callable[[], list[str]],
) -> None:
    ran, body = Ran(), body_of()
    proxy = ProxyCertificate("Client-Cert", trusted=[trusted])
    app = _plain(ran, certificates=_pins(certificate[0]), proxy_certificate=proxy)
    headers = [*signed(body), *_header(certificate[0])]
    if forwarded is not None:
        headers.append(("X-Forwarded-For", forwarded))
    with Server(app, proxy_headers=proxy_headers) as server:
        assert server.send(body, signed(body))[0] == 400, "without the header"
        assert server.send(body, headers)[0] == (400 if ignored else 200)
        twice = [*headers, *_header(certificate[0])]
        assert server.send(body, twice)[0] == 400, "one of them is not the proxy's"
    assert ran.count == (ignored is None)
    # What to do is said, and said once.
    assert [ignored in line for line in lines()] == [True] if ignored else lines() == []


@pytest.mark.parametrize(("trusted", "status"), [("unix", 200), ("127.0.0.1", 400)])
@pytest.mark.parametrize("forwarded", [None, "127.0.0.1"])
def test_a_proxy_on_a_unix_socket(
    trusted: str, status: int, forwarded: str | None, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    body, proxy = body_of(), ProxyCertificate("Client-Cert", trusted=[trusted])
    app = _plain(Ran(), certificates=_pins(certificate[0]), proxy_certificate=proxy)
    headers = [*signed(body), *_header(certificate[0])]
    if forwarded is not None:
        headers.append(("X-Forwarded-For", forwarded))
    with Server(app, uds=str(tmp_path / "socket"), forwarded_allow_ips="*") as server:
        assert server.send(body, headers)[0] == (400 if forwarded else status)


def test_lines_of_the_log_stay_lines(records: Records) -> None:
    """IDs with line breaks, escapes and bidirectional marks."""
    body = body_of("a\n\x1b[31m\u202e\x00", "t\r\ny\u2028")
    with Server(_plain(Ran())) as server:
        assert said(server.send(body, signed(body))) == OK
    (record,) = records()
    assert record["event_id"].isascii() and record["event_id"].isprintable()
    assert record["event_type"].isascii() and record["event_type"].isprintable()

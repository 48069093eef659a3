"""Client certificates and API keys, alone and beside a signature, over real TLS and behind proxies."""

import base64
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask_certificates import Authority, Issued, client
from flask_servers import Gunicorn, Server, Waitress, answer_of, ask, head
from flask_support import REFUSED, SETTINGS, Ran, body_of, generic, guarded, said, send
from hookseal import ApiKeys, CertificatePins, Scheme
from hookseal.flask import ProxyCertificate

KEY = "an api key with more than 16 bytes"


class Tls(Server):
    """Werkzeug's own server, with TLS; whoever has a certificate may show it."""

    def __init__(self, authority: Authority, issued: Issued, endpoints: dict[str, dict[str, Any]]) -> None:
        super().__init__(endpoints)
        self._files = [issued.certificate, issued.key, str(authority.path)]

    def command(self) -> list[str]:
        return [*super().command(), *self._files]


class People:
    """Who takes part."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder)
        (folder / "other").mkdir()
        self.server = self.authority.issue("server")
        self.sender = self.authority.issue("sender")
        self.new_sender = self.authority.issue("new sender")
        # Of the same authority, and not ours.
        self.stranger = self.authority.issue("stranger")
        self.forged = Authority(folder / "other").issue("sender")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    return People(tmp_path_factory.mktemp("certificates"))


def endpoints(people: People) -> dict[str, dict[str, Any]]:
    pins = {"certificates": [people.sender.pin, people.new_sender.pin]}
    return {
        "/certificate": {"scheme": "unsigned", **pins},
        "/both": pins,
        "/all": {**pins, "api_keys": [KEY]},
        "/key": {"scheme": "unsigned", "api_keys": [KEY]},
        "/proxied": {**pins, "trusted": ["10.0.0.0/8", "192.0.2.1"]},
        "/slow": {**pins, "body_timeout": 0.6},
    }


@pytest.fixture(scope="module", params=["sync", "gthread", "gevent", "werkzeug"])
def tls(request: pytest.FixtureRequest, people: People) -> Iterator[Server]:
    files = ["--certfile", people.server.certificate, "--keyfile", people.server.key]
    files += ["--ca-certs", str(people.authority.path), "--cert-reqs", str(int(ssl.CERT_OPTIONAL))]
    if request.param == "werkzeug":
        server: Server = Tls(people.authority, people.server, endpoints(people))
    else:
        threads = "4" if request.param == "gthread" else "1"
        server = Gunicorn(endpoints(people), *files, "--worker-class", request.param, "--threads", threads)
    with server:
        yield server


def post(
    server: Server, people: People, issued: Issued | None, path: str, headers: dict[str, str], body: bytes = body_of()
) -> tuple[int, Any]:
    context = client(people.authority, issued)
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=10, context=context)
    try:
        return ask(connection, path, body, headers)
    finally:
        connection.close()


def error_of(server: Server) -> str | None:
    error: str | None = server.records[-1]["error"]
    return error


def test_a_certificate_alone(tls: Server, people: People) -> None:
    assert post(tls, people, people.sender, "/certificate", {})[0] == 200
    assert post(tls, people, people.new_sender, "/certificate", {})[0] == 200
    assert post(tls, people, people.stranger, "/certificate", {}) == REFUSED
    assert error_of(tls) == "CERTIFICATE_MISMATCH"
    assert post(tls, people, None, "/certificate", {}) == REFUSED
    assert error_of(tls) == "CERTIFICATE_MISSING"


def test_a_certificate_of_another_authority_does_not_get_in(tls: Server, people: People) -> None:
    before = len(tls.records)
    with pytest.raises(OSError):
        post(tls, people, people.forged, "/certificate", {})
    assert len(tls.records) == before


def test_a_certificate_beside_a_signature(tls: Server, people: People) -> None:
    good = generic(body_of())
    assert post(tls, people, people.sender, "/both", good)[0] == 200
    assert post(tls, people, people.sender, "/both", generic(b"other")) == REFUSED
    assert error_of(tls) == "SIGNATURE_MISMATCH"
    assert post(tls, people, people.sender, "/both", {}) == REFUSED
    assert error_of(tls) == "SIGNATURE_MISSING"
    assert post(tls, people, people.stranger, "/both", good) == REFUSED
    assert error_of(tls) == "CERTIFICATE_MISMATCH"
    assert post(tls, people, None, "/both", good) == REFUSED
    assert error_of(tls) == "CERTIFICATE_MISSING"


def test_certificate_key_and_signature(tls: Server, people: People) -> None:
    good = generic(body_of())
    assert post(tls, people, people.sender, "/all", {**good, "X-Key": KEY})[0] == 200
    assert post(tls, people, people.sender, "/all", {**good, "X-Key": KEY + "x"}) == REFUSED
    assert post(tls, people, people.sender, "/all", good) == REFUSED
    assert post(tls, people, people.sender, "/all", {"X-Key": KEY}) == REFUSED
    assert post(tls, people, people.stranger, "/all", {**good, "X-Key": KEY}) == REFUSED


def test_a_key_alone(tls: Server, people: People) -> None:
    assert post(tls, people, None, "/key", {"X-Key": KEY})[0] == 200
    for headers, error in [
        ({}, "API_KEY_MISSING"),
        ({"X-Key": ""}, "API_KEY_MISSING"),
        ({"X-Key": "x"}, "API_KEY_MISMATCH"),
    ]:
        assert post(tls, people, people.sender, "/key", headers) == REFUSED
        assert error_of(tls) == error


def test_what_a_client_writes_is_no_certificate(tls: Server, people: People) -> None:
    encoded = base64.b64encode(people.sender.der).decode()
    spoofed = {
        **generic(body_of()),
        "Client-Cert": f":{encoded}:",
        "SSL-Client-Cert": quote(people.sender.pem),
        "X-SSL-Client-Cert": quote(people.sender.pem),
        "X-Forwarded-Client-Cert": f"Cert={quote(people.sender.pem)}",
        "X-Forwarded-For": "10.0.0.1",
        "Forwarded": "for=10.0.0.1",
        "X-Real-IP": "10.0.0.1",
    }
    for path in ("/certificate", "/both", "/proxied"):
        assert post(tls, people, None, path, spoofed) == REFUSED
        assert error_of(tls) == "CERTIFICATE_MISSING"


def test_a_body_over_tls_that_does_not_come_is_timed_out(tls: Server, people: People) -> None:
    context = client(people.authority, people.sender)
    for pause in (0.1, 5.0):
        with socket.create_connection(("127.0.0.1", tls.port), 10) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
                connection.sendall(head("/slow", {**generic(b"x" * 99), "Content-Length": "99"}) + b"x")
                stop = threading.Event()
                trickle = threading.Thread(target=drip, args=(connection, pause, stop))
                trickle.start()
                try:
                    status, _, content = answer_of(connection)
                finally:
                    stop.set()
                    trickle.join()
                # And the answer is under TLS as all before.
                assert (status, content) == (408, b'{"error":"body_timeout"}')


def drip(connection: ssl.SSLSocket, pause: float, stop: threading.Event) -> None:
    while not stop.wait(pause):
        try:
            connection.sendall(b"x")
        except (OSError, ValueError):
            return


# Behind a proxy


@pytest.fixture(scope="module")
def behind(people: People) -> Iterator[Gunicorn]:
    """Two endpoints: one trusts whoever connects here, the other somebody else; behind ProxyFix."""
    pins = {"certificates": [people.sender.pin]}
    ends = {"/proxied": {**pins, "trusted": ["127.0.0.0/8"]}, "/elsewhere": {**pins, "trusted": ["192.0.2.1"]}}
    with Gunicorn(ends, "--threads", "2", PROXY_FIX="1") as server:
        yield server


def proxied(people: People, **more: str) -> dict[str, str]:
    return {**generic(body_of()), "Client-Cert": f":{base64.b64encode(people.sender.der).decode()}:", **more}


def test_a_proxy_that_is_trusted_passes_a_certificate_on(behind: Gunicorn, people: People) -> None:
    body = body_of()
    assert behind.post("/proxied", body, proxied(people))[0] == 200
    # Whatever the proxy says of where the client is.
    assert behind.post("/proxied", body, proxied(people, **{"X-Forwarded-For": "203.0.113.9"}))[0] == 200
    assert behind.post("/proxied", body, generic(body)) == REFUSED
    stranger = f":{base64.b64encode(people.stranger.der).decode()}:"
    assert behind.post("/proxied", body, proxied(people, **{"Client-Cert": stranger})) == REFUSED
    assert behind.records[-1]["error"] == "CERTIFICATE_MISMATCH"


@pytest.mark.parametrize("address", ["192.0.2.1", "192.0.2.1, 192.0.2.1", "::ffff:192.0.2.1", "unix", "", "127.0.0.1"])
def test_a_forwarded_address_makes_nobody_a_proxy(behind: Gunicorn, people: People, address: str) -> None:
    headers = proxied(people, **{"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": f"for={address}"})
    assert behind.post("/elsewhere", body_of(), headers) == REFUSED
    assert behind.records[-1]["error"] == "CERTIFICATE_MISSING"
    # Said once: strangers may try as often as they like.
    assert behind.log.count("it came from '127.0.0.1': if that is your proxy, add it to trusted=") == 1


@pytest.mark.parametrize("fixed", [(), ("--trusted-proxy", "*", "--trusted-proxy-headers", "x-forwarded-for")])
def test_where_the_server_shows_no_socket_nobody_is_a_proxy(people: People, fixed: tuple[str, ...]) -> None:
    """Such a server may put in the place of the peer's address what the client wrote."""
    ends = {"/hook": {"certificates": [people.sender.pin], "trusted": ["192.0.2.1", "127.0.0.1"]}}
    with Waitress(ends, *fixed) as server:
        for more in ({}, {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "127.0.0.1"}):
            assert server.post("/hook", body_of(), proxied(people, **more)) == REFUSED
            assert server.records[-1]["error"] == "CERTIFICATE_MISSING"
        assert server.log.count("header Client-Cert was ignored: the server does not show its socket") == 1
        assert "serve the app with gunicorn" in server.log


def connect(connection: socket.socket, path: str) -> None:
    """Connects, once the server is there."""
    end = time.monotonic() + 10
    while connection.connect_ex(path):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_proxy_on_a_unix_socket(people: People, tmp_path: Path) -> None:
    pins = {"certificates": [people.sender.pin]}
    ends = {"/unix": {**pins, "trusted": ["unix"]}, "/tcp": {**pins, "trusted": ["127.0.0.1"]}}
    path = str(tmp_path / "socket")
    with Gunicorn(ends, "--bind", f"unix:{path}") as server:
        for target, status in (("/unix", 200), ("/tcp", 400)):
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(10)
                connect(connection, path)
                length = {"Content-Length": str(len(body_of()))}
                connection.sendall(head(target, {**proxied(people), **length}) + body_of())
                assert answer_of(connection)[0] == status
        # Through the other door it is the other way round.
        assert server.post("/unix", body_of(), proxied(people)) == REFUSED
        assert server.post("/tcp", body_of(), proxied(people))[0] == 200


def in_process(people: People, **settings: Any) -> Any:
    pins = CertificatePins([people.sender.pin])
    return guarded(Ran(), **{**SETTINGS, "store": None, "certificates": pins, **settings})


def forms(people: People) -> dict[str, str]:
    encoded = base64.b64encode(people.sender.der).decode()
    return {
        "RFC 9440": f":{encoded}:",
        "percent-encoded PEM, as nginx": quote(people.sender.pem, safe=""),
        "PEM without line ends, as AWS": quote(people.sender.pem.replace("\n", "")),
        "bare base64, as Traefik": encoded,
        "PEM with spaces for line ends": people.sender.pem.replace("\n", " ").strip(),
    }


def test_the_forms_of_proxies(behind: Gunicorn, people: People) -> None:
    for name, value in forms(people).items():
        assert behind.post("/proxied", body_of(), {**generic(body_of()), "Client-Cert": value})[0] == 200, name


@pytest.mark.parametrize(
    ("peer", "is_trusted"),
    [("10.1.2.3", True), ("::ffff:10.1.2.3", True), ("10.2.2.3", False), ("", False), ("x", False), (None, False)],
)
def test_whom_a_network_covers(peer: str | None, is_trusted: bool) -> None:
    assert ProxyCertificate("X-Cert", trusted=["10.1.0.0/16"]).trusts(peer) is is_trusted


@pytest.mark.parametrize(
    "value",
    ["", ":", "::", ":!:", "x", "%", "%00", "\xff", "A" * 8000, "-----BEGIN CERTIFICATE-----", "(null)", ":AAAA",
     ":AA:AA:", "AAAA", "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
     "-----BEGIN CERTIFICATE-----\xe9-----END CERTIFICATE-----"],
)  # fmt: skip
def test_a_header_that_holds_none(behind: Gunicorn, value: str) -> None:
    assert behind.post("/proxied", body_of(), {**generic(body_of()), "Client-Cert": value})[0] == 400


def test_what_wsgi_servers_say_of_a_certificate(people: People) -> None:
    """Apache's mod_wsgi and uWSGI have a variable for it, which no header of a request becomes."""
    app = in_process(people)
    of_nginx = people.sender.pem.strip().replace("\n", "\n\t")
    assert send(app, body_of(), environ_overrides={"SSL_CLIENT_CERT": of_nginx}).status_code == 200
    for pem, status in [(people.sender.pem, 200), (people.stranger.pem, 400), ("", 400), ("(null)", 400)]:
        answer = send(app, body_of(), environ_overrides={"SSL_CLIENT_CERT": pem})
        assert answer.status_code == status
    assert (
        send(
            app, body_of(), {**generic(body_of()), "SSL-Client-Cert": people.sender.pem.replace("\n", " ")}
        ).status_code
        == 400
    )


def test_an_address_without_a_socket_is_nobodys(people: People, lines: Callable[[], list[str]]) -> None:
    """Apache's mod_remoteip puts a forwarded address there and takes the header away, so that nothing tells."""
    client = in_process(people, proxy_certificate=ProxyCertificate("Client-Cert", trusted=["10.0.0.1"]))
    for _ in range(2):
        answer = send(client, body_of(), proxied(people), environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
        assert said(answer) == REFUSED
    assert ["serve the app with gunicorn" in line for line in lines()] == [True]


# API keys in process


def test_keys_alone_and_beside_a_signature() -> None:
    keys = ApiKeys([KEY, "another key of 16 and more"], header="X-Key")
    bearer = ApiKeys.bearer([KEY])
    unsigned = {"scheme": Scheme("unsigned", id={"json": "id"}), "secrets": None}
    alone, both = guarded(Ran(), api_keys=keys, **unsigned), guarded(Ran(), api_keys=bearer)
    body = body_of()
    for value, status in [(KEY, 200), ("another key of 16 and more", 200), (KEY[:-1], 400), (f"{KEY},{KEY}", 400)]:
        assert send(alone, body, {"X-Key": value}).status_code == status
    for headers, status in [
        ({**generic(body), "Authorization": f"Bearer {KEY}"}, 200),
        ({**generic(body), "Authorization": f"Basic {KEY}"}, 400),
        ({**generic(body), "Authorization": "Bearer"}, 400),
        (generic(body), 400),
        ({"Authorization": f"Bearer {KEY}"}, 400),
        ({**generic(body), "Authorization": "Bearer \xff"}, 400),
    ]:
        assert send(both, body, headers).status_code == status


def test_a_weak_key_of_a_guard_is_refused_nowhere_but_told(caplog: pytest.LogCaptureFixture) -> None:
    guarded(Ran(), api_keys=ApiKeys(["short"], header="X-Key"))
    assert "16 bytes" in caplog.text

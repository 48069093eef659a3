"""How bodies come over real connections: without a length, in chunks, slowly, too large, not at all."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask_servers import Gunicorn, Server, answer_of, ask, head, large
from flask_support import body_of, generic, until

LARGE = 100
ENDPOINTS: dict[str, dict[str, Any]] = {
    "/hook": {"dedup": "digest", "store": "memory:"},
    "/capped": {"max_body": 1000},
    "/slow": {"body_timeout": 0.6},
    "/large": {"dedup": "none", "max_body": (LARGE + 1) << 20, "max_buffered": (LARGE + 1) << 20, "body_timeout": 60},
    "/held": {"max_buffered": 200_000},
}


@pytest.fixture(scope="module", params=["gthread", "sync", "werkzeug"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    arguments = {"gthread": ["--threads", "4"], "sync": []}
    server = Server(ENDPOINTS) if request.param == "werkzeug" else Gunicorn(ENDPOINTS, *arguments[request.param])
    with server:
        yield server


@pytest.fixture(scope="module")
def gthread() -> Iterator[Gunicorn]:
    with Gunicorn(ENDPOINTS, "--threads", "4") as server:
        yield server


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + end


CHUNKED = {"Transfer-Encoding": "chunked"}


def by_hand(server: Server, path: str, headers: dict[str, str], content: bytes = b"") -> tuple[int, bytes]:
    """A request by hand; the sender stays there and waits."""
    with server.raw() as connection:
        connection.sendall(head(path, headers) + content)
        status, _, answered = answer_of(connection)
        return status, answered


def test_a_body_in_chunks_is_verified(server: Server) -> None:
    body = body_of("chunked", text="x" * 5000)
    pieces = [body[at : at + 999] for at in range(0, len(body), 999)]
    assert by_hand(server, "/hook", {**generic(body), **CHUNKED}, chunked(*pieces))[0] == 200
    assert by_hand(server, "/hook", {**generic(body + b" "), **CHUNKED}, chunked(*pieces))[0] == 400
    # The client's own chunks.
    connection = server.connect()
    other = body_of("chunked 2")
    assert ask(connection, "/hook", iter([other[:10], other[10:]]), generic(other))[0] == 200
    connection.close()


@pytest.mark.parametrize(
    "content",
    [
        b"zz\r\n",
        b"-1\r\n",
        b"ffffffffffffffffffffff\r\nx",
        b"5\r\nabc",
        b"3\r\nabcdef\r\n0\r\n\r\n",
        b"3\r\nabc\r\n",
        chunked(b"abc", end=b"0\r\nbad trailer\r\n\r\n"),
        b"",
    ],
)
def test_chunks_that_are_none(server: Server, content: bytes) -> None:
    before = len(server.notes)
    with server.raw() as connection:
        connection.sendall(head("/hook", {**generic(b"abc"), **CHUNKED}) + content)
        connection.shutdown(socket.SHUT_WR)
        try:
            # The server itself may hang up on it.
            status = answer_of(connection)[0]
        except OSError:
            status = 400
    # A trailer that nobody reads may be let pass.
    assert status in (400, 413) or (status == 200 and b"trailer" in content), server.log[-2000:]
    assert len(server.notes) == before or b"trailer" in content


def test_without_a_length_there_is_no_body_and_nothing_hangs(server: Server) -> None:
    started = time.monotonic()
    assert by_hand(server, "/hook", {})[0] == 400
    assert by_hand(server, "/hook", generic(body_of()))[0] == 400
    assert by_hand(server, "/hook", {**generic(b""), "X-Odd": "1"})[0] == 200
    assert by_hand(server, "/hook", generic(b""), b"")[0] == 200
    assert by_hand(server, "/hook", {**generic(b""), "Content-Length": "0"})[0] == 200
    assert time.monotonic() - started < 4


def test_a_sender_who_stalls_is_timed_out(server: Server) -> None:
    body = body_of()
    for headers, content in [
        ({"Content-Length": str(len(body))}, body[:-1]),
        (CHUNKED, chunked(body, end=b"")),
    ]:
        started = time.monotonic()
        status, answered = by_hand(server, "/slow", {**generic(body), **headers}, content)
        assert (status, answered) == (408, b'{"error":"body_timeout"}')
        assert 0.5 < time.monotonic() - started < 5
    assert server.records[-1]["error"] == "BODY_TIMEOUT"


def test_a_sender_who_trickles_is_timed_out(server: Server) -> None:
    """A byte now and then is no reason to wait for the rest."""
    body = body_of(text="x" * 100)
    started = time.monotonic()
    with server.raw() as connection:
        connection.sendall(head("/slow", {**generic(body), "Content-Length": str(len(body))}))
        connection.settimeout(0.1)
        for at in range(len(body)):
            connection.sendall(body[at : at + 1])
            try:
                connection.recv(1, socket.MSG_PEEK)
                break
            except TimeoutError:
                assert time.monotonic() - started < 5
        connection.settimeout(5)
        assert answer_of(connection)[0] == 408
    assert 0.5 < time.monotonic() - started < 5


def test_a_sender_who_takes_its_time_within_the_limit(server: Server) -> None:
    body = body_of("patient")
    with server.raw() as connection:
        connection.sendall(head("/slow", {**generic(body), "Content-Length": str(len(body))}))
        for at in range(0, len(body), 10):
            time.sleep(0.05)
            connection.sendall(body[at : at + 10])
        assert answer_of(connection)[0] == 200


def test_a_sender_who_hangs_up_before_the_end_claims_nothing(server: Server) -> None:
    body = body_of("hangs up")
    count = len(server.records)
    with server.raw() as connection:
        connection.sendall(head("/hook", {**generic(body), "Content-Length": str(len(body))}) + body[:-1])
    end = time.monotonic() + 5
    while len(server.records) == count and time.monotonic() < end:
        time.sleep(0.02)
    assert (server.records[-1]["status"], server.records[-1]["error"]) == (400, "BODY_TRUNCATED")
    assert not any("hangs" in line for line in server.notes)
    assert server.post("/hook", body)[0] == 200


def test_a_sender_who_sends_nothing_and_one_whose_body_a_middleware_took() -> None:
    """To the app both look the same; the connection tells them apart."""
    body = body_of()
    request = head("/hook", {**generic(body), "Content-Length": str(len(body))})
    with Gunicorn(ENDPOINTS, "--threads", "2", CONSUMED="1") as server:
        assert server.post("/hook", body) == (500, {"error": "misconfigured"})
        with server.raw() as connection:
            connection.sendall(request)
        server.until('"error":"BODY_TRUNCATED"')
        assert [record["error"] for record in server.records] == ["BODY_CONSUMED", "BODY_TRUNCATED"]


def test_a_declared_length_over_the_cap_is_answered_at_once(server: Server) -> None:
    started = time.monotonic()
    for length in ("1001", "100000000000", "9" * 18):
        status, answered = by_hand(server, "/capped", {**generic(b""), "Content-Length": length})
        assert (status, answered) == (413, b'{"error":"body_too_large"}')
    assert time.monotonic() - started < 2.5, "it waited for the body"


def test_who_sends_too_much_gets_to_see_the_answer(server: Server) -> None:
    """As far as senders look: the server reads a little of what is still coming, and then hangs up."""
    for headers, content in [
        ({"Content-Length": str(60 << 10)}, b"x" * (60 << 10)),
        (CHUNKED, chunked(*[b"x" * 4096] * 12)),
    ]:
        assert by_hand(server, "/capped", {**generic(b""), **headers}, content)[0] == 413
    with server.raw() as connection:
        connection.sendall(head("/capped", {**generic(b""), "Content-Length": str(1 << 30)}))
        status = answer_of(connection)[0]
        sent, started = 0, time.monotonic()
        try:
            while time.monotonic() - started < 6 and (sent < 1 << 26 or isinstance(server, Gunicorn)):
                sent += connection.send(b"x" * 65536)
        except OSError:
            pass
        assert status == 413
        # Werkzeug's own server takes in gigabytes first.
        assert time.monotonic() - started < 5 or not isinstance(server, Gunicorn), "nobody hung up"


def test_the_next_request_of_a_connection_is_not_the_rest_of_a_refused_one(gthread: Gunicorn) -> None:
    connection = gthread.connect()
    smuggled = body_of("smuggled")
    inner = head("/hook", {**generic(smuggled), "Content-Length": str(len(smuggled))}) + smuggled
    for path, status in (("/hook", 400), ("/capped", 413)):
        assert ask(connection, path, inner * 5, generic(b"other"))[0] == status
        assert ask(connection, "/hook", body_of("next " + path), generic(body_of("next " + path)))[0] == 200
    connection.close()
    with gthread.raw() as raw:
        raw.sendall(
            head("/capped", {**generic(b""), "Content-Length": str(1 << 20)}) + b"x" * (65536 - 200) + inner * 10
        )
        assert answer_of(raw)[0] == 413
        raw.settimeout(5)
        try:
            assert raw.recv(1) == b""
        except ConnectionError:
            pass
    assert not any("smuggled" in line for line in gthread.notes)


def unread(connection: socket.socket) -> int:
    """Bytes that are on their way to the server, or that it has not read yet, as the kernel tells it."""
    own, peer = (f"{port:04X}" for _, port in (connection.getsockname(), connection.getpeername()))
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    queues = {(local[-4:], remote[-4:]): queues.split(":") for _, local, remote, _, queues, *_ in sockets}
    return int(queues[own, peer][0], 16) + int(queues[peer, own][1], 16)


def test_what_the_process_may_hold_unverified(gthread: Gunicorn) -> None:
    body = body_of(text="x" * 150_000)
    headers = {**generic(body), "Content-Length": str(len(body))}
    with gthread.raw() as first:
        first.sendall(head("/held", headers) + body[:-10])
        # Held before the second comes: of two that come together, either one may be refused.
        until(lambda: unread(first) == 0)
        with gthread.raw() as second:
            second.sendall(head("/held", headers) + body)
            status, answered, _ = answer_of(second)
        assert status == 503 and int(answered["Retry-After"]) >= 1
        # What is small enough still fits.
        assert gthread.post("/held", body_of("small"))[0] == 200
        first.sendall(body[-10:])
        assert answer_of(first)[0] == 200
    assert gthread.post("/held", body)[0] == 200


def status_of(pid: int, name: str) -> int:
    """A value of `/proc/<pid>/status`, in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_a_large_body_is_in_memory_once(how: str) -> None:
    with Gunicorn(ENDPOINTS, "--threads", "2") as server:
        connection = server.connect(60)
        connection.request("GET", "/pid")
        pid = int(connection.getresponse().read())
        assert server.post("/large", body_of())[0] == 200
        before = status_of(pid, "VmRSS")
        pieces, headers = large(LARGE)
        if how == "length":
            headers["Content-Length"] = str(LARGE << 20)
        status, content = ask(connection, "/large", pieces, headers)
        connection.close()
        assert (status, content["bytes"]) == (200, LARGE << 20)
        grown = (status_of(pid, "VmHWM") - before) / 1024
        assert LARGE * 0.9 < grown < LARGE * 1.3, f"{grown:.0f} MiB for {LARGE} MiB"


def test_many_slow_senders_at_once_are_timed_out_in_time(gthread: Gunicorn) -> None:
    took: list[float] = []

    def stall() -> None:
        started = time.monotonic()
        assert by_hand(gthread, "/slow", {**generic(b"ab"), "Content-Length": "2"}, b"a")[0] == 408
        took.append(time.monotonic() - started)

    threads = [threading.Thread(target=stall) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(took) == 4 and max(took) < 1.6

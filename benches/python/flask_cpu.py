"""Prints what verification, dedup in a file and the log record add to the CPU time of a Flask app's request.

Several apps under gunicorn, one synchronous worker each, get the same deliveries over loopback, in turns. Measured is
the CPU time of the worker's process alone, of user and kernel. With `--check` it fails where the promised ratio is
missed.
"""

import itertools
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import deliveries
from flask_app import APPS
from rounds import Table, Target, compare, interleave

ROUNDS = 40
REQUESTS = 150
"""Requests in each round to each app."""

PROMISED = Target(1.10)
EVENT = (Path(__file__).parent.parent / "core/src/stripe_event.json").read_bytes().rstrip()
EVENT_ID = b"evt_1PgafmB7WZ01zgkW6dKueIc5"


def events() -> Iterator[bytes]:
    """The same event under ever new IDs."""
    for number in itertools.count():
        yield EVENT.replace(EVENT_ID, b"evt_%024d" % number)


def request(body: bytes) -> bytes:
    """A delivery of now, as it goes over the wire."""
    headers = deliveries.stripe(body).headers | {"Host": "localhost", "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /webhooks HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode() + body


class Server:
    """A gunicorn with one worker that serves one of the apps."""

    def __init__(self, port: int, worker: int) -> None:
        self._address = ("127.0.0.1", port)
        self._clock = _cpu_clock(worker)

    def micros(self, bodies: Iterator[bytes]) -> float:
        """Microseconds of CPU time a request, over a round of them."""
        requests = [request(next(bodies)) for _ in range(REQUESTS)]
        before = time.clock_gettime_ns(self._clock)
        for sent in requests:
            self._send(sent)
        return (time.clock_gettime_ns(self._clock) - before) / REQUESTS / 1000

    def _send(self, sent: bytes) -> None:
        with socket.create_connection(self._address, timeout=10) as connection:
            connection.sendall(sent)
            answer = b"".join(iter(partial(connection.recv, 65536), b""))
        # An answer that is no success is no measurement.
        if not answer.startswith(b"HTTP/1.1 200 ") or b'"status":"ok"' not in answer:
            raise AssertionError(answer)


def _cpu_clock(pid: int) -> int:
    """What `clock_getcpuclockid` gives on Linux: the clock of another process's CPU time, in nanoseconds."""
    return (~pid << 3) | 2


@contextmanager
def serving(name: str, folder: Path) -> Iterator[Server]:
    """Starts a server for an app on a free port, and stops it."""
    folder.mkdir(mode=0o700)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    options = ["--workers=1", "--worker-class=sync", "--log-level=error", f"--bind=fd://{listening.fileno()}"]
    app = ["--chdir", str(Path(__file__).parent), f"flask_app:{name}({str(folder)!r})"]
    command = [sys.executable, "-m", "gunicorn", *options, *app]
    master = subprocess.Popen(command, pass_fds=[listening.fileno()])
    listening.close()
    try:
        yield Server(port, _worker(master))
    finally:
        master.send_signal(signal.SIGTERM)
        master.wait(10)


def _worker(master: "subprocess.Popen[bytes]") -> int:
    children = Path(f"/proc/{master.pid}/task/{master.pid}/children")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and master.poll() is None:
        workers = children.read_text().split()
        if workers:
            return int(workers[0])
        time.sleep(0.05)
    raise RuntimeError("gunicorn did not start a worker")


def main() -> int:
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        servers = {name: stack.enter_context(serving(name, Path(made, name))) for name in APPS}
        bodies = events()
        rounds = interleave([partial(server.micros, bodies) for server in servers.values()], ROUNDS)
        logged = len(Path(made, "hookseal", "log").read_text().splitlines())
    taken = dict(zip(servers, rounds, strict=True))
    # One more round warms up.
    assert logged == (ROUNDS + 1) * REQUESTS, logged
    table = Table("Flask under gunicorn, CPU time a request", "µs")
    what = f"Stripe event of {len(EVENT):,} B: verified, dedup in a file, logged"
    table.row(what, "raw body and JSON", compare(taken["hookseal"], taken["bare"]), PROMISED)
    table.row(what, "hand-written recipe, JSON", compare(taken["hookseal"], taken["recipe"]), None)
    table.row(what, "recipe, dedup in SQLite, logged", compare(taken["hookseal"], taken["by_hand"]), None)
    table.row("hand-written recipe, JSON", "raw body and JSON", compare(taken["recipe"], taken["bare"]), None)
    table.row("recipe, dedup in SQLite, logged", "raw body and JSON", compare(taken["by_hand"], taken["bare"]), None)
    table.end(f"medians of {ROUNDS} interleaved rounds of {REQUESTS} requests")
    return int("--check" in sys.argv and table.missed > 0)


if __name__ == "__main__":
    sys.exit(main())

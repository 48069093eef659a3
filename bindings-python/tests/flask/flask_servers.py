"""Real servers with `flask_served`, and clients for them."""

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from flask_support import SECRET, generic
from store_servers import free_port, wait_for

HERE = Path(__file__).parent


class Server:
    """A server in a process group of its own, with a folder for what it writes. Use it with `with`."""

    def __init__(self, endpoints: dict[str, dict[str, Any]], **environment: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self.port = free_port()
        self._endpoints = {
            path: {name: self._placed(value) for name, value in settings.items()}
            for path, settings in endpoints.items()
        }
        self._environment = environment

    def _placed(self, value: Any) -> Any:
        return value.replace("FOLDER", str(self.folder)) if isinstance(value, str) else value

    def command(self) -> list[str]:
        """What starts it."""
        return [sys.executable, str(HERE / "flask_served.py"), str(self.port)]

    def __enter__(self) -> Self:
        environment = {
            **os.environ,
            **self._environment,
            "FOLDER": str(self.folder),
            "ENDPOINTS": json.dumps(self._endpoints),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")])),
        }
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                self.command(),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_for(self.port)
        except AssertionError as error:
            self.__exit__()
            raise AssertionError(self.log) from error
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            pass
        # Whatever is left of its group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._folder.cleanup()

    # What it wrote

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.splitlines() if line.startswith('{"time"')]

    @property
    def notes(self) -> list[str]:
        path = self.folder / "notes"
        return path.read_text().splitlines() if path.exists() else []

    def until(self, words: str, seconds: float = 20) -> None:
        """Waits until these words stand in the log or the notes."""
        end = time.monotonic() + seconds
        while words not in self.log and words not in self.notes:
            assert time.monotonic() < end, f"{words!r} never came:\n{self.log}"
            time.sleep(0.02)

    # Requests

    def connect(self, timeout: float = 20) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def post(
        self, path: str, body: bytes, headers: dict[str, str] | None = None, *, timeout: float = 20
    ) -> tuple[int, Any]:
        """Posts a delivery, signed as `generic-hex` unless with other headers; gives status and content."""
        connection = self.connect(timeout)
        try:
            return ask(connection, path, body, generic(body) if headers is None else headers)
        finally:
            connection.close()

    def raw(self, timeout: float = 20) -> socket.socket:
        """A connection for requests by hand."""
        return socket.create_connection(("127.0.0.1", self.port), timeout)


class Gunicorn(Server):
    """Gunicorn, with these arguments beside."""

    def __init__(self, endpoints: dict[str, dict[str, Any]], *arguments: str, **environment: str) -> None:
        super().__init__(endpoints, **environment)
        self._arguments = arguments

    def command(self) -> list[str]:
        bind = f"127.0.0.1:{self.port}"
        gunicorn = [sys.executable, "-m", "gunicorn", "--bind", bind, "--worker-tmp-dir", str(self.folder)]
        return [*gunicorn, "--no-control-socket", *self._arguments, "flask_served:create()"]


class Waitress(Server):
    """Waitress, with these arguments beside: it shows no socket."""

    def __init__(self, endpoints: dict[str, dict[str, Any]], *arguments: str) -> None:
        super().__init__(endpoints)
        self._arguments = arguments

    def command(self) -> list[str]:
        waitress = [sys.executable, "-m", "waitress", "--listen", f"127.0.0.1:{self.port}"]
        return [*waitress, *self._arguments, "--call", "flask_served:create"]


def ask(connection: http.client.HTTPConnection, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
    """A request on a connection."""
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    try:
        return answer.status, json.loads(content)
    except ValueError:
        return answer.status, content


def head(path: str, headers: dict[str, str]) -> bytes:
    """The head of a request by hand."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def answer_of(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content of an answer to a request by hand."""
    answer = http.client.HTTPResponse(connection, method="POST")
    answer.begin()
    return answer.status, dict(answer.getheaders()), answer.read()


def large(megabytes: int) -> tuple[Iterator[bytes], dict[str, str]]:
    """A large body that is never whole in this process, and its signature."""
    piece = b"x" * (1 << 20)
    mac = hmac.new(SECRET.encode(), digestmod=hashlib.sha256)
    for _ in range(megabytes):
        mac.update(piece)
    return (piece for _ in range(megabytes)), {"X-Webhook-Signature": f"sha256={mac.hexdigest()}"}

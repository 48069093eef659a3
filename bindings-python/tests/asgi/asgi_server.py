"""Real servers for the tests of the ASGI adapter: uvicorn in a thread, or in processes of its own."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from asgi_support import Headers
from store_servers import free_port, wait_for

_ending: list[threading.Thread] = []


def join_all() -> None:
    """Waits for all servers that were told to end."""
    for thread in _ending:
        thread.join(10)
        assert not thread.is_alive(), "a server does not end"


class Server:
    """uvicorn in a thread, on a port or a socket of its own."""

    def __init__(self, app: Any, *, uds: str | None = None, **settings: Any) -> None:
        family = socket.AF_UNIX if uds else socket.AF_INET
        self.address: Any = uds or ("127.0.0.1", 0)
        self._socket = socket.socket(family)
        self._socket.bind(self.address)
        self.address = self._socket.getsockname()
        self.family = family
        settings = {"http": "h11", "loop": "asyncio", "lifespan": "off", "log_config": None, **settings}
        self._server = uvicorn.Server(uvicorn.Config(app, **settings))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        end = time.monotonic() + 10
        while not self._server.started:
            assert time.monotonic() < end, "uvicorn does not start"
            time.sleep(0.01)
        return self

    def __exit__(self, *_exception: object) -> None:
        # It takes a moment, for which no test has to wait.
        self._server.should_exit = True
        _ending.append(self._thread)

    def connect(self, context: ssl.SSLContext | None = None) -> socket.socket:
        """A connection to it."""
        connection = socket.socket(self.family)
        connection.settimeout(10)
        connection.connect(self.address)
        return context.wrap_socket(connection, server_hostname="localhost") if context else connection

    def send(self, body: bytes, headers: Headers, **more: Any) -> tuple[int, bytes]:
        """Delivers a body on a connection of its own."""
        with self.connect(**more) as connection:
            connection.sendall(request(body, headers))
            return answer_of(connection)


def request(body: bytes, headers: Headers, *, length: int | None = None, path: str = "/hook") -> bytes:
    """A request as it is sent; of another length than it says, on demand."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def answer_of(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of the next answer that has a length."""
    head, body = b"", b""
    while b"\r\n\r\n" not in head:
        chunk = connection.recv(65536)
        assert chunk, f"the connection ended: {head!r}"
        head += chunk
    head, _, body = head.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(fields.get(b"content-length", 0)):
        chunk = connection.recv(65536)
        assert chunk, "the connection ended"
        body += chunk
    return int(head.split()[1]), body


@contextmanager
def processes(app: str, *arguments: str, **environment: str) -> Iterator[int]:
    """uvicorn with these arguments, on a port of its own; its app is to be found in this folder."""
    port = free_port()
    options = ["--port", str(port), "--http", "h11", "--loop", "asyncio", *arguments]
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", app, *options],
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def deliver_to(port: int, body: bytes, headers: Headers) -> tuple[int, bytes]:
    """Delivers a body to a port."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(request(body, headers))
        return answer_of(connection)

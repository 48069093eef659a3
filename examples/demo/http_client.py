"""Deliveries as their senders make them: signed by the `hookseal` command, sent by Python's own HTTP client."""

import http.client
import json
import select
import subprocess
import time
from base64 import b64decode
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """A signed request."""

    path: str
    headers: dict[str, str]
    body: bytes


class Sender:
    """Signs with the `hookseal` command, and sends to a server on this machine."""

    def __init__(self, command: str, port: int, secrets: dict[str, str]) -> None:
        self._command = command
        self._port = port
        self._secrets = secrets

    def sign(self, scheme: str, body: bytes, *headers: str, secret: str = "", ago: int = 0, id: str = "") -> Delivery:
        """A delivery of a scheme to the path of its name, signed so many seconds ago."""
        arguments = [self._command, "sign", "--scheme", scheme, "--secret-env", "SECRET", "--format", "json"]
        if scheme != "github":
            arguments += ["--timestamp", str(int(time.time()) - ago)]
        for header in headers:
            arguments += ["--header", header]
        if id:
            arguments += ["--id", id]
        environment = {"SECRET": secret or self._secrets[scheme]}
        said = subprocess.run(arguments, input=body, env=environment, capture_output=True, check=True).stdout
        signed: dict[str, Any] = json.loads(said)
        text = signed.get("body")
        content = text.encode() if text is not None else b64decode(signed["body_base64"])
        return Delivery(f"/{scheme}", dict(signed["headers"]), content)

    def send(self, delivery: Delivery, *, is_chunked: bool = False) -> str:
        """Sends it, and gives the answer in short: its status, and what its JSON says."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.putrequest("POST", delivery.path)
            for name, value in delivery.headers.items():
                connection.putheader(name, value)
            if is_chunked:
                connection.putheader("Transfer-Encoding", "chunked")
            else:
                connection.putheader("Content-Length", str(len(delivery.body)))
            connection.endheaders()
            self._send_body(connection, delivery.body, is_chunked)
            answer = connection.getresponse()
            said = in_short(answer.status, answer.read())
            is_told_when = answer.status != 503 or answer.headers["Retry-After"]
            return said if is_told_when else f"{said} without Retry-After"
        finally:
            connection.close()

    def _send_body(self, connection: http.client.HTTPConnection, body: bytes, is_chunked: bool) -> None:
        for start in range(0, len(body), 64 << 10):
            # Whoever was answered already need not go on.
            if select.select([connection.sock], [], [], 0)[0]:
                return
            piece = body[start : start + (64 << 10)]
            connection.send(b"%x\r\n%s\r\n" % (len(piece), piece) if is_chunked else piece)
        if is_chunked:
            connection.send(b"0\r\n\r\n")


def in_short(status: int, body: bytes) -> str:
    """Such as `200 ok`."""
    try:
        said = json.loads(body)
    except ValueError:
        return str(status)
    return f"{status} {said.get('status') or said.get('error')}"

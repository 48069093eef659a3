"""Our own answers."""

from .._endpoint.result import Result
from ._incoming import AsgiIncoming
from ._types import Message, Scope, Send


def headers_of(result: Result, scope: Scope) -> dict[str, str]:
    """The headers of an answer."""
    headers = {"Content-Type": "application/json", **result.answer.headers}
    # HTTP/2 forbids it: there the server resets the stream.
    if result.is_body_left and scope.get("http_version", "1.1").startswith("1"):
        headers["Connection"] = "close"
    return headers


def before_the_rest(send: Send, incoming: AsgiIncoming) -> Send:
    """Sends an answer whole, and reads a little of what is still coming before it counts as complete.

    Servers close the connection once it does, and a sender that is still sending would see that instead of the answer.
    """

    async def sending(message: Message) -> None:
        if message["type"] != "http.response.body" or message.get("more_body"):
            await send(message)
            return
        await send({**message, "more_body": True})
        await incoming.drain()
        await send({"type": "http.response.body", "body": b""})

    return sending


async def answer(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    """Sends an answer, without any framework."""
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})

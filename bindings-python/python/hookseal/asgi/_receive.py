"""The way of an ASGI request through an endpoint."""

from typing import Any

from .._endpoint.drive import Call, arun
from .._endpoint.receive import Dispatch, Endpoint
from .._endpoint.result import Result
from ._incoming import AsgiIncoming
from ._perform import perform
from ._settle import settle_later


async def receive(endpoint: Endpoint, incoming: AsgiIncoming, dispatch: Dispatch) -> Result:
    """What came of the delivery; what the handler raised is raised again."""

    async def performed(call: Call) -> Any:
        # Whoever hangs up while the body is still coming has sent nothing.
        is_reading = getattr(getattr(call, "func", None), "__func__", None) is AsgiIncoming.read
        return await (call() if is_reading else perform(call))

    result: Result = await arun(endpoint.receive(incoming, dispatch, settle_later), performed)
    if result.raised is not None and result.outcome != "dead_lettered":
        raise result.raised
    if result.raised is not None:
        endpoint.log_raised(result.raised)
    return result


def headers_of(result: Result) -> list[tuple[str, str]]:
    """The headers of our own answer."""
    headers = [("Content-Type", "application/json"), *result.answer.headers.items()]
    return [*headers, ("Connection", "close")] if result.is_body_left else headers

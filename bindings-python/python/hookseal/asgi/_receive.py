"""The way of an ASGI request through an endpoint."""

from functools import partial

from .._drive import arun
from .._endpoint.calls import Flow
from .._endpoint.once import Once
from .._endpoint.options import WebhookSettings
from .._endpoint.receive import Dispatch, Endpoint
from .._endpoint.result import Result
from .._endpoint.settings import Settings
from .._endpoint.views import View
from .._native import Verified
from ._incoming import AsgiIncoming
from ._perform import perform, status_of
from ._settle import settle_later
from ._shield import Shield


def endpoint(name: str, settings: WebhookSettings) -> Endpoint:
    """An endpoint on an event loop."""
    return Endpoint(Settings(name, may_await=True, **settings), settle_later, status_of)


async def receive(endpoint: Endpoint, incoming: AsgiIncoming, dispatch: Dispatch, view: View | None = None) -> Result:
    """What came of the delivery; what the handler raised is raised again."""
    shield = Shield()

    def shielded(once: Once, event: Verified) -> Flow[Result]:
        # Whoever hangs up before has sent nothing; from here on what is begun is settled.
        result: Result = yield partial(shield.run, lambda: arun(dispatch(once, event), perform))
        return result

    result: Result = await arun(endpoint.receive(incoming, shielded, view), perform)
    shield.end()
    if result.raised is not None and result.outcome != "dead_lettered":
        raise result.raised
    if result.raised is not None:
        endpoint.log_raised(result.raised)
    return result

"""The end of an app, which some servers tell it and then kill their process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from ._settle import last_try
from ._types import Receive, Send


@asynccontextmanager
async def lifespan(app: object = None) -> AsyncIterator[None]:
    """The lifespan of a Starlette or FastAPI app, at whose end commits that a store did not take are tried once more.

        api = FastAPI(lifespan=asgi.lifespan)

    Inside a lifespan of your own, before what closes your stores: `async with asgi.lifespan(): yield`. It ends when all
    are recorded, or after 5 seconds. uvicorn after SIGTERM, and Granian, end without asking Python again: without this
    their last commits are lost where a store is away, and those events run again. A `WebhookApp` that is itself what
    the server runs needs none.
    """
    try:
        yield
    finally:
        # A task group around it may be cancelled by now, as apps end theirs.
        with anyio.CancelScope(shield=True):
            await last_try()


async def converse(receive: Receive, send: Send) -> None:
    """Leads the conversation of the protocol, for an app that has nothing to start.

    Source: https://asgi.readthedocs.io/en/latest/specs/lifespan.html.
    """
    await receive()
    async with lifespan():
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})

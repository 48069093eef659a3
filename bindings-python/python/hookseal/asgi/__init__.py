"""hookseal for ASGI: a guard for functions of Starlette and FastAPI, and a dispatcher for any ASGI server.

    payments = Webhook("payments", scheme="stripe", secrets=[SECRET], store="file:/var/lib/acme/payments.window")

    @app.post("/webhooks/payments")
    @payments.guard
    async def receive(event):
        await charge(event.json())
        return {"status": "ok"}

The body is read as it arrives, and the event loop is never blocked: files, servers and functions that are not `async`
are called in threads. Trio works with stores whose calls are not `async`.

Client certificates come from the ASGI extension `tls`, which no common server has yet. If a proxy passes them on in a
header, see `ProxyCertificate`, and start uvicorn with `--no-proxy-headers`: if a forwarded address may have replaced
the connection's own, no peer is trusted.
"""

from typing import TYPE_CHECKING

try:
    import anyio  # noqa: F401
except ModuleNotFoundError as error:
    raise ImportError("hookseal.asgi needs AnyIO: pip install 'hookseal[asgi]'") from error

from .._endpoint.certificate import ProxyCertificate
from .._endpoint.delivery import Delivery, current_delivery
from .._endpoint.options import WebhookSettings
from .._endpoint.queues import Job, Refused
from .._endpoint.sinks import Letter
from ._app import WebhookApp
from ._lifespan import lifespan

if TYPE_CHECKING:
    from ._webhook import Webhook

__all__ = [
    "Delivery",
    "Job",
    "Letter",
    "ProxyCertificate",
    "Refused",
    "Webhook",
    "WebhookApp",
    "WebhookSettings",
    "current_delivery",
    "lifespan",
]


def __getattr__(name: str) -> object:
    # Starlette is needed for this alone.
    if name != "Webhook":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from ._webhook import Webhook
    except ModuleNotFoundError as error:
        raise ImportError("hookseal.asgi.Webhook guards functions of Starlette and FastAPI: install either") from error
    return Webhook

"""hookseal for ASGI: a guard for functions of Starlette and FastAPI, and a dispatcher for any ASGI server.

    payments = Webhook("payments", scheme="stripe", secrets=[SECRET], store="file:/var/lib/acme/payments.window")

    @app.post("/webhooks/payments")
    @payments.guard
    async def receive(event):
        await charge(event.json())
        return {"status": "ok"}

The body is read as it arrives, and the event loop is never blocked: files, servers and functions that are not `async` are
called in threads. Client certificates come from the ASGI extension `tls`, which few servers have; see the README.
"""

from typing import TYPE_CHECKING

from .._endpoint.certificate import ProxyCertificate
from .._endpoint.delivery import Delivery, Job, current_delivery
from .._endpoint.settings import WebhookSettings
from .._endpoint.sinks import Letter
from ._app import WebhookApp

if TYPE_CHECKING:
    from ._webhook import Webhook

__all__ = [
    "Delivery",
    "Job",
    "Letter",
    "ProxyCertificate",
    "Webhook",
    "WebhookApp",
    "WebhookSettings",
    "current_delivery",
]


def __getattr__(name: str) -> object:
    # Starlette is needed for this alone.
    if name != "Webhook":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ._webhook import Webhook

    return Webhook

"""hookseal for Flask: a guard for your own views, and a dispatcher.

    payments = Webhook("payments", scheme="stripe", secrets=[SECRET], store="file:/var/lib/acme/payments.window")

    @app.post("/webhooks/payments")
    @payments.guard
    def receive(event):
        charge(event.json())
        return {"status": "ok"}

A delivery that is not genuine never reaches the view. An event whose view succeeded does not reach it again: that is
recorded before the answer is sent. If the view fails, the sender's next attempt runs it again. Inside the view,
`request.get_data()`, `get_json()` and `form` work on the verified bytes. The log goes to Python's logger "hookseal".
"""

from collections.abc import Callable
from typing import Any

try:
    from flask import current_app
except ModuleNotFoundError as error:
    raise ImportError("hookseal.flask needs Flask: pip install 'hookseal[flask]'") from error

from .._endpoint.certificate import ProxyCertificate
from .._endpoint.delivery import Delivery, current_delivery
from .._endpoint.options import WebhookSettings
from .._endpoint.queues import Job, Refused
from .._endpoint.sinks import Letter
from ..errors import KeyringEmpty
from ._blueprint import WebhookBlueprint
from ._webhook import Webhook

__all__ = [
    "Delivery",
    "Job",
    "Letter",
    "ProxyCertificate",
    "Refused",
    "Webhook",
    "WebhookBlueprint",
    "WebhookSettings",
    "current_delivery",
    "from_config",
]


def from_config(key: str) -> Callable[..., Any]:
    """Secrets that stand in `app.config[key]`: one, or a list of them. They are read anew for each delivery."""

    def secrets(**_params: Any) -> Any:
        given = current_app.config.get(key)
        if not given:
            raise KeyringEmpty(f"app.config has no {key}: set it to the endpoint's secret, or a list of them")
        return [given] if isinstance(given, (str, bytes)) else list(given) if isinstance(given, tuple) else given

    # The same for every tenant.
    secrets.ignores_route = True  # type: ignore[attr-defined]
    return secrets

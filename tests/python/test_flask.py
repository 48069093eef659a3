"""The Flask adapter in short, for every interpreter: its own tests are in bindings-python/tests/flask."""

import json

from flask import Flask
from hookseal import Verified
from hookseal.flask import Webhook
from hookseal.testing import signed_request

SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"


def test_guard() -> None:
    app = Flask(__name__)
    payments = Webhook("payments", scheme="standard-webhooks", secrets=[SECRET], store="memory:")
    ran: list[object] = []

    @app.post("/webhooks")
    @payments.guard
    def receive(event: Verified) -> dict[str, str]:
        ran.append(event.json())
        return {"done": event.id or ""}

    client = app.test_client()
    request = signed_request("standard-webhooks", SECRET, {"type": "invoice.paid"}, id="msg_1", url="/webhooks")
    first = client.post(request.path, data=request.body, headers=request.headers)
    assert (first.status_code, first.get_json()) == (200, {"done": "msg_1"})
    again = client.post(request.path, data=request.body, headers=request.headers)
    assert (again.status_code, again.get_json()) == (200, {"status": "duplicate"})
    forged = client.post(request.path, data=request.body + b" ", headers=request.headers)
    assert forged.status_code == 400
    assert ran == [json.loads(request.body)] == [{"type": "invoice.paid"}]

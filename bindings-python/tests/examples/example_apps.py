"""The apps of the examples, and deliveries as the recipe's senders sign them: with Python's own `hmac`."""

import hashlib
import hmac
import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

EXAMPLES = Path(__file__).parents[3] / "examples"
SECRET = "0123456789abcdef0123456789abcdef"


def load(folder: str) -> ModuleType:
    """Imports an example's `app`, as its server would from its folder."""
    # The examples share names of modules.
    for name in ("app", "jobs", "ledger"):
        sys.modules.pop(name, None)
    sys.path.insert(0, str(EXAMPLES / folder))
    try:
        return importlib.import_module("app")
    finally:
        sys.path.remove(str(EXAMPLES / folder))


def event(event_id: str, event_type: str, **data: Any) -> bytes:
    """An event of the recipe's."""
    return json.dumps({"id": event_id, "type": event_type, "data": data}).encode()


def tag(body: bytes, secret: str = SECRET) -> str:
    """Its signature, by the recipe's rule."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def send(client: FlaskClient, path: str, body: bytes, secret: str = SECRET) -> TestResponse:
    """Posts a body, signed as the recipe says."""
    return client.post(path, data=body, headers={"X-Webhook-Signature": tag(body, secret)})

"""The apps that `flask_cpu` serves: each takes a Stripe event, and does the same with it.

bare       reads the raw body and parses the JSON
recipe     the same behind a hand-written verification
by_hand    the same with dedup in SQLite, which several processes can share too, and a log record
hookseal   the same behind a guard: signature, dedup in a file, a log record for each delivery
"""

import hashlib
import hmac
import json
import logging
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, abort, request
from hookseal.flask import Webhook

from deliveries import STRIPE_SECRET

Answer = dict[str, str]


def process(event: Any) -> Answer:
    """What an app does with its events is its own affair, and the same in all of them."""
    assert event["type"] == "payment_intent.succeeded"
    return {"status": "ok"}


def bare(_folder: str) -> Flask:
    app = Flask("bare")

    @app.post("/webhooks")
    def receive() -> Answer:
        return process(json.loads(request.get_data()))

    return app


def is_signed(payload: bytes, header: str) -> bool:
    """Stripe's scheme, as tutorials write it: no tolerance, no rotation."""
    fields = dict(field.partition("=")[::2] for field in header.split(","))
    signed = fields.get("t", "").encode() + b"." + payload
    expected = hmac.new(STRIPE_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, fields.get("v1", ""))


def recipe(_folder: str) -> Flask:
    app = Flask("recipe")

    @app.post("/webhooks")
    def receive() -> Answer:
        payload = request.get_data()
        if not is_signed(payload, request.headers.get("Stripe-Signature", "")):
            abort(400, "Invalid signature")
        return process(json.loads(payload))

    return app


def by_hand(folder: str) -> Flask:
    _log_to(folder)
    app = Flask("by_hand")
    logger = logging.getLogger("webhooks")
    database = sqlite3.connect(f"{folder}/events", isolation_level=None)
    # As the window: what the kernel has taken survives a process, not a power cut.
    database.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE events (id PRIMARY KEY, done)"
    )

    @app.post("/webhooks")
    def receive() -> Answer:
        started = time.time()
        payload = request.get_data()
        if not is_signed(payload, request.headers.get("Stripe-Signature", "")):
            abort(400, "Invalid signature")
        event = json.loads(payload)
        if database.execute("INSERT OR IGNORE INTO events VALUES (?, 0)", (event["id"],)).rowcount == 0:
            return {"status": "duplicate"}
        answer = process(event)
        database.execute("UPDATE events SET done = 1 WHERE id = ?", (event["id"],))
        record = {"time": started, "event_id": event["id"], "event_type": event["type"], "outcome": "ok", "status": 200}
        logger.info(json.dumps(record))
        return answer

    return app


def _log_to(folder: str) -> None:
    logging.basicConfig(filename=f"{folder}/log", level=logging.INFO, format="%(message)s")


def hookseal(folder: str) -> Flask:
    _log_to(folder)
    app = Flask("hookseal")
    payments = Webhook("payments", scheme="stripe", secrets=[STRIPE_SECRET], store=f"file:{folder}/window")

    @app.post("/webhooks")
    @payments.guard
    def receive(event: Any) -> Answer:
        return process(event.json())

    return app


APPS: dict[str, Callable[[str], Flask]] = {"bare": bare, "recipe": recipe, "by_hand": by_hand, "hookseal": hookseal}

"""Payments and new users by webhook: the usual recipe, done right. README.md beside this file says how to run it."""

import os
from pathlib import Path
from typing import Any

import hookseal
from flask import Flask
from hookseal.flask import Webhook, WebhookBlueprint, current_delivery

from ledger import Ledger


def create_app(**config: Any) -> Flask:
    """The app. A missing or bad secret ends it here, and not at the first delivery."""
    app = Flask(__name__)
    app.config.from_mapping(
        DATA=os.environ.get("ACME_DATA", "data"),
        # Several while they are rotated, with spaces between them.
        WEBHOOK_SECRETS=os.environ.get("ACME_WEBHOOK_SECRETS", "").split(),
    )
    app.config.from_mapping(config)
    data = Path(app.config["DATA"]).absolute()
    data.mkdir(mode=0o700, exist_ok=True)
    ledger = Ledger(data / "ledger.sqlite")

    # A dispatcher: each type of event has its handler, and what has none is answered and left alone.
    payments = WebhookBlueprint(
        "payments",
        "/webhooks/payments",
        scheme="generic-hex",
        secrets=app.config["WEBHOOK_SECRETS"],
        store=f"file:{data}/payments.window",
        dead_letters=data / "payments.dead",
        max_attempts=5,
    )

    @payments.on("payment.succeeded")
    def process_payment(event: hookseal.Verified) -> None:
        payment = event.json()["data"]
        # The dedup key goes along: should this worker die before it has answered, the next attempt changes nothing.
        ledger.add_payment(current_delivery().key, payment["id"], payment["amount"])

    app.register_blueprint(payments)

    # A guard: the route and its answers are the app's own.
    users = Webhook(
        "users",
        scheme="generic-hex",
        secrets=app.config["WEBHOOK_SECRETS"],
        store=f"file:{data}/users.window",
        dead_letters=data / "users.dead",
        max_attempts=5,
    )

    @app.post("/webhooks/users")
    @users.guard
    def receive_user(event: hookseal.Verified) -> Any:
        if event.type != "user.created":
            return {"status": "ignored"}
        user = event.json()["data"]
        ledger.add_account(user["email"])
        return {"account": user["email"]}, 201

    return app

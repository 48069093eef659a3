"""The app that `make demo` sends deliveries to: GitHub, Stripe and Slack, each event once for all workers.

Every run of a handler adds a line to the file `runs`, where whoever sends the deliveries counts them.
"""

import os
import time
from pathlib import Path

import hookseal
from flask import Flask, request
from hookseal.flask import Webhook, WebhookBlueprint, current_delivery

# No secrets: they are written here.
SECRETS = {
    "github": "demo secret of the GitHub endpoint",
    "stripe": "whsec_demo_secret_of_the_Stripe_endpoint",
    "slack": "demo secret of the Slack endpoint",
}
MAX_ATTEMPTS = 2


def create_app() -> Flask:
    """The app; its files are in the folder `DEMO_FOLDER`."""
    app = Flask(__name__)
    folder = Path(os.environ["DEMO_FOLDER"])

    def ran(event: str | None) -> None:
        with open(folder / "runs", "a") as runs:
            runs.write(f"{event}\n")

    github = WebhookBlueprint(
        "github",
        "/github",
        scheme="github",
        secrets=[SECRETS["github"]],
        store=f"file:{folder}/github.window",
        dead_letters=folder / "dead",
    )

    @github.on("push")
    def push(event: hookseal.Verified) -> None:
        ran(event.json()["after"])

    stripe = WebhookBlueprint(
        "stripe",
        "/stripe",
        scheme="stripe",
        secrets=[SECRETS["stripe"]],
        store=f"file:{folder}/stripe.window",
        dead_letters=folder / "dead",
        max_attempts=MAX_ATTEMPTS,
    )

    @stripe.on("charge.succeeded")
    def charge(event: hookseal.Verified) -> None:
        ran(event.id)

    @stripe.on("charge.slow")
    def charge_slowly(event: hookseal.Verified) -> None:
        ran(event.id)
        time.sleep(0.5)

    @stripe.on("charge.flaky")
    def fail_at_first(event: hookseal.Verified) -> None:
        ran(event.id)
        if current_delivery().attempt == 1:
            raise ConnectionError("the bank does not answer")

    @stripe.on("charge.broken")
    def always_fail(event: hookseal.Verified) -> None:
        ran(event.id)
        raise KeyError("a mistake of ours")

    slack = Webhook("slack", scheme="slack", secrets=[SECRETS["slack"]], store=f"file:{folder}/slack.window")

    @app.post("/slack")
    @slack.guard
    def command(event: hookseal.Verified) -> dict[str, str]:
        # Slack sends forms: Flask reads this one from the bytes that were verified.
        ran(request.form["trigger_id"])
        return {"status": f"weather for {request.form['text']}"}

    app.register_blueprint(github)
    app.register_blueprint(stripe)
    return app

"""A Flask app for the type checker, which refuses the lines that say so."""

from typing import Any

from flask import Flask, Response
from hookseal import Verified
from hookseal.flask import Job, Webhook, WebhookBlueprint

app = Flask(__name__)
webhook = Webhook("typed", scheme="stripe", secrets=["secret"], store="memory:")
hooks = WebhookBlueprint("typed", "/typed", scheme="stripe", secrets=["secret"], store="memory:")


@app.post("/view/<tenant>")
@webhook.guard
def view(event: Verified, tenant: str) -> dict[str, Any]:
    return {"id": event.id, "tenant": tenant}


@app.post("/async")
@webhook.guard
async def async_view(event: Verified) -> tuple[str, int]:
    return event.type or "", 201


answer: Response = view(tenant="acme")
view(tenant=7)  # refused
view()  # refused


@webhook.guard  # refused
def without() -> str:
    return ""


@webhook.guard  # refused
def of_another_type(event: str) -> str:
    return event


@hooks.on("paid", version="2")
def handle(event: Verified) -> None: ...


@hooks.on_any
async def handle_rest(event: Verified) -> None: ...


def enqueue(handler: Any, job: Job) -> None: ...


@hooks.on("created", queue=enqueue)
def work(job: Job) -> int:
    return len(job.body)


size: int = work(Job("", "", None, None, None, None, b""))


@hooks.on("paid")  # refused
def takes_nothing() -> None: ...


@hooks.on("paid")  # refused
def takes_a_job(job: Job) -> None: ...


@hooks.on("paid", queue=enqueue)  # refused
def takes_an_event(event: Verified) -> None: ...


@hooks.on_any  # refused
def takes_text(event: str) -> None: ...


Webhook("typed", scheme="stripe", store="memory:", secret="secret")  # refused

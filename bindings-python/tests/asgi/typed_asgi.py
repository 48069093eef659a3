"""A Starlette app for the type checker, which refuses the lines that say so."""

from typing import Any

from hookseal import Verified
from hookseal.asgi import Job, Webhook, WebhookApp
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

webhook = Webhook("typed", scheme="stripe", secrets=["secret"], store="memory:")
hooks = WebhookApp("typed", scheme="stripe", secrets=["secret"], store="memory:")


@webhook.guard
async def receive(event: Verified, request: Request) -> JSONResponse:
    return JSONResponse({"id": event.id, "path": request.url.path})


@webhook.guard
def blocking(event: Verified) -> dict[str, str | None]:
    return {"id": event.id}


routes = [Route("/receive", receive), Route("/blocking", blocking), Route("/hooks", hooks)]


@webhook.guard  # refused
async def without() -> None: ...


@webhook.guard  # refused
async def of_another_type(event: Request) -> None: ...


@hooks.on("paid")
async def handle(event: Verified) -> None: ...


async def enqueue(handler: Any, job: Job) -> None: ...


@hooks.on("created", queue=enqueue)
def work(job: Job) -> int:
    return len(job.body)


size: int = work(Job("", "", None, None, None, None, b""))


@hooks.on("paid")  # refused
async def takes_a_job(job: Job) -> None: ...


@hooks.on("paid", queue=enqueue)  # refused
async def takes_an_event(event: Verified) -> None: ...


@hooks.on_any  # refused
async def takes_nothing() -> None: ...

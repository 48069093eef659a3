"""A guarded function whose annotations are strings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from hookseal.asgi import Webhook
from pydantic import BaseModel

if TYPE_CHECKING:
    from hookseal import Verified


class Taken(BaseModel):
    """What is told of it."""

    tenant: str
    path: str
    who: str


async def somebody() -> str:
    """A dependency."""
    return "somebody"


def strings(webhook: Webhook) -> APIRouter:
    """A router with it. The event's own annotation is known to type checkers alone."""
    router = APIRouter()

    @router.post("/hook/{tenant}", response_model=Taken)
    @webhook.guard
    async def receive(
        event: Verified, tenant: str, request: Request, who: Annotated[str, Depends(somebody)]
    ) -> dict[str, str | None]:
        return {"tenant": tenant, "path": request.url.path, "who": who, "id": event.id}

    return router


class Callable:
    """An object that can be called."""

    async def __call__(self, event: Verified, request: Request) -> dict[str, str]:
        return {"path": request.url.path}


async def with_note(event: Verified, asked: Annotated[Request, "with a note of one's own"]) -> dict[str, str]:
    """A function whose request has metadata, as FastAPI allows."""
    return {"path": asked.url.path}


def first(request: Request) -> Request:
    """A dependency that gives a request."""
    return request


async def by_dependency(event: Verified, asked: Annotated[Request, Depends(first)]) -> dict[str, str]:
    """A function whose request comes from there."""
    return {"path": asked.url.path}

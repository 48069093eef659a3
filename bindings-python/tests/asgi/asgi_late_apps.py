"""Apps for a server that ends while a store is away. What the store records is a line of a file."""

import os
from pathlib import Path
from typing import Any

from asgi_support import SECRET
from fastapi import FastAPI
from hookseal import asgi
from hookseal._endpoint import backlog
from hookseal.errors import StoreUnavailable
from hookseal.stores import MemoryStore
from starlette.applications import Starlette
from starlette.routing import Route

FOLDER = Path(os.environ["HOOKSEAL_TEST_FOLDER"])
backlog.FIRST_WAIT = 60


class Late:
    """A memory whose commits fail until there is a file `back`."""

    ttl, lease, sliding, max_attempts = 10**6, 300, False, None

    def __init__(self) -> None:
        self._memory = MemoryStore(capacity=1024)

    def claim(self, key: bytes, /) -> Any:
        return self._memory.claim(key)

    def commit(self, token: bytes, /) -> Any:
        if not (FOLDER / "back").exists():
            raise StoreUnavailable("away")
        with (FOLDER / "recorded").open("a") as file:
            file.write(f"{self._memory.commit(token)}\n")
        return "ok"

    bury = release = renew = forget = commit


class LateAsync(Late):
    """The same for who awaits."""

    async def claim(self, key: bytes, /) -> Any:
        return super().claim(key)

    async def commit(self, token: bytes, /) -> Any:
        return super().commit(token)


def handle(event: Any) -> None: ...


SETTINGS: Any = {"scheme": "generic-hex", "secrets": [SECRET], "scope": "late", "single_process": True}
alone = asgi.WebhookApp("hooks", store=LateAsync(), **SETTINGS)
alone.on_any(handle)
fastapi = FastAPI(lifespan=asgi.lifespan)
fastapi.post("/hook")(asgi.Webhook("guarded", store=Late(), **SETTINGS).guard(handle))
without = Starlette(routes=[Route("/hook", alone)])

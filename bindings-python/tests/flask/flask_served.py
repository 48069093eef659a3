"""The app that real servers run for tests. Its endpoints are those of the environment's ENDPOINTS, in JSON."""

import asyncio
import json
import logging
import os
import ssl
import sys
import time
from pathlib import Path
from typing import Any

import gevent
from flask import Flask, request
from hookseal import ApiKeys, CertificatePins, Scheme, Verified
from hookseal.errors import StoreUnavailable
from hookseal.flask import ProxyCertificate, Webhook, current_delivery
from hookseal.stores import MemoryStore
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import run_simple

FOLDER = Path(os.environ["FOLDER"])
SECRET = "a secret of more than 16 bytes"


def note(*words: object) -> None:
    """Notes for the test what happened, in one write, as many processes may."""
    with (FOLDER / "notes").open("ab", buffering=0) as notes:
        notes.write(" ".join(map(str, words)).encode() + b"\n")


def handle(event: Verified, **_params: str) -> dict[str, Any]:
    """Does what the event says."""
    todo = event.json() if event.body and event.body[:1] == b"{" and len(event.body) < 10_000 else {}
    note("start", event.id, current_delivery().attempt)
    if "sleep" in todo:
        time.sleep(todo["sleep"])
    if "wait" in todo:
        end = time.monotonic() + 30
        while not (FOLDER / todo["wait"]).exists() and time.monotonic() < end:
            time.sleep(0.01)
    if todo.get("kill") and current_delivery().attempt == 1:
        os.kill(os.getpid(), 9)
    if todo.get("fail"):
        raise RuntimeError("no bank")
    note("end", event.id)
    return {"id": event.id, "bytes": len(request.get_data()), "pid": os.getpid()}


async def handle_async(event: Verified) -> dict[str, Any]:
    """As `handle`, while others run."""
    note("start", event.id, current_delivery().attempt)
    await asyncio.sleep(event.json()["sleep"])
    note("end", event.id)
    return {"id": event.id, "bytes": len(request.get_data())}


class CommitsLate:
    """A store whose first commit of each event fails."""

    def __init__(self) -> None:
        self._store = MemoryStore()
        self._tried: set[bytes] = set()

    ttl, lease, sliding, max_attempts = 345_600, 300, False, None

    def claim(self, key: bytes) -> Any:
        return self._store.claim(key)

    def commit(self, token: bytes) -> Any:
        if token not in self._tried:
            self._tried.add(token)
            raise StoreUnavailable("away")
        return self._store.commit(token)

    def bury(self, token: bytes) -> Any:
        return self._store.bury(token)

    def release(self, token: bytes, not_before: int = 0) -> Any:
        return self._store.release(token, not_before)

    def renew(self, token: bytes) -> Any:
        return self._store.renew(token)

    def forget(self, key: bytes) -> Any:
        return self._store.forget(key)


def settings_of(given: dict[str, Any]) -> dict[str, Any]:
    """The settings of an endpoint: JSON has no objects of ours."""
    settings: dict[str, Any] = {"scheme": "generic-hex", "secrets": [SECRET], "store": None, **given}
    if settings["scheme"] == "unsigned":
        settings = {**settings, "scheme": Scheme("unsigned", id={"json": "id"}), "secrets": None}
    if "api_keys" in settings:
        settings["api_keys"] = ApiKeys(settings["api_keys"], header="X-Key")
    if "certificates" in settings:
        settings["certificates"] = CertificatePins(settings["certificates"])
    if "trusted" in settings:
        settings["proxy_certificate"] = ProxyCertificate("Client-Cert", trusted=settings.pop("trusted"))
    if settings["store"] == "commits late":
        settings["store"] = CommitsLate()
    if settings.pop("tenants", False):
        settings["secrets"] = lambda tenant: (tenant, [SECRET])
    return settings


def create() -> Flask:
    """The app; with PROXY_FIX behind that middleware."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    app = Flask("served")
    for path, given in json.loads(os.environ["ENDPOINTS"]).items():
        name = path.strip("/").split("/")[0]
        view = handle_async if given.pop("async", False) else handle
        guarded = Webhook(name, **settings_of(given)).guard(view)
        app.add_url_rule(path, name, guarded, methods=["POST"])
    app.add_url_rule("/pid", "pid", lambda: str(os.getpid()))
    if os.environ.get("PROXY_FIX"):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)  # type: ignore[method-assign]
    if os.environ.get("TIME_LIMIT"):
        timed = app.wsgi_app

        def time_limit(environ: Any, start_response: Any) -> Any:
            with gevent.Timeout(float(os.environ["TIME_LIMIT"])):
                return timed(environ, start_response)

        app.wsgi_app = time_limit  # type: ignore[method-assign]
    if os.environ.get("CONSUMED"):
        inner = app.wsgi_app

        def middleware(environ: Any, start_response: Any) -> Any:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            return inner(environ, start_response)

        app.wsgi_app = middleware  # type: ignore[method-assign]
    return app


def main() -> None:
    """Werkzeug's own server, which is for development."""
    port, *files = sys.argv[1:]
    context = None
    if files:
        certificate, key, authority = files
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.load_verify_locations(authority)
        context.verify_mode = ssl.CERT_OPTIONAL
    run_simple("127.0.0.1", int(port), create(), threaded=True, ssl_context=context)


if __name__ == "__main__":
    main()

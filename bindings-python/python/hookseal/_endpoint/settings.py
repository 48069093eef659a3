"""What an endpoint is set up with, checked when it is made."""

import multiprocessing
from typing import Any
from weakref import WeakKeyDictionary

from .._native import ApiKeys, CertificatePins, FileStore, MemoryStore, RetrySchedule, Scheme, Verifier
from ..errors import StoreConfig, UrlRequired
from ..stores import AsyncStore, Store
from . import say, scopes, storing
from .certificate import ProxyCertificate
from .checks import check_kinds, check_name, check_scope
from .options import DeadLetters, Dedup, Secrets, SecretsCall, Tolerance
from .sinks import sink_of
from .verifiers import Verifiers
from .views import View


class Settings:
    """An endpoint's settings, as `WebhookSettings` describes them, and what was made of them.

    `may_await` says whether the adapter has an event loop on which a store may be awaited.
    """

    def __init__(
        self,
        name: str,
        *,
        may_await: bool,
        scheme: str | Scheme,
        secrets: Secrets | SecretsCall | None = None,
        store: str | Store | AsyncStore | None,
        scope: str | None = None,
        tolerance: Tolerance = None,
        max_body: int | None = None,
        dedup: Dedup | None = None,
        api_keys: ApiKeys | None = None,
        certificates: CertificatePins | None = None,
        proxy_certificate: ProxyCertificate | None = None,
        public_url: str | None = None,
        dead_letters: DeadLetters = None,
        max_attempts: int | None = None,
        sender_schedule: RetrySchedule | None = None,
        max_buffered: int = 64 << 20,
        body_timeout: float = 30.0,
        single_process: bool = False,
        shared_scope: bool = False,
    ) -> None:
        given = dict(locals())
        check_name(name)
        check_kinds(given)
        self.name = name
        self.scheme = scheme if isinstance(scheme, Scheme) else Scheme.builtin(scheme)
        self.proxy_certificate = proxy_certificate
        self.public_url = public_url
        self.sink = sink_of(dead_letters)
        self.max_buffered = max_buffered
        self.body_timeout = body_timeout
        self.single_process = single_process

        def build(given: Any) -> Verifier:
            return Verifier(
                self.scheme,
                secrets=given,
                tolerance=tolerance,
                max_body=max_body,
                dedup=dedup,
                api_keys=api_keys,
                certificates=certificates,
            )

        self.verifiers = Verifiers(name, secrets, build)
        self._check(self.verifiers.first)
        self.store = storing.choose(
            store,
            name=name,
            max_attempts=max_attempts,
            never_retried=self.scheme.sender_retries == 0,
            has_sink=self.sink is not None,
            may_await=may_await,
        )
        self.scope = self._scope(scope)
        if self.store is not None:
            storing.check(self.store, name, self.scheme, self.verifiers.first, sender_schedule)
        self._place = None
        if self.store is not None and not shared_scope:
            self._place = scopes.place_of(self.store, self.scope)
        self._apps: WeakKeyDictionary[object, object] = WeakKeyDictionary()

    def _scope(self, given: str | None) -> str:
        if given is None and isinstance(self.store, (MemoryStore, FileStore)):
            given = self.name
        if given is None and self.store is not None:
            raise StoreConfig("a store that others may share needs scope=: one for each sender and each consumer")
        if given is None:
            return ""
        check_scope(given)
        return given

    def _check(self, verifier: Verifier) -> None:
        if verifier.signs_url and self.public_url is None:
            raise UrlRequired("the scheme signs the URL: give public_url=, as the sender knows it")
        if self.max_buffered < verifier.max_body:
            say.warning(
                "endpoint %r: max_buffered is %d bytes, so that a body as large as max_body allows, %d, is never taken",
                self.name, self.max_buffered, verifier.max_body,
            )  # fmt: skip
        if self.scheme.sender_retries == 0 and self.sink is None:
            say.warning(
                "endpoint %r: this sender never retries, so that what is not taken at once is lost: give dead_letters=",
                self.name,
            )

    def check_scope_in(self, app: object, view: View | None, own: str | None = None) -> None:
        """Refuses a scope that another endpoint of the same app, or another view of this one, has in the same store.

        `own` is a tenant's.
        """
        if self._place is None or app is None:
            return
        owner = self if view is None else view
        try:
            if own is not None:
                scopes.take(app, (self._place[0], own), owner)
            elif self._apps.get(app) is not owner:
                scopes.take(app, self._place, owner)
                self._apps[app] = owner
        except TypeError:
            # It cannot be told from others, or not without keeping it alive.
            return

    def look_after(self) -> None:
        """Logs once what a window's owner should know: that it is nearly full, or was made anew."""
        if isinstance(self.store, (FileStore, MemoryStore)):
            warning = self.store.take_warning()
            if warning is not None:
                say.error("endpoint %r: %s", self.name, warning)

    def check_process(self, is_multiprocess: bool) -> None:
        """Refuses a store that this process shares with none of the others that serve the app."""
        if self.single_process or not isinstance(self.store, MemoryStore):
            return
        if is_multiprocess or multiprocessing.parent_process() is not None:
            raise StoreConfig(
                "memory: is this process's alone, and there are several: use file:, redis:// or postgresql://, or say "
                "single_process=True if no other process serves this app (a reloader, or gunicorn with one worker of "
                "uvicorn's, only looks like several)"
            )

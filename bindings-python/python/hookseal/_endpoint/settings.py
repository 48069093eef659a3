"""What an endpoint is set up with, checked when it is made."""

import gc
import logging
import multiprocessing
import os
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Literal, Required, TypedDict

from .._native import (
    ApiKeys,
    CertificatePins,
    DeadLetterFolder,
    FileStore,
    MemoryStore,
    RetrySchedule,
    Scheme,
    Verifier,
    check_lifetime,
)
from ..errors import StoreConfig, UrlRequired
from ..stores import AsyncStore, Store, open_store
from .certificate import ProxyCertificate
from .checks import check_kinds, check_name, check_scope, check_secrets
from .sinks import Sink, sink_of

logger = logging.getLogger("hookseal")

Secret = str | bytes
Secrets = Sequence[Secret]
SecretsCall = Callable[..., Any]
"""Gives the secrets, or (scope, secrets), or None for an unknown tenant; called with what the route took from the path.
"""

Tolerance = int | tuple[int | None, int | None] | Literal["none"] | None
Dedup = Literal["signed_id", "signed_id_or_digest", "digest", "unsigned_id", "none"]
DeadLetters = Sink | DeadLetterFolder | str | os.PathLike[str] | None

# A secret in every format, to check settings by while the real ones are not known. Nothing is verified with it.
_ANY_SECRET = "0" * 64

# Two endpoints in one scope of one store would take each other's events for duplicates.
_taken: dict[tuple[Hashable, str], "weakref.ref[Settings]"] = {}


class WebhookSettings(TypedDict, total=False):
    """The keyword arguments of every `Webhook`, `WebhookBlueprint` and `WebhookApp`."""

    scheme: Required[str | Scheme]
    """A built-in scheme's name, or your own scheme."""
    secrets: Secrets | SecretsCall | None
    """A list of 1 to 4; or a callable that gives it, or a pair (scope, secrets), or None for an unknown tenant. It is
    called for each delivery, with what the route took from the path. Left out where only `api_keys` or `certificates`
    guard."""
    store: Required[str | Store | AsyncStore | None]
    """What remembers events: `"file:/path"`, `"memory:"`, `"redis://…"`, `"postgresql://…"`, a `hookseal.stores.Store`,
    or None to remember nothing."""
    scope: str | None
    """Names the sender and the consumer; needed with stores that others share. On memory and file it is the endpoint's
    name."""
    tolerance: Tolerance
    """As `hookseal.Verifier` has it."""
    max_body: int | None
    """As `hookseal.Verifier` has it."""
    dedup: Dedup | None
    """As `hookseal.Verifier` has it."""
    api_keys: ApiKeys | None
    """API keys to ask for, beside a signature or instead of one."""
    certificates: CertificatePins | None
    """Client certificates to ask for, beside a signature or instead of one."""
    proxy_certificate: ProxyCertificate | None
    """Where the client's certificate stands when TLS ends at a proxy."""
    public_url: str | None
    """The URL as the sender knows it, for schemes that sign it."""
    dead_letters: DeadLetters
    """What takes deliveries that no attempt could process: a folder's path, a `hookseal.DeadLetterFolder`, or a
    callable that is given a `Letter`."""
    max_attempts: int | None
    """After so many failed attempts, 1 to 15, the sink takes the event; 1 where the sender never retries."""
    sender_schedule: RetrySchedule | None
    """The sender's retry schedule, to be warned when the store forgets too early."""
    max_buffered: int
    """Bytes that nobody has verified yet, over all requests of the process; 64 MiB."""
    body_timeout: float
    """Seconds that a body may take to arrive, where the server gives a way; 30."""
    single_process: bool
    """Says that no other process serves this app, so that `memory:` may be used."""
    shared_scope: bool
    """Says that another endpoint may have the same scope in the same store."""


class Settings:
    """An endpoint's settings, as `WebhookSettings` describes them, and what was made of them."""

    def __init__(
        self,
        name: str,
        *,
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
        open_url: Callable[..., Any] = open_store,
    ) -> None:
        check_name(name)
        check_kinds(
            {
                "scope": scope,
                "api_keys": api_keys,
                "certificates": certificates,
                "proxy_certificate": proxy_certificate,
                "public_url": public_url,
                "max_attempts": max_attempts,
                "max_body": max_body,
                "sender_schedule": sender_schedule,
                "max_buffered": max_buffered,
                "body_timeout": body_timeout,
                "single_process": single_process,
                "shared_scope": shared_scope,
            }
        )
        self.name = name
        self.scheme = scheme if isinstance(scheme, Scheme) else Scheme.builtin(scheme)
        self._secrets = secrets
        self._limits = {
            "tolerance": tolerance,
            "max_body": max_body,
            "dedup": dedup,
            "api_keys": api_keys,
            "certificates": certificates,
        }
        self._verifiers: OrderedDict[tuple[Secret, ...], Verifier] = OrderedDict()
        self._is_weak_told = False
        self.has_certificates = certificates is not None
        self.proxy_certificate = proxy_certificate
        self.public_url = public_url
        self.sink = sink_of(dead_letters)
        self.max_buffered = max_buffered
        self.body_timeout = body_timeout
        self.single_process = single_process
        verifier = self._first_verifier()
        if verifier.signs_url and public_url is None:
            raise UrlRequired("the scheme signs the URL: give public_url=, as the sender knows it")
        if max_buffered < verifier.max_body:
            logger.warning(
                "endpoint %r: max_buffered is %d bytes, so that a body as large as max_body allows, %d, is never taken",
                name, max_buffered, verifier.max_body,
            )  # fmt: skip
        self.store = self._open(store, max_attempts, open_url)
        if scope is None and isinstance(self.store, (MemoryStore, FileStore)):
            scope = name
        self.scope = scope or ""
        check_scope(self.scope)
        self._known = None if callable(secrets) else (self.scope, verifier)
        self._check_store(verifier, scope, sender_schedule)
        if self.store is not None and not shared_scope:
            self._take(_identity(self.store, store))

    # Secrets

    def _first_verifier(self) -> Verifier:
        if callable(self._secrets):
            return self._build((_ANY_SECRET,))
        return self._verifier(self._secrets)

    def _build(self, secrets: tuple[Secret, ...] | None) -> Verifier:
        return Verifier(self.scheme, secrets=secrets, **self._limits)  # type: ignore[arg-type]

    def _verifier(self, secrets: Secrets | None) -> Verifier:
        if secrets is None or isinstance(secrets, (str, bytes)):
            # Without secrets, or refused with what to do.
            key: tuple[Secret, ...] = ()
            given: Any = secrets
        else:
            given = key = check_secrets(secrets)
        known = self._verifiers.get(key)
        if known is None:
            known = self._verifiers[key] = self._build(given)
            if known.weak and not self._is_weak_told:
                self._is_weak_told = True
                logger.warning("endpoint %r: a secret or API key is shorter than 16 bytes: use a longer one", self.name)
            # Many tenants, each with secrets of their own; those in use are made anew at once.
            while len(self._verifiers) > 256:
                self._verifiers.popitem(last=False)
        return known

    @property
    def secrets_call(self) -> SecretsCall | None:
        """The callable that gives the secrets, if it is one."""
        return self._secrets if callable(self._secrets) else None

    def resolve(self, given: Any) -> tuple[str, Verifier] | None:
        """Scope and verifier for what the callable gave; None for an unknown tenant."""
        if given is None:
            return None
        scope = self.scope
        if (
            isinstance(given, tuple)
            and len(given) == 2
            and isinstance(given[0], str)
            and not isinstance(given[1], (str, bytes))
        ):
            scope, given = given
            check_scope(scope)
        return scope, self._verifier(given)

    def known(self) -> tuple[str, Verifier] | None:
        """Scope and verifier where the secrets do not change; None where a callable gives them."""
        return self._known

    # Store

    def _open(
        self, store: str | Store | AsyncStore | None, max_attempts: int | None, open_url: Callable[..., Any]
    ) -> Store | AsyncStore | None:
        never_again = self.scheme.sender_retries == 0 and self.sink is not None
        if isinstance(store, str):
            if max_attempts is None and never_again:
                max_attempts = 1
            if max_attempts is not None and self.sink is None:
                raise StoreConfig("max_attempts needs dead_letters=: an event that is given up must go somewhere")
            return open_url(store, max_attempts=max_attempts, name=self.name)  # type: ignore[no-any-return]
        if max_attempts is not None:
            raise StoreConfig("max_attempts goes with a store's URL: give the store object its own max_attempts")
        if store is not None and not isinstance(store, (Store, AsyncStore)):
            raise StoreConfig("store must be a URL, a store, or None to remember nothing")
        if store is not None and self.sink is not None and store.max_attempts is None:
            raise StoreConfig("dead_letters= needs a store that counts attempts: give it max_attempts=")
        return store

    def _check_store(self, verifier: Verifier, scope: str | None, schedule: RetrySchedule | None) -> None:
        retries = self.scheme.sender_retries
        if retries == 0 and self.sink is None:
            logger.warning(
                "endpoint %r: this sender never retries, so that what is not taken at once is lost: give dead_letters=",
                self.name,
            )
        store = self.store
        if store is None:
            return
        if verifier.dedup == "none":
            logger.warning("endpoint %r: its deliveries have no dedup key, so that its store stays empty", self.name)
        if scope is None:
            raise StoreConfig("a store that others may share needs scope=: one for each sender and each consumer")
        check_lifetime(verifier, store.ttl, sliding=store.sliding, min_age=getattr(store, "min_age", None))
        if retries is not None and store.max_attempts is not None and store.max_attempts > retries + 1:
            logger.warning(
                "endpoint %r: max_attempts is %d, but this sender tries %d time(s): no event will ever be given up",
                self.name, store.max_attempts, retries + 1,
            )  # fmt: skip
        if schedule is None and self.scheme.family in ("standard-webhooks", "svix"):
            schedule = RetrySchedule.preset(self.scheme.family)
        if schedule is not None and store.ttl < schedule.required_ttl(sliding=store.sliding):
            logger.warning(
                "endpoint %r: events are remembered for %d s, but this sender may retry for %d s: raise the ttl",
                self.name, store.ttl, schedule.required_ttl(sliding=store.sliding),
            )  # fmt: skip

    def _take(self, identity: Hashable) -> None:
        place = (identity, self.scope)
        if _lives(place):
            raise StoreConfig(
                f"two endpoints share the scope {self.scope!r} of one store, and would take each other's events for "
                "duplicates: give each its own scope=, or say shared_scope=True"
            )
        _taken[place] = weakref.ref(self)

    def look_after(self) -> None:
        """Logs once what a window's owner should know: that it is nearly full, or was made anew."""
        if isinstance(self.store, (FileStore, MemoryStore)):
            warning = self.store.take_warning()
            if warning is not None:
                logger.error("endpoint %r: %s", self.name, warning)

    def check_process(self, is_multiprocess: bool) -> None:
        """Refuses a store that this process shares with none of the others that serve the app."""
        if self.single_process or not isinstance(self.store, MemoryStore):
            return
        if is_multiprocess or multiprocessing.parent_process() is not None:
            raise StoreConfig(
                "memory: is this process's alone, and there are several: use file:, redis:// or postgresql://, or say "
                "single_process=True if no other process serves this app"
            )


def _identity(store: Store | AsyncStore, given: object) -> Hashable:
    """What two endpoints have in common if they have one store: a file, a server's URL, or the object."""
    if isinstance(store, FileStore):
        return os.path.realpath(store.path)
    return id(store) if isinstance(store, MemoryStore) or not isinstance(given, str) else given


def _lives(place: tuple[Hashable, str]) -> bool:
    taken = _taken.get(place)
    if taken is None or taken() is None:
        return False
    # An app that was thrown away may not have been swept up yet.
    gc.collect()
    return taken() is not None

"""The keyword arguments of every endpoint."""

import os
from collections.abc import Callable, Sequence
from typing import Any, Literal, Required, TypedDict

from .._native import ApiKeys, CertificatePins, DeadLetterFolder, RetrySchedule, Scheme
from ..stores import AsyncStore, Store
from .certificate import ProxyCertificate
from .sinks import Sink

Secret = str | bytes
Secrets = Sequence[Secret]
SecretsCall = Callable[..., Any]
"""Gives the secrets, or (scope, secrets), or None for an unknown tenant; called with what the route took from the path.
"""

Tolerance = int | tuple[int | None, int | None] | Literal["none"] | None
Dedup = Literal["signed_id", "signed_id_or_digest", "digest", "unsigned_id", "none"]
DeadLetters = Sink | DeadLetterFolder | str | os.PathLike[str] | None


class WebhookSettings(TypedDict, total=False):
    """The keyword arguments of every `Webhook`, `WebhookBlueprint` and `WebhookApp`.

    `scheme` and `store` must be given, and `secrets` for schemes that sign; all others may be left out. A wrong setting
    raises when the endpoint is made. Two mistakes are found only at a delivery, which is answered with 500: `memory:`
    under several processes, and a scope that two endpoints of an app share.

    What is genuine:

    scheme: A built-in scheme's name (`hookseal.schemes()` lists them), or your own `hookseal.Scheme`.
    secrets: A list of 1 to 4, each `str` or `bytes`; several while a secret is being replaced. Or a callable that
        returns such a list; it is called for each delivery, with what the route took from the path. If the path names
        a tenant, it returns a pair (scope, secrets), so that no tenant's events are taken for another's, or None for
        an unknown tenant. That scope replaces the endpoint's: if several endpoints of the app use one store, put the
        endpoint's name into it too.
        Leave it out if only `api_keys` or `certificates` guard.
    api_keys: `hookseal.ApiKeys` that the sender must present, beside a signature or instead of one.
    certificates: `hookseal.CertificatePins` of client certificates that the sender must present, beside a signature or
        instead of one.
    proxy_certificate: A `ProxyCertificate`: the header in which a proxy passes the client's certificate on, if TLS ends
        there. Unless given, the certificate is that of the connection itself.
    tolerance: How far from now a signed timestamp may lie: seconds both ways, a pair (past, future) with None for no
        limit, or `"none"`. The scheme's own unless given.
    public_url: The URL as the sender knows it. Must be given for schemes that sign it: it is never made from a header.

    What is taken:

    max_body: The largest body in bytes. The scheme's own unless given, which is 1 MiB for most.
    max_buffered: Bytes that nobody has verified yet, over all requests of the process; 64 MiB unless given. Whatever
        would go beyond it is answered with 503.
    body_timeout: Seconds that a body may take to arrive, a day at most; 30 unless given. It works where the server lets
        a request be ended.

    Each event once:

    store: What remembers events: `"memory:"`, `"file:/path/to/name.window"`, `"redis://…"`, `"postgresql://…"`, a
        `hookseal.stores.Store`, or None to remember nothing.
    scope: Names one sender and one consumer, up to 255 bytes. Unless given it is the endpoint's name on memory and
        file; stores that other machines share need one.
    dedup: What makes two deliveries one event: `"signed_id"`, `"signed_id_or_digest"`, `"digest"`, `"unsigned_id"` or
        `"none"`. The scheme's own unless given. For many schemes that is `"none"`: nothing is remembered, and a warning
        says so.
    shared_scope: True says that another endpoint of the app, or another view of this one, may have the same scope in
        the same store: each event then goes to one of them. Otherwise the same scope is refused.
    single_process: True is your promise that no other process serves this app. It allows `memory:` on servers that look
        as if there were several processes, such as a reloader, or a server with a single worker.

    What fails:

    dead_letters: What takes deliveries that no attempt could process: a folder's path, a `hookseal.DeadLetterFolder`,
        or a callable that is given a `Letter`.
    max_attempts: After so many failed attempts, 1 to 15, `dead_letters` takes the event. Must be given beside
        `dead_letters`, unless the sender never retries: then it is 1. It goes with a store's URL; a store object has
        its own.
    sender_schedule: The sender's `hookseal.RetrySchedule`. A warning is logged if the store would forget events while
        the sender still retries. The schedules of Standard Webhooks and Svix are known without it.
    """

    scheme: Required[str | Scheme]
    secrets: Secrets | SecretsCall | None
    api_keys: ApiKeys | None
    certificates: CertificatePins | None
    proxy_certificate: ProxyCertificate | None
    tolerance: Tolerance
    public_url: str | None
    max_body: int | None
    max_buffered: int
    body_timeout: float
    store: Required[str | Store | AsyncStore | None]
    scope: str | None
    dedup: Dedup | None
    shared_scope: bool
    single_process: bool
    dead_letters: DeadLetters
    max_attempts: int | None
    sender_schedule: RetrySchedule | None

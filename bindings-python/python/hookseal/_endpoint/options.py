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

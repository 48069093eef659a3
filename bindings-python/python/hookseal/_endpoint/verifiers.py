"""Which secrets a delivery is verified with."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from .._native import Verifier
from ..errors import ArgumentInvalid
from . import say
from .checks import check_scope, check_secrets
from .options import Secret, Secrets, SecretsCall

# A secret in every format, to check settings by while the real ones are not known. Nothing is verified with it.
_ANY_SECRET = "0" * 64

# Many tenants, each with secrets of their own. What is let go is made anew when it is needed.
_MOST = 256


class Verifiers:
    """The verifiers of an endpoint, one for each set of secrets."""

    def __init__(self, name: str, secrets: Secrets | SecretsCall | None, build: Callable[[Any], Verifier]) -> None:
        self._name = name
        self._build = build
        self._made: OrderedDict[tuple[Secret, ...], Verifier] = OrderedDict()
        self._is_weak_told = False
        self._are_tenants_told = False
        self._is_none_told = False
        self.call: SecretsCall | None = secrets if callable(secrets) else None
        """The callable that gives the secrets, if it is one."""
        self.first = build((_ANY_SECRET,)) if callable(secrets) else self._of(secrets)
        """The one that all deliveries are verified with where the secrets do not change, else to check settings by."""

    def resolve(self, given: Any, scope: str) -> tuple[str, Verifier] | None:
        """Scope and verifier for what the callable gave; None for an unknown tenant. `scope` is the endpoint's own."""
        if given is None:
            return None
        # Two texts might be a scope and a secret: then everybody would know a secret that signs.
        match given:
            case (str(own), [*secrets]) if isinstance(given, tuple):
                check_scope(own)
                return own, self._of(secrets)
            case [*secrets] if isinstance(given, list):
                return scope, self._of(secrets)
        raise ArgumentInvalid("the secrets' callable must give a list of secrets, or a pair (scope, [secret, …])")

    def warn_of_tenants(self) -> None:
        """Says once that tenants whose secrets have one scope take each other's events for duplicates."""
        if not self._are_tenants_told:
            self._are_tenants_told = True
            say.warning(
                "endpoint %r: its secrets depend on the route and share one scope, so that two tenants with the same "
                "event ID take each other's events for duplicates: give (scope, [secret, …])",
                self._name,
            )

    def warn_of_none(self) -> None:
        """Says once that nobody is known where the route names no tenant: more likely a secret was not found."""
        if not self._is_none_told:
            self._is_none_told = True
            say.warning(
                "endpoint %r: the secrets' callable gave None, which stands for an unknown tenant: the delivery was "
                "refused as if it were forged. If a secret was not found, let the callable raise or give an empty list",
                self._name,
            )

    def _of(self, secrets: Secrets | None) -> Verifier:
        if secrets is None or isinstance(secrets, (str, bytes)):
            # Guarded by something else, or refused with what to do.
            return self._told(self._build(secrets))
        key = check_secrets(secrets)
        known = self._made.get(key)
        if known is None:
            known = self._made[key] = self._told(self._build(key))
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
        return known

    def _told(self, verifier: Verifier) -> Verifier:
        if verifier.weak and not self._is_weak_told:
            self._is_weak_told = True
            say.warning("endpoint %r: a secret or API key is shorter than 16 bytes: use a longer one", self._name)
        return verifier

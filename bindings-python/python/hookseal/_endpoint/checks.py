"""Settings of an endpoint that only their types can get wrong, refused with a sentence."""

from functools import partial
from inspect import isasyncgenfunction, isgeneratorfunction, signature
from types import NoneType
from typing import Any

from .._native import ApiKeys, CertificatePins, RetrySchedule, Scheme
from ..errors import ArgumentInvalid
from .certificate import ProxyCertificate

SCOPE_BYTES = 255

LONGEST_BODY = 86_400
"""Seconds: no sender needs them, and sockets and clocks have limits, beyond which each delivery would fail."""

_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "scheme": ((str, Scheme), "a str, one of hookseal.schemes(), or a hookseal.Scheme"),
    "scope": ((str, NoneType), "a str"),
    "api_keys": ((ApiKeys, NoneType), 'made by hookseal.ApiKeys(keys, header="…")'),
    "certificates": ((CertificatePins, NoneType), "made by hookseal.CertificatePins(pins)"),
    "proxy_certificate": ((ProxyCertificate, NoneType), "a ProxyCertificate(header, trusted=[…])"),
    "public_url": ((str, NoneType), "a str"),
    "max_attempts": ((int, NoneType), "a whole number"),
    "max_body": ((int, NoneType), "a whole number of bytes"),
    "sender_schedule": ((RetrySchedule, NoneType), 'a hookseal.RetrySchedule, such as RetrySchedule.preset("classic")'),
    "max_buffered": ((int,), "a whole number of bytes"),
    "body_timeout": ((int, float), "a number of seconds"),
    "single_process": ((bool,), "True or False"),
    "shared_scope": ((bool,), "True or False"),
}


def check_name(name: object) -> None:
    """An endpoint's name stands in the log, and is the scope where none is given."""
    if not isinstance(name, str) or not name or not name.isprintable():
        raise ArgumentInvalid("an endpoint needs a name, in printable characters: it stands in the log")


def check_kinds(given: dict[str, Any]) -> None:
    """Each is of its kind; None stands for what is not given."""
    for name, (kinds, words) in _KINDS.items():
        value = given[name]
        if not isinstance(value, kinds) or isinstance(value, bool) and bool not in kinds:
            raise ArgumentInvalid(f"{name} must be {words}")
    if given["max_buffered"] < 1:
        raise ArgumentInvalid("max_buffered must be at least one byte")
    if not 0 < given["body_timeout"] <= LONGEST_BODY:
        raise ArgumentInvalid("body_timeout must be more than 0 seconds, and at most a day: 86400")
    url = given["public_url"]
    if url is not None and not url.startswith(("https://", "http://")):
        raise ArgumentInvalid("public_url must be a whole URL, as the sender knows it: https://…")
    if url is not None and (not url.isprintable() or " " in url):
        raise ArgumentInvalid("public_url holds white space, often a newline at the end of its file: remove it")
    if given["proxy_certificate"] is not None and given["certificates"] is None:
        raise ArgumentInvalid(
            "proxy_certificate says where a certificate stands: certificates= must say which are right"
        )


def check_runs(function: object) -> None:
    """Calling it does its work: a generator function's call does nothing."""
    if not callable(function):
        raise ArgumentInvalid("a handler, a queue and a sink are functions")
    called: Any = function
    while isinstance(called, partial):
        called = called.func
    if isgeneratorfunction(called) or isasyncgenfunction(called):
        raise ArgumentInvalid("a generator function does nothing when it is called: let it return instead of yield")


def check_takes(function: Any, words: str, *given: object) -> None:
    """It can be called with what it will be given: else each call would fail, and its events be lost one by one."""
    try:
        # A decorator may give more than it gets: its own parameters count.
        taken = signature(function, follow_wrapped=False)
    except (TypeError, ValueError):
        # Some of those in C do not tell.
        return
    try:
        taken.bind(*given)
    except TypeError as error:
        raise ArgumentInvalid(f"{words}: {error}") from error


def check_scope(scope: str) -> None:
    """A scope goes into each dedup key."""
    if not scope.strip():
        raise ArgumentInvalid("a scope is not empty or blank: others who forgot theirs would have the same")
    try:
        length = len(scope.encode())
    except UnicodeEncodeError as error:
        raise ArgumentInvalid("a scope holds half of a surrogate pair: pass text as it was decoded") from error
    if length > SCOPE_BYTES:
        raise ArgumentInvalid("a scope is at most 255 bytes of UTF-8; it is the endpoint's name where none is given")


def check_secrets(secrets: object) -> tuple[str | bytes, ...]:
    """The secrets of a list, each a str or bytes."""
    # Of anything else that holds text, such as a dict, it might be the names that are taken for secrets.
    if not isinstance(secrets, (list, tuple)):
        raise ArgumentInvalid("secrets must be a list, or a callable that gives one")
    kept = tuple(secrets)
    if any(secret is None for secret in kept):
        raise ArgumentInvalid("one of secrets is None, as of an environment variable that is not set: set it")
    if not all(isinstance(secret, (str, bytes)) for secret in kept):
        raise ArgumentInvalid("each of secrets must be a str or bytes")
    return kept

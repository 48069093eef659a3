"""The store of an endpoint: chosen, opened, and fit for what the endpoint accepts."""

from .._native import RetrySchedule, Scheme, Verifier, check_lifetime
from ..errors import StoreConfig
from ..stores import AsyncStore, Store, open_async_store, open_store
from . import say
from .calls import is_async


def choose(
    given: str | Store | AsyncStore | None,
    *,
    name: str,
    max_attempts: int | None,
    never_retried: bool,
    has_sink: bool,
    may_await: bool,
) -> Store | AsyncStore | None:
    """The store that an endpoint is given, opened where it is a URL."""
    if isinstance(given, str):
        if max_attempts is None and never_retried and has_sink:
            max_attempts = 1
        if max_attempts is not None and not has_sink:
            raise StoreConfig("max_attempts needs dead_letters=: an event that is given up must go somewhere")
        if max_attempts is None and has_sink:
            raise StoreConfig("dead_letters= needs max_attempts=: after so many failed attempts an event goes there")
        return (open_async_store if may_await else open_store)(given, max_attempts=max_attempts, name=name)
    if max_attempts is not None:
        raise StoreConfig("max_attempts goes with a store's URL: give the store object its own max_attempts")
    if given is not None and not isinstance(given, (Store, AsyncStore)):
        raise StoreConfig("store must be a URL, a store, or None to remember nothing")
    if not may_await and is_async(getattr(given, "claim", None)):
        raise StoreConfig("an AsyncStore is for hookseal.asgi: give Flask a store whose calls are not async")
    if given is not None and has_sink and given.max_attempts is None:
        raise StoreConfig("dead_letters= needs a store that counts attempts: give it max_attempts=")
    return given


def check(
    store: Store | AsyncStore, name: str, scheme: Scheme, verifier: Verifier, schedule: RetrySchedule | None
) -> None:
    """Refuses a store that would forget too early for its signatures, and warns of what its sender makes of it."""
    if verifier.dedup == "none":
        say.warning("endpoint %r: its deliveries have no dedup key, so that its store stays empty", name)
    check_lifetime(verifier, store.ttl, sliding=store.sliding, min_age=getattr(store, "min_age", None))
    retries = scheme.sender_retries
    if retries is not None and store.max_attempts is not None and store.max_attempts > retries + 1:
        say.warning(
            "endpoint %r: max_attempts is %d, but this sender tries %d time(s): no event will ever be given up",
            name, store.max_attempts, retries + 1,
        )  # fmt: skip
    if schedule is None and scheme.family in ("standard-webhooks", "svix"):
        schedule = RetrySchedule.preset(scheme.family)
    if schedule is not None and store.ttl < schedule.required_ttl(sliding=store.sliding):
        say.warning(
            "endpoint %r: events are remembered for %d s, but this sender may retry for %d s: raise the ttl",
            name, store.ttl, schedule.required_ttl(sliding=store.sliding),
        )  # fmt: skip

"""Each event once: claim, handle, commit before the answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from .._native import Verified, Verifier
from ..errors import StoreUnavailable, WebhookError
from ..stores import Claim
from . import say
from .answers import DEAD_LETTERED, DUPLICATE, FAILED, OK, later
from .backlog import Late, reason_of
from .calls import Call, Flow
from .delivery import Delivery, begin, end
from .incoming import Incoming
from .queues import Unknown
from .recall import recall
from .result import UNAVAILABLE_RETRY, Handled, Result, refused
from .settings import Settings
from .settlement import Settlement
from .sinks import hand_over, log_sink

UNGUARDED = Claim("unguarded")
"""What is handled although nothing remembers it."""


class Once:
    """One verified delivery, to be handled if no other delivery of its event was."""

    def __init__(
        self,
        settings: Settings,
        incoming: Incoming,
        verifier: Verifier,
        scope: str,
        event: Verified,
        settle_later: Callable[[Late], None],
    ) -> None:
        self._settings = settings
        self._incoming = incoming
        self._verifier = verifier
        self._scope = scope
        self._event = event
        self._settle_later = settle_later
        self._settlement = Settlement(settings, settle_later)

    def handle(self, handler: Call, key: bytes | None) -> Flow[Result]:
        """Claims the event, and runs the handler if it is to be run."""
        store = self._settings.store
        if store is None or key is None:
            return (yield from self._run(handler, key, UNGUARDED))
        try:
            claim: Claim = yield partial(store.claim, key)
        except WebhookError as error:
            return (yield from self._unclaimed(key, refused(error), error.name))
        except Exception as error:
            unavailable = StoreUnavailable(reason_of(error))
            return (yield from self._unclaimed(key, refused(unavailable), unavailable.name))
        self._settings.look_after()
        match claim.state:
            case "claimed" | "unguarded":
                return (yield from self._run(handler, key, claim))
            case "done" | "dead":
                return Result("duplicate", DUPLICATE, attempt=claim.attempt)
            case "in_flight":
                return Result("in_flight", later(claim.retry_after or 1))
            case "full":
                return (yield from self._unclaimed(key, Result("full", later(claim.retry_after or 1)), "FULL"))
            case "exhausted":
                return (yield from self._failed(key, claim, "EXHAUSTED"))

    def unusable(self, error: WebhookError) -> Flow[Result]:
        """An event that no handler can take: to the sink, if there is one."""
        taken = yield from self._to_sink(self.any_key() or self.body_key(), None, error.name)
        if taken is None:
            return refused(error)
        return Result("dead_lettered", DEAD_LETTERED, error=error) if taken else Result("failed", FAILED, error=error)

    def dedup_key(self) -> bytes | None:
        """The event's key in its scope; an error where it needs an ID that is not there."""
        return self._event.dedup_key(self._scope)

    def any_key(self) -> bytes | None:
        """The event's key, or that of its body where the key needs an ID that is not there."""
        try:
            return self.dedup_key()
        except WebhookError:
            return self.body_key()

    def body_key(self) -> bytes:
        """The key of an event that has none of its own."""
        return self._event.body_key(self._scope)

    # After the claim

    def _run(self, handler: Call, key: bytes | None, claim: Claim) -> Flow[Result]:
        store = self._settings.store
        token = claim.token
        renew: Callable[[], Any] = (lambda: None) if store is None or token is None else partial(store.renew, token)
        hex_key = key.hex() if key is not None else None
        delivery = Delivery(self._event, self._settings.name, self._scope, hex_key, claim.attempt, renew)
        try:
            begun = begin(delivery)
            try:
                handled: Handled = yield handler
            finally:
                end(begun)
        except Unknown as error:
            say.error("endpoint %r: %s", self._settings.name, error)
            if error.interruption is not None:
                raise error.interruption from None
            wait = store.lease if store is not None else UNAVAILABLE_RETRY
            unknown = Result("unavailable", later(wait), attempt=claim.attempt)
            return (yield from self._unclaimed(key or self.body_key(), unknown, "QUEUE_UNAVAILABLE"))
        except Exception as error:
            return (yield from self._failed(key, claim, "HANDLER_FAILED", raised=error))
        except BaseException:
            # The process is going, or the task was cancelled: the next delivery need not wait for the lease, and where
            # there will be none this is the end of it.
            if self._settings.scheme.sender_retries == 0:
                yield from self._failed(key, claim, "HANDLER_FAILED")
            else:
                yield from self._settlement.release(claim)
            raise
        if not handled.is_success:
            return (yield from self._failed(key, claim, "HANDLER_FAILED", response=handled.response))
        settled = yield from self._settlement.settle("commit", claim)
        late = settled if isinstance(settled, Late) else None
        result = Result("ok" if settled == "ok" else "commit_lost", OK, handled.response, attempt=claim.attempt)
        if late is not None:
            result.error = StoreUnavailable(f"the commit is tried again in the background: {reason_of(late.error)}")
        elif settled != "ok":
            say.error("endpoint %r: the commit came %s: the event may have run twice", self._settings.name, settled)
        if key is not None and claim.token is not None and settled != "stolen":
            result.recall = partial(recall, self._settings.name, store, key, claim.token, late, self._settle_later)
        return result

    def _failed(
        self, key: bytes | None, claim: Claim, reason: str, *, response: Any = None, raised: Exception | None = None
    ) -> Flow[Result]:
        if self._is_last(claim) and (yield from self._to_sink(key or self.body_key(), claim.attempt, reason)):
            yield from self._settlement.settle("bury", claim)
            return Result("dead_lettered", DEAD_LETTERED, raised=raised, attempt=claim.attempt)
        yield from self._settlement.release(claim)
        return Result("failed", FAILED, response, raised=raised, attempt=claim.attempt)

    def _is_last(self, claim: Claim) -> bool:
        """Whether no other attempt will follow: all are used, or nobody counts them and the sender makes one."""
        store = self._settings.store
        if store is None or claim.token is None:
            return self._settings.scheme.sender_retries == 0
        if claim.state == "exhausted":
            return True
        return store.max_attempts is not None and claim.attempt is not None and claim.attempt >= store.max_attempts

    def _unclaimed(self, key: bytes, result: Result, reason: str) -> Flow[Result]:
        """A delivery whose sender is to come back: where it never does, the sink takes it."""
        if self._settings.scheme.sender_retries == 0:
            taken = yield from self._to_sink(key, result.attempt, reason)
            if taken:
                return Result("dead_lettered", DEAD_LETTERED, error=result.error, attempt=result.attempt)
        return result

    def _to_sink(self, key: bytes, attempt: int | None, reason: str) -> Flow[bool | None]:
        """Whether the sink took it; None without one."""
        settings = self._settings
        if settings.sink is None:
            return None
        try:
            yield hand_over(
                settings.sink, self._incoming, self._verifier, self._event, key=key, endpoint=settings.name,
                scope=self._scope, attempt=attempt, reason=reason,
            )  # fmt: skip
        except Exception as error:
            log_sink(settings.name, error)
            return False
        return True

"""The way of a delivery, from its headers to the answer."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from .._native import Verified, Verifier
from ..errors import ContentEncoding, SignatureMismatch, StoreUnavailable, WebhookError
from . import log, say
from .answers import ERRORS, FAILED, later
from .backlog import Late
from .budget import Hold, Overdrawn
from .calls import Flow
from .incoming import Incoming
from .once import Once
from .options import SecretsCall
from .result import UNAVAILABLE_RETRY, Result, refused
from .settings import Settings
from .views import View


class NoSecrets(Exception):
    """The callable that gives the secrets raised something of its own."""


class Dispatch(Protocol):
    """How an endpoint handles an event, once it is known to be genuine."""

    def __call__(self, once: Once, event: Verified) -> Flow[Result]:
        """The flow from the event to its result."""


class Endpoint:
    """An endpoint at work: its settings, its counters, and the way of a delivery through it."""

    def __init__(
        self,
        settings: Settings,
        settle_later: Callable[[Late], None],
        status_of: Callable[[BaseException], int | None],
    ) -> None:
        """`settle_later` goes on settling in the background; `status_of` tells what a framework answers to an error."""
        self.settings = settings
        self._settle_later = settle_later
        self._status_of = status_of
        self.counters: Counter[str] = Counter()
        """How many deliveries came to which outcome, in this process."""

    def log_raised(self, error: BaseException) -> None:
        """Logs what a handler raised where no framework does."""
        say.error("endpoint %r: the handler failed", self.settings.name, raised=error)

    def receive(self, incoming: Incoming, dispatch: Dispatch, view: View | None = None) -> Flow[Result]:
        """The whole way, logged and counted; `view` is the one that `dispatch` calls, where there may be others."""
        watch = log.Stopwatch()
        # What is told of it where it is broken off, as by a server's time-out.
        result = Result("failed", FAILED)
        try:
            try:
                result = yield from self._verify(incoming, dispatch, view, broken_off=result)
            except WebhookError as error:
                result = refused(error)
            except NoSecrets as error:
                cause = error.__cause__
                result = Result("misconfigured", ERRORS["configuration"], raised=cause, is_body_left=True)
            return result
        finally:
            self.counters[result.outcome] += 1
            log.try_to_write(
                watch,
                scheme=self.settings.scheme.name,
                endpoint=self.settings.name,
                outcome=result.outcome,
                status=self._status(result),
                body_bytes=result.body_bytes,
                verified=result.event,
                error=result.error,
                attempt=result.attempt,
            )

    def _status(self, result: Result) -> int:
        """The status that the sender is answered."""
        if result.response is not None:
            status: int = result.response.status_code
            return status
        if result.raised is None or result.outcome == "dead_lettered":
            return result.answer.status
        return self._status_of(result.raised) or result.answer.status

    def _verify(self, incoming: Incoming, dispatch: Dispatch, view: View | None, broken_off: Result) -> Flow[Result]:
        settings = self.settings
        body: bytes | None = None
        try:
            settings.check_process(incoming.is_multiprocess)
            settings.check_scope_in(incoming.app, view)
            call = settings.verifiers.call
            if call is None:
                found: tuple[str, Verifier] | None = settings.scope, settings.verifiers.first
            else:
                found = yield from self._secrets(call, incoming)
            if found is None:
                if not incoming.params():
                    settings.verifiers.warn_of_none()
                raise SignatureMismatch("the secrets' callable knows no secret for this request")
            scope, verifier = found
            if scope != settings.scope:
                settings.check_scope_in(incoming.app, view, scope)
            if incoming.header("Content-Encoding").strip().lower() not in ("", "identity"):
                raise ContentEncoding
            verification = verifier.start(
                incoming.headers(verifier.headers),
                method=incoming.method,
                url=settings.public_url,
                content_length=incoming.content_length(),
                certificate=incoming.certificate(settings.proxy_certificate) if verifier.has_certificates else None,
            )
            with verification, Hold(settings.max_buffered) as hold:
                body = yield partial(incoming.read, verifier.max_body, settings.body_timeout, hold)
                event: Verified = yield partial(verification.verify, body)
        except Overdrawn:
            error = StoreUnavailable("the process holds as many unverified bytes as max_buffered allows")
            return Result("unavailable", later(UNAVAILABLE_RETRY), error=error, is_body_left=True)
        except WebhookError as error:
            result = refused(error)
            result.is_body_left = body is None
            result.body_bytes = len(body) if body is not None else 0
            return result
        incoming.keep(body)
        broken_off.event, broken_off.body_bytes = event, len(body)
        once = Once(settings, incoming, verifier, scope, event, self._settle_later)
        result = yield from dispatch(once, event)
        result.event = event
        result.body_bytes = len(body)
        return result

    def _secrets(self, call: SecretsCall, incoming: Incoming) -> Flow[tuple[str, Verifier] | None]:
        params = incoming.params()
        try:
            given: Any = yield partial(call, **params)
        except WebhookError:
            raise
        except Exception as error:
            raise NoSecrets from error
        is_by_route = params and not getattr(call, "ignores_route", False)
        if is_by_route and isinstance(given, list) and self.settings.store is not None:
            self.settings.verifiers.warn_of_tenants()
        return self.settings.verifiers.resolve(given, self.settings.scope)

"""How a claim ends: committed or buried, if need be later; or released to the sender's next attempt."""

import time
from collections.abc import Callable
from functools import partial

from ..errors import StoreUnavailable
from ..stores import Claim, Settled
from . import say
from .backlog import Late
from .calls import Call, Flow
from .settings import Settings

FIRST_WAIT = 10
LONGEST_WAIT = 300


def not_before(attempt: int) -> int:
    """Seconds that an event waits after so many failed attempts: none at first, then 10 s, doubling to 300 s."""
    return 0 if attempt <= 1 else int(min(FIRST_WAIT * 2 ** (attempt - 2), LONGEST_WAIT))


class Settlement:
    """The end of claims on an endpoint's store. None is settled where there is no store, or it gave no token."""

    def __init__(self, settings: Settings, settle_later: Callable[[Late], None]) -> None:
        self._settings = settings
        self._settle_later = settle_later

    def settle(self, how: str, claim: Claim) -> Flow[Settled | Late]:
        """Commits or buries; what fails is left to be tried again."""
        store = self._settings.store
        if store is None or claim.token is None:
            return "ok"
        settle = partial(getattr(store, how), claim.token)
        try:
            return (yield settle)  # type: ignore[no-any-return]
        except Exception as error:
            return self._try_later(settle, how, store.ttl, error)
        except BaseException as interruption:
            # Broken off, by a server's time-out or the end of an event loop, on which nothing is made later: it may not
            # be recorded, and twice does no harm. What is closed cannot ask for anything.
            try:
                if isinstance(interruption, GeneratorExit):
                    raise
                yield settle
            except BaseException as raised:
                broken = raised if isinstance(raised, Exception) else StoreUnavailable("the call was broken off")
                self._try_later(settle, how, store.ttl, broken)
            raise

    def release(self, claim: Claim) -> Flow[None]:
        """Gives it back to the sender's next attempt, which may have to wait."""
        store = self._settings.store
        if store is None or claim.token is None:
            return
        try:
            yield partial(store.release, claim.token, not_before(claim.attempt or 1))
        except Exception as error:
            # Its lease ends by itself.
            say.warning("endpoint %r: a release failed: %s", self._settings.name, type(error).__name__)

    def _try_later(self, settle: Call, how: str, ttl: int, error: Exception) -> Late:
        # Until the record itself would have ended.
        what, until = f"endpoint {self._settings.name!r}: a {how}", time.time() + ttl
        late = Late(self._settings.store, settle, what, until, error)
        try:
            self._settle_later(late)
        except Exception as raised:
            # Whatever comes of it, the handler has succeeded.
            late.tell(raised)
        return late

"""What waits for one store: calls that could not be made in time, tried again until they are."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeGuard

from ..errors import ArgumentInvalid, TokenInvalid, WebhookError
from . import say
from .calls import Call, Flow

FIRST_WAIT = 0.25
LONGEST_WAIT = 15.0
MOST = 10_000
"""More than that are let go: the store has been away for long, and their leases have lapsed."""


@dataclass(slots=True, eq=False)
class Late:
    """A call on a store that is left to be made."""

    store: Any
    call: Call
    what: str
    until: float
    """Unix seconds; who fails then is given up."""
    error: Exception
    """Why it was not made."""
    loss: str = "its event may run again"
    is_dropped: bool = False
    """Whether it is not wanted any more."""
    is_given_up: bool = False
    """Whether the log says already that it was not made; it may be made after all where the process goes on."""

    def tell(self, answer: Any) -> None:
        """Logs what came of it."""
        if self.is_dropped:
            return
        if isinstance(answer, Exception):
            say.error("%s was never recorded (%s): %s", self.what, type(answer).__name__, self.loss)
        else:
            tell = say.error if answer == "stolen" else say.warning
            tell("%s was recorded after a delay: %s", self.what, answer)


def reason_of(error: Exception) -> str:
    """Why a call on a store failed. What others raise might quote a password."""
    return str(error) if isinstance(error, WebhookError) else f"the store raised {type(error).__name__}"


class Backlog:
    """Calls on one store, of which one is made at a time."""

    def __init__(self) -> None:
        self.waiting: deque[Late] = deque()

    def add(self, late: Late) -> None:
        """Leaves a call to be made."""
        if len(self.waiting) >= MOST:
            say.error("%s cannot be recorded, too many are waiting for the store: %s", late.what, late.loss)
        else:
            self.waiting.append(late)

    def flow(self, pause: Callable[[float], Any]) -> Flow[None]:
        """Makes the calls until none is left: now and then one while the store is away, then all without a pause.

        `pause` lets so many seconds pass. When it gives True no time is left, and the next failure is the last.
        """
        wait = FIRST_WAIT
        is_last = yield partial(pause, wait)
        while self.waiting:
            late = self.waiting[0]
            answer = None if late.is_dropped else (yield from _answer(late.call))
            if _is_away(answer) and time.time() < late.until:
                late.error = answer
                if is_last:
                    self.give_up()
                    self.waiting.clear()
                    return
                # The failure may be this call's own.
                self.waiting.rotate(-1)
                is_last = yield partial(pause, wait)
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                late.tell(answer)
                self.waiting.popleft()
                wait = FIRST_WAIT

    def give_up(self) -> None:
        """Says of each that is left why it was not made."""
        for late in self.waiting.copy():
            if not late.is_given_up:
                late.is_given_up = True
                late.tell(late.error)


def _answer(call: Call) -> Flow[Any]:
    try:
        return (yield call)
    except Exception as error:
        return error


def _is_away(answer: Any) -> TypeGuard[Exception]:
    """Whether it can be made later, be it that an operator has to mend something. A bad token stays one."""
    return isinstance(answer, Exception) and not isinstance(answer, (TokenInvalid, ArgumentInvalid))

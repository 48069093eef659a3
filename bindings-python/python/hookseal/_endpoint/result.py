"""What came of a delivery."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from .._native import Verified
from ..errors import WebhookError
from .answers import ERRORS, Answer, later
from .calls import Flow

Outcome = Literal[
    "ok", "duplicate", "ignored", "refused", "in_flight", "full", "unavailable", "failed", "commit_lost",
    "dead_lettered", "misconfigured",
]  # fmt: skip

UNAVAILABLE_RETRY = 5
"""Seconds after which to come back where nobody knows how long something is away."""


@dataclass(slots=True)
class Handled:
    """What a handler gave: its answer's status, and the answer itself in the framework's form."""

    status: int
    response: Any = None

    @property
    def is_success(self) -> bool:
        """Whether the sender would be told that all is well."""
        return 200 <= self.status <= 299


@dataclass(slots=True)
class Result:
    """What came of a delivery, and what to answer: `response` where the handler's own counts, else `answer`."""

    outcome: Outcome
    answer: Answer
    response: Any = None
    error: WebhookError | None = None
    raised: BaseException | None = None
    """What the handler raised, for the framework's own error handling."""
    attempt: int | None = None
    event: Verified | None = None
    body_bytes: int = 0
    is_body_left: bool = False
    """Whether the sender may still be sending."""
    recall: Callable[[], Flow[None]] | None = None
    """Takes the commit back, should the request fail after all."""


def refused(error: WebhookError) -> Result:
    """The result of an error before any handler."""
    if error.category == "unavailable":
        return Result("unavailable", later(UNAVAILABLE_RETRY), error=error)
    outcome: Outcome = "misconfigured" if error.category == "configuration" else "refused"
    return Result(outcome, ERRORS[error.category], error=error)

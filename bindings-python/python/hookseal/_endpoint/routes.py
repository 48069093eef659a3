"""Which handler an event goes to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from .._native import Verified
from ..errors import ArgumentInvalid
from .checks import check_runs, check_takes
from .queues import Enqueue, Job

Handler = Callable[..., Any]
H = TypeVar("H", bound=Callable[[Verified], Any])
J = TypeVar("J", bound=Callable[[Job], Any])


@dataclass(frozen=True, slots=True)
class Target:
    """A handler, and the queue through which it is reached, if any."""

    handler: Handler
    enqueue: Enqueue | None = None

    def __post_init__(self) -> None:
        check_runs(self.handler)
        if self.enqueue is None:
            check_takes(self.handler, "a handler takes the event, and nothing else", None)
        else:
            check_runs(self.enqueue)
            check_takes(self.enqueue, "a queue's function takes the handler and the job", None, None)


def check_place(type: object, version: object) -> None:
    """Refuses a type or a version that no event can have."""
    if not isinstance(type, str) or not type:
        raise ArgumentInvalid(
            'a handler is for a type: @hooks.on("payment.succeeded"), or @hooks.on_any for all that have none'
        )
    if version is not None and (not isinstance(version, str) or not version):
        raise ArgumentInvalid('a version is text, also where the event has a number: version="2"')


class Routes:
    """The handlers of a dispatcher, by type and version."""

    def __init__(self) -> None:
        self._targets: dict[tuple[str, str | None], Target] = {}
        self._types: set[str] = set()
        self._rest: Target | None = None

    def add(self, type: str, version: str | None, target: Target) -> None:
        """Adds a handler for a type, of one version or of all others."""
        if (type, version) in self._targets:
            raise ArgumentInvalid(f"two handlers for {type!r}: an event goes to one")
        self._targets[type, version] = target
        self._types.add(type)

    def add_rest(self, target: Target) -> None:
        """Adds the handler of all that have none of their own."""
        if self._rest is not None:
            raise ArgumentInvalid("two catch-all handlers: an event goes to one")
        self._rest = target

    @property
    def rest(self) -> Target | None:
        """The catch-all."""
        return self._rest

    def find(self, type: str, version: str | None) -> Target | None:
        """The handler for a type and version, or the catch-all."""
        return self._targets.get((type, version)) or self._targets.get((type, None)) or self._rest

    def knows(self, type: str) -> bool:
        """Whether there is a handler for the type, be it of another version."""
        return type in self._types

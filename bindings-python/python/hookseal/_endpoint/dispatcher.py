"""What the dispatchers of all frameworks have in common: handlers are registered by the type of their events."""

from collections.abc import Callable
from typing import Any, overload

from .own import Counted
from .queues import Enqueue
from .receive import Endpoint
from .routes import H, J, Routes, Target, check_place


class Dispatcher(Counted):
    """Gives each event to the handler of its type."""

    def _begin(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._routes = Routes()

    @overload
    def on(self, type: str, *, version: str | None = None, queue: None = None) -> Callable[[H], H]: ...

    @overload
    def on(self, type: str, *, version: str | None = None, queue: Enqueue) -> Callable[[J], J]: ...

    def on(self, type: str, *, version: str | None = None, queue: Enqueue | None = None) -> Callable[[Any], Any]:
        """Registers a handler for events of a type, of one version or of all that have no handler of their own.

        With `queue` the handler does not run here: `queue(handler, job)` puts it into a durable queue, and the event is
        committed once it returns. Make `job.key` the job's ID, so that what is put in twice runs once. After a time-out
        or an error of a connection nobody knows whether the queue has the job, so the event stays claimed until its
        lease ends. Where it certainly has not, raise `Refused`: that releases the event at once.

        Both may be `async`, as views may.
        """
        # At once: `@hooks.on` without its brackets would register nothing, and its events be answered as ignored.
        check_place(type, version)

        def register(handler: Any) -> Any:
            self._routes.add(type, version, Target(handler, queue))
            return handler

        return register

    def on_any(self, handler: H) -> H:
        """Registers the handler for all events that have none of their own, and for those whose type, version or ID
        cannot be read."""
        self._routes.add_rest(Target(handler))
        return handler

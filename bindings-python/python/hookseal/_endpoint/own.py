"""What an endpoint tells of itself, whatever the framework."""

from .receive import Endpoint


class Counted:
    """An endpoint that tells what came of its deliveries."""

    _endpoint: Endpoint

    @property
    def counters(self) -> dict[str, int]:
        """How many deliveries came to which outcome, in this process."""
        return dict(self._endpoint.counters)


class Named(Counted):
    """The same, where nothing else tells its name."""

    @property
    def name(self) -> str:
        """The endpoint's name."""
        return self._endpoint.settings.name

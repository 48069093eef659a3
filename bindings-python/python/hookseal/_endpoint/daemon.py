"""A thread of this process that begins when it is needed first."""

import threading

from . import say


class Daemon:
    """Work in the background: `work` is what the thread does, and `start` sees to it that there is one.

    An app may be loaded in one process and serve in its forks, and only there gevent changes what locks and threads
    are. So neither is made before it is used. Whoever keeps one for long lets it `forget` after a fork.
    """

    name: str

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begins anew: a fork takes no threads along, and maybe a lock that nobody holds."""
        self._conditions: list[threading.Condition] = []
        self._is_running = False

    @property
    def changed(self) -> threading.Condition:
        """Guards what the thread works on, and wakes it."""
        if not self._conditions:
            self._conditions.append(threading.Condition())
        # Of two that were made at once the first is used.
        return self._conditions[0]

    def start(self) -> None:
        """Starts the thread unless it runs. Where the system has none to give, the next call tries again."""
        if not self._begin():
            return
        # Not under the lock: this waits for the thread, which may want it.
        try:
            threading.Thread(target=self._run, name=self.name, daemon=True).start()
        except RuntimeError as error:
            self._is_running = False
            say.error("%s waits for a thread: %s", self.name, error)

    def _begin(self) -> bool:
        """Whether nobody did the work, and the caller does from here on."""
        with self.changed:
            was_running, self._is_running = self._is_running, True
        return not was_running

    def work(self) -> None:
        """What the thread does."""
        raise NotImplementedError

    def _run(self) -> None:
        try:
            self.work()
        finally:
            self._is_running = False

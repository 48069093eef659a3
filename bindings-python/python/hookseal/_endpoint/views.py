"""What a function must look like to be guarded."""

import inspect
from collections.abc import Callable
from inspect import Parameter
from typing import Any
from weakref import WeakKeyDictionary

from ..errors import ArgumentInvalid


class View:
    """Stands for a guarded function, and holds nothing of it or of its app."""


class Views:
    """The guarded functions of an endpoint."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Any, View] = WeakKeyDictionary()

    def of(self, function: Callable[..., Any]) -> View:
        """The same for each guard of the same function."""
        try:
            return self._known.setdefault(function, View())
        except TypeError:
            # It cannot be told from others.
            return View()


def check_view(view: Callable[..., Any]) -> None:
    """Refuses a function that could be called without an event: in the wrong order it would run unguarded."""
    if not callable(view):
        raise ArgumentInvalid("a guard stands above a function: @webhook.guard, without brackets")
    first = next(iter(inspect.signature(view).parameters.values()), None)
    if first is not None and first.name == "self":
        raise ArgumentInvalid("guard a function and no method: its self would be taken for the event")
    if first is not None and first.kind in (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD):
        raise ArgumentInvalid(
            "a guarded function names the event as its first argument. What a class-based view or a decorator makes "
            "does not: guard the function inside, or one of its own that calls it"
        )
    is_given = first is not None and first.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    if first is None or not is_given or first.default is not Parameter.empty:
        raise ArgumentInvalid("a guarded function takes the event as its first argument, and cannot do without")

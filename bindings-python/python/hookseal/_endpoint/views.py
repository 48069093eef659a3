"""What a function must look like to be guarded."""

import inspect
from collections.abc import Callable
from inspect import Parameter
from typing import Any

from ..errors import ArgumentInvalid


def check_view(view: Callable[..., Any]) -> None:
    """Refuses a function that could be called without an event: in the wrong order it would run unguarded."""
    first = next(iter(inspect.signature(view).parameters.values()), None)
    if first is not None and first.name == "self":
        raise ArgumentInvalid("guard a function and no method: its self would be taken for the event")
    is_given = first is not None and first.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    if first is None or not is_given or first.default is not Parameter.empty:
        raise ArgumentInvalid("a guarded function takes the event as its first argument, and cannot do without")

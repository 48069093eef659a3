"""Views that are routed without their guard, because the decorators stand in the wrong order."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask, request, request_started

from ..errors import ArgumentInvalid

_MARK = "__hookseal_bare__"


def mark_bare(view: Callable[..., Any], guarded: Callable[..., Any]) -> None:
    """Marks a view that has a guard now: nothing else may call it."""
    # A second guard around the same view is none of it.
    guarded.__dict__.pop(_MARK, None)
    # Some callables take no marks: they fail for want of their event.
    with suppress(AttributeError):
        setattr(view, _MARK, True)


def _before(app: Flask, **_extra: Any) -> None:
    view = app.view_functions.get(request.endpoint or "")
    if view is not None and getattr(view, _MARK, False):
        raise ArgumentInvalid("the guard stands above the route, and the view would run unguarded: put it right below")


request_started.connect(_before)

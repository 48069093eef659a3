"""Webhooks and CSRF protection.

Flask-WTF's `CSRFProtect` asks every POST for a token of a form of ours, and reads the body for it. A webhook has none:
its signature says who sent it, and no cookie does. So guarded views are exempt, whichever is set up first.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request, request_started

V = TypeVar("V", bound=Callable[..., Any])

_MARK = "__hookseal_guarded__"


def exempt(view: V) -> V:
    """Marks a view as one that a signature guards."""
    setattr(view, _MARK, True)
    return view


def _before(app: Flask, **_extra: Any) -> None:
    protect = app.extensions.get("csrf")
    if protect is None or request.endpoint is None:
        return
    view = app.view_functions.get(request.endpoint)
    if view is not None and getattr(view, _MARK, False):
        protect.exempt(view)


# Sent before any `before_request` function runs, CSRFProtect's own among them.
request_started.connect(_before)

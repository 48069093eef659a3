"""What the route took from the path, before anything of the app's may take it away."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, request, request_started

_NAME = "_hookseal_route"


def route_values(request: Request) -> Mapping[str, Any]:
    """The values of the path; a copy, since a `url_value_preprocessor` may pop them from Flask's own."""
    kept: Mapping[str, Any] | None = request.__dict__.get(_NAME)
    # There is none in a view that is called without the app's own way to it.
    return (request.view_args or {}) if kept is None else kept


def _keep(app: Flask, **_extra: Any) -> None:
    if request.view_args:
        setattr(request, _NAME, dict(request.view_args))


request_started.connect(_keep)

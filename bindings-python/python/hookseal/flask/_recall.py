"""Takes the commit back where the request fails after its view, as in an `after_request` function."""

from collections.abc import Callable
from typing import Any

from flask import Flask, got_request_exception, request

from .._drive import run
from .._endpoint import say
from .._endpoint.answers import FAILED
from .._endpoint.calls import Flow
from ._finish import stays_failed
from ._perform import perform

_KEY = "hookseal.recall"


def recall_if_failed(endpoint: str, recall: Callable[[], Flow[None]]) -> None:
    """Runs `recall` if the current request still fails."""
    request.environ.setdefault(_KEY, []).append((endpoint, recall))


def _failed(_app: Flask, exception: BaseException, **_extra: Any) -> None:
    for endpoint, recall in request.environ.pop(_KEY, ()):
        say.error(
            "endpoint %r: the app raised %s after the view's success was recorded: the event is forgotten, so that the "
            "sender's next attempt runs it again. End your transaction inside the view, and not in after_request",
            endpoint, type(exception).__name__,
        )  # fmt: skip
        run(recall(), perform)
        # An error page with a 2xx would end the sender's attempts.
        stays_failed(endpoint, FAILED)


# Sent for what no error handler answers, and for whatever comes after the view.
got_request_exception.connect(_failed)

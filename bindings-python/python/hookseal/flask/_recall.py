"""Takes the commit back where the request fails after its view, as in an `after_request` function."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, after_this_request, got_request_exception, request

from .._drive import run
from .._endpoint import say
from .._endpoint.answers import FAILED
from .._endpoint.calls import Flow
from ._finish import at_last, still_failed
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
        # An error page with a 2xx would end the sender's attempts. There is no last look where a function raises again.
        after_this_request(partial(_failed_page, endpoint))
        at_last(partial(still_failed, endpoint, FAILED))


def _failed_page(endpoint: str, response: Any) -> Any:
    still_failed(endpoint, FAILED, response)
    return response


# Sent for what no error handler answers, and for whatever comes after the view.
got_request_exception.connect(_failed)

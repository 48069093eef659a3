"""The last look at an answer, after all that an app does to its answers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, after_this_request, request, request_finished

from .._endpoint import say
from .._endpoint.answers import Answer

_KEY = "hookseal.finish"


def at_last(finish: Callable[[Response], object]) -> None:
    """Calls `finish` with the current request's answer, as it is after every `after_request` function."""
    request.environ.setdefault(_KEY, []).append(finish)


def stays_failed(endpoint: str, answer: Answer) -> None:
    """Makes no success of a failure: a 2xx would end the sender's attempts, and the event would be lost."""
    look = partial(_still_failed, endpoint, answer)
    at_last(look)
    # There is no last look where an `after_request` function raises for an error page too: that is sent as it is then.
    after_this_request(partial(_when_sent, look))


def _when_sent(look: Callable[[Response], None], response: Any) -> Any:
    send = response.get_wsgi_response

    def looked_at(environ: Any) -> Any:
        look(response)
        return send(environ)

    response.get_wsgi_response = looked_at
    return response


def _still_failed(endpoint: str, answer: Answer, response: Response) -> None:
    if not 200 <= response.status_code <= 299:
        return
    say.error("endpoint %r: the app made a %d of a failure: it stays one", endpoint, response.status_code)
    response.call_on_close(getattr(response.response, "close", lambda: None))
    response.status_code = answer.status
    response.headers.clear()
    response.headers.update({"Content-Type": "application/json", **answer.headers})
    response.direct_passthrough = False
    response.set_data(answer.body)


def _finished(_app: Flask, response: Response, **_extra: Any) -> None:
    for finish in request.environ.pop(_KEY, ()):
        finish(response)


request_finished.connect(_finished)

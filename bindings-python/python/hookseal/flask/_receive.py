"""The way of a Flask request through an endpoint."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, current_app, make_response, request

from .._drive import run
from .._endpoint.answers import FAILED, Answer
from .._endpoint.background import COMMITTER
from .._endpoint.options import WebhookSettings
from .._endpoint.receive import Dispatch, Endpoint
from .._endpoint.result import Handled, Result
from .._endpoint.settings import Settings
from .._endpoint.views import View
from ._finish import at_last, stays_failed
from ._incoming import FlaskIncoming
from ._perform import perform
from ._recall import recall_if_failed


def endpoint(name: str, settings: WebhookSettings) -> Endpoint:
    """An endpoint of Flask's."""
    # What an app has an answer to is answered before the endpoint hears of it.
    return Endpoint(Settings(name, may_await=False, **settings), COMMITTER.settle, status_of=lambda _raised: None)


def answered(call: Callable[[], Any]) -> Handled:
    """The answer that a view gives, whole, or that the app gives to what the view raised."""
    try:
        response = make_response(perform(call))
        is_failed = False
    except Exception as error:
        # Raises it again where the app has no answer to it.
        response = make_response(current_app.handle_user_exception(error))
        is_failed = True
    if response.is_streamed:
        # A generator that fails half way has failed.
        response.make_sequence()
    handled = Handled(response.status_code, response)
    # An error page with a 2xx would end the sender's attempts.
    return Handled(FAILED.status) if is_failed and handled.is_success else handled


def receive(endpoint: Endpoint, dispatch: Dispatch, view: View | None = None) -> Response:
    """The way of the current request through an endpoint."""
    proxy: Any = request
    # The request itself: through its proxy every look at it costs more than all that is read from it.
    incoming = FlaskIncoming(proxy._get_current_object())
    result: Result = run(endpoint.receive(incoming, dispatch, view), perform)
    if result.is_body_left:
        at_last(partial(_drain_later, incoming))
    if result.recall is not None:
        recall_if_failed(endpoint.settings.name, result.recall)
    if result.answer.status != 200:
        stays_failed(endpoint.settings.name, result.answer)
    if result.raised is not None:
        if result.outcome != "dead_lettered":
            raise result.raised
        endpoint.log_raised(result.raised)
    return result.response if result.response is not None else _response(result.answer)


def _drain_later(incoming: FlaskIncoming, response: Response) -> None:
    """Reads what is still coming once the answer is on its way."""
    response.call_on_close(incoming.drain)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers, content_type="application/json")

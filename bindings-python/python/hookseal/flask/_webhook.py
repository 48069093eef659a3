"""The guard for a user's own views, and what it has in common with the dispatcher."""

import functools
from collections.abc import Callable
from functools import partial
from typing import Any, Concatenate, ParamSpec, Unpack

from flask import Response, current_app, make_response, request

from .._drive import run
from .._endpoint.answers import FAILED, Answer
from .._endpoint.background import COMMITTER
from .._endpoint.calls import Flow
from .._endpoint.dispatch import to_view
from .._endpoint.once import Once
from .._endpoint.options import WebhookSettings
from .._endpoint.receive import Dispatch, Endpoint
from .._endpoint.result import Handled, Result
from .._endpoint.settings import Settings
from .._endpoint.views import check_view
from .._native import Verified
from ._csrf import exempt
from ._finish import at_last, still_failed
from ._incoming import FlaskIncoming
from ._order import mark_bare
from ._perform import perform

P = ParamSpec("P")


class Webhook:
    """An endpoint: it verifies a delivery, gives its event to your view once, and answers.

        payments = Webhook("payments", scheme="stripe", secrets=[SECRET], store="file:/var/lib/acme/payments.window")

        @app.post("/webhooks/payments")
        @payments.guard
        def receive(event):
            charge(event.json())
            return {"status": "ok"}

    `name` stands in the log; on memory and file it is the scope. The settings, all by keyword, are those of
    `WebhookSettings`, of which `scheme` and `store` must be given, and `secrets` for schemes that sign.

    Whatever is wrong with them is a `hookseal.WebhookError`, raised here.
    """

    def __init__(self, name: str, **settings: Unpack[WebhookSettings]) -> None:
        self._endpoint = endpoint(name, settings)

    @property
    def name(self) -> str:
        """The endpoint's name."""
        return self._endpoint.settings.name

    @property
    def counters(self) -> dict[str, int]:
        """How many deliveries came to which outcome, in this process."""
        return dict(self._endpoint.counters)

    def guard(self, view: Callable[Concatenate[Verified, P], Any]) -> Callable[P, Response]:
        """Guards a view, which gets the event (a `hookseal.Verified`) as its first argument, before the route's own.

        Put it right below the route. In any other order the view is not run. A 2xx answer of the view commits the
        event; any other, a redirect too, and any exception releases it for the sender's next attempt. `async` views
        work as everywhere in Flask.

        The log says what the view answered. An `after_request` function of the app may change that, but it makes no
        success of a failure; whether a WSGI middleware does so nobody sees.

        In the view read `request.form` and not `request.values`, in which the query comes first, that nobody signed.
        """
        check_view(view)

        # Its module stays ours: CSRFProtect exempts by module and name, and a view of yours may have the same name.
        @functools.wraps(view, assigned=[name for name in functools.WRAPPER_ASSIGNMENTS if name != "__module__"])
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            def dispatch(once: Once, event: Verified) -> Flow[Result]:
                return to_view(lambda: answered(lambda: view(event, *args, **kwargs)), once, event)

            return receive(self._endpoint, dispatch)

        mark_bare(view, guarded)
        return exempt(guarded)


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


def receive(endpoint: Endpoint, dispatch: Dispatch) -> Response:
    """The way of the current request through an endpoint."""
    proxy: Any = request
    # The request itself: through its proxy every look at it costs more than all that is read from it.
    incoming = FlaskIncoming(proxy._get_current_object())
    result: Result = run(endpoint.receive(incoming, dispatch), perform)
    if result.is_body_left:
        at_last(partial(_drain_later, incoming))
    if result.answer.status != 200:
        at_last(partial(still_failed, endpoint.settings.name, result.answer))
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

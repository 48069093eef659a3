"""The guard for a user's own views."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Unpack

from flask import Response

from .._endpoint.calls import Flow
from .._endpoint.dispatch import to_view
from .._endpoint.once import Once
from .._endpoint.options import WebhookSettings
from .._endpoint.own import Named
from .._endpoint.result import Result
from .._endpoint.views import Views, check_view
from .._native import Verified
from ._csrf import exempt
from ._order import mark_bare
from ._receive import answered, endpoint, receive

P = ParamSpec("P")


class Webhook(Named):
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
        self._views = Views()

    def guard(self, view: Callable[Concatenate[Verified, P], Any]) -> Callable[P, Response]:
        """Guards a view, which gets the event (a `hookseal.Verified`) as its first argument, before the route's own.

        Put it right below the route. In any other order the view is not run. A 2xx answer of the view commits the
        event; any other, a redirect too, and any exception releases it for the sender's next attempt. `async` views
        work as everywhere in Flask.

        An endpoint is for one view. A second one would take the first's events for duplicates, and is refused where it
        gets one: give it an endpoint of its own.

        The log says what the view answered. An `after_request` function of the app may change that, but it makes no
        success of a failure; whether a WSGI middleware does so nobody sees.

        End your transaction inside the view. Where an `after_request` function raises, the sender is told of a failure,
        and the event, which was recorded, is forgotten again, so that the next attempt runs it. A `teardown` function
        comes too late: the answer is made, and the sender will not come back for what is lost there.

        In the view read `request.form` and not `request.values`, in which the query comes first, that nobody signed.
        """
        check_view(view)
        known = self._views.of(view)

        # Its module stays ours: CSRFProtect exempts by module and name, and a view of yours may have the same name.
        @functools.wraps(view, assigned=[name for name in functools.WRAPPER_ASSIGNMENTS if name != "__module__"])
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            def dispatch(once: Once, event: Verified) -> Flow[Result]:
                return to_view(lambda: answered(lambda: view(event, *args, **kwargs)), once, event)

            return receive(self._endpoint, dispatch, known)

        mark_bare(view, guarded)
        return exempt(guarded)

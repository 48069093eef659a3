"""What a guarded function looks like to Starlette and FastAPI, which call it."""

import gc
import inspect
from collections.abc import Callable
from functools import partial
from inspect import Parameter
from typing import Annotated, Any, get_args, get_origin

from starlette.requests import Request
from starlette.routing import BaseRoute

from .._endpoint.views import check_view
from ..errors import ArgumentInvalid

View = Callable[..., Any]

_HIDDEN = "hookseal_request"
_BY_POSITION = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


class Shape:
    """A view's parameters as the framework shall see them: without the event, and with the request."""

    def __init__(self, view: View) -> None:
        check_view(view)
        _check(view)
        signature = inspect.signature(view)
        _event, *rest = signature.parameters.values()
        rest = [_typed(parameter, view) for parameter in rest]
        self.takes_request = any(parameter.kind in _BY_POSITION and _gets_request(parameter) for parameter in rest)
        """Whether Starlette, which gives the request alone and by position, gives it to the view."""
        if not any(_is_request(parameter.annotation) for parameter in rest):
            at = next((i for i, parameter in enumerate(rest) if parameter.kind is Parameter.VAR_KEYWORD), len(rest))
            rest.insert(at, Parameter(_HIDDEN, Parameter.KEYWORD_ONLY, annotation=Request))
        returned = _evaluated(signature.return_annotation, view)
        self.signature = signature.replace(parameters=rest, return_annotation=returned)

    def split(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Request, tuple[Any, ...], dict[str, Any]]:
        """The request, and what goes to the view."""
        request = next((given for given in (*args, *kwargs.values()) if isinstance(given, Request)), None)
        if request is None:
            raise ArgumentInvalid("a guarded function is called by Starlette or FastAPI, with a request")
        passed = {name: given for name, given in kwargs.items() if name != _HIDDEN}
        return request, args if self.takes_request else (), passed


def _check(view: View) -> None:
    if inspect.isgeneratorfunction(view) or inspect.isasyncgenfunction(view):
        raise ArgumentInvalid("a guarded function returns its answer: it cannot yield one")
    # The decorators of FastAPI leave a function as it is: one below the guard would run it unguarded.
    if any(_is_route_to(view, holder) for holder in gc.get_referrers(view)):
        raise ArgumentInvalid("the guard stands right below the route: @app.post(…) first, then @….guard")


def _is_route_to(view: View, holder: object) -> bool:
    if isinstance(holder, BaseRoute):
        return getattr(holder, "endpoint", None) is view
    # The attributes of a route.
    return isinstance(holder, dict) and holder.get("endpoint") is view and "path_regex" in holder


def _typed(parameter: Parameter, view: View) -> Parameter:
    if parameter.name == "request" and parameter.annotation is Parameter.empty:
        return parameter.replace(annotation=Request)
    return parameter.replace(annotation=_evaluated(parameter.annotation, view))


def _evaluated(annotation: Any, view: View) -> Any:
    """FastAPI would look for its names in this module."""
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, _globals_of(view))
    except NameError:
        # FastAPI tells.
        return annotation


def _globals_of(view: Any) -> dict[str, Any]:
    """The names of the module in which it was written: a function, what wraps one, or an object that can be called."""
    view = inspect.unwrap(view)
    while isinstance(view, partial):
        view = inspect.unwrap(view.func)
    if not hasattr(view, "__globals__"):
        view = inspect.unwrap(type(view).__call__)
    names: dict[str, Any] = getattr(view, "__globals__", {})
    return names


def _is_request(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        annotation, *rest = get_args(annotation)
        if any(hasattr(metadata, "dependency") for metadata in rest):
            # FastAPI gives what the dependency does.
            return False
    return isinstance(annotation, type) and issubclass(annotation, Request)


def _gets_request(parameter: Parameter) -> bool:
    return parameter.default is Parameter.empty or _is_request(parameter.annotation)

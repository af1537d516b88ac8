"""Decorators of plain Django views."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException

from ..audit import events
from ..browser import csrf
from ..errors import CSRFFailed, SafeJWTError
from ..handlers import error_response, set_rollback

__all__ = ["csrf_protect"]

_ERRORS: Final = (SafeJWTError, APIException)


def csrf_protect(view: Callable[..., Any]) -> Callable[..., Any]:
    """Django's decorator of this name, with the rule and the errors of this package.

    Every method is checked, GET too: the origin of the request, the CSRF cookie and its header. An
    error of this package that the check or the view raises is the JSON response of the API. For
    synchronous and asynchronous views; for a class with `method_decorator(csrf_protect, name="dispatch")`.

    The token need not be bound to a session. `safejwt.authentication.authenticate` checks that, for a
    request with an access token.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with events.request_context(request):
            try:
                _enforce(request)
                return view(request, *args, **kwargs)
            except _ERRORS as error:
                return _response(error)

    @wraps(view)
    async def aguarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with events.request_context(request):
            try:
                _enforce(request)
                return await view(request, *args, **kwargs)
            except _ERRORS as error:
                return _response(error)

    # Django's middleware would refuse first, with a page.
    return csrf_exempt(aguarded if iscoroutinefunction(view) else guarded)


def _enforce(request: HttpRequest) -> None:
    try:
        csrf.enforce(request)
    except CSRFFailed as error:
        events.refused(error)
        raise


def _response(error: SafeJWTError | APIException) -> HttpResponse:
    # With ATOMIC_REQUESTS, the response would commit what the view has written before.
    set_rollback()
    return error_response(error)

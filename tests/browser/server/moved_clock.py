"""A server clock that a test moves for its own requests, instead of waiting for a token to expire."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from waitress import task

__all__ = ["MovedClockMiddleware", "install"]

_HEADER: Final = "X-Test-Seconds-Ahead"

# Of the thread's latest request: waitress writes the Date header after the middleware has returned.
_ahead: ContextVar[timedelta | None] = ContextVar("ahead", default=None)
_system_now = timezone.now


class _Furthest:
    """The latest time of any request. The email worker has no request and lives there: every email is due."""

    ahead = timedelta()


def install() -> None:
    """Replace the clocks of Django and of the header `Date`."""
    timezone.now = _now
    task.build_http_date = lambda _: http_date(_now().timestamp())  # type: ignore[attr-defined]  # the stubs lack it


def _now() -> datetime:
    ahead = _ahead.get()
    return _system_now() + (_Furthest.ahead if ahead is None else ahead)


class MovedClockMiddleware:
    """Runs each request at the time that its header asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ahead = timedelta(seconds=int(request.headers.get(_HEADER, "0")))
        _Furthest.ahead = max(_Furthest.ahead, ahead)
        _ahead.set(ahead)
        return self._get_response(request)

"""Errors as JSON, for views of Django REST Framework and for those of Django."""

import re
from collections.abc import Callable, ItemsView, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from math import ceil
from types import FrameType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.debug import SafeExceptionReporterFilter
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from ..audit import events
from ..errors import (
    DATABASE_OUTAGES,
    CSRFFailed,
    InvalidToken,
    RefreshTokenError,
    SafeJWTError,
    ServiceUnavailable,
    gettext_noop,
)
from .pages import as_page
from .sentences import sentence_for_user

__all__ = [
    "APIError",
    "RedactingReporterFilter",
    "api_error",
    "bad_request",
    "csrf_failure",
    "error_response",
    "exception_handler",
    "not_found",
    "outage_is_503",
    "permission_denied",
    "server_error",
    "set_rollback",
    "too_many_attempts",
    "www_authenticate",
]

_Handler = Callable[[Exception, dict[str, Any]], Response | None]

# The codes of Django REST Framework that differ from ours.
_CODES = {"invalid": "validation_error", "authentication_failed": "invalid_token", "error": "server_error"}


class APIError(exceptions.APIException):
    """An error of this package as an exception of Django REST Framework.

    Django REST Framework's own exception handler keeps its shape. Others, such as that of
    drf-standardized-errors, find the code at the sentence. `api_error` keeps it in any dictionary.
    """

    def __init__(self, error: SafeJWTError) -> None:
        self.status_code, self.default_code = error.status, error.code
        super().__init__({"detail": sentence_for_user(error), "code": error.code}, error.code)
        if isinstance(error, ServiceUnavailable):
            self.wait = error.retry_after
        if self.status_code == HTTPStatus.UNAUTHORIZED:
            self.auth_header = www_authenticate(error)


def api_error(error: SafeJWTError, request: Request) -> APIError:
    """The exception for a view of the project, whose exception handler may have a shape of its own.

    The view adds `code` to that shape. By it a client knows that a new CSRF token or the password
    helps.
    """
    view = (request.parser_context or {}).get("view")
    if view is not None:
        handler = view.get_exception_handler()
        view.get_exception_handler = lambda: partial(_handle_with_code, handler)
    return APIError(error)


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Respond to an error of a view. Return None for an unexpected exception, so that Django responds with 500."""
    api_error = _api_exception(exc)
    if api_error is None:
        return None
    if isinstance(api_error, exceptions.PermissionDenied):
        _record_denial(context)
    set_rollback()
    return Response(_body(api_error), status=api_error.status_code, headers=_headers(api_error))


def error_response(error: SafeJWTError | exceptions.APIException) -> JsonResponse:
    """The response to an error of this package, for views outside of Django REST Framework."""
    api_error = error if isinstance(error, exceptions.APIException) else APIError(error)
    return JsonResponse(
        _body(api_error),
        status=api_error.status_code,
        headers=_headers(api_error),
        json_dumps_params={"ensure_ascii": False},
    )


def www_authenticate(error: SafeJWTError | None = None) -> str:
    """The challenge of a 401 (RFC 6750 section 3), in English because its description is ASCII."""
    if isinstance(error, InvalidToken | RefreshTokenError):
        return f'Bearer error="invalid_token", error_description="{error.message}"'
    return 'Bearer realm="api"'


@contextmanager
def outage_is_503() -> Iterator[None]:
    """Raise `ServiceUnavailable` where the block cannot reach the database."""
    try:
        yield
    except DATABASE_OUTAGES as error:
        events.record("database_unavailable", exc_info=error)
        raise ServiceUnavailable from error


class RedactingReporterFilter(SafeExceptionReporterFilter):
    """Hides all local variables in Django's error emails and debug page: any may hold a password or a token.

    Set it as `request.exception_reporter_filter`. The views of this package do so.
    """

    # Django's CSRF check stores the secret in META["CSRF_COOKIE"].
    hidden_settings = re.compile(SafeExceptionReporterFilter.hidden_settings.pattern + "|CSRF_COOKIE", re.I)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


def _handle_with_code(handler: _Handler, exc: Exception, context: dict[str, Any]) -> Response | None:
    response = handler(exc, context)
    if isinstance(exc, APIError) and response is not None and isinstance(response.data, dict):
        response.data.setdefault("code", exc.default_code)
    return response


def _record_denial(context: dict[str, Any]) -> None:
    request, view = context.get("request"), context.get("view")
    events.record(
        "authz_fail",
        request=getattr(request, "_request", None),
        user_id=getattr(getattr(request, "auth", None), "user_id", None),
        resource=type(view).__name__,
    )


def set_rollback() -> None:
    """With `ATOMIC_REQUESTS`, roll back what a view has written before its error becomes a response."""
    # rest_framework.views.set_rollback cannot be imported here: its module imports the default authentication classes,
    # which import this one.
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)


def _api_exception(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, exceptions.APIException):
        return exc
    if isinstance(exc, SafeJWTError):
        return APIError(exc)
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exc, DATABASE_OUTAGES):
        events.record("database_unavailable", exc_info=exc)
        return APIError(ServiceUnavailable())
    return None


def _body(error: exceptions.APIException) -> dict[str, Any]:
    detail = error.detail
    if isinstance(error, APIError):
        return dict(detail)  # type: ignore[arg-type]
    if isinstance(error, exceptions.ValidationError):
        fields = detail if isinstance(detail, dict) else {api_settings.NON_FIELD_ERRORS_KEY: detail}
        return {"detail": _("Some fields need correcting."), "code": "validation_error", "errors": fields}
    if isinstance(detail, dict) and "code" in detail:
        return {"detail": force_str(detail.get("detail", "")), "code": force_str(detail["code"])}
    if isinstance(error, exceptions.Throttled):
        return {"detail": too_many_attempts(getattr(error, "wait", None)), "code": "throttled"}
    code = getattr(detail, "code", error.default_code)
    return {"detail": force_str(detail), "code": _CODES.get(code, code)}


def too_many_attempts(seconds: float | None) -> str:
    """The message of a 429, with the time to wait if it is known."""
    if not seconds:
        return _("Too many attempts. Try again later.")
    if seconds > 2 * 3600:
        number = ceil(seconds / 3600)
        text = ngettext(
            "Too many attempts. Try again in %(number)d hour.",
            "Too many attempts. Try again in %(number)d hours.",
            number,
        )
    elif seconds > 2 * 60:
        number = ceil(seconds / 60)
        text = ngettext(
            "Too many attempts. Try again in %(number)d minute.",
            "Too many attempts. Try again in %(number)d minutes.",
            number,
        )
    else:
        number = ceil(seconds)
        text = ngettext(
            "Too many attempts. Try again in %(number)d second.",
            "Too many attempts. Try again in %(number)d seconds.",
            number,
        )
    return text % {"number": number}


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(ceil(wait))
    return headers


def _json(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse(
        {"detail": detail, "code": code},
        status=status,
        headers={"Cache-Control": "no-store"},
        json_dumps_params={"ensure_ascii": False},
    )


def _handler(status: int, code: str, detail: str) -> Callable[..., HttpResponse]:
    def handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return as_page(request, _json(status, code, _(detail)))

    return handler


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's `CSRF_FAILURE_VIEW`, for the forms of the admin and others."""
    return as_page(
        request,
        error_response(CSRFFailed(reason)),
        heading=gettext_noop("This form is out of date"),
        advice=gettext_noop("Go back, reload the page, and send the form again. Your browser has to accept cookies."),
    )


bad_request = _handler(400, "bad_request", gettext_noop("The request is malformed."))
"""For `handler400`."""
permission_denied = _handler(403, "permission_denied", gettext_noop("You do not have permission to do this."))
"""For `handler403`."""
not_found = _handler(404, "not_found", gettext_noop("There is nothing at this address."))
"""For `handler404`."""
server_error = _handler(500, SafeJWTError.code, SafeJWTError.message)
"""For `handler500`."""

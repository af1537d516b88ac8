"""Errors to HTTP, in one place and one shape: `{"detail", "code"}`, and `errors` by field where validation failed.

Set `REST_FRAMEWORK["EXCEPTION_HANDLER"] = "safejwt.handlers.exception_handler"` and, in the root URLconf, Django's
`handler400`, `handler403`, `handler404` and `handler500` to the views here, and the whole API answers in that shape.
"""

import re
from collections.abc import Callable, ItemsView
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
from rest_framework.response import Response
from rest_framework.settings import api_settings

from .audit import events
from .errors import DATABASE_OUTAGES, InvalidToken, RefreshTokenError, SafeJWTError, ServiceUnavailable, gettext_noop

__all__ = [
    "STATUS",
    "APIError",
    "DiscreetReporterFilter",
    "bad_request",
    "exception_handler",
    "not_found",
    "permission_denied",
    "server_error",
    "too_many_tries",
    "www_authenticate",
]

STATUS = {
    "validation_error": 400,
    "link_invalid": 400,
    "parse_error": 400,
    "bad_request": 400,
    "not_authenticated": 401,
    "access_token_expired": 401,
    "invalid_token": 401,
    "session_ended": 401,
    "invalid_credentials": 401,
    "refresh_token_missing": 401,
    "refresh_token_invalid": 401,
    "refresh_token_expired": 401,
    "refresh_token_revoked": 401,
    "refresh_token_reused": 401,
    "csrf_failed": 403,
    "permission_denied": 403,
    "reauthentication_required": 403,
    "email_not_verified": 403,
    "password_required": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "body_too_large": 413,
    "unsupported_media_type": 415,
    "throttled": 429,
    "server_error": 500,
    "service_unavailable": 503,
}
"""HTTP status by error code; protocol/errors.json says what each means."""

# What Django REST Framework calls them, where that is not what we do.
_CODES = {"invalid": "validation_error", "authentication_failed": "invalid_token", "error": "server_error"}


class APIError(exceptions.APIException):
    """An error of this package as Django REST Framework raises it; any exception handler keeps its shape."""

    def __init__(self, error: SafeJWTError) -> None:
        self.status_code = STATUS[error.code]
        super().__init__({"detail": error.translated(), "code": error.code})
        if isinstance(error, ServiceUnavailable):
            self.wait = error.retry_after
        if self.status_code == HTTPStatus.UNAUTHORIZED:
            self.auth_header = www_authenticate(error)


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answers any error of a view in the one shape; `None`, and so Django's own 500, for what nobody foresaw."""
    api_error = _api_exception(exc)
    if api_error is None:
        return None
    if isinstance(api_error, exceptions.PermissionDenied):
        _record_denial(context)
    _set_rollback()
    return Response(_body(api_error), status=api_error.status_code, headers=_headers(api_error))


def www_authenticate(error: SafeJWTError | None = None) -> str:
    """The challenge of a 401 (RFC 6750 section 3), in English: its description takes ASCII only."""
    if isinstance(error, InvalidToken | RefreshTokenError):
        return f'Bearer error="invalid_token", error_description="{error.message}"'
    return 'Bearer realm="api"'


class DiscreetReporterFilter(SafeExceptionReporterFilter):
    """For Django's error mails and its debug page: no local variables, since any of them may hold a password or a token.

    As `request.exception_reporter_filter`; the views of this package set it for themselves.
    """

    # Django's own pattern, and META["CSRF_COOKIE"], under which its CSRF check leaves the secret.
    hidden_settings = re.compile(SafeExceptionReporterFilter.hidden_settings.pattern + "|CSRF_COOKIE", re.I)

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


def _record_denial(context: dict[str, Any]) -> None:
    request, view = context.get("request"), context.get("view")
    events.record(
        "authz_fail",
        request=getattr(request, "_request", None),
        user_id=getattr(getattr(request, "auth", None), "user_id", None),
        resource=type(view).__name__,
    )


def _set_rollback() -> None:
    # As rest_framework.views.set_rollback, which cannot be imported here: that module imports the default authentication
    # classes, and they import this one.
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
        return {"detail": too_many_tries(getattr(error, "wait", None)), "code": "throttled"}
    code = getattr(detail, "code", error.default_code)
    return {"detail": force_str(detail), "code": _CODES.get(code, code)}


def too_many_tries(seconds: float | None) -> str:
    """The sentence for people who have to wait, for so many seconds where that is known."""
    if not seconds:
        return _("Too many tries. Try again later.")
    if seconds > 2 * 3600:
        number = ceil(seconds / 3600)
        text = ngettext(
            "Too many tries. Try again in %(number)d hour.", "Too many tries. Try again in %(number)d hours.", number
        )
    elif seconds > 2 * 60:
        number = ceil(seconds / 60)
        text = ngettext(
            "Too many tries. Try again in %(number)d minute.",
            "Too many tries. Try again in %(number)d minutes.",
            number,
        )
    else:
        number = ceil(seconds)
        text = ngettext(
            "Too many tries. Try again in %(number)d second.",
            "Too many tries. Try again in %(number)d seconds.",
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


def _handler(code: str, detail: str) -> Callable[..., HttpResponse]:
    def handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return JsonResponse(
            {"detail": _(detail), "code": code},
            status=STATUS[code],
            headers={"Cache-Control": "no-store"},
            json_dumps_params={"ensure_ascii": False},
        )

    return handler


bad_request = _handler("bad_request", gettext_noop("The request is malformed."))
permission_denied = _handler("permission_denied", gettext_noop("You do not have permission to do this."))
not_found = _handler("not_found", gettext_noop("There is nothing at this address."))
server_error = _handler("server_error", gettext_noop("The server met a fault of its own. Try again later."))

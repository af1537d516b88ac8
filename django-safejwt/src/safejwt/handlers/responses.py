"""Errors as JSON: exceptions of Django REST Framework, and their responses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404, JsonResponse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from ..audit import events
from ..errors import (
    DATABASE_OUTAGES,
    InvalidToken,
    RefreshTokenError,
    SafeJWTError,
    ServiceUnavailable,
)
from .sentences import sentence_for_user, too_many_attempts

__all__ = [
    "APIError",
    "api_error",
    "error_response",
    "exception_handler",
    "outage_is_503",
    "set_rollback",
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


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(ceil(wait))
    return headers

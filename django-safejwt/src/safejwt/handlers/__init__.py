"""Errors as HTTP responses of one shape: `{"detail", "code"}`, with `errors` by field for failed validation.

Set `REST_FRAMEWORK["EXCEPTION_HANDLER"] = "safejwt.handlers.exception_handler"`, Django's `handler400`, `handler403`,
`handler404` and `handler500` in the root URLconf to the views here, and `CSRF_FAILURE_VIEW = "safejwt.handlers.csrf_failure"`.
Then all errors of the API have that shape. A client that prefers HTML, such as a browser that opens an address, gets a
page from these views, `safejwt/error.html`.
"""

from .django_views import bad_request, csrf_failure, not_found, permission_denied, server_error
from .error_reports import RedactingReporterFilter
from .pages import as_page, wants_page
from .responses import (
    APIError,
    api_error,
    error_response,
    exception_handler,
    outage_is_503,
    set_rollback,
    www_authenticate,
)
from .sentences import too_many_attempts

__all__ = [
    "APIError",
    "RedactingReporterFilter",
    "api_error",
    "as_page",
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
    "wants_page",
    "www_authenticate",
]

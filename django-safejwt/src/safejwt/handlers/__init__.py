"""Errors as HTTP responses of one shape: `{"detail", "code"}`, with `errors` by field for failed validation.

Set `REST_FRAMEWORK["EXCEPTION_HANDLER"] = "safejwt.handlers.exception_handler"`, Django's `handler400`, `handler403`,
`handler404` and `handler500` in the root URLconf to the views here, and `CSRF_FAILURE_VIEW = "safejwt.handlers.csrf_failure"`.
Then all errors of the API have that shape. A client that prefers HTML, such as a browser that opens an address, gets a
page from these views, `safejwt/error.html`.
"""

from .pages import as_page, wants_page
from .responses import (
    APIError,
    RedactingReporterFilter,
    api_error,
    bad_request,
    csrf_failure,
    error_response,
    exception_handler,
    not_found,
    outage_is_503,
    permission_denied,
    server_error,
    set_rollback,
    too_many_attempts,
    www_authenticate,
)

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

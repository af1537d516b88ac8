"""The views that Django's settings name for errors: JSON for clients, pages for browsers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from ..errors import CSRFFailed, SafeJWTError
from ..errors import gettext_noop as _
from .pages import as_page
from .responses import error_response

__all__ = ["bad_request", "csrf_failure", "not_found", "permission_denied", "server_error"]


def _json(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse(
        {"detail": detail, "code": code},
        status=status,
        headers={"Cache-Control": "no-store"},
        json_dumps_params={"ensure_ascii": False},
    )


def _handler(status: int, code: str, detail: str) -> Callable[..., HttpResponse]:
    def handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return as_page(request, _json(status, code, gettext(detail)))

    return handler


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's `CSRF_FAILURE_VIEW`, for the forms of the admin and others."""
    return as_page(
        request,
        error_response(CSRFFailed(reason)),
        heading=_("This form is out of date"),
        advice=_("Go back, reload the page, and send the form again. Your browser has to accept cookies."),
    )


bad_request = _handler(400, "bad_request", _("The request is malformed."))
"""For `handler400`."""
permission_denied = _handler(403, "permission_denied", _("You do not have permission to do this."))
"""For `handler403`."""
not_found = _handler(404, "not_found", _("There is nothing at this address."))
"""For `handler404`."""
server_error = _handler(500, SafeJWTError.code, SafeJWTError.message)
"""For `handler500`."""

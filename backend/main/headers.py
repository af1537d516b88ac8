"""Headers of every response: views, static files, preflights and errors in middleware."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

__all__ = ["HeadersMiddleware"]

_API: Final = re.compile(rf"/({'|'.join(settings.API_PATHS)}|health)(/|$)")
_ADMIN: Final = re.compile(r"/admin(/|$)")


class HeadersMiddleware(SecurityMiddleware):
    """Django's security headers and Cross-Origin-Resource-Policy, for every response.

    Django's SecurityMiddleware adds no headers to errors of outer middleware, nor to responses that
    an outer middleware sends itself.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Do nothing here: Django's own SecurityMiddleware redirects to https."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _API.match(request.path):
            response.headers["Cache-Control"] = "no-store"
            _use_policy(response, settings.API_CSP)
        elif _ADMIN.match(request.path):
            _use_policy(response, settings.ADMIN_CSP)
        return super().process_response(request, response)


def _use_policy(response: HttpResponse, directives: dict[str, list[str]]) -> None:
    # The attribute that the decorators of django-csp and Django 6 set.
    response._csp_config = directives  # type: ignore[attr-defined]

"""Headers of every answer, whoever made it: a view, the server of files, a preflight, an error on the way in."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

__all__ = ["HeadersMiddleware"]

_API: Final = re.compile(r"/users(/|$)")
_ADMIN: Final = re.compile(r"/(admin|api-auth)(/|$)")


class HeadersMiddleware(SecurityMiddleware):
    """Django's security headers, and what it has no setting for; inside the CSP middleware and outside all others.

    Django's own SecurityMiddleware sets none on the errors that it or a middleware outside of it raises, and none at all
    where it stands behind one that answers by itself.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Nothing; the redirect to https is left to Django's own, which can fail."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _API.match(request.path):
            response.headers["Cache-Control"] = "no-store"
            _use_policy(response, settings.API_CSP)
        elif _ADMIN.match(request.path):
            _use_policy(response, settings.ADMIN_CSP)
        return super().process_response(request, response)


def _use_policy(response: HttpResponse, directives: dict[str, list[str]]) -> None:
    # What the decorators of django-csp and of Django 6 set.
    response._csp_config = directives  # type: ignore[attr-defined]

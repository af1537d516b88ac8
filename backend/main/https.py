"""The API over plain http: a password or a token in plain text has to fail visibly (OWASP ASVS 4.1.2)."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from rest_framework.exceptions import PermissionDenied
from safejwt.handlers import error_response

__all__ = ["PlainHTTPMiddleware"]

_API: Final = re.compile(rf"/({'|'.join(settings.API_PATHS)})(/|$)")


class PlainHTTPMiddleware(MiddlewareMixin):
    """Refuse the API over plain http, where `SECURE_SSL_REDIRECT` redirects pages.

    A redirect would hide the mistake, and so would a response.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not settings.SECURE_SSL_REDIRECT or request.is_secure() or not _API.match(request.path):
            return None
        # For developers, who read it in English.
        return error_response(PermissionDenied("The API needs https. Behind a proxy, set DJANGO_BEHIND_PROXY."))

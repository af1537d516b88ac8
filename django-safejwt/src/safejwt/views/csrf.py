"""The CSRF cookie and its token."""

from rest_framework.request import Request
from rest_framework.response import Response

from ..browser import csrf
from ..browser.refresh_cookie import PresentedCookie
from .base import JSONView

__all__ = ["CSRFView"]


class CSRFView(JSONView):
    """GET: set the CSRF cookie and return the token.

    With a refresh cookie it restores the token of that session.
    """

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        token = csrf.issue(request._request, PresentedCookie.of(request._request).session_id)
        response = Response({"csrfToken": token})
        csrf.set_cookie(request._request, response, token)
        return response

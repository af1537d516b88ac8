"""Endpoints that act on the refresh cookie: a new access token, and logout."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..audit.client_ip import client_ip
from ..browser.origin import check_script
from ..browser.refresh_cookie import PresentedCookie, clear_refresh_cookie
from ..errors import RefreshTokenError
from ..serializers import user_data
from .base import AnonymousView
from .logout import end_presented, signed_out_response
from .session import BrowserSession

__all__ = ["LogoutView", "TokenView"]


class _RefreshCookieView(AnonymousView):
    """Base of these endpoints.

    Clients use POST; GET is equally safe, because the CSRF header is required, and the browser must not name a page or
    an image as what it loads.
    """

    # No HEAD: Django would handle it with `get`, and rotate.
    http_method_names = ["get", "post"]
    # The refresh token cannot be guessed, and no limit may keep a user signed in.
    throttle_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Verified once, for the CSRF check and for the session.
        self.presented = PresentedCookie.of(request._request)
        if request.method == "GET":
            check_script(request._request)
        super().initial(request, *args, **kwargs)
        # The body is not used, but as on every endpoint it is JSON or refused (OWASP CSRF cheat
        # sheet, content types).
        _ = request.data

    def session_id(self, request: Request) -> UUID | None:
        return self.presented.session_id


class TokenView(_RefreshCookieView):
    """POST, GET: return a new access token for the refresh cookie, which is rotated if its interval is over."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            tokens = sessions.rotate(
                self.presented.claims_or_raise(),
                user_agent=request.META.get("HTTP_USER_AGENT", ""),
                ip=client_ip(request._request),
            )
        except RefreshTokenError as error:
            response = self.handle_exception(error)
            # Only a token of ours. Another project on this host may use the same name.
            if self.presented.claims is not None:
                clear_refresh_cookie(response)
            return response
        return BrowserSession(request._request, tokens, user_data(tokens.user, request)).response()

    get = post


class LogoutView(_RefreshCookieView):
    """POST, GET: end this session.

    Returns 204 even without a session, and ignores the access token.
    """

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        end_presented(request._request, self.presented)
        return signed_out_response(request)

    get = post

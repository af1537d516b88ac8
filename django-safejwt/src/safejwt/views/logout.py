"""The end of a session in a browser, with any response of Django."""

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..browser import csrf
from ..browser.refresh_cookie import PresentedCookie, clear_refresh_cookie
from ..conf import conf
from ..sessions.query import find_session
from ..tokens.jwt import RefreshClaims
from .requests import django_request

__all__ = ["announce_logout", "clear_session_cookies", "end_presented", "log_out", "signed_out_response"]


def log_out(request: HttpRequest | Request, response: HttpResponseBase) -> None:
    """End the session of this browser, if it has one, and delete its cookies on any response of Django.

    The refresh cookie names the session. Sends Django's `user_logged_out`.
    """
    http = django_request(request)
    end_presented(http, PresentedCookie.of(http))
    clear_session_cookies(http, response)


def clear_session_cookies(request: HttpRequest | Request, response: HttpResponseBase) -> None:
    """Delete the refresh cookie on any response of Django, and set a CSRF token that is bound to no session."""
    http = django_request(request)
    csrf.set_cookie(http, response, csrf.forget(http))
    clear_refresh_cookie(response)
    if conf.clear_site_data:
        response["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in conf.clear_site_data)


def signed_out_response(request: HttpRequest | Request) -> Response:
    """Return 204 with `clear_session_cookies`."""
    response = Response(status=status.HTTP_204_NO_CONTENT)
    clear_session_cookies(request, response)
    return response


def announce_logout(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Send Django's `user_logged_out`, once the user's session of this request has ended.

    Unlike Django, after the end. A receiver that raises cannot keep the session active.
    """
    user_logged_out.send_robust(sender=user.__class__, request=request, user=user)


def end_presented(request: HttpRequest, presented: PresentedCookie) -> None:
    """End the sessions that the refresh cookie of this request names. Without a session, nothing happens."""
    for claims in presented.claims_to_end(request):
        _end(request, claims)


def _end(request: HttpRequest, claims: RefreshClaims) -> None:
    # The token does not name its user, who is only needed for the receivers. Django has none.
    session = find_session(claims.sid) if user_logged_out.has_listeners(get_user_model()) else None
    if sessions.end(claims) and session is not None:
        announce_logout(request, session.user)

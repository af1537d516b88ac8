"""Responses that start or leave the session of a browser. Only here do sessions and cookies meet."""

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model, user_logged_in, user_logged_out
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DatabaseError, connections
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..audit.client_ip import client_ip
from ..audit.usernames import username_of
from ..browser import csrf, device_cookie
from ..browser.refresh_cookie import PresentedCookie, clear_refresh_cookie, set_refresh_cookie
from ..conf import conf
from ..db.primary import primary_alias
from ..errors import InvalidCredentials
from ..models import RefreshToken
from ..serializers import user_data
from ..sessions.query import find_session
from ..signals import new_device_signed_in
from ..throttling import AnonymousThrottle, new_sessions
from ..tokens.jwt import RefreshClaims

__all__ = [
    "Login",
    "announce_logout",
    "log_out",
    "login_response",
    "session_response",
    "signed_out_response",
    "start_session",
    "tokens_response",
]


def session_response(
    request: Request,
    user: AbstractBaseUser,
    *,
    typed_name: str | None = None,
    remember: bool = True,
    status: int = status.HTTP_200_OK,
) -> Response:
    """Log in a user whose identity the caller has just established, and return their session.

    Every way to log in ends here: a password, a code, a link, another service. The response has the
    access token, the user and the cookies.

    typed_name: the name they logged in by, if it may differ from their username.
    remember: whether the browser keeps the session when it is closed.

    Ends a session that this browser already has: no session outlives a new login (OWASP ASVS
    7.2.4). Sends Django's `user_logged_in`, which also writes `last_login`. Refunds the attempt that
    `AnonymousThrottle` counted.

    Raises:
        InvalidCredentials: the user may not be signed in, or has been deleted in the meantime.
        Throttled: the user has started `SAFEJWT_SESSION_RATE` sessions.
    """
    login = start_session(request, user, typed_name=typed_name, remember=remember)
    return login_response(request, login, typed_name=typed_name, status=status)


class Login(NamedTuple):
    """A session that has just started, and its user as the response shows them."""

    tokens: sessions.Tokens
    user_data: dict[str, Any]


def start_session(
    request: Request,
    user: AbstractBaseUser,
    *,
    typed_name: str | None = None,
    remember: bool = True,
    admitted_by: str | None = None,
) -> Login:
    """The first half of `session_response`, for views that need the tokens themselves.

    Raises:
        InvalidCredentials: the user may not be signed in, or has been deleted in the meantime.
        Throttled: the user has started `SAFEJWT_SESSION_RATE` sessions.
    """
    admitted_by = sessions.admit(user) if admitted_by is None else admitted_by
    refusal = new_sessions.acquire(request._request, user)
    if refusal is not None:
        raise Throttled(refusal.wait)
    is_first = sessions.is_first_login(user, is_registered=typed_name is not None)
    try:
        user_logged_in.send(sender=type(user), request=request._request, user=user)
        # Before the session starts: a serializer that raises leaves none behind.
        shown = user_data(user, request)
        tokens = sessions.start(
            user,
            remember=remember,
            user_agent=request.META.get("HTTP_USER_AGENT", ""),
            ip=client_ip(request._request),
            replaces=PresentedCookie.of(request._request).claims_to_end(request._request),
            admitted_by=admitted_by,
        )
    except DatabaseError as error:
        if _still_exists(user):
            raise
        # Deleted since the password was checked: there is no such account now.
        raise InvalidCredentials from error
    if not is_first and not _is_known_here(request, user):
        new_device_signed_in.send_robust(RefreshToken, user=user, sid=tokens.sid, request=request._request)
    AnonymousThrottle.session_started(request)
    return Login(tokens, shown)


def login_response(
    request: Request, login: Login, *, typed_name: str | None = None, status: int = status.HTTP_200_OK
) -> Response:
    """The second half: tokens and cookies. The browser becomes a known device of the user."""
    response = tokens_response(request, login.tokens, login.user_data, status=status)
    names = [] if typed_name is None else [typed_name]
    device_cookie.remember(request._request, response, login.tokens.user, *names, keep=login.tokens.remember)
    return response


def tokens_response(
    request: Request, tokens: sessions.Tokens, user_data: dict[str, Any], *, status: int = status.HTTP_200_OK
) -> Response:
    """The access token in the body; the refresh token, if it is new, and the session's CSRF token in cookies."""
    response = Response(
        {
            "accessToken": tokens.access_token,
            "expiresIn": int(conf.access_token_lifetime.total_seconds()),
            "tokenType": "Bearer",
            "user": user_data,
        },
        status=status,
    )
    if not tokens.is_presented:
        lifetime = tokens.refresh_expires_at - timezone.now() if tokens.remember else None
        set_refresh_cookie(response, tokens.refresh_token, lifetime=lifetime)
    csrf.set_cookie(request._request, response, csrf.issue(request._request, tokens.sid))
    return response


def signed_out_response(request: Request) -> Response:
    """Return 204, delete the refresh cookie, and set a CSRF token that is bound to no session."""
    response = Response(status=status.HTTP_204_NO_CONTENT)
    csrf.set_cookie(request._request, response, csrf.forget(request._request))
    clear_refresh_cookie(response)
    if conf.clear_site_data:
        response["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in conf.clear_site_data)
    return response


def log_out(request: Request, claims: RefreshClaims) -> None:
    """End the session of this browser, and send `user_logged_out` if it existed."""
    # The token does not name its user, who is only needed for the receivers. Django has none.
    session = find_session(claims.sid) if user_logged_out.has_listeners(get_user_model()) else None
    if sessions.end(claims) and session is not None:
        announce_logout(request, session.user)


def announce_logout(request: Request, user: AbstractBaseUser) -> None:
    """Send Django's `user_logged_out`, once the user's session of this request has ended.

    Unlike Django, after the end. A receiver that raises cannot keep the session active.
    """
    user_logged_out.send_robust(sender=user.__class__, request=request._request, user=user)


def _is_known_here(request: Request, user: AbstractBaseUser) -> bool:
    name = username_of(user)
    accounts = (user, name) if name else (user,)
    return any(device_cookie.known_device(request._request, account) for account in accounts)


def _still_exists(user: AbstractBaseUser) -> bool:
    """Whether the user's row exists, or cannot be queried because the transaction is broken."""
    alias = primary_alias()
    return connections[alias].needs_rollback or type(user)._base_manager.using(alias).filter(pk=user.pk).exists()

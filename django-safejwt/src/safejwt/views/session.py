"""The start of a session in a browser: a body, and cookies for any response of Django."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..audit import events
from ..audit.client_ip import client_ip
from ..browser import csrf, device_cookie
from ..browser.refresh_cookie import PresentedCookie, set_refresh_cookie
from ..conf import conf
from ..db.primary import primary_alias
from ..errors import InvalidCredentials
from ..handlers import outage_is_503
from ..models import RefreshToken
from ..serializers import user_data
from ..signals import new_device_signed_in
from ..throttling import AnonymousThrottle, new_sessions
from .requests import api_request, django_request

__all__ = ["BrowserSession", "session_response", "start_session"]


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A session as its browser receives it: a body with the access token, and cookies."""

    request: HttpRequest = field(repr=False)
    tokens: sessions.Tokens
    user: dict[str, Any] = field(repr=False)
    """The user as `SAFEJWT_USER_SERIALIZER` shows them."""
    names: tuple[str, ...] | None = None
    """What a user who has just logged in may be called besides their username. None for a refresh."""

    @property
    def body(self) -> dict[str, Any]:
        """What the app reads: `accessToken`, `expiresIn` in seconds, `tokenType` and `user`."""
        return {
            "accessToken": self.tokens.access_token,
            "expiresIn": int(conf.access_token_lifetime.total_seconds()),
            "tokenType": "Bearer",
            "user": self.user,
        }

    def set_cookies(self, response: HttpResponseBase) -> None:
        """Set the refresh token, if it is new, and the session's CSRF token on any response of Django.

        After a login, the browser also becomes a known device of the user.
        """
        tokens = self.tokens
        if not tokens.is_presented:
            lifetime = tokens.refresh_expires_at - timezone.now() if tokens.remember else None
            set_refresh_cookie(response, tokens.refresh_token, tokens.sid, lifetime=lifetime)
        csrf.set_cookie(self.request, response, csrf.issue(self.request, tokens.sid))
        if self.names is not None:
            device_cookie.remember(
                self.request, response, tokens.user, *self.names, keep=tokens.remember, at=tokens.started_at
            )

    def response(self, status: int = status.HTTP_200_OK) -> Response:
        """The body and the cookies as a response of Django REST Framework."""
        response = Response(self.body, status=status)
        self.set_cookies(response)
        return response


def session_response(
    request: Request,
    user: AbstractBaseUser,
    *,
    amr: Iterable[str] = (),
    typed_name: str | None = None,
    remember: bool = True,
    status: int = status.HTTP_200_OK,
) -> Response:
    """`start_session` for a view of Django REST Framework: return its body and cookies as a response."""
    return start_session(request, user, amr=amr, typed_name=typed_name, remember=remember).response(status)


def start_session(
    request: HttpRequest | Request,
    user: AbstractBaseUser,
    *,
    amr: Iterable[str] = (),
    authenticated_at: datetime | None = None,
    announce: bool = True,
    notify: bool = True,
    remember: bool = True,
    typed_name: str | None = None,
    admitted_by: str | None = None,
) -> BrowserSession:
    """Log in a user whose identity the caller has just established.

    Every way to log in ends here: a password, a code, a link, another service. Send `body` to the app,
    and call `set_cookies` with the response. The caller has checked the CSRF token, if it can.

    amr: how the user authenticated, as RFC 8176 names it: `["pwd", "otp"]`.
    authenticated_at: when they did, if that was not now.
    announce: whether to send Django's `user_logged_in`, which also writes `last_login`. False if
    `django.contrib.auth.login()` has sent it.
    notify: whether `new_device_signed_in` is sent if the browser is new to the user. False for a
    registration.
    remember: whether the browser keeps the session when it is closed.
    typed_name: the name they logged in by, if it may differ from their username.
    admitted_by: what `sessions.admit` returned, if the caller has asked already.

    Ends a session that this browser already has: no session outlives a new login (OWASP ASVS
    7.2.4). Refunds the attempt that `AnonymousThrottle` counted.

    Raises:
        InvalidCredentials: the user may not be signed in, or has been deleted in the meantime.
        Throttled: the user has started `SAFEJWT_SESSION_RATE` sessions.
        ServiceUnavailable: the database cannot be reached.
    """
    http = django_request(request)
    with events.request_context(http), outage_is_503():
        admitted_by = sessions.admit(user) if admitted_by is None else admitted_by
        _count(http, user)
        is_first = (
            sessions.is_first_login(user, is_registered=typed_name is not None)
            if announce
            else sessions.has_just_joined(user)
        )
        with _deleted_user_is_refused(user):
            if announce:
                user_logged_in.send(sender=type(user), request=http, user=user)
            # Before the session starts: a serializer that raises leaves none behind.
            shown = user_data(user, api_request(request, user))
            tokens = sessions.start(
                user,
                remember=remember,
                user_agent=http.META.get("HTTP_USER_AGENT", ""),
                ip=client_ip(http),
                replaces=PresentedCookie.of(http).claims_to_end(http),
                amr=amr,
                authenticated_at=authenticated_at,
                admitted_by=admitted_by,
            )
        if notify and not is_first and not _is_known_here(http, user):
            new_device_signed_in.send_robust(RefreshToken, user=user, sid=tokens.sid, request=http)
        AnonymousThrottle.session_started(http)
    return BrowserSession(http, tokens, shown, () if typed_name is None else (typed_name,))


def _count(request: HttpRequest, user: AbstractBaseUser) -> None:
    refusal = new_sessions.acquire(request, user)
    if refusal is not None:
        raise Throttled(refusal.wait)


@contextmanager
def _deleted_user_is_refused(user: AbstractBaseUser) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if _still_exists(user):
            raise
        # Deleted since the password was checked: there is no such account now.
        raise InvalidCredentials from error


def _is_known_here(request: HttpRequest, user: AbstractBaseUser) -> bool:
    return device_cookie.known_device(request, user) is not None


def _still_exists(user: AbstractBaseUser) -> bool:
    """Whether the user's row exists, or cannot be queried because the transaction is broken."""
    alias = primary_alias()
    return connections[alias].needs_rollback or type(user)._base_manager.using(alias).filter(pk=user.pk).exists()

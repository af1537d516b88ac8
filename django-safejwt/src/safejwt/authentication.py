"""Django REST Framework authentication classes: header to claims to session to user."""

from typing import cast

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from . import sessions
from .audit import events
from .browser import csrf
from .conf import conf
from .db.primary import primary_alias
from .errors import DATABASE_OUTAGES, InvalidToken, SafeJWTError, ServiceUnavailable, SessionEnded
from .handlers import APIError, www_authenticate
from .tokens.jwt import AccessClaims, read_access_token

__all__ = ["JWTAuthentication", "SafeJWTAuthentication"]


class JWTAuthentication(BaseAuthentication):
    """Authenticates by the access token in `Authorization`, for clients that have no cookies.

    `request.user` is the session's user, `request.auth` the token's claims (`safejwt.tokens.AccessClaims`). Without an
    `Authorization` header, or with one for another scheme, it stands aside.

    Raises:
        APIError: 401 `access_token_expired`, `invalid_token` or `session_ended`; 503 `service_unavailable`.
    """

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, AccessClaims] | None:
        token = self.get_token(request)
        if token is None:
            return None
        try:
            now = timezone.now()
            claims = read_access_token(token, now=now)
            user = sessions.check(claims, now=now) if conf.session_check != "none" else _UnreadUser(claims.user_id)
            self.check_request(request, claims)
        except SafeJWTError as error:
            events.refused(error, request=request._request)
            raise APIError(error) from error
        except DATABASE_OUTAGES as error:
            events.record("database_unavailable", request=request._request, exc_info=error)
            raise APIError(ServiceUnavailable()) from error
        return cast("AbstractBaseUser", user), claims

    def authenticate_header(self, request: Request) -> str:
        return www_authenticate()

    def get_token(self, request: Request) -> str | None:
        """The token of the `Authorization` header (RFC 6750 section 2.1), the only place it is looked for.

        Raises:
            APIError: 401 `invalid_token`: our scheme, but not followed by exactly one token.
        """
        scheme, _, token = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
        if scheme.lower() not in {word.lower() for word in conf.auth_header_types}:
            return None
        if not token or not token.isascii():
            raise APIError(InvalidToken())
        return token

    def check_request(self, request: Request, claims: AccessClaims) -> None:
        """Called when the session is known to live; raise to refuse the request all the same."""


class _UnreadUser(SimpleLazyObject):  # type: ignore[type-arg]  # generic in the stubs only
    """The user of a token that is trusted as it is; his row is read when something of it is asked for."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, user_id: str) -> None:
        super().__init__(lambda: _read_user(user_id))

    def __bool__(self) -> bool:
        # IsAuthenticated asks for this first.
        return True


def _read_user(user_id: str) -> AbstractBaseUser:
    # `is_active` need not be a column. The database is that of the sessions: a replica may not know yet who is gone.
    user = get_user_model()._base_manager.using(primary_alias()).filter(pk=user_id).first()
    if user is None or not user.is_active:
        raise APIError(SessionEnded())
    return user


class SafeJWTAuthentication(JWTAuthentication):
    """`JWTAuthentication` for browsers: the CSRF token is checked on every request, GET included, and is bound to the session.

    Raises:
        APIError: as `JWTAuthentication`, and 403 `csrf_failed`.
    """

    def check_request(self, request: Request, claims: AccessClaims) -> None:
        self.enforce_csrf(request, claims)

    def enforce_csrf(self, request: Request, claims: AccessClaims) -> None:
        """Checks the origin of the request, the CSRF cookie and its header."""
        csrf.enforce(request._request, claims.sid)

"""Authentication classes for Django REST Framework: from the header to claims, session and user."""

from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from . import sessions
from .audit import events
from .browser import csrf
from .conf import conf
from .db.primary import tenant
from .errors import DATABASE_OUTAGES, InvalidToken, SafeJWTError, ServiceUnavailable, SessionEnded
from .handlers import APIError, www_authenticate
from .tokens.jwt import AccessClaims, read_access_token

__all__ = ["JWTAuthentication", "SafeJWTAuthentication"]


class JWTAuthentication(BaseAuthentication):
    """Authenticates by the access token in `Authorization`, for clients without cookies.

    `request.user` is the user of the session, `request.auth` the claims of the token
    (`safejwt.tokens.AccessClaims`). Ignores a request without an `Authorization` header, or with
    one for another scheme.

    Raises:
        APIError: 401 `access_token_expired`, `invalid_token` or `session_ended`; 503
        `service_unavailable`.
    """

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, AccessClaims] | None:
        token = self.get_token(request)
        if token is None:
            return None
        try:
            now = timezone.now()
            claims = read_access_token(token, now=now)
            user = sessions.check(claims, now=now) if conf.session_check != "none" else _trusted(claims)
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
        """The token in the `Authorization` header (RFC 6750 section 2.1), the only accepted place.

        Raises:
            APIError: 401 `invalid_token`: the scheme is ours, but exactly one token does not
            follow.
        """
        scheme, _, token = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
        if scheme.lower() not in {name.lower() for name in conf.auth_header_types}:
            return None
        if not token or not token.isascii():
            raise APIError(InvalidToken())
        return token

    def check_request(self, request: Request, claims: AccessClaims) -> None:
        """Called once the session is known to be active. Raise to refuse the request anyway."""


def _trusted(claims: AccessClaims) -> "_LazyUser":
    # Another tenant's user may have the same primary key.
    if claims.tenant != tenant():
        raise InvalidToken
    return _LazyUser(claims)


class _LazyUser(SimpleLazyObject):  # type: ignore[type-arg]  # generic in the stubs only
    """The user of a token that is trusted without a session check. Loads the row on first use."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, claims: AccessClaims) -> None:
        super().__init__(lambda: _read_user(claims))

    def __bool__(self) -> bool:
        # IsAuthenticated evaluates this first.
        return True


def _read_user(claims: AccessClaims) -> AbstractBaseUser:
    try:
        return sessions.trusted_user(claims)
    except SessionEnded as error:
        raise APIError(error) from error


class SafeJWTAuthentication(JWTAuthentication):
    """`JWTAuthentication` for browsers: every request needs a CSRF token of the session, GET too.

    Raises:
        APIError: as `JWTAuthentication`, and 403 `csrf_failed`.
    """

    def check_request(self, request: Request, claims: AccessClaims) -> None:
        self.enforce_csrf(request, claims)

    def enforce_csrf(self, request: Request, claims: AccessClaims) -> None:
        """Check the origin of the request, the CSRF cookie and its header."""
        csrf.enforce(request._request, claims.sid)

"""Authentication: from the header of a request to claims, session and user.

Classes for Django REST Framework, and a function for all other views.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, empty
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from . import sessions
from .audit import events
from .browser import csrf
from .conf import conf
from .db.primary import tenant
from .db.user_model import user_model
from .errors import DATABASE_OUTAGES, InvalidToken, SafeJWTError, ServiceUnavailable, SessionEnded
from .handlers import APIError, api_error, outage_is_503, www_authenticate
from .tokens.jwt import AccessClaims, is_foreign, read_access_token

__all__ = [
    "JWTAuthentication",
    "SafeJWTAuthentication",
    "aauthenticate",
    "authenticate",
    "authenticate_token",
    "still_authenticated",
]


@contextmanager
def still_authenticated(request: Request) -> Iterator[None]:
    """Open a transaction for what this request writes to the account of its user.

    The user and the session of a request are read before its body, and a client can send the last
    byte of a body as late as it likes. Without this block, the holder of a session that has ended
    since can still overwrite the password that the owner has set meanwhile::

        with still_authenticated(request):
            serializer.save()

    In the block the session is active, and the password is the one that `request.user` was read
    with. Both rows are locked until it ends. If it changes the password of `request.user`, this
    session continues and all others end. Hash a new password before the block, which should be
    short.

    Raises:
        APIError: 401 `session_ended`.
    """
    sid = request.auth.sid if isinstance(request.auth, AccessClaims) else None
    try:
        with sessions.still_active(cast("AbstractBaseUser", request.user), sid):
            yield
    except SessionEnded as error:
        events.refused(error, request=request._request)
        raise api_error(error, request) from error


class JWTAuthentication(BaseAuthentication):
    """Authenticates by the access token in `Authorization`, for clients without cookies.

    `request.user` is the user of the session, `request.auth` the claims of the token
    (`safejwt.tokens.AccessClaims`). Ignores a request without an `Authorization` header, or with
    one for another scheme. If other authentication classes follow in the view's list, it leaves a
    token of another issuer to them (`is_foreign`). Otherwise such a token is a 401.

    Raises:
        APIError: 401 `access_token_expired`, `invalid_token` or `session_ended`; 503
        `service_unavailable`.
    """

    def authenticate(self, request: Request) -> tuple[AbstractBaseUser, AccessClaims] | None:
        try:
            return self.verify(request)
        except SafeJWTError as error:
            raise api_error(error, request) from error

    def verify(self, request: Request) -> tuple[AbstractBaseUser, AccessClaims] | None:
        """`authenticate`, with the errors of this package."""
        token = self.get_token(request)
        if token is None:
            return None
        try:
            user, claims = _owner(token)
            self.check_request(request, claims)
        except SafeJWTError as error:
            if type(error) is InvalidToken and self._has_successor(request) and is_foreign(token):
                return None
            events.refused(error, request=request._request)
            raise
        except DATABASE_OUTAGES as error:
            events.record("database_unavailable", request=request._request, exc_info=error)
            raise ServiceUnavailable from error
        return user, claims

    def authenticate_header(self, request: Request) -> str:
        return www_authenticate()

    def get_token(self, request: Request) -> str | None:
        """The token in the `Authorization` header (RFC 6750 section 2.1), the only accepted place.

        Raises:
            InvalidToken: the scheme is ours, but exactly one token does not follow.
        """
        scheme, _, token = str(request._request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
        schemes = conf.auth_header_types
        if scheme not in schemes and scheme.lower() not in {name.lower() for name in schemes}:
            return None
        if not token or not token.isascii():
            raise InvalidToken
        return token

    def _has_successor(self, request: Request) -> bool:
        """Whether another class is asked if this one returns None."""
        # Without one, None would turn a forged token into an anonymous visitor.
        return self in (request.authenticators or [])[:-1]

    def check_request(self, request: Request, claims: AccessClaims) -> None:
        """Called once the session is known to be active. Raise to refuse the request anyway."""


def _owner(token: str) -> tuple[AbstractBaseUser, AccessClaims]:
    now = timezone.now()
    claims = read_access_token(token, now=now)
    user = sessions.check(claims, now=now) if conf.session_check != "none" else _trusted(claims)
    return cast("AbstractBaseUser", user), claims


def _trusted(claims: AccessClaims) -> "_LazyUser":
    # Another tenant's user may have the same primary key.
    if claims.tenant != tenant():
        raise InvalidToken
    return _LazyUser(claims)


class _LazyUser(SimpleLazyObject):  # type: ignore[type-arg]  # generic in the stubs only
    """The user of a token that is trusted without a session check. Loads the row on first use beyond the primary key."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, claims: AccessClaims) -> None:
        # As Django's own `__init__`, which assigns through `__setattr__`.
        self.__dict__.update(_wrapped=empty, _setupfunc=partial(_read_user, claims), _user_id=claims.user_id)

    def __getattr__(self, name: str) -> Any:
        field = user_model()._meta.pk
        if name in {"pk", field.attname} and self._wrapped is empty:
            key = _key(field, object.__getattribute__(self, "_user_id"))
            if key is not None:
                return key
        return super().__getattr__(name)

    def __bool__(self) -> bool:
        # IsAuthenticated evaluates this first.
        return True


def _key(field: Any, user_id: str) -> Any:
    """The primary key that a token names, or None if only the row can tell: a field that is not Django's reads it its way."""
    if not type(getattr(field, "target_field", field)).__module__.startswith("django.db.models."):
        return None
    try:
        key = field.to_python(user_id)
    except ValidationError:
        return None
    return key if str(key) == user_id else None


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


def authenticate_token(token: str) -> tuple[AbstractBaseUser, AccessClaims]:
    """Return the user and the claims of an access token, wherever it came from: the first message of a WebSocket.

    The CSRF token is not checked, and a refusal is not recorded.

    Raises:
        InvalidToken: `access_token_expired`, `invalid_token` or `session_ended`.
        ServiceUnavailable: the database cannot be reached.
    """
    with outage_is_503():
        return _owner(token)


def authenticate(
    request: HttpRequest, authentication_class: type[JWTAuthentication] = SafeJWTAuthentication
) -> tuple[AbstractBaseUser, AccessClaims] | None:
    """Return the user and the claims of a request, for views outside of Django REST Framework.

    None if the request has no access token of ours. `safejwt.handlers.error_response` turns an error
    into a response. `safejwt.middleware.AuthenticationMiddleware` does both.

    Raises:
        InvalidToken: `access_token_expired`, `invalid_token` or `session_ended`.
        CSRFFailed: unless the class is `JWTAuthentication`.
        ServiceUnavailable: the database cannot be reached.
    """
    # The request of Django REST Framework reads nothing but what it is asked for.
    return authentication_class().verify(Request(request))


async def aauthenticate(
    request: HttpRequest, authentication_class: type[JWTAuthentication] = SafeJWTAuthentication
) -> tuple[AbstractBaseUser, AccessClaims] | None:
    """`authenticate` for asynchronous views."""
    return await sync_to_async(authenticate)(request, authentication_class)

"""HTTP in, a verb of sessions.py called, cookies set, HTTP out. Only here do sessions and cookies meet."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import authenticate, user_logged_in
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, transaction
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import cookies, csrf, sessions
from .authentication import SafeJWTAuthentication
from .conf import conf
from .errors import InvalidCredentials, RefreshTokenError, SafeJWTError
from .handlers import exception_handler
from .parsers import BoundedJSONParser
from .serializers import DeviceSerializer, LoginSerializer, user_data
from .throttling import LoginThrottle
from .tokens import AccessClaims, read_refresh_token

__all__ = [
    "AnonymousView",
    "CSRFView",
    "CurrentUserView",
    "LoginView",
    "LogoutView",
    "ProtectedView",
    "SessionListView",
    "SessionView",
    "TokenView",
    "session_response",
]


class _View(APIView):
    """JSON of bounded size in, JSON out, errors in the one shape, nothing cached."""

    renderer_classes = (JSONRenderer,)
    parser_classes = (BoundedJSONParser,)
    metadata_class = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        # ATOMIC_REQUESTS would roll back the deletion of a reused token together with the 401 that answers it.
        view = super().as_view(**initkwargs)
        for alias in connections:
            view = transaction.non_atomic_requests(using=alias)(view)
        return view

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return exception_handler

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class AnonymousView(_View):
    """Base of endpoints that need no access token: a stale or broken `Authorization` header does not matter here.

    The CSRF token is checked first, since without authentication classes Django REST Framework never would.
    """

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        csrf.enforce(request._request, self.session_id(request))
        super().initial(request, *args, **kwargs)

    def session_id(self, request: Request) -> UUID | None:
        """The session the CSRF token has to belong to, if any."""
        return None


class _RefreshCookieView(AnonymousView):
    """Base of the endpoints that act on the refresh cookie. POST is what clients use; GET is as safe, a header is needed."""

    # No HEAD: Django would answer it with `get`, and rotate.
    http_method_names = ["get", "post"]

    def session_id(self, request: Request) -> UUID | None:
        return _session_id(request)


class ProtectedView(_View):
    """Base of endpoints for the person of the access token."""

    authentication_classes = (SafeJWTAuthentication,)
    permission_classes = (IsAuthenticated,)

    @property
    def user(self) -> AbstractBaseUser:
        """The person who asks."""
        return cast("AbstractBaseUser", self.request.user)

    @property
    def claims(self) -> AccessClaims:
        """What the access token says, the session's id among it."""
        return cast("AccessClaims", self.request.auth)


class LoginView(AnonymousView):
    """POST: check credentials, start a session."""

    throttle_classes = (LoginThrottle,)

    def post(self, request: Request) -> Response:
        serializer = LoginSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = authenticate(request._request, **serializer.validated_data)
        if user is None:
            raise InvalidCredentials
        return session_response(request, user)


class TokenView(_RefreshCookieView):
    """POST, GET: a new access token from the refresh cookie, which is rotated."""

    def post(self, request: Request) -> Response:
        try:
            tokens = sessions.rotate(cookies.read_refresh_token(request._request))
        except RefreshTokenError as error:
            response = self.handle_exception(error)
            cookies.clear_refresh_token(response)
            return response
        return _tokens_response(request, tokens)

    get = post


class LogoutView(_RefreshCookieView):
    """POST, GET: end this session. Also without one, and whatever state the access token is in, the answer is 204."""

    def post(self, request: Request) -> Response:
        with suppress(RefreshTokenError):  # nothing to end; the cookie goes all the same
            sessions.end(cookies.read_refresh_token(request._request))
        response = Response(status=status.HTTP_204_NO_CONTENT)
        cookies.clear_refresh_token(response)
        csrf.forget(request._request)
        csrf.set_cookie(request._request, response)
        return response

    get = post


class CurrentUserView(ProtectedView):
    """GET: the user of the access token."""

    def get(self, request: Request) -> Response:
        return Response(user_data(self.user))


class SessionListView(ProtectedView):
    """GET: the signed-in devices. DELETE: end all but this one."""

    def get(self, request: Request) -> Response:
        devices = sessions.active_sessions(self.user)
        return Response(DeviceSerializer(devices, many=True, context={"sid": self.claims.sid}).data)

    def delete(self, request: Request) -> Response:
        sessions.end_others(self.user, keep=self.claims.sid)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SessionView(ProtectedView):
    """DELETE: end one session of this person; another person's is 404, as an unknown one."""

    def delete(self, request: Request, sid: UUID) -> Response:
        if not sessions.end_session(self.user, sid):
            raise NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


class CSRFView(_View):
    """GET: set the CSRF cookie and return the token. With a refresh cookie it is that session's, so a lost one is mended."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        response = Response({"csrfToken": csrf.issue(request._request, _session_id(request))})
        csrf.set_cookie(request._request, response)
        return response


def session_response(request: Request, user: AbstractBaseUser, *, status: int = status.HTTP_200_OK) -> Response:
    """Signs a person in whose identity was just established, and answers with his session.

    A session that this browser already has is ended: no session outlives a new login (OWASP ASVS 7.2.4). Sends Django's
    `user_logged_in`, which also writes `last_login`.
    """
    with suppress(RefreshTokenError):
        sessions.end(cookies.read_refresh_token(request._request), reason="replaced")
    user_logged_in.send(sender=type(user), request=request._request, user=user)
    tokens = sessions.start(
        user,
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        ip=request.META.get("REMOTE_ADDR") or None,
    )
    return _tokens_response(request, tokens, status=status)


def _tokens_response(request: Request, tokens: sessions.Tokens, status: int = status.HTTP_200_OK) -> Response:
    response = Response(
        {
            "accessToken": tokens.access_token,
            "expiresIn": int(conf.access_token_lifetime.total_seconds()),
            "tokenType": "Bearer",
            "user": user_data(tokens.user),
        },
        status=status,
    )
    cookies.set_refresh_token(response, tokens.refresh_token, lifetime=tokens.refresh_expires_at - timezone.now())
    csrf.issue(request._request, tokens.sid)
    csrf.set_cookie(request._request, response)
    return response


def _session_id(request: Request) -> UUID | None:
    """The session named by the refresh cookie, if that is genuine; whether it lives is for the database to say."""
    try:
        return read_refresh_token(cookies.read_refresh_token(request._request), now=timezone.now()).sid
    except SafeJWTError:
        return None

"""HTTP in, a verb of sessions.py called, cookies set, HTTP out. Only here do sessions and cookies meet."""

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import authenticate, get_user_model, user_logged_in
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DatabaseError, connections
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from .. import sessions
from ..audit import events, history
from ..audit.client_ip import client_ip
from ..browser import csrf, device_cookie, refresh_cookie
from ..conf import conf
from ..db.primary import primary_alias
from ..errors import InvalidCredentials, RefreshTokenError
from ..models import RefreshToken
from ..serializers import EventSerializer, LoginSerializer, user_data
from ..signals import new_device_signed_in
from ..throttling.throttles import LoginThrottle
from ..tokens.jwt import RefreshClaims, read_refresh_token
from .base import AnonymousView, JSONView, ProtectedView
from .devices import EndingView, SessionListView, SessionView
from .jwks import JWKSView

__all__ = [
    "AnonymousView",
    "CSRFView",
    "CurrentUserView",
    "EventListView",
    "JWKSView",
    "LoginView",
    "LogoutEverywhereView",
    "LogoutView",
    "ProtectedView",
    "SessionListView",
    "SessionView",
    "TokenView",
    "session_response",
    "signed_out_response",
]


# What a person is shown of his history.
_EVENTS: Final = 50


class _RefreshCookieView(AnonymousView):
    """Base of the endpoints that act on the refresh cookie. POST is what clients use; GET is as safe, a header is needed."""

    # No HEAD: Django would answer it with `get`, and rotate.
    http_method_names = ["get", "post"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Verified once, for the CSRF check and for the verb.
        self.presented = _presented(request)
        super().initial(request, *args, **kwargs)
        # Nothing in it is used, but a body is JSON or refused, here as everywhere (OWASP CSRF cheat sheet, content types).
        _ = request.data

    def session_id(self, request: Request) -> UUID | None:
        return _session_id(self.presented)


class LoginView(AnonymousView):
    """POST: check credentials, start a session."""

    throttle_classes = (LoginThrottle,)

    def get_throttles(self) -> list[BaseThrottle]:
        self._throttles = list(super().get_throttles())
        return self._throttles

    def post(self, request: Request) -> Response:
        serializer = LoginSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        credentials = dict(serializer.validated_data)
        remember = credentials.pop("remember")
        name = credentials[get_user_model().USERNAME_FIELD]
        account = events.account_pseudonym(name)
        user = authenticate(request._request, **credentials)
        if user is None:
            events.record("authn_login_fail", account=account)
            raise InvalidCredentials
        for throttle in self._throttles:
            if isinstance(throttle, LoginThrottle):
                throttle.give_back()
        try:
            tokens, response = _signed_in(request, user, typed_name=name, remember=remember, status=status.HTTP_200_OK)
        except InvalidCredentials:
            events.record("authn_login_fail", account=account)
            raise
        events.record("authn_login_success", account=account, user_id=user.pk, sid=tokens.sid)
        return response


class TokenView(_RefreshCookieView):
    """POST, GET: a new access token from the refresh cookie, which is rotated."""

    def post(self, request: Request) -> Response:
        try:
            if isinstance(self.presented, RefreshTokenError):
                raise self.presented
            tokens = sessions.rotate(self.presented)
        except RefreshTokenError as error:
            response = self.handle_exception(error)
            refresh_cookie.clear_refresh_token(response)
            return response
        return _tokens_response(request, tokens)

    get = post


class LogoutView(_RefreshCookieView):
    """POST, GET: end this session. Also without one, and whatever state the access token is in, the answer is 204."""

    def post(self, request: Request) -> Response:
        for claims in _genuine(request, self.presented):
            sessions.end(claims)
        # The cookie goes, whatever there was to end.
        return signed_out_response(request)

    get = post


class CurrentUserView(ProtectedView):
    """GET: the user of the access token."""

    def get(self, request: Request) -> Response:
        return Response(user_data(self.user))


class LogoutEverywhereView(EndingView):
    """POST: end all sessions of this person, the one that asks last, and leave this browser as LogoutView does."""

    http_method_names = ["post"]

    def post(self, request: Request) -> Response:
        sessions.end_others(self.user, keep=self.claims.sid)
        sessions.end_session(self.user, self.claims.sid)
        return signed_out_response(request)


class EventListView(ProtectedView):
    """GET: what happened to this person's account lately, the newest first; 404 where no history is kept."""

    def get(self, request: Request) -> Response:
        if conf.event_history is None:
            raise NotFound
        latest = history.events_of(self.user)[:_EVENTS]
        return Response(EventSerializer(latest, many=True, context={"sid": self.claims.sid}).data)


class CSRFView(JSONView):
    """GET: set the CSRF cookie and return the token. With a refresh cookie it is that session's, so a lost one is mended."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        response = Response({"csrfToken": csrf.issue(request._request, _session_id(_presented(request)))})
        csrf.set_cookie(request._request, response)
        return response


def session_response(
    request: Request,
    user: AbstractBaseUser,
    *,
    typed_name: str | None = None,
    remember: bool = True,
    status: int = status.HTTP_200_OK,
) -> Response:
    """Signs a person in whose identity was just established, and answers with his session.

    typed_name: what he logged in by, where that need not be his user name.
    remember: whether the browser keeps the session when it is closed.

    A session that this browser already has is ended: no session outlives a new login (OWASP ASVS 7.2.4). Sends Django's
    `user_logged_in`, which also writes `last_login`.

    Raises:
        InvalidCredentials: the person has been deleted meanwhile.
    """
    _, response = _signed_in(request, user, typed_name=typed_name, remember=remember, status=status)
    return response


def signed_out_response(request: Request) -> Response:
    """Answers 204 and leaves this browser without a refresh cookie and with a CSRF token of nobody's."""
    response = Response(status=status.HTTP_204_NO_CONTENT)
    refresh_cookie.clear_refresh_token(response)
    csrf.forget(request._request)
    csrf.set_cookie(request._request, response)
    if conf.clear_site_data:
        response["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in conf.clear_site_data)
    return response


def _signed_in(
    request: Request, user: AbstractBaseUser, *, typed_name: str | None, remember: bool, status: int
) -> tuple[sessions.Tokens, Response]:
    is_first = _is_first(user, typed_name)
    try:
        user_logged_in.send(sender=type(user), request=request._request, user=user)
        tokens = sessions.start(
            user,
            remember=remember,
            user_agent=request.META.get("HTTP_USER_AGENT", ""),
            ip=client_ip(request._request),
            replaces=_genuine(request, _presented(request)),
        )
    except DatabaseError as error:
        if _is_there(user):
            raise
        # Deleted since his password was looked at: now there is no such account.
        raise InvalidCredentials from error
    response = _tokens_response(request, tokens, status=status)
    is_known = any(device_cookie.known_device(request._request, who) for who in (user, user.get_username()))
    if not is_first and not is_known:
        new_device_signed_in.send_robust(RefreshToken, user=user, sid=tokens.sid, request=request._request)
    names = [] if typed_name is None else [typed_name]
    device_cookie.remember(request._request, response, user, *names, keep=remember)
    return tokens, response


def _is_first(user: AbstractBaseUser, typed_name: str | None) -> bool:
    """Whether nobody has signed in as this person before, so that there is no device he knows."""
    if any(field.name == "last_login" for field in user._meta.concrete_fields):
        return user.last_login is None
    # A model without the field. Who types his name has registered before; it is better to tell him once too often.
    return typed_name is None and not sessions.active_sessions(user).exists()


def _is_there(user: AbstractBaseUser) -> bool:
    """Whether this person still exists; also where that cannot be asked, in a transaction that is broken."""
    alias = primary_alias()
    return connections[alias].needs_rollback or type(user)._base_manager.using(alias).filter(pk=user.pk).exists()


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
    lifetime = tokens.refresh_expires_at - timezone.now() if tokens.remember else None
    refresh_cookie.set_refresh_token(response, tokens.refresh_token, lifetime=lifetime)
    csrf.issue(request._request, tokens.sid)
    csrf.set_cookie(request._request, response)
    return response


def _presented(request: Request) -> RefreshClaims | RefreshTokenError:
    """What the refresh cookie says, if it is genuine, or why it is not taken; it may have expired."""
    try:
        token = refresh_cookie.read_refresh_token(request._request)
        return read_refresh_token(token, now=timezone.now(), allow_expired=True)
    except RefreshTokenError as error:
        return error


def _genuine(request: Request, presented: RefreshClaims | RefreshTokenError) -> list[RefreshClaims]:
    """What the refresh cookie says, and where it was sent twice what all of them say that are genuine; for ending only.

    None of several opens anything. But a person who leaves must not stay signed in because a sibling host planted a second
    one, and whoever holds a token may end its session anyway.
    """
    if isinstance(presented, RefreshClaims):
        return [presented]
    tokens = refresh_cookie.read_refresh_tokens(request._request)
    if len(tokens) < 2:  # a single one was looked at before
        return []
    found: dict[UUID, RefreshClaims] = {}
    for token in tokens:
        with suppress(RefreshTokenError):
            claims = read_refresh_token(token, now=timezone.now(), allow_expired=True)
            found[claims.sid] = claims
    return list(found.values())


def _session_id(presented: RefreshClaims | RefreshTokenError) -> UUID | None:
    """The session a refresh token names until it expires; whether it lives is for the database to say."""
    if isinstance(presented, RefreshTokenError) or presented.expires_at <= timezone.now().timestamp():
        return None
    return presented.sid

"""Logins of other kinds, exchanged for a session."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError
from django.utils.module_loading import import_string
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..audit import events
from ..browser.refresh_cookie import PresentedCookie
from ..conf import conf
from ..errors import InvalidCredentials
from ..passwords.second_factor import require_second_factor
from ..serializers import AdoptSerializer, user_data
from ..throttling import AnonymousThrottle
from . import exchanged
from .base import AnonymousView
from .foreign_login import ForeignLogin
from .session import BrowserSession, start_session

__all__ = ["AdoptView"]


class AdoptView(AnonymousView):
    """POST: exchange a login of another kind for a session, once. `SAFEJWT_ADOPT` lists the kinds.

    404 if it lists none. The first that the request presents, and that is valid, starts the session.
    The others end with it, or they would log the user in again after a logout.

    If the response is lost, the same request gets the same session for an hour, while no token of it
    has been used.
    """

    http_method_names = ["post"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # The user of Django's session. Django REST Framework replaces it by its own.
        user = getattr(request._request, "user", None)
        super().initial(request, *args, **kwargs)
        if user is not None:
            request._request.user = user

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not conf.adopt:
            raise NotFound
        AdoptSerializer(data=request.data).is_valid(raise_exception=True)
        presented = _presented(request)
        if not presented:
            # No attempt to log in: an app that cannot read a cookie asks whenever it starts.
            AnonymousThrottle.session_started(request._request)
            raise InvalidCredentials
        for login, credential in presented.items():
            with suppress(InvalidCredentials):
                session = _exchange(request, login, credential)
                others = {other: value for other, value in presented.items() if other is not login}
                return _response(session, [login, *_ended(others)])
        for login, credential in presented.items():
            if repeated := _repeated(request, credential):
                return _response(repeated, [login])
        events.record("authn_login_fail", reason=" ".join(login.name for login in presented))
        raise InvalidCredentials


def _presented(request: Request) -> dict[ForeignLogin, str]:
    # A kind of the project may read another field than those of the serializer.
    logins: list[ForeignLogin] = [import_string(path)(request._request, request.data) for path in conf.adopt]
    found = ((login, login.credential()) for login in logins)
    return {login: credential for login, credential in found if credential is not None}


def _exchange(request: Request, login: ForeignLogin, credential: str) -> BrowserSession:
    user: AbstractBaseUser | None = None
    try:
        with login.transaction():
            user = login.redeem(credential)
            amr = tuple(login.amr(user))
            require_second_factor(user, amr)
            session = start_session(
                request,
                user,
                amr=amr,
                authenticated_at=login.time(),
                announce=not login.is_announced,
                notify=login.is_announced and login.authenticated_at() is not None,
            )
            # Before the commit, on which a second request with this credential waits.
            exchanged.remember(credential, session.tokens.sid)
    except IntegrityError as error:
        if user is None or sessions.find_user(user.pk) is not None:
            raise
        # Deleted meanwhile, which only the commit has noticed.
        raise InvalidCredentials from error
    events.record("authn_login_success", user_id=user.pk, sid=session.tokens.sid, reason=login.name)
    return session


def _ended(presented: Mapping[ForeignLogin, str]) -> Iterator[ForeignLogin]:
    for login, credential in presented.items():
        with suppress(InvalidCredentials):
            with login.transaction():
                login.redeem(credential)
            yield login


def _response(session: BrowserSession, redeemed: Iterable[ForeignLogin]) -> Response:
    response = session.response()
    for login in redeemed:
        login.forget(response)
    return response


def _repeated(request: Request, credential: str) -> BrowserSession | None:
    """The session that this credential has started, if its response may have been lost."""
    sid = exchanged.sid_of(credential)
    tokens = sessions.repeat(sid) if sid else None
    if tokens is None:
        return None
    # As at its start: the browser may have got another session meanwhile.
    for claims in PresentedCookie.of(request._request).claims_to_end(request._request):
        if claims.sid != sid:
            sessions.end(claims, reason="replaced")
    AnonymousThrottle.session_started(request._request)
    return BrowserSession(request._request, tokens, user_data(tokens.user, request), ())

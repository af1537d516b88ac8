"""Logins of other kinds, exchanged for a session."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db import IntegrityError
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..audit import events
from ..conf import conf
from ..errors import InvalidCredentials
from ..passwords.second_factor import require_second_factor
from ..serializers import AdoptSerializer, user_data
from ..throttling import AnonymousThrottle
from .base import AnonymousView
from .foreign_login import ForeignLogin
from .session import BrowserSession, start_session

__all__ = ["AdoptView"]

# Seconds. A client that has lost the response asks again soon, or with the next start of the app.
_REPEATED_FOR: Final = 3600


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
        for login, credential in presented.items():
            with suppress(InvalidCredentials):
                session = _exchange(request, login, credential)
                others = {other: value for other, value in presented.items() if other is not login}
                return _response(session, [login, *_ended(others)])
        for login, credential in presented.items():
            if repeated := _repeated(request, credential):
                return _response(repeated, [login])
        events.record("authn_login_fail", reason=" ".join(login.name for login in presented) or None)
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
            _remember(credential, session.tokens.sid)
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


def _key(credential: str) -> str:
    return f"safejwt:adopt:{salted_hmac('safejwt.adopt', credential, algorithm='sha256').hexdigest()}"


def _remember(credential: str, sid: UUID) -> None:
    try:
        cache.set(_key(credential), str(sid), timeout=_REPEATED_FOR)
    except Exception as error:  # whatever a cache client raises
        events.record("cache_unavailable", exc_info=error)


def _repeated(request: Request, credential: str) -> BrowserSession | None:
    """The session that this credential has started, if its response may have been lost."""
    try:
        sid = cache.get(_key(credential))
    except Exception as error:  # whatever a cache client raises
        events.record("cache_unavailable", exc_info=error)
        return None
    tokens = sessions.repeat(UUID(sid)) if sid else None
    if tokens is None:
        return None
    AnonymousThrottle.session_started(request._request)
    return BrowserSession(request._request, tokens, user_data(tokens.user, request), ())

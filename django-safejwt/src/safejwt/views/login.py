"""Login with username and password."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..audit import events
from ..conf import conf
from ..db.user_model import user_model
from ..errors import InvalidCredentials, MFARequired
from ..passwords.second_factor import require_second_factor
from ..throttling import LoginThrottle
from ..throttling.login_attempt import LoginAttempt
from .base import AnonymousView
from .session import start_session

__all__ = ["LoginView"]


class LoginView(AnonymousView):
    """POST: check the credentials and start a session.

    The fields of `SAFEJWT_LOGIN_SERIALIZER` reach the authentication backends, except `remember`.
    """

    throttle_classes = (LoginThrottle,)
    amr: Sequence[str] = ("pwd",)
    """How users authenticate here, as RFC 8176 names it."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        context = {"request": request, "view": self}
        serializer = import_string(conf.login_serializer)(data=request.data, context=context)
        serializer.is_valid(raise_exception=True)
        credentials, remember = serializer.credentials(), serializer.validated_data.get("remember", True)
        name = str(credentials[user_model().USERNAME_FIELD])
        account = events.account_pseudonym(name)
        try:
            user = _authenticated(request, credentials)
            admitted_by = sessions.admit(user)
            require_second_factor(user, self.amr)
            LoginAttempt.of(request._request, name).succeeded()
            session = start_session(
                request, user, amr=self.amr, typed_name=name, remember=remember, admitted_by=admitted_by
            )
        except (InvalidCredentials, MFARequired):
            events.record("authn_login_fail", account=account)
            raise
        events.record("authn_login_success", account=account, user_id=user.pk, sid=session.tokens.sid)
        return session.response()


def _authenticated(request: Request, credentials: dict[str, Any]) -> AbstractBaseUser:
    try:
        user = authenticate(request._request, **credentials)
    except (TypeError, ValueError, ValidationError):
        # Django's backend looks for the name as it was typed, for example letters in a number.
        if _is_storable(credentials[user_model().USERNAME_FIELD]):
            raise
        user = None
    if user is None:
        raise InvalidCredentials
    return user


def _is_storable(name: object) -> bool:
    """Whether the field of the username can hold this value."""
    field: Any = user_model()._meta.get_field(user_model().USERNAME_FIELD)
    try:
        field.to_python(name)
    except (TypeError, ValueError, ValidationError):
        return False
    return True

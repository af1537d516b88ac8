"""Login with username and password."""

from typing import Any

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..audit import events
from ..errors import InvalidCredentials
from ..serializers import LoginSerializer
from ..throttling import LoginThrottle
from ..throttling.login_attempt import LoginAttempt
from .base import AnonymousView
from .responses import login_response, start_session

__all__ = ["LoginView"]


class LoginView(AnonymousView):
    """POST: check the credentials and start a session."""

    throttle_classes = (LoginThrottle,)

    def post(self, request: Request) -> Response:
        serializer = LoginSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        credentials = dict(serializer.validated_data)
        remember = credentials.pop("remember")
        name = str(credentials[get_user_model().USERNAME_FIELD])
        account = events.account_pseudonym(name)
        try:
            user = _authenticated(request, credentials)
            admitted_by = sessions.admit(user)
            LoginAttempt.of(request._request, name).succeeded()
            login = start_session(request, user, typed_name=name, remember=remember, admitted_by=admitted_by)
        except InvalidCredentials:
            events.record("authn_login_fail", account=account)
            raise
        response = login_response(request, login, typed_name=name)
        events.record("authn_login_success", account=account, user_id=user.pk, sid=login.tokens.sid)
        return response


def _authenticated(request: Request, credentials: dict[str, Any]) -> AbstractBaseUser:
    try:
        user = authenticate(request._request, **credentials)
    except (TypeError, ValueError, ValidationError):
        # Django's backend looks for the name as it was typed, for example letters in a number.
        if _is_storable(credentials[get_user_model().USERNAME_FIELD]):
            raise
        user = None
    if user is None:
        raise InvalidCredentials
    return user


def _is_storable(name: object) -> bool:
    """Whether the field of the username can hold this value."""
    field: Any = get_user_model()._meta.get_field(get_user_model().USERNAME_FIELD)
    try:
        field.to_python(name)
    except (TypeError, ValueError, ValidationError):
        return False
    return True

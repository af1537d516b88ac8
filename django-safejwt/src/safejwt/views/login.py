"""Login with username and password."""

from typing import Any

from django.contrib.auth import authenticate, get_user_model
from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.response import Response

from ..audit import events
from ..conf import conf
from ..errors import InvalidCredentials
from ..throttling import LoginThrottle
from ..throttling.login_attempt import LoginAttempt
from .base import AnonymousView
from .responses import login_response, start_session

__all__ = ["LoginView"]


class LoginView(AnonymousView):
    """POST: check the credentials and start a session.

    The fields of `SAFEJWT_LOGIN_SERIALIZER` reach the authentication backends, except `remember`.
    """

    throttle_classes = (LoginThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        context = {"request": request, "view": self}
        serializer = import_string(conf.login_serializer)(data=request.data, context=context)
        serializer.is_valid(raise_exception=True)
        credentials, remember = serializer.credentials(), serializer.validated_data.get("remember", True)
        name = credentials[get_user_model().USERNAME_FIELD]
        account = events.account_pseudonym(name)
        try:
            user = authenticate(request._request, **credentials)
            if user is None:
                raise InvalidCredentials
            LoginAttempt.of(request._request, name).succeeded()
            tokens = start_session(request, user, typed_name=name, remember=remember)
        except InvalidCredentials:
            events.record("authn_login_fail", account=account)
            raise
        response = login_response(request, tokens, typed_name=name)
        events.record("authn_login_success", account=account, user_id=user.pk, sid=tokens.sid)
        return response

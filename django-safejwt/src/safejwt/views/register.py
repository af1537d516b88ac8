"""Registration."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.module_loading import import_string
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ..audit import events
from ..conf import conf
from ..db.primary import primary_alias
from ..throttling import RegisterThrottle
from .base import AnonymousView
from .session import start_session

__all__ = ["RegisterView"]


class RegisterView(AnonymousView):
    """POST: create a user and start a session, in one transaction.

    `safejwt.urls` does not route it, because not every project lets visitors register::

        path("users/", RegisterView.as_view())

    With `safejwt.accounts`, use the view of the same name there.
    """

    throttle_classes = (RegisterThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.read(request)
        remember = serializer.validated_data.get("remember", True)
        with transaction.atomic(using=primary_alias()):
            user = serializer.save()
            self.created(user)
            session = start_session(request, user, amr=["pwd"], remember=remember)
            response = session.response(status.HTTP_201_CREATED)
        events.record("user_created", user_id=user.pk, sid=session.tokens.sid)
        return response

    def read(self, request: Request, **context: Any) -> Any:
        """The body, validated by `SAFEJWT_REGISTER_SERIALIZER`."""
        context = {"request": request, "view": self, **context}
        serializer = import_string(conf.register_serializer)(data=request.data, context=context)
        serializer.is_valid(raise_exception=True)
        return serializer

    def created(self, user: AbstractBaseUser) -> None:
        """Called with the new user in the transaction that created them."""

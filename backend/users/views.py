"""Registration and the user's own account.

Login, tokens, logout and sessions are views of safejwt.
"""

from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import events, handlers
from safejwt.accounts.conf import conf as accounts_conf
from safejwt.accounts.email_addresses import email_of
from safejwt.accounts.flows import password_change, registration, username_change, verification
from safejwt.accounts.mail import client_details
from safejwt.accounts.permissions import IsVerified
from safejwt.accounts.views import accepted
from safejwt.authentication import still_authenticated
from safejwt.permissions import IsRecentlyAuthenticatedToRename
from safejwt.throttling import PasswordThrottle, RegisterThrottle, RenameThrottle
from safejwt.views import AnonymousView, ProtectedView, session_response

from .models import User
from .serializers import UserByMailSerializer, UserCreateSerializer, UserDetailSerializer, UserUpdateSerializer

__all__ = ["ConfirmedView", "RegisterView", "UserView", "unknown_path"]


class RegisterView(AnonymousView):
    """POST: create an account and start a session in one transaction, or email a link first."""

    throttle_classes = (RegisterThrottle,)

    def post(self, request: Request) -> Response:
        if accounts_conf.registration == "mail":
            return self._by_email(request)
        serializer = UserCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            user = serializer.save()
            verification.request(user)
            remember = serializer.validated_data["remember"]
            response = session_response(request, user, remember=remember, status=status.HTTP_201_CREATED)
        events.record("user_created", user_id=user.pk)
        return response

    def _by_email(self, request: Request) -> Response:
        serializer = UserByMailSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        registration.request(serializer.fields_of_user())
        return accepted(_("Follow the link in the email to create the account."))


class UserView(ProtectedView):
    """GET: read the own account.

    PATCH, POST: update it. PUT: replace it. Any other id is 404, existing or not. Another username
    requires recent authentication, and counts as a registration.
    """

    permission_classes = (IsAuthenticated, IsRecentlyAuthenticatedToRename)
    throttle_classes = (PasswordThrottle, RenameThrottle)

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        if kwargs["pk"] != self.user.pk:
            raise NotFound

    def get(self, request: Request, pk: int) -> Response:
        return Response(UserDetailSerializer(cast("User", self.user)).data)

    def put(self, request: Request, pk: int) -> Response:
        return self._update(request, partial=False)

    def patch(self, request: Request, pk: int) -> Response:
        return self._update(request, partial=True)

    post = patch

    def _update(self, request: Request, *, partial: bool) -> Response:
        serializer = UserUpdateSerializer(
            cast("User", self.user), data=request.data, partial=partial, context={"request": request}
        )
        serializer.is_valid(raise_exception=True)
        old_name = cast("User", self.user).username
        # The body may have arrived long after the session was checked.
        with still_authenticated(request):
            user: User = serializer.save()
            if "password" in serializer.validated_data:
                password_change.announce(user, **client_details(request._request))
            if user.username != old_name:
                username_change.announce(user, **client_details(request._request))
        if "password" in serializer.validated_data:
            events.record("authn_password_change", user_id=user.pk, sid=self.claims.sid)
        if user.username != old_name:
            events.record("user_updated", user_id=user.pk, sid=self.claims.sid, reason="renamed")
        return Response(UserDetailSerializer(user).data)


class ConfirmedView(ProtectedView):
    """GET: an example of a view that requires a verified email (DJANGO_REQUIRE_VERIFIED)."""

    permission_classes = (IsAuthenticated, IsVerified)

    def get(self, request: Request) -> Response:
        return Response({"email": email_of(self.user)})


@csrf_exempt  # nothing to protect here, and Django's own error would be an HTML page
def unknown_path(request: HttpRequest) -> HttpResponse:
    """JSON 404 for unknown API URLs, also under DEBUG."""
    return handlers.not_found(request)

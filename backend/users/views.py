"""The user's own account.

Registration, login, tokens, logout and sessions are views of safejwt.
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from safejwt import events, handlers
from safejwt.accounts.email_addresses import email_of
from safejwt.accounts.flows import password_change, username_change
from safejwt.accounts.languages import remember_language
from safejwt.accounts.mail import client_details
from safejwt.accounts.permissions import IsVerified
from safejwt.accounts.views import RegisterView as AccountsRegisterView
from safejwt.authentication import still_authenticated
from safejwt.permissions import IsRecentlyAuthenticatedToRename
from safejwt.throttling import PasswordThrottle, RenameThrottle
from safejwt.views import ProtectedView

from .models import User
from .serializers import UserDetailSerializer, UserUpdateSerializer

__all__ = ["ConfirmedView", "RegisterView", "UserView", "unknown_path"]


class RegisterView(AccountsRegisterView):
    """POST: register. A user who opens this address in a browser gets the app."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "GET" and handlers.wants_page(request):
            return redirect("/")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


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
            events.record("authz_fail", request=request._request, user_id=self.user.pk, resource=type(self).__name__)
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
            remember_language(user)
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

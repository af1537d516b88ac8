"""The endpoints of the account flows. Each reads the request and calls a function of its flow."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from safejwt import sessions
from safejwt.audit import events
from safejwt.authentication import SafeJWTAuthentication, still_authenticated
from safejwt.backends import check_password, keeps_password
from safejwt.browser import device_cookie
from safejwt.errors import LinkInvalid, PasswordRequired
from safejwt.passwords.hashing import is_unchanged
from safejwt.passwords.second_factor import require_second_factor
from safejwt.permissions import recent_authentication_required
from safejwt.views import AnonymousView, ProtectedView
from safejwt.views import RegisterView as SessionRegisterView

from .account_views import AccountExportView, AccountView, SessionForgetView
from .conf import conf
from .email_addresses import email_of, is_verified
from .flows import account_security, email_change, password_change, password_reset, registration, verification
from .languages import remember_language
from .mail import client_details, links
from .mail.address_limit import AddressExhausted
from .serializers import (
    UNCHANGED,
    AddressSerializer,
    CurrentPasswordSerializer,
    LinkSerializer,
    NewPasswordSerializer,
    PasswordResetSerializer,
    TokenSerializer,
    check_new_password,
)
from .throttling import LinkPasswordThrottle, LinkThrottle, MailThrottle, ReauthenticationThrottle

__all__ = [
    "AccountExportView",
    "AccountSecureView",
    "AccountView",
    "EmailChangeConfirmView",
    "EmailChangeView",
    "EmailVerifyResendView",
    "EmailVerifyView",
    "EmailView",
    "LinkCheckView",
    "PasswordChangeView",
    "PasswordResetConfirmView",
    "PasswordResetView",
    "ReauthenticateView",
    "RegisterView",
    "SessionForgetView",
    "accepted",
]


def accepted(detail: str) -> Response:
    """Return a 202, which does not reveal the outcome."""
    return Response({"detail": detail}, status=status.HTTP_202_ACCEPTED)


@contextmanager
def _reports_exhausted(view: APIView, request: Request) -> Iterator[None]:
    """Turn the limit of emails to an address into a 429."""
    try:
        yield
    except AddressExhausted as error:
        view.throttled(request, error.wait)


def _read(serializer: Any, request: Request) -> dict[str, Any]:
    bound = serializer(data=request.data, context={"request": request})
    bound.is_valid(raise_exception=True)
    return dict(bound.validated_data)


class RegisterView(SessionRegisterView):
    """POST: create a user, start a session and send the link that verifies the email.

    With `SAFEJWT_ACCOUNTS_REGISTRATION = "mail"`, send a link first. The response then is 202, and
    does not reveal whether the email is known. Route it as the view that it extends.
    """

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if conf.registration == "session":
            return super().post(request, *args, **kwargs)
        serializer = self.read(request, unchecked={get_user_model().get_email_field_name()})
        registration.request(serializer.fields_of_user())
        return accepted(_("Follow the link in the email to create the account."))

    def created(self, user: AbstractBaseUser) -> None:
        remember_language(user)
        verification.request(user)


class EmailView(ProtectedView):
    """GET: the user's address, whether it is verified, and the pending new address."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        pending = email_change.pending(self.user)
        return Response({"email": email_of(self.user), "verified": is_verified(self.user), "pending": pending})


class _LinkView(AnonymousView):
    """Base of the endpoints that confirm an address. POST: the token of a link.

    The caller must also be logged in as the owner of the account, or send its password. Otherwise an
    attacker could register a victim's address with a password of their own, and wait until the victim
    follows the link.
    """

    throttle_classes = (LinkThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fields = _read(LinkSerializer, request)
        require_ownership = partial(self._require_ownership, fields.get("password"))
        return Response({"email": self.confirm(fields["token"], require_ownership)})

    def confirm(self, token: str, require_ownership: links.RequireOwnership) -> str:
        """Do what the link is for, and return the address."""
        raise NotImplementedError

    def _require_ownership(self, password: str | None, user: AbstractBaseUser) -> UUID | None:
        if password is None:
            authenticated = SafeJWTAuthentication().authenticate(self.request)
            if authenticated is None or authenticated[0].pk != user.pk:
                raise PasswordRequired
            return authenticated[1].sid
        throttle = LinkPasswordThrottle(user)
        if not throttle.allow_request(self.request, self):
            self.throttled(self.request, throttle.wait())
        if not check_password(user, password, request=self.request._request):
            events.record("authn_link_password_fail", user_id=None if user._state.adding else user.pk)
            raise ValidationError({"password": [_("This is not the password of this account.")]})
        throttle.refund()
        return None


class EmailVerifyView(_LinkView):
    """POST: verify the address of a user, or complete a registration by email."""

    def confirm(self, token: str, require_ownership: links.RequireOwnership) -> str:
        try:
            presented = links.read("verify_email", token)
        except LinkInvalid:
            return self._complete(token, require_ownership)
        return verification.confirm(presented, require_ownership)

    def _complete(self, token: str, require_ownership: links.RequireOwnership) -> str:
        try:
            return registration.complete(links.read("register", token), require_ownership)
        except registration.ValueTaken as error:
            # As `link_invalid`, clients would offer another link, which fails too.
            raise ValidationError({"non_field_errors": [error.translated()]}) from error


class EmailVerifyResendView(AnonymousView):
    """POST: send another link to an address or, without one, to the logged-in user.

    To an address always 202. The logged-in user gets a 429 if nothing is sent, because their address has had its emails.
    """

    throttle_classes = (MailThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if isinstance(request.data, dict) and "email" not in request.data:
            authenticated = SafeJWTAuthentication().authenticate(request)
            if authenticated is None:
                raise ValidationError({"email": [_("This field is required.")]}, code="required")
            user, claims = authenticated
            with sessions.still_active(user, claims.sid), _reports_exhausted(self, request):
                verification.request_again(user)
        else:
            verification.request_for_address(_read(AddressSerializer, request)["email"])
        return accepted(_("If this address belongs to an account and is not confirmed yet, a link is on its way."))


class EmailChangeView(ProtectedView):
    """POST: request an email change, by a link to the new address. DELETE: cancel it."""

    throttle_classes = (MailThrottle,)

    def get_throttles(self) -> list[BaseThrottle]:
        return list(super().get_throttles()) if self.request.method == "POST" else []

    @recent_authentication_required
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        address = _read(AddressSerializer, request)["email"]
        try:
            with still_authenticated(request), _reports_exhausted(self, request):
                remember_language(self.user)
                email_change.request(self.user, address, sid=self.claims.sid, **client_details(request._request))
        except ValueError:
            raise ValidationError({"email": [_("This is your address already.")]}) from None
        return accepted(_("Follow the link in the email to the new address."))

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with still_authenticated(request):
            email_change.cancel(self.user, sid=self.claims.sid)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EmailChangeConfirmView(_LinkView):
    """POST: replace the old address by the new one."""

    def confirm(self, token: str, require_ownership: links.RequireOwnership) -> str:
        return email_change.confirm(token, require_ownership, **client_details(self.request._request))


class PasswordChangeView(ProtectedView):
    """POST: change the password. This session continues, all others end, and the owner is notified.

    The response sets no refresh cookie. Only requests that the client sends one at a time, across all
    tabs, may set one: of two concurrent responses the older could arrive last, and its token would
    later look stolen.
    """

    throttle_classes = (ReauthenticationThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fields = _read(NewPasswordSerializer, request)
        password_change.change(self.user, fields["password"], keep=self.claims.sid, **client_details(request._request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordResetView(AnonymousView):
    """POST: send a link to the users with this address. Always 202."""

    throttle_classes = (MailThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        password_reset.request_for_address(_read(AddressSerializer, request)["email"])
        return accepted(_("If there is an account with this address, a link is on its way."))


class PasswordResetConfirmView(AnonymousView):
    """POST: set a password with a link. All sessions end, and no session starts."""

    throttle_classes = (LinkThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fields = _read(PasswordResetSerializer, request)
        user = password_reset.presented_user(fields["token"])
        check_new_password(fields["password"], user)
        if is_unchanged(user, fields["password"]):
            raise ValidationError({"password": [UNCHANGED]})
        password_reset.reset(user, fields["password"], **client_details(request._request))
        response = Response(status=status.HTTP_204_NO_CONTENT)
        # Login attempts by others must not lock the owner out of this browser.
        device_cookie.remember(request._request, response, user, email_of(user))
        return response


class ReauthenticateView(ProtectedView):
    """POST: re-authenticate with the password. The next access token has a new `auth_time`."""

    throttle_classes = (ReauthenticationThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        event = {"user_id": self.user.pk, "sid": self.claims.sid}
        password = _read(CurrentPasswordSerializer, request)["password"]
        if not check_password(self.user, password, request=request._request):
            events.record("authn_reauthentication_fail", **event)
            raise ValidationError({"password": [self._explanation()]})
        require_second_factor(self.user, ["pwd"])
        with still_authenticated(request):
            sessions.mark_reauthenticated(self.claims.sid, self.user, amr={"pwd"} - set(self.claims.amr))
        events.record("authn_reauthentication_success", **event)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _explanation(self) -> str:
        if keeps_password(self.user):
            return _("This is not your password.")
        return _("This is not your password. If you log in without one, log out and log in again instead.")


class AccountSecureView(AnonymousView):
    """POST: the token of the link "This was not me". All sessions end, and all known devices are forgotten.

    No session starts. A link to set a new password goes to the address of the account.
    """

    throttle_classes = (LinkThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        account_security.secure(_read(TokenSerializer, request)["token"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class LinkCheckView(AnonymousView):
    """POST: whether the token of a link that its page acts on later still works. Nothing is used or changed."""

    throttle_classes = (LinkThrottle,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        token = _read(TokenSerializer, request)["token"]
        try:
            password_reset.presented_user(token)
        except LinkInvalid:
            account_security.presented_user(token)
        return Response(status=status.HTTP_204_NO_CONTENT)

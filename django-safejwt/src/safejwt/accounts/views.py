"""The endpoints of the account flows: HTTP in, a verb of the flow's module called, HTTP out."""

from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from safejwt import sessions
from safejwt.audit import events
from safejwt.audit.client_ip import client_ip
from safejwt.audit.user_agents import describe
from safejwt.authentication import SafeJWTAuthentication
from safejwt.browser import device_cookie
from safejwt.errors import LinkInvalid, PasswordRequired
from safejwt.passwords.hashing import matches
from safejwt.permissions import recent_authentication_required
from safejwt.views import AnonymousView, ProtectedView, signed_out_response

from .email_addresses import email_of, is_verified
from .flows import deletion, email_change, passwords, registration, verification
from .mail import links
from .serializers import (
    AddressSerializer,
    CurrentPasswordSerializer,
    LinkSerializer,
    NewPasswordSerializer,
    PasswordResetSerializer,
    check_new_password,
)
from .throttling import LinkPasswordThrottle, LinkThrottle, MailThrottle, ReauthenticationThrottle

__all__ = [
    "AccountView",
    "EmailChangeConfirmView",
    "EmailChangeView",
    "EmailVerifyResendView",
    "EmailVerifyView",
    "EmailView",
    "PasswordChangeView",
    "PasswordResetConfirmView",
    "PasswordResetView",
    "ReauthenticateView",
    "accepted",
    "cause",
]


def accepted(detail: str) -> Response:
    """202: it will be seen to, and what comes of it is not told here."""
    return Response({"detail": detail}, status=status.HTTP_202_ACCEPTED)


def cause(request: Request) -> dict[str, Any]:
    """Where a request came from, for the mail that tells the owner."""
    device = describe(request.META.get("HTTP_USER_AGENT", ""))
    return {"ip": client_ip(request._request), "browser": device.browser, "system": device.system}


def _read(serializer: Any, request: Request) -> dict[str, Any]:
    filled = serializer(data=request.data)
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)


class EmailView(ProtectedView):
    """GET: the person's address, whether it is confirmed, and which one waits to take its place."""

    def get(self, request: Request) -> Response:
        waiting = email_change.waiting(self.user)
        return Response({"email": email_of(self.user), "verified": is_verified(self.user), "pending": waiting})


class _LinkView(AnonymousView):
    """POST: base of what a link confirms, together with the session of its person or his password.

    Else a stranger could register another person's address with a password of his own, or give it for his, and wait until
    the other follows the link.
    """

    throttle_classes = (LinkThrottle,)

    def post(self, request: Request) -> Response:
        fields = _read(LinkSerializer, request)
        return Response({"email": self.follow(fields["token"], partial(self._prove, fields.get("password")))})

    def follow(self, token: str, prove: links.Prove) -> str:
        """Does what the link is for and returns the address."""
        raise NotImplementedError

    def _prove(self, password: str | None, user: AbstractBaseUser) -> None:
        if password is None:
            signed_in = SafeJWTAuthentication().authenticate(self.request)
            if signed_in is None or signed_in[0].pk != user.pk:
                raise PasswordRequired
            return
        throttle = LinkPasswordThrottle(user)
        if not throttle.allow_request(self.request, self):
            self.throttled(self.request, throttle.wait())
        if not matches(user, password):
            events.record("authn_link_password_fail", user_id=None if user._state.adding else user.pk)
            raise ValidationError({"password": [_("This is not the password of this account.")]})
        throttle.refund()


class EmailVerifyView(_LinkView):
    """POST: the address of the link's owner is confirmed; for a registration by mail, the account is made."""

    def follow(self, token: str, prove: links.Prove) -> str:
        try:
            presented = links.read("verify_email", token)
        except LinkInvalid:
            return registration.complete(links.read("register", token), prove)
        return verification.confirm(presented, prove)


class EmailVerifyResendView(AnonymousView):
    """POST: another link, for an address or, without one, for the person who is signed in. 202, whatever comes of it."""

    throttle_classes = (MailThrottle,)

    def post(self, request: Request) -> Response:
        if isinstance(request.data, dict) and "email" not in request.data:
            signed_in = SafeJWTAuthentication().authenticate(request)
            if signed_in is None:
                raise ValidationError({"email": [_("This field is required.")]}, code="required")
            verification.request(signed_in[0])
        else:
            verification.request_for(_read(AddressSerializer, request)["email"])
        return accepted(_("If there is an account with this address to be confirmed, a link is on its way."))


class EmailChangeView(ProtectedView):
    """POST: ask for another address. The link goes there, and a notice to the present one. DELETE: want none any more."""

    throttle_classes = (MailThrottle,)

    def get_throttles(self) -> list[BaseThrottle]:
        return list(super().get_throttles()) if self.request.method == "POST" else []

    @recent_authentication_required
    def post(self, request: Request) -> Response:
        address = _read(AddressSerializer, request)["email"]
        try:
            email_change.request(self.user, address, **cause(request))
        except ValueError:
            raise ValidationError({"email": [_("This is your address already.")]}) from None
        return accepted(_("Follow the link in the mail to the new address."))

    def delete(self, request: Request) -> Response:
        email_change.withdraw(self.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EmailChangeConfirmView(_LinkView):
    """POST: the new address takes the old one's place."""

    def follow(self, token: str, prove: links.Prove) -> str:
        return email_change.confirm(token, prove, **cause(self.request))


class PasswordChangeView(ProtectedView):
    """POST: another password. This session goes on, all others end, and the owner is told.

    The answer sets no refresh cookie: only what the client does one after the other may, in whichever tab, for of two answers
    the older one could land last, and its token would later look stolen.
    """

    throttle_classes = (ReauthenticationThrottle,)

    def post(self, request: Request) -> Response:
        fields = _read(NewPasswordSerializer, request)
        if not matches(self.user, fields["current_password"]):
            events.record("authn_password_change_fail", user_id=self.user.pk, sid=self.claims.sid)
            raise ValidationError({"current_password": [_("This is not your current password.")]})
        check_new_password(fields["password"], self.user)
        passwords.change(self.user, fields["password"], keep=self.claims.sid, **cause(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordResetView(AnonymousView):
    """POST: a link to choose another password, for whoever has the address. 202, whether anybody has."""

    throttle_classes = (MailThrottle,)

    def post(self, request: Request) -> Response:
        passwords.request_reset(_read(AddressSerializer, request)["email"])
        return accepted(_("If there is an account with this address, a link is on its way."))


class PasswordResetConfirmView(AnonymousView):
    """POST: another password by a link. All sessions end, and nobody is logged in."""

    throttle_classes = (LinkThrottle,)

    def post(self, request: Request) -> Response:
        fields = _read(PasswordResetSerializer, request)
        user = passwords.presented_person(fields["token"])
        check_new_password(fields["password"], user)
        passwords.reset(user, fields["password"], **cause(request))
        response = Response(status=status.HTTP_204_NO_CONTENT)
        # Whoever guesses at the account meanwhile cannot keep its owner out.
        device_cookie.remember(request._request, response, user, email_of(user))
        return response


class ReauthenticateView(ProtectedView):
    """POST: the password again. The session's next access token, from `token/`, says that it was just asked for."""

    throttle_classes = (ReauthenticationThrottle,)

    def post(self, request: Request) -> Response:
        facts = {"user_id": self.user.pk, "sid": self.claims.sid}
        if not matches(self.user, _read(CurrentPasswordSerializer, request)["password"]):
            events.record("authn_reauthentication_fail", **facts)
            raise ValidationError({"password": [_("This is not your password.")]})
        sessions.mark_reauthenticated(self.claims.sid, self.user)
        events.record("authn_reauthentication_success", **facts)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AccountView(ProtectedView):
    """DELETE: the account and all that hangs on it."""

    @recent_authentication_required
    def delete(self, request: Request) -> Response:
        try:
            deletion.delete(self.user, **cause(request))
        except (ProtectedError, RestrictedError):
            raise ValidationError(_("Something else still needs this account, so it cannot be deleted.")) from None
        return signed_out_response(request)

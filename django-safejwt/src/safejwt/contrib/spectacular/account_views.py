"""The views of safejwt.accounts.urls."""

from typing import Final

from django.utils.module_loading import import_string
from rest_framework.views import APIView

from ...accounts.serializers import (
    AddressSerializer,
    CurrentPasswordSerializer,
    LinkSerializer,
    NewPasswordSerializer,
    PasswordResetSerializer,
)
from ...accounts.views import (
    AccountView,
    EmailChangeConfirmView,
    EmailChangeView,
    EmailVerifyResendView,
    EmailVerifyView,
    EmailView,
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetView,
    ReauthenticateView,
    RegisterView,
)
from ...conf import conf
from .operations import Component, Operation

__all__ = ["OPERATIONS"]

_ACCEPTED: Final = Component("Accepted")
_ADDRESS: Final = Component("ConfirmedAddress")
_LINK: Final = ("link_invalid", "password_required")

OPERATIONS: Final[dict[type[APIView], dict[str, Operation]]] = {
    RegisterView: {
        "POST": Operation(
            "Register and start a session, or send a link first if registration is by email (202).",
            ("csrf",),
            {201: Component("Session"), 202: _ACCEPTED},
            lambda: import_string(conf.register_serializer),
        )
    },
    EmailView: {
        "GET": Operation(
            "Read the email, whether it is verified, and a pending new email.",
            ("access",),
            {200: Component("EmailState")},
        )
    },
    EmailVerifyView: {
        "POST": Operation(
            "Verify an email with the token of a link.", ("csrf", "access"), {200: _ADDRESS}, LinkSerializer, _LINK
        )
    },
    EmailVerifyResendView: {
        "POST": Operation(
            "Send the link again, to an email or, without one, to the logged-in user.",
            ("csrf", "access"),
            {202: _ACCEPTED},
            AddressSerializer(partial=True),
        )
    },
    EmailChangeView: {
        "POST": Operation(
            "Request an email change.", ("access",), {202: _ACCEPTED}, AddressSerializer, ("reauthentication_required",)
        ),
        "DELETE": Operation("Cancel the email change.", ("access",), {204: None}),
    },
    EmailChangeConfirmView: {
        "POST": Operation(
            "Confirm the email change with the token of a link.",
            ("csrf", "access"),
            {200: _ADDRESS},
            LinkSerializer,
            _LINK,
        )
    },
    PasswordChangeView: {
        "POST": Operation(
            "Change the password; all other sessions end.", ("access",), {204: None}, NewPasswordSerializer
        )
    },
    PasswordResetView: {
        "POST": Operation("Send a link to reset the password.", ("csrf",), {202: _ACCEPTED}, AddressSerializer)
    },
    PasswordResetConfirmView: {
        "POST": Operation(
            "Reset the password with the token of a link; all sessions end.",
            ("csrf",),
            {204: None},
            PasswordResetSerializer,
            ("link_invalid",),
        )
    },
    ReauthenticateView: {
        "POST": Operation(
            "Re-authenticate with the password; the next access token is recent.",
            ("access",),
            {204: None},
            CurrentPasswordSerializer,
        )
    },
    AccountView: {
        "DELETE": Operation("Delete the account.", ("access",), {204: None}, errors=("reauthentication_required",))
    },
}

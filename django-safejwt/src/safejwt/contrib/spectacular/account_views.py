"""The views of safejwt.accounts.urls."""

from functools import partial
from typing import Final

from django.utils.module_loading import import_string
from rest_framework.views import APIView

from ...accounts.serializers import (
    AddressSerializer,
    CurrentPasswordSerializer,
    LinkSerializer,
    NewPasswordSerializer,
    PasswordResetSerializer,
    TokenSerializer,
)
from ...accounts.views import (
    AccountExportView,
    AccountSecureView,
    AccountView,
    EmailChangeConfirmView,
    EmailChangeView,
    EmailVerifyResendView,
    EmailVerifyView,
    EmailView,
    LinkCheckView,
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetView,
    ReauthenticateView,
    RegisterView,
    SessionForgetView,
)
from ...conf import conf
from .components import Component
from .operations import Operation

__all__ = ["OPERATIONS"]

_ACCEPTED: Final = Component("Accepted")
_EMAIL: Final = Component("ConfirmedEmail")
_LINK: Final = ("link_invalid", "password_required")
_OWNER: Final = (
    "The request also carries the access token of the account, or its `password`:"
    " otherwise 403 `password_required`, and the link stays valid."
)
_RECENT: Final = "The login or re-authentication must be recent: otherwise 403 `reauthentication_required`."
_SAME: Final = "The response is the same for known and unknown emails."

_account = partial(Operation, tag="Account")
# The path of these operations is a verb already.
_verb = partial(_account, action="")

OPERATIONS: Final[dict[type[APIView], dict[str, Operation]]] = {
    RegisterView: {
        "POST": Operation(
            "Register and start a session.",
            ("csrf",),
            {201: Component("Session"), 202: _ACCEPTED},
            lambda: import_string(conf.register_serializer),
            description=(
                "Sets the refresh cookie, and another value of the CSRF cookie: the next request has to send the new"
                " one. If registration goes by email, the response is 202 and starts no session."
            ),
            tag="Authentication",
            action="register",
        )
    },
    EmailView: {
        "GET": _account(
            "Read the email of the user.",
            ("access",),
            {200: Component("EmailState")},
            description="Also whether it is verified, and the new email of a pending change.",
        )
    },
    EmailVerifyView: {
        "POST": _verb(
            "Verify an email with the token of a link.",
            ("csrf", "access"),
            {200: _EMAIL},
            LinkSerializer,
            _LINK,
            description=f"Creates the account if registration goes by email. {_OWNER}",
        )
    },
    EmailVerifyResendView: {
        "POST": _verb(
            "Send the link of a verification again.",
            ("csrf", "access"),
            {202: _ACCEPTED},
            AddressSerializer(partial=True),
            description="To `email` or, without one, to the logged-in user, who gets a 429 if nothing is sent because the"
            " address has had its emails. With an `email`, it is the same for known and unknown ones.",
        )
    },
    EmailChangeView: {
        "POST": _verb(
            "Request an email change.",
            ("access",),
            {202: _ACCEPTED},
            AddressSerializer,
            ("reauthentication_required",),
            description=f"Sends a link to the new email, which takes effect with it. {_RECENT}",
        ),
        "DELETE": _account(
            "Cancel the email change.",
            ("access",),
            {204: None},
            description="Its link is invalid then. 204 even if there is none.",
        ),
    },
    EmailChangeConfirmView: {
        "POST": _verb(
            "Confirm the email change with the token of a link.",
            ("csrf", "access"),
            {200: _EMAIL},
            LinkSerializer,
            _LINK,
            description=_OWNER,
        )
    },
    PasswordChangeView: {
        "POST": _verb(
            "Change the password.",
            ("access",),
            {204: None},
            NewPasswordSerializer,
            description="Needs the `current_password`. All other sessions end, and the user receives an email.",
        )
    },
    PasswordResetView: {
        "POST": _verb(
            "Send a link to reset the password.",
            ("csrf",),
            {202: _ACCEPTED},
            AddressSerializer,
            description=_SAME,
        )
    },
    PasswordResetConfirmView: {
        "POST": _verb(
            "Reset the password with the token of a link.",
            ("csrf",),
            {204: None},
            PasswordResetSerializer,
            ("link_invalid",),
            description="All sessions end, and none starts: the user logs in with the new password.",
        )
    },
    ReauthenticateView: {
        "POST": _verb(
            "Re-authenticate with the password.",
            ("access",),
            {204: None},
            CurrentPasswordSerializer,
            description="The access token of the next `token/` response counts as recent. Get it before you repeat the"
            " refused request.",
        )
    },
    AccountSecureView: {
        "POST": _verb(
            "Secure the account with the token of an alert.",
            ("csrf",),
            {204: None},
            TokenSerializer,
            ("link_invalid",),
            description="All sessions end, none starts, and known devices are forgotten. A link to set a new password"
            " goes to the email of the account.",
        )
    },
    LinkCheckView: {
        "POST": _verb(
            "Check the token of a link.",
            ("csrf",),
            {204: None},
            TokenSerializer,
            ("link_invalid",),
            description="For the pages that set a new password and that secure an account. Nothing is used or changed.",
        )
    },
    SessionForgetView: {
        "POST": _verb(
            "End one session and forget its device.",
            ("access",),
            {204: None},
            errors=("reauthentication_required", "not_found"),
            description="The next login there counts as one with a new device. The session of the request can be named"
            " too: the response then deletes its cookies, and sets another value of the CSRF cookie. A session of"
            " another user is 404, like an unknown one. If the project requires it, the login or re-authentication must"
            " be recent: otherwise 403 `reauthentication_required`.",
        )
    },
    AccountExportView: {
        "POST": _verb(
            "Download the data of the account.",
            ("access",),
            {200: Component("AccountData")},
            errors=("reauthentication_required",),
            description="All that is kept about the user, without secrets, as an attachment. The user receives an email."
            f" {_RECENT}",
        )
    },
    AccountView: {
        "DELETE": _account(
            "Delete the account.",
            ("access",),
            {204: None},
            errors=("reauthentication_required",),
            description=f"Deletes all that belongs to it, and ends its sessions. {_RECENT}",
        )
    },
}

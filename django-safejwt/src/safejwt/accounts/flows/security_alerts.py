"""Emails about what the owner of an account did not request, sent on signals of the package."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from ..mail.alerts import Alert
from ..mail.client import client_details
from ..mail.outbox import notify

__all__ = ["NewDevice", "SessionReused", "notify_owner_of_new_device", "notify_owner_of_reuse"]


class NewDevice(Alert):
    kind = "new_device"


class SessionReused(Alert):
    kind = "session_reused"


def notify_owner_of_new_device(user: AbstractBaseUser, request: HttpRequest, **kwargs: Any) -> None:
    """Receive `new_device_signed_in`: a login with a browser that is new to the user."""
    # The request may be an attacker's, so its language is not used.
    notify(NewDevice.kind, user, language="", **client_details(request))


def notify_owner_of_reuse(user: AbstractBaseUser, **kwargs: Any) -> None:
    """Receive `refresh_token_reused`: a session was revoked because its token was used twice."""
    notify(SessionReused.kind, user, language="")

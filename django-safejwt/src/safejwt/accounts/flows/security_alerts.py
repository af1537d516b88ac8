"""Emails about what the owner of an account did not request, sent on signals of the package."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from ..mail.client import client_details
from ..mail.messages import Email
from ..mail.outbox import notify

__all__ = ["NewDevice", "SessionReused", "notify_owner_of_new_device", "notify_owner_of_reuse"]


class NewDevice(Email):
    kind = "new_device"


class SessionReused(Email):
    kind = "session_reused"


def notify_owner_of_new_device(user: AbstractBaseUser, request: HttpRequest, **kwargs: Any) -> None:
    """Receive `new_device_signed_in`: a login with a browser that is new to the user."""
    notify(NewDevice.kind, user, **client_details(request))


def notify_owner_of_reuse(user: AbstractBaseUser, **kwargs: Any) -> None:
    """Receive `refresh_token_reused`: a session was revoked because its token was used twice."""
    # The request may be the attacker's, so its language is not used.
    notify(SessionReused.kind, user, language="")

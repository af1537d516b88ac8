"""After a change of the username: the owner is notified. The old username is free at once."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from ..email_addresses import email_of, is_verified
from ..mail.alerts import Alert
from ..mail.outbox import notify
from . import verification

__all__ = ["UsernameChanged", "announce"]


class UsernameChanged(Alert):
    kind = "username_changed"


def announce(user: AbstractBaseUser, **client: Any) -> None:
    """Tell the owner, for a view that has changed a username.

    A confirmed address gets a notice. An unconfirmed one gets the link that confirms it, if it is the username.

    Args:
        client: `client_details` of the request, for the notice.
    """
    if is_verified(user):
        notify(UsernameChanged.kind, user, **client)
    elif user.get_username() == email_of(user):
        verification.request(user)

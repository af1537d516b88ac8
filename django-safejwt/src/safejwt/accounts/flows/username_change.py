"""After a change of the username: the owner is notified. The old username is free at once."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from safejwt.audit import events

from ..email_addresses import is_verified
from ..mail.messages import Email
from ..mail.outbox import notify
from . import verification

__all__ = ["UsernameChanged", "announce", "tell_owner"]


class UsernameChanged(Email):
    kind = "username_changed"


def announce(user: AbstractBaseUser, **client: Any) -> None:
    """Record the event and tell the owner, for a view that has changed a username.

    Args:
        client: `client_details` of the request, for the email.
    """
    events.record("user_updated", user_id=user.pk, reason="renamed")
    tell_owner(user, **client)


def tell_owner(user: AbstractBaseUser, **client: Any) -> None:
    """Notify the confirmed address. An unconfirmed one gets its link again, which names the account."""
    if is_verified(user):
        notify(UsernameChanged.kind, user, **client)
    else:
        verification.request(user)

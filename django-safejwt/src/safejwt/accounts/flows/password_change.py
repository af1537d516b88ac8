"""Password change by a user who knows the current password. All other sessions end."""

from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from safejwt import sessions
from safejwt.audit import events
from safejwt.passwords.hashing import hashed
from safejwt.passwords.second_factor import has_second_factor

from ..email_addresses import clear_pending_email
from ..languages import remember_language
from ..mail.alerts import Alert
from ..mail.outbox import notify
from ..signals import password_changed

__all__ = ["PasswordChanged", "announce", "change"]


class PasswordChanged(Alert):
    kind = "password_changed"


def change(user: AbstractBaseUser, password: str, *, keep: UUID, **client: Any) -> None:
    """Set a password that was validated before.

    Args:
        user: with the password hash that the current password was compared with.
        keep: the one session that continues. It counts as re-authenticated, unless the user has a second factor.
        client: `client_details` of the request, for the email to the owner.

    Raises:
        SessionEnded: the session has ended, or the password has changed since it was compared.
    """
    new = hashed(password)  # slow, so before the transaction
    with sessions.still_active(user, keep):
        user.password = new
        user.save(update_fields=["password"])
        remember_language(user)
        if not has_second_factor(user):
            sessions.mark_reauthenticated(keep, user)
        announce(user, **client)
    sessions.end_others(user, keep=keep)
    events.record("authn_password_change", user_id=user.pk, sid=keep)


def announce(user: AbstractBaseUser, **client: Any) -> None:
    """Notify the owner and send `password_changed`. For a project's own views, too."""
    clear_pending_email(user)  # its link is bound to the old password
    notify(PasswordChanged.kind, user, **client)
    password_changed.send_robust(type(user), user=user)

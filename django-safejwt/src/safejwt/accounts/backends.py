"""Authenticate by username or email, as `SAFEJWT_ACCOUNTS_LOGIN` says.

Unknown names take the same work as known ones.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from safejwt.backends import ModelBackend

from .conf import conf
from .email_addresses import email_of, is_verified, normalize, users_with_email
from .models import AccountEmail

__all__ = ["AccountBackend"]


class AccountBackend(ModelBackend):
    """Finds users by email too. Replaces `safejwt.backends.ModelBackend` in the settings."""

    @property
    def identifier_field(self) -> str:
        """The field that a refused login names."""
        users = get_user_model()
        return users.get_email_field_name() if conf.login == "email" else users.USERNAME_FIELD

    def find(self, name: str) -> AbstractBaseUser | None:
        """The user with this username or email.

        Every lookup that is allowed runs, whatever the others found.
        """
        by_username = super().find(name) if conf.login != "email" else None
        by_email, is_confirmed = _by_email(name) if conf.login != "username" else (None, False)
        # A username may look like another user's email. The confirmed owner of the email has
        # precedence, then the username. So no user can block another by choosing their email as a
        # username, or their username as an email.
        return by_email if by_email is not None and (is_confirmed or by_username is None) else by_username

    def user_can_authenticate(self, user: Any) -> bool:
        if not super().user_can_authenticate(user):
            return False
        return conf.require_verified != "login" or is_verified(user)


def _by_email(typed: str) -> tuple[AbstractBaseUser | None, bool]:
    """The user with this email, and whether it is confirmed.

    Of several, only one who has confirmed it.
    """
    address = normalize(str(typed))
    users = list(users_with_email(address, visible=True).select_related("safejwt_account_email")[:_MOST])
    confirmed = [user for user in users if _is_confirmed(user)]
    if len(confirmed) == 1:
        return confirmed[0], True
    return (users[0], False) if len(users) == 1 else (None, False)


# With more users than this under one email, none is meant.
_MOST = 10


def _is_confirmed(user: Any) -> bool:
    try:
        state: AccountEmail = user.safejwt_account_email
    except AccountEmail.DoesNotExist:
        return False
    return state.address == email_of(user)

"""Logging in by name or by e-mail address, as `SAFEJWT_ACCOUNTS_LOGIN` says; whoever is not found costs the same work."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from safejwt.backends import ModelBackend

from .conf import conf
from .email_addresses import email_of, is_verified, normalize, users_with_email
from .models import AccountEmail

__all__ = ["AccountBackend"]


class AccountBackend(ModelBackend):
    """safejwt's `ModelBackend` that also finds people by their address. For `AUTHENTICATION_BACKENDS`, in its place."""

    def find(self, name: str) -> AbstractBaseUser | None:
        """The person of this name or address. Each way that is open is asked, whatever the others found."""
        by_name = super().find(name) if conf.login != "email" else None
        by_email, is_his = _by_email(name) if conf.login != "username" else (None, False)
        # A name may look like somebody's address. The confirmed owner of the address has precedence, else the name: nobody
        # can stand in another person's way by taking his address for a name, or his name for an address.
        return by_email if by_email is not None and (is_his or by_name is None) else by_name

    def user_can_authenticate(self, user: Any) -> bool:
        if not super().user_can_authenticate(user):
            return False
        return conf.require_verified != "login" or is_verified(user)


def _by_email(typed: str) -> tuple[AbstractBaseUser | None, bool]:
    """The person with this address, and whether it is confirmed. Of several, only the one who confirmed it."""
    address = normalize(typed)
    people = list(users_with_email(address).select_related("account_email")[:_MOST])
    confirmed = [user for user in people if _is_confirmed(user)]
    if len(confirmed) == 1:
        return confirmed[0], True
    return (people[0], False) if len(people) == 1 else (None, False)


# More people than this with one address: nobody is meant.
_MOST = 10


def _is_confirmed(user: Any) -> bool:
    try:
        state: AccountEmail = user.account_email
    except AccountEmail.DoesNotExist:
        return False
    return state.address == email_of(user)

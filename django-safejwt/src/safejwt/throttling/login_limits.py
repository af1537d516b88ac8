"""The limits on login attempts: by the username that was typed, and by the user it belongs to.

A refusal by username is visible: 429, with the time to wait. A refusal by user looks like a wrong
password. Otherwise an attacker could find out that a username and an email belong to one user, by
attempts under one and a refusal under the other.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from ..audit.usernames import comparable_username
from ..browser import device_cookie
from ..conf import conf
from .limits import limits_of, network_key
from .sliding_window import Limit

__all__ = ["by_user", "by_username"]


def by_username(request: HttpRequest, username: str) -> list[Limit]:
    """The limits on attempts under this username, as typed, and from this client network."""
    account = comparable_username(username)
    device = device_cookie.known_device(request, account)
    found = _of_account("login", account, request, device)
    return found if device else [*found, *limits_of("login-address", conf.login_address_rate, network_key(request))]


def by_user(request: HttpRequest, user: AbstractBaseUser | None, username: str) -> list[Limit]:
    """The limits on an attempt at this user, under any of their names.

    Unknown users are counted by username, so that both cases cost the same.
    """
    account = f"unknown\n{comparable_username(username)}" if user is None else f"user\n{user.pk}"
    device = device_cookie.known_device(request, username if user is None else user)
    return _of_account("login-user", account, request, device)


def _of_account(scope: str, account: str, request: HttpRequest, device: str | None) -> list[Limit]:
    if device is not None:
        # A known browser has its own limit and no other, so strangers can use up only the limits
        # for strangers.
        return limits_of(f"{scope}-device", conf.login_rate, account, device)
    return [
        *limits_of(scope, conf.login_rate, account, network_key(request)),
        *limits_of(f"{scope}-account", conf.login_account_rate, account),
    ]

"""The limits on login attempts: by the username that was typed, and by the user it belongs to.

A refusal by username is visible: 429, with the time to wait. A refusal by user looks like a wrong
password. Otherwise an attacker could find out that a username and an email belong to one user, by
attempts under one and a refusal under the other.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from ..audit.usernames import comparable_username, is_too_long
from ..browser import device_cookie
from ..conf import conf
from .limits import has_network, limits_of, limits_of_networks, network_key
from .sliding_window import Limit

__all__ = ["by_user", "by_username"]


def by_username(request: HttpRequest, username: str) -> list[Limit]:
    """The limits on attempts under this username, as typed, and from this client network."""
    if is_too_long(username):
        return _of_network(request)
    device = device_cookie.known_device(request, username)
    found = _of_account("login", comparable_username(username), request, device)
    return found if device else [*found, *_of_network(request)]


def by_user(request: HttpRequest, user: AbstractBaseUser | None, username: str) -> list[Limit]:
    """The limits on an attempt at this user, under any of their names.

    Unknown users are counted by username, so that both cases cost the same.
    """
    account = f"unknown\n{comparable_username(username)}" if user is None else f"user\n{user.pk}"
    device = device_cookie.known_device(request, username if user is None else user)
    return _of_account("login-user", account, request, device)


def _of_network(request: HttpRequest) -> list[Limit]:
    # For an unknown address this would be one limit for all users, which one client could use up.
    return limits_of_networks("login-address", conf.login_address_rate, request) if has_network(request) else []


def _of_account(scope: str, account: str, request: HttpRequest, device: str | None) -> list[Limit]:
    if device is not None:
        # A known browser has its own limits and no other, so strangers can use up only the limits
        # for strangers.
        rates = (conf.login_rate, conf.login_account_rate)
        return [limit for rate in rates for limit in limits_of(f"{scope}-device", rate, account, device)]
    return [
        *limits_of(scope, conf.login_rate, account, network_key(request)),
        *limits_of(f"{scope}-account", conf.login_account_rate, account),
    ]

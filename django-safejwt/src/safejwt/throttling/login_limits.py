"""What limits guesses at a password: by the name that was typed, and by the person whose name it is.

A refusal by name is told: 429, and when to come back. One by person may not be: who has two names, a user name and an
address, would be found out by guessing under the one and being refused under the other. It looks like a wrong password.
"""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from ..audit import client_ip
from ..audit.usernames import comparable_username
from ..browser import device_cookie
from ..conf import conf, parse_rates
from . import sliding_window

__all__ = ["by_name", "by_person", "limits"]


def by_name(request: HttpRequest, name: str) -> list[sliding_window.Limit]:
    """The limits on a guess at the account of this name, as it was typed, and on the place that guesses."""
    account = comparable_username(name)
    device = device_cookie.known_device(request, account)
    found = _of_account("login", account, request, device)
    return found if device else [*found, *limits("login-address", conf.login_address_rate, _place(request))]


def by_person(request: HttpRequest, user: AbstractBaseUser | None, name: str) -> list[sliding_window.Limit]:
    """The same for the person, whichever of his names was typed. Nobody is counted as well, by the name: at equal cost."""
    account = f"nobody\n{comparable_username(name)}" if user is None else f"person\n{user.pk}"
    return _of_account(
        "login-person", account, request, device_cookie.known_device(request, name if user is None else user)
    )


def limits(scope: str, rates: str | None, *identity: str) -> list[sliding_window.Limit]:
    """A limit for each of these rates.

    Raises:
        ImproperlyConfigured: they are no rates.
    """
    try:
        parsed = parse_rates(rates)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error
    return [sliding_window.Limit(scope, "\n".join(identity), tries, seconds) for tries, seconds in parsed]


def _of_account(scope: str, account: str, request: HttpRequest, device: str | None) -> list[sliding_window.Limit]:
    if device is not None:
        # Tries of its own and nothing else: what is there for strangers can be used up by strangers only.
        return limits(f"{scope}-device", conf.login_rate, account, device)
    return [
        *limits(scope, conf.login_rate, account, _place(request)),
        *limits(f"{scope}-account", conf.login_account_rate, account),
    ]


def _place(request: HttpRequest) -> str:
    return client_ip.network(client_ip.client_ip(request))

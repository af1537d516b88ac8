"""Every setting of this app, declared as in `safejwt.conf`."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import parseaddr
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from safejwt.conf.setting import Rule, Setting

__all__ = ["conf", "is_loopback"]

_REGISTRATION = Rule.choice("safejwt.E102", "session", "mail")
_LOGIN = Rule.choice("safejwt.E102", "username", "email", "both")
_VERIFIED = Rule.choice("safejwt.E102", False, True, "login")
_UP_TO_7_DAYS = Rule.duration("safejwt.E104", timedelta(seconds=1), timedelta(days=7))
_UP_TO_AN_HOUR = Rule.duration("safejwt.E104", timedelta(seconds=1), timedelta(hours=1))
_RATES = Rule.rates("safejwt.E105")
# A check of this app examines the address.
_ADDRESS = Rule("safejwt.E101", "an address", '"https://app.example.com"', lambda value: True)
_STRING = Rule("safejwt.E111", "a string", '"Example"', lambda value: isinstance(value, str))
_FUNCTION = Rule.importable("safejwt.E106", "the dotted path of a function", "shop.users.language_of")


class Conf:
    link_base = Setting[str](
        "SAFEJWT_ACCOUNTS_LINK_BASE",
        lambda: "http://localhost:8000" if settings.DEBUG else "",
        _ADDRESS,
        lambda value: str(value).rstrip("/"),
    )
    """Scheme and host of the app, for the links in emails. Required in production, and never taken from a request."""
    site_name = Setting[str]("SAFEJWT_ACCOUNTS_SITE_NAME", "", _STRING, lambda value: value or _site_name())
    """The name of the product in emails. The empty string stands for the name in `DEFAULT_FROM_EMAIL` or, without one, the
    host of `SAFEJWT_ACCOUNTS_LINK_BASE`."""
    contact_email = Setting[str]("SAFEJWT_ACCOUNTS_CONTACT_EMAIL", "", _STRING)
    """The address to which users write when something was not them; replies to all emails go there. Without it, emails ask them
    to reply, and replies go to the sender, unless its address is one like no-reply@example.com."""
    registration = Setting[Literal["session", "mail"]]("SAFEJWT_ACCOUNTS_REGISTRATION", "session", _REGISTRATION)
    """`"session"`: a registration starts a session at once. `"mail"`: it sends a link first, and its response does not
    reveal whether an address has an account."""
    login = Setting[Literal["username", "email", "both"]]("SAFEJWT_ACCOUNTS_LOGIN", "both", _LOGIN)
    """What users log in with, if `safejwt.accounts.backends.AccountBackend` is used."""
    require_verified = Setting[Literal[False, True, "login"]]("SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED", False, _VERIFIED)
    """`True`: the permission `IsVerified` refuses users whose address is not confirmed. `"login"`: they cannot log in
    either, with the same response as for a wrong password, and registration goes by email."""
    verification_lifetime = Setting("SAFEJWT_ACCOUNTS_VERIFICATION_LIFETIME", timedelta(days=1), _UP_TO_7_DAYS)
    """How long a link that confirms an address is valid."""
    reset_lifetime = Setting("SAFEJWT_ACCOUNTS_RESET_LIFETIME", timedelta(hours=1), _UP_TO_AN_HOUR)
    """How long a link that sets a password is valid."""
    secure_lifetime = Setting("SAFEJWT_ACCOUNTS_SECURE_LIFETIME", timedelta(days=7), _UP_TO_7_DAYS)
    """How long the link "This was not me" of an alert is valid."""
    mail_rate = Setting[str | None]("SAFEJWT_ACCOUNTS_MAIL_RATE", "20/h", _RATES)
    """Requests for an email from one client network, and of one user."""
    link_rate = Setting[str | None]("SAFEJWT_ACCOUNTS_LINK_RATE", "30/m", _RATES)
    """Links presented from one client network."""
    export_rate = Setting[str | None]("SAFEJWT_ACCOUNTS_EXPORT_RATE", "10/h", _RATES)
    """Downloads of the data of an account by one user."""
    mails_per_address = Setting("SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS", 5, Rule.integer("safejwt.E110", 5))
    """Emails of one kind that one address gets in an hour; in a day four times as many. For requests beyond that,
    nothing is sent: a logged-in user gets a 429, and visitors get the same response."""
    send_in_process = Setting("SAFEJWT_ACCOUNTS_SEND_IN_PROCESS", True, Rule.boolean("safejwt.E111"))
    """Whether the server process sends emails, in a thread. If not, run `manage.py safejwt_send_mail --watch`."""
    user_language = Setting[Callable[[Any], str | None] | None](
        "SAFEJWT_ACCOUNTS_USER_LANGUAGE", None, _FUNCTION.or_none(), lambda name: import_string(name) if name else None
    )
    """A function that takes a user and returns the language of their emails, such as `"de"`, or `None` if it is unknown.
    Without it, an email is in the language of the browser in which the user has created or last changed the account. If
    that is unknown, it is in the language of the request that caused it. Alerts about a new device or a copied session are
    then in `LANGUAGE_CODE`, because the request may be an attacker's."""


def _site_name() -> str:
    name = parseaddr(settings.DEFAULT_FROM_EMAIL)[0]
    host = urlsplit(conf.link_base).hostname or ""
    # The name of a developer's machine is no name of a product.
    return name or ("this site" if is_loopback(host) else host)


def is_loopback(host: str) -> bool:
    """Whether this host is the computer of the reader (RFC 6761 section 6.3: localhost and its subdomains)."""
    return host.rpartition(".")[2] == "localhost" or host == "::1" or host.startswith("127.")


conf: Conf = Conf()

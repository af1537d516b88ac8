"""System checks of this app's settings; the ids go on where the core's end, and are in docs/settings.md too."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import import_string

from safejwt.checks.kinds import Kind, duration, messages, number, optional, rate, unknown_names, wrong_names, yes_or_no
from safejwt.conf import conf as package_conf

from .conf import conf

__all__ = ["check_settings"]

_BACKEND: Final = "safejwt.accounts.backends.AccountBackend"


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    given = {name: value for name, value in package_conf.given.items() if name.startswith("SAFEJWT_ACCOUNTS_")}
    return [
        *messages(wrong_names(given, _KINDS), _KINDS),
        *unknown_names(given, _KINDS, "safejwt.W110"),
        *_check_link_base(),
        *_check_backends(),
        *_check_registration(),
        *_check_mail(),
        *_check_email_field(),
    ]


def _check_link_base() -> Iterator[CheckMessage]:
    parts = urlsplit(conf.link_base)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.netloc
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        yield Error(
            "The mails do not know where the app is.",
            hint='Set SAFEJWT_ACCOUNTS_LINK_BASE to its address, such as "https://app.example.com".',
            id="safejwt.E101",
        )
    elif parts.scheme == "http" and not conf.debug:
        yield CheckWarning(
            "The links in mails lead to plain http.",
            hint="Set SAFEJWT_ACCOUNTS_LINK_BASE to an address that begins with https.",
            id="safejwt.W101",
        )


def _check_backends() -> Iterator[CheckMessage]:
    if conf.require_verified == "login" and set(conf.authentication_backends) - {_BACKEND}:
        yield Error(
            "People whose address is not confirmed can log in by another backend.",
            hint=f'Set AUTHENTICATION_BACKENDS to ["{_BACKEND}"].',
            id="safejwt.E103",
        )


def _check_registration() -> Iterator[CheckMessage]:
    if conf.require_verified == "login" and conf.registration == "session":
        yield Error(
            "Registering signs people in whose address is not confirmed, and who therefore cannot log in.",
            hint='Set SAFEJWT_ACCOUNTS_REGISTRATION to "mail", or SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED to True.',
            id="safejwt.E107",
        )


def _check_mail() -> Iterator[CheckMessage]:
    if conf.sends_by_smtp and conf.smtp_timeout is None:
        yield CheckWarning(
            "A mail server that accepts connections and does not answer would be waited for without end.",
            hint="Set EMAIL_TIMEOUT, or the timeout among the OPTIONS of MAILERS, to some seconds: 10 for example.",
            id="safejwt.W102",
        )


def _check_email_field() -> Iterator[CheckMessage]:
    model = get_user_model()
    try:
        model._meta.get_field(model.get_email_field_name())
    except FieldDoesNotExist:
        yield Error(
            f"{model._meta.label} has no field for an e-mail address.",
            hint="Add an EmailField to the user model and name it in EMAIL_FIELD, or remove safejwt.accounts.",
            id="safejwt.E112",
        )


def _is_function(name: object) -> bool:
    try:
        return isinstance(name, str) and callable(import_string(name))
    except ImportError:
        return False


def _one_of(*choices: object) -> Kind:
    return Kind(
        "safejwt.E102", f"one of {', '.join(map(repr, choices))}", repr(choices[0]), lambda value: value in choices
    )


_SECOND: Final = timedelta(seconds=1)
_KINDS: Final[dict[str, Kind]] = {
    # Whether it is the address of an app: _check_link_base.
    "SAFEJWT_ACCOUNTS_LINK_BASE": Kind("safejwt.E101", "an address", '"https://app.example.com"', lambda value: True),
    "SAFEJWT_ACCOUNTS_SITE_NAME": Kind("safejwt.E111", "a text", '"Example"', lambda value: isinstance(value, str)),
    "SAFEJWT_ACCOUNTS_REGISTRATION": _one_of("session", "mail"),
    "SAFEJWT_ACCOUNTS_LOGIN": _one_of("username", "email", "both"),
    "SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED": _one_of(False, True, "login"),
    "SAFEJWT_ACCOUNTS_VERIFICATION_LIFETIME": duration("safejwt.E104", _SECOND, timedelta(days=7)),
    "SAFEJWT_ACCOUNTS_RESET_LIFETIME": duration("safejwt.E104", _SECOND, timedelta(hours=1)),
    "SAFEJWT_ACCOUNTS_MAIL_RATE": rate("safejwt.E105"),
    "SAFEJWT_ACCOUNTS_LINK_RATE": rate("safejwt.E105"),
    "SAFEJWT_ACCOUNTS_MAILS_PER_ADDRESS": number("safejwt.E110", 1, 5),
    "SAFEJWT_ACCOUNTS_MAIL_ATTEMPTS": number("safejwt.E110", 1, 10),
    "SAFEJWT_ACCOUNTS_SEND_IN_PROCESS": yes_or_no("safejwt.E111"),
    "SAFEJWT_ACCOUNTS_USER_LANGUAGE": optional(
        Kind(
            "safejwt.E106",
            "the dotted name of a function that takes a person and returns his language",
            '"shop.people.language_of"',
            _is_function,
        )
    ),
}

"""System checks of this app's settings; the ids go on where the core's end, and are in docs/settings.md too."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from safejwt.counters import parse_rates

from .conf import conf

__all__ = ["check_settings"]

_BACKEND: Final = "safejwt.accounts.backends.AccountBackend"


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        *_check_link_base(),
        *_check_words(),
        *_check_registration(),
        *_check_lifetimes(),
        *_check_rates(),
        *_check_mail(),
        *_check_language(),
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


def _check_words() -> Iterator[CheckMessage]:
    words: list[tuple[str, object, tuple[object, ...]]] = [
        ("SAFEJWT_ACCOUNTS_REGISTRATION", conf.registration, ("session", "mail")),
        ("SAFEJWT_ACCOUNTS_LOGIN", conf.login, ("username", "email", "both")),
        ("SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED", conf.require_verified, (False, True, "login")),
    ]
    for name, value, known in words:
        if value not in known:
            yield Error(
                f"{name} has no meaning.", hint=f"Set it to one of {', '.join(map(repr, known))}.", id="safejwt.E102"
            )
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


def _check_lifetimes() -> Iterator[CheckMessage]:
    for name, value, most in [
        ("SAFEJWT_ACCOUNTS_RESET_LIFETIME", conf.reset_lifetime, timedelta(hours=1)),
        ("SAFEJWT_ACCOUNTS_VERIFICATION_LIFETIME", conf.verification_lifetime, timedelta(days=7)),
    ]:
        if not timedelta(0) < value <= most:
            yield Error(
                "The links in mails are good for too long, or not at all.",
                hint=f"Set {name} to at most {most}.",
                id="safejwt.E104",
            )


def _check_rates() -> Iterator[CheckMessage]:
    for name, rate in [
        ("SAFEJWT_ACCOUNTS_MAIL_RATE", conf.mail_rate),
        ("SAFEJWT_ACCOUNTS_LINK_RATE", conf.link_rate),
    ]:
        try:
            parse_rates(rate)
        except ValueError as error:
            yield Error(f"{name}: {error}", hint="For example 20/h, or 20/h,100/d.", id="safejwt.E105")


def _check_mail() -> Iterator[CheckMessage]:
    if conf.sends_by_smtp and conf.smtp_timeout is None:
        yield CheckWarning(
            "A mail server that accepts connections and does not answer would be waited for without end.",
            hint="Set EMAIL_TIMEOUT, or the timeout among the OPTIONS of MAILERS, to some seconds: 10 for example.",
            id="safejwt.W102",
        )


def _check_language() -> Iterator[CheckMessage]:
    try:
        is_right = conf.user_language is None or callable(conf.user_language)
    except (ImportError, AttributeError, TypeError):
        is_right = False
    if not is_right:
        yield Error(
            "SAFEJWT_ACCOUNTS_USER_LANGUAGE names no function.",
            hint='Set it to the dotted name of one that takes a person and returns "de", for example, or None.',
            id="safejwt.E106",
        )

"""System checks: each wrong combination of settings has an id, a sentence and the way out. The ids are in docs/settings.md."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from .conf import conf
from .keys import MINIMUM_SECRET_BYTES

__all__ = ["check_settings", "is_placeholder"]

_NEW_SECRET: Final = 'A new one: python -c "import secrets; print(secrets.token_urlsafe(48))"'
_PLACEHOLDER: Final = re.compile(r"(.)\1*|.*(django-insecure|change[-_ ]?me|placeholder|your[-_ ]?secret|x{8}).*", re.I)


def is_placeholder(secret: str) -> bool:
    """Whether a secret is one character repeated, or carries the words of an example."""
    return _PLACEHOLDER.fullmatch(secret) is not None


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [*_check_secrets(), *_check_lifetimes(), *_check_cookies()]


def _check_secrets() -> Iterator[CheckMessage]:
    named = {
        "ACCESS_TOKEN_SECRET": conf.access_token_secrets,
        "REFRESH_TOKEN_SECRET": conf.refresh_token_secrets,
    }
    for number, (name, secrets) in enumerate(named.items(), start=1):
        if not secrets:
            yield Error(f"{name} is missing.", hint=_NEW_SECRET, id=f"safejwt.E00{number}")
        elif any(len(secret.encode()) < MINIMUM_SECRET_BYTES for secret in secrets):
            yield Error(
                f"{name} is shorter than {MINIMUM_SECRET_BYTES} bytes (RFC 7518 section 3.2).",
                hint=_NEW_SECRET,
                id=f"safejwt.E00{number}",
            )
        elif any(map(is_placeholder, secrets)) and not conf.debug:
            yield Error(f"{name} is a placeholder.", hint=_NEW_SECRET, id="safejwt.E003")
    if _has_duplicates([*conf.secret_keys, *conf.access_token_secrets, *conf.refresh_token_secrets]):
        yield Error(
            "SECRET_KEY, ACCESS_TOKEN_SECRET and REFRESH_TOKEN_SECRET share a value.",
            hint="Give each its own, so that what one of them signs is never taken for another's.",
            id="safejwt.E004",
        )


def _has_duplicates(values: Iterable[str]) -> bool:
    values = list(values)
    return len(set(values)) < len(values)


def _check_lifetimes() -> Iterator[CheckMessage]:
    if not conf.access_token_lifetime < conf.idle_lifetime <= conf.absolute_lifetime:
        yield Error(
            "The lifetimes are out of order.",
            hint="SAFEJWT_ACCESS_TOKEN_LIFETIME < SAFEJWT_IDLE_LIFETIME <= SAFEJWT_ABSOLUTE_LIFETIME.",
            id="safejwt.E005",
        )


def _check_cookies() -> Iterator[CheckMessage]:
    if conf.csrf_use_sessions or conf.csrf_cookie_httponly:
        yield Error(
            "The app cannot read the CSRF token.",
            hint="Leave CSRF_USE_SESSIONS and CSRF_COOKIE_HTTPONLY at False: the app sends the cookie's value in a header.",
            id="safejwt.E006",
        )
    cookies = [
        ("refresh", conf.refresh_cookie_name, conf.cookie_secure),
        ("CSRF", conf.csrf_cookie_name, conf.csrf_cookie_secure),
    ]
    for kind, name, secure in cookies:
        if name.startswith("__") and not secure:
            yield Error(
                f"Browsers refuse the {kind} cookie {name}: its name demands Secure.",
                hint="Set SAFEJWT_COOKIE_SECURE and CSRF_COOKIE_SECURE to True, or leave the prefix out.",
                id="safejwt.E007",
            )
        if not conf.debug and not secure:
            yield CheckWarning(
                f"The {kind} cookie travels over plain http.",
                hint="Set SAFEJWT_COOKIE_SECURE and CSRF_COOKIE_SECURE to True in production.",
                id="safejwt.W001",
            )
    if conf.refresh_cookie_samesite.lower() not in {"strict", "lax"}:
        yield Error(
            "The refresh cookie is sent from other sites.",
            hint='Set SAFEJWT_REFRESH_COOKIE_SAMESITE to "Strict" or "Lax".',
            id="safejwt.E008",
        )

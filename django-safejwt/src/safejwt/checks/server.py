"""System checks: each wrong combination of settings has an id, a sentence and the way out. The ids are in docs/settings.md."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from django.apps import apps
from django.apps.config import AppConfig
from django.contrib.auth import get_backends
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from ..conf import conf
from ..tokens.keys import Fault, KeyRing, UnusableKey, access_keys, is_pem, refresh_keys
from .browser import check_browsers
from .kinds import messages, unknown_names, wrong_names
from .setting_kinds import KINDS

__all__ = ["check_settings", "is_placeholder"]

_NEW_SECRET: Final = 'A new one: python -c "import secrets; print(secrets.token_urlsafe(48))"'
# Of the fault "secret" each setting has its own id.
_KEY_FAULTS: Final[dict[Fault, tuple[str, str]]] = {
    "pem": ("safejwt.E009", "python manage.py safejwt_generate_key --algorithm EdDSA makes one that can be used."),
    "rsa": ("safejwt.E010", "python manage.py safejwt_generate_key --algorithm RS256 makes one that is long enough."),
    "cannot_sign": ("safejwt.E011", "Put a private key or a secret in front; public keys come after it."),
    "cryptography": ("safejwt.E012", "pip install django-safejwt[crypto]"),
}
_PLACEHOLDER: Final = re.compile(r"(.)\1*|.*(django-insecure|change[-_ ]?me|placeholder|your[-_ ]?secret|x{8}).*", re.I)

_MIDDLEWARE: Final = "safejwt.middleware.ServiceUnavailableMiddleware"


def is_placeholder(secret: str) -> bool:
    """Whether a secret is one character repeated, or carries the words of an example."""
    return _PLACEHOLDER.fullmatch(secret) is not None


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    wrong = wrong_names(conf.given, KINDS)
    # safejwt.accounts looks after its own.
    names = [name for name in conf.given if not name.startswith("SAFEJWT_ACCOUNTS_")]
    found = [*messages(wrong, KINDS), *unknown_names(names, KINDS, "safejwt.W033")]
    for check, needed in _CHECKS:
        if wrong.isdisjoint(needed):
            found += check()
    return found


def _check_secrets() -> Iterator[CheckMessage]:
    yield from _check_keys("ACCESS_TOKEN_SECRET", conf.access_token_secrets, access_keys, "safejwt.E001")
    yield from _check_keys("REFRESH_TOKEN_SECRET", conf.refresh_token_secrets, refresh_keys, "safejwt.E002")
    values = [*conf.secret_keys, *conf.access_token_secrets, *conf.refresh_token_secrets]
    if _has_duplicates(values) or not _key_ids(access_keys).isdisjoint(_key_ids(refresh_keys)):
        yield Error(
            "SECRET_KEY, ACCESS_TOKEN_SECRET and REFRESH_TOKEN_SECRET share a value.",
            hint="Give each its own, so that what one of them signs is never taken for another's.",
            id="safejwt.E004",
        )


def _check_keys(
    name: str, entries: Sequence[str], keys: Callable[[], KeyRing], secret_id: str
) -> Iterator[CheckMessage]:
    try:
        keys()
    except UnusableKey as error:
        check_id, hint = _KEY_FAULTS.get(error.fault, (secret_id, _NEW_SECRET))
        yield Error(str(error), hint=hint, id=check_id)
    if not conf.debug and any(is_placeholder(entry) for entry in entries if not is_pem(entry)):
        yield Error(f"{name} is a placeholder.", hint=_NEW_SECRET, id="safejwt.E003")


def _key_ids(keys: Callable[[], KeyRing]) -> set[str]:
    """Ids tell a key from another in whatever spelling, a private key and its public half being one."""
    try:
        return keys().key_ids
    except UnusableKey:
        return set()


def _has_duplicates(values: Iterable[str]) -> bool:
    values = list(values)
    return len(set(values)) < len(values)


def _check_lifetimes() -> Iterator[CheckMessage]:
    idle_lifetimes = (conf.unremembered_idle_lifetime, conf.idle_lifetime)
    if not conf.access_token_lifetime < min(idle_lifetimes) or not max(idle_lifetimes) <= conf.absolute_lifetime:
        yield Error(
            "The lifetimes are out of order.",
            hint="SAFEJWT_ACCESS_TOKEN_LIFETIME < SAFEJWT_IDLE_LIFETIME, SAFEJWT_UNREMEMBERED_IDLE_LIFETIME"
            " <= SAFEJWT_ABSOLUTE_LIFETIME.",
            id="safejwt.E005",
        )


def _check_rotation_interval() -> Iterator[CheckMessage]:
    # What is answered with itself is not extended either: sessions would end while they are used.
    if conf.rotation_interval >= min(conf.unremembered_idle_lifetime, conf.idle_lifetime):
        yield Error(
            "A session ends before its refresh token is rotated for the first time.",
            hint="Set SAFEJWT_ROTATION_INTERVAL to some seconds, or leave it at zero.",
            id="safejwt.E036",
        )


def _check_time_zone() -> Iterator[CheckMessage]:
    if not conf.use_tz:
        yield Error(
            "Times without a zone: what ends when would depend on the server's zone and on summer time.",
            hint="Set USE_TZ to True.",
            id="safejwt.E035",
        )


def _check_counting_cache() -> Iterator[CheckMessage]:
    if type(caches["default"]).incr is BaseCache.incr:
        yield CheckWarning(
            "Django's default cache cannot count atomically, so parallel guesses get past the limits.",
            hint="Take Redis, Valkey or Memcached for CACHES['default'], or LocMemCache where there is one process.",
            id="safejwt.W030",
        )


def _check_middleware() -> Iterator[CheckMessage]:
    # The admin stands for what logs people in by Django's own views.
    if conf.parallel_hashes is None or not apps.is_installed("django.contrib.admin") or _MIDDLEWARE in conf.middleware:
        return
    # By the module's name: it needs the models, which are there by now and were not when this one was read.
    if any(base.__module__ == "safejwt.backends" for backend in get_backends() for base in type(backend).__mro__):
        yield CheckWarning(
            "A login to the admin is a server error while too many passwords are being hashed.",
            hint=f'Add "{_MIDDLEWARE}" to MIDDLEWARE.',
            id="safejwt.W031",
        )


_SECRETS: Final = ("ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")
_IDLE: Final = ("SAFEJWT_IDLE_LIFETIME", "SAFEJWT_UNREMEMBERED_IDLE_LIFETIME")
# Each with the settings that have to be of their kind before it can look at them.
_CHECKS: Final[tuple[tuple[Callable[[], Iterable[CheckMessage]], tuple[str, ...]], ...]] = (
    (_check_secrets, _SECRETS),
    (_check_lifetimes, (*_IDLE, "SAFEJWT_ACCESS_TOKEN_LIFETIME", "SAFEJWT_ABSOLUTE_LIFETIME")),
    (_check_rotation_interval, (*_IDLE, "SAFEJWT_ROTATION_INTERVAL")),
    (_check_time_zone, ()),
    (check_browsers, ()),
    (_check_counting_cache, ()),
    (_check_middleware, ("SAFEJWT_PARALLEL_HASHES",)),
)

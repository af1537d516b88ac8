"""System checks of lifetimes, and of what the package needs from Django: time zones, the cache, the middleware."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_backends
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.timezone import get_default_timezone
from rest_framework.permissions import AllowAny
from rest_framework.settings import api_settings

from ..conf import conf
from ..conf.installed import has_middleware

__all__ = [
    "check_cache",
    "check_default_permission",
    "check_deployment",
    "check_django_sessions",
    "check_lifetimes",
    "check_middleware",
    "check_proxies",
    "check_rotation_interval",
    "check_time_zone",
]

# Gunicorn ends a worker after 30 s, and many proxies a request.
_LONGEST_DELAY: Final = timedelta(seconds=30)
_SESSIONS: Final = "safejwt.middleware.DjangoSessionMiddleware"
_MIDDLEWARE: Final = "safejwt.middleware.ErrorMiddleware"


def check_lifetimes() -> Iterator[CheckMessage]:
    idle_lifetimes = (conf.unremembered_idle_lifetime, conf.idle_lifetime)
    if not conf.access_token_lifetime < min(idle_lifetimes) or not max(idle_lifetimes) <= conf.absolute_lifetime:
        yield Error(
            "The lifetimes are not in order.",
            hint="SAFEJWT_ACCESS_TOKEN_LIFETIME < SAFEJWT_IDLE_LIFETIME, SAFEJWT_UNREMEMBERED_IDLE_LIFETIME"
            " <= SAFEJWT_ABSOLUTE_LIFETIME.",
            id="safejwt.E005",
        )


def check_rotation_interval() -> Iterator[CheckMessage]:
    # A token that is returned again is not extended, so a session in use would expire.
    if conf.rotation_interval >= min(conf.unremembered_idle_lifetime, conf.idle_lifetime):
        yield Error(
            "A session expires before its refresh token is rotated for the first time.",
            hint="Set SAFEJWT_ROTATION_INTERVAL to a minute.",
            id="safejwt.E036",
        )
    delay = min(conf.rotation_interval / 2, conf.rotation_grace)
    if delay < _LONGEST_DELAY:
        yield CheckWarning(
            f"If a response to token/ takes longer than {delay.total_seconds():g} s, a user whose tabs do not share a lock"
            " can be logged out.",
            hint="Set SAFEJWT_ROTATION_INTERVAL and SAFEJWT_ROTATION_GRACE to at least 60 s, or silence this check if every"
            " client has Web Locks.",
            id="safejwt.W066",
        )


def check_time_zone() -> Iterator[CheckMessage]:
    if not settings.USE_TZ and _has_daylight_saving_time():
        yield Error(
            "Times have no time zone: expiry would depend on daylight saving time.",
            hint="Set USE_TZ to True, or TIME_ZONE to a zone without daylight saving time such as UTC.",
            id="safejwt.E035",
        )


def _has_daylight_saving_time() -> bool:
    zone = get_default_timezone()
    year = datetime.now(zone).year
    return len({datetime(year, month, 1, tzinfo=zone).utcoffset() for month in range(1, 13)}) > 1


def check_cache() -> Iterator[CheckMessage]:
    if type(caches["default"]).incr is BaseCache.incr:
        yield CheckWarning(
            "Django's default cache does not count atomically, so parallel login attempts exceed the rate limits.",
            hint="Use Redis, Valkey or Memcached for CACHES['default'], or LocMemCache with a single process.",
            id="safejwt.W030",
        )


def check_deployment() -> Iterator[CheckMessage]:
    """What only matters in production, for `check --deploy`."""
    # WEB_CONCURRENCY is what gunicorn and uvicorn read. One process counts correctly in its own memory.
    if isinstance(caches["default"], LocMemCache) and os.environ.get("WEB_CONCURRENCY") != "1":
        yield CheckWarning(
            "Each process counts login attempts for itself, so several processes exceed the rate limits.",
            hint="Use Redis, Valkey or Memcached for CACHES['default'], or set WEB_CONCURRENCY to 1 and run one process.",
            id="safejwt.W056",
        )


def check_proxies() -> Iterator[CheckMessage]:
    if conf.trusted_proxies:
        return
    names = [
        name for name in ("SECURE_PROXY_SSL_HEADER", "USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT") if _is_set(name)
    ]
    if names:
        yield CheckWarning(
            f"{names[0]} says that a proxy is in front of the server, and SAFEJWT_TRUSTED_PROXIES is 0: all clients seem"
            " to have its address. One of them can use up the limits of all, and no one else can log in.",
            hint="Set SAFEJWT_TRUSTED_PROXIES to the number of proxies that append to X-Forwarded-For, or to their"
            " networks.",
            id="safejwt.W055",
        )


def _is_set(name: str) -> bool:
    return bool(getattr(settings, name))


def check_middleware() -> Iterator[CheckMessage]:
    # The admin stands for all of Django's own views that authenticate users.
    if conf.parallel_hashes is None or not apps.is_installed("django.contrib.admin") or has_middleware(_MIDDLEWARE):
        return
    # By the name of the module: a settings module may import `is_placeholder` before models can be loaded.
    if any(base.__module__ == "safejwt.backends" for backend in get_backends() for base in type(backend).__mro__):
        yield CheckWarning(
            "A login to the admin is a server error while too many passwords are being hashed.",
            hint=f'Add "{_MIDDLEWARE}" to MIDDLEWARE.',
            id="safejwt.W031",
        )


def check_default_permission() -> Iterator[CheckMessage]:
    # Django REST Framework's own default, also where a second REST_FRAMEWORK replaces the first.
    # Also an empty list. Combinations such as `A | B` are not classes.
    defaults: Any = api_settings.DEFAULT_PERMISSION_CLASSES
    if all(isinstance(each, type) and issubclass(each, AllowAny) for each in defaults):
        yield CheckWarning(
            "Views of Django REST Framework without permission_classes are public.",
            hint='Set DEFAULT_PERMISSION_CLASSES in REST_FRAMEWORK, for example to ["rest_framework.permissions.'
            'IsAuthenticated"]. Public views then say permission_classes = [AllowAny].',
            id="safejwt.W060",
        )


def check_django_sessions() -> Iterator[CheckMessage]:
    if apps.is_installed("django.contrib.admin") and not has_middleware(_SESSIONS):
        days = settings.SESSION_COOKIE_AGE / (24 * 3600)
        yield CheckWarning(
            f"Sessions of the admin last {days:g} days, and safejwt_revoke_sessions does not end them.",
            hint=f'Add "{_SESSIONS}" to MIDDLEWARE, after AuthenticationMiddleware.',
            id="safejwt.W065",
        )

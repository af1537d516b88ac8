"""System checks of lifetimes, and of what the package needs from Django: time zones, the cache, the middleware."""

from collections.abc import Iterator
from typing import Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_backends
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from ..conf import conf
from ..conf.installed import has_middleware

__all__ = [
    "check_cache",
    "check_django_sessions",
    "check_lifetimes",
    "check_middleware",
    "check_rotation_interval",
    "check_time_zone",
]

_SESSIONS: Final = "safejwt.middleware.DjangoSessionMiddleware"
_MIDDLEWARE: Final = "safejwt.middleware.ServiceUnavailableMiddleware"


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
            hint="Set SAFEJWT_ROTATION_INTERVAL to a few seconds or to zero.",
            id="safejwt.E036",
        )


def check_time_zone() -> Iterator[CheckMessage]:
    if not settings.USE_TZ:
        yield Error(
            "Times have no time zone: expiry would depend on the server's time zone and on daylight saving time.",
            hint="Set USE_TZ to True.",
            id="safejwt.E035",
        )


def check_cache() -> Iterator[CheckMessage]:
    if type(caches["default"]).incr is BaseCache.incr:
        yield CheckWarning(
            "Django's default cache does not count atomically, so parallel login attempts exceed the rate limits.",
            hint="Use Redis, Valkey or Memcached for CACHES['default'], or LocMemCache with a single process.",
            id="safejwt.W030",
        )


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


def check_django_sessions() -> Iterator[CheckMessage]:
    if apps.is_installed("django.contrib.admin") and not has_middleware(_SESSIONS):
        days = settings.SESSION_COOKIE_AGE / (24 * 3600)
        yield CheckWarning(
            f"Sessions of the admin last {days:g} days, and safejwt_revoke_sessions does not end them.",
            hint=f'Add "{_SESSIONS}" to MIDDLEWARE, after AuthenticationMiddleware.',
            id="safejwt.W065",
        )

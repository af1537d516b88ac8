"""System checks. Each has an id, a message and a hint; docs/reference/checks.md lists them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.apps.config import AppConfig
from django.core.checks import CheckMessage

from ..conf import conf
from ..conf.setting import declared
from .adopt import check_adopt
from .browser import check_cookies, check_csrf_cookie, check_sites
from .cross_origin import check_cross_origin
from .keys import check_keys, is_placeholder
from .server import (
    check_cache,
    check_default_permission,
    check_deployment,
    check_django_sessions,
    check_lifetimes,
    check_middleware,
    check_proxies,
    check_rotation_interval,
    check_time_zone,
)
from .settings import check_names, check_values, refused
from .users import check_user_database, check_user_serializer

__all__ = ["check_production", "check_settings", "is_placeholder"]

_COOKIES: Final = ("SAFEJWT_REFRESH_COOKIE_NAME", "SAFEJWT_DEVICE_COOKIE_NAME", "SAFEJWT_HINT_COOKIE_NAME")
_IDLE: Final = ("SAFEJWT_IDLE_LIFETIME", "SAFEJWT_UNREMEMBERED_IDLE_LIFETIME")
# A check runs if the values of the settings that it compares are accepted.
_CHECKS: Final[tuple[tuple[Callable[[], Iterable[CheckMessage]], tuple[str, ...]], ...]] = (
    (check_keys, ("ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET")),
    (check_lifetimes, (*_IDLE, "SAFEJWT_ACCESS_TOKEN_LIFETIME", "SAFEJWT_ABSOLUTE_LIFETIME")),
    (check_rotation_interval, (*_IDLE, "SAFEJWT_ROTATION_INTERVAL", "SAFEJWT_ROTATION_GRACE")),
    (check_time_zone, ()),
    (check_cookies, _COOKIES),
    (check_csrf_cookie, ()),
    (check_sites, ()),
    (check_cross_origin, ()),
    (check_cache, ()),
    (check_proxies, ("SAFEJWT_TRUSTED_PROXIES",)),
    (check_middleware, ("SAFEJWT_PARALLEL_HASHES",)),
    (check_user_serializer, ("SAFEJWT_USER_SERIALIZER",)),
    (check_user_database, ()),
    (check_default_permission, ()),
    (check_django_sessions, ()),
    (check_adopt, ("SAFEJWT_ADOPT",)),
)


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    values, rules = conf.user_settings, declared(conf)
    # safejwt.accounts checks its own settings.
    names = [name for name in values if not name.startswith("SAFEJWT_ACCOUNTS_")]
    messages = [*check_values(values, rules), *check_names(names, rules, "safejwt.W033")]
    wrong = set(refused(values, rules))
    for check, compared in _CHECKS:
        if wrong.isdisjoint(compared):
            messages += check()
    return messages


def check_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """For `check --deploy`."""
    return [*check_deployment()]

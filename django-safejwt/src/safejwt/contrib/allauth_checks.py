"""System checks of a project that has django-allauth, of any release and with any of its apps."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.apps import apps
from django.apps.config import AppConfig
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.sites import all_sites
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils.module_loading import import_string

from ..checks.routes import routed_views
from ..conf.installed import has_middleware
from ..views import LoginView

__all__ = ["check_allauth"]

_MIDDLEWARE: Final = "safejwt.contrib.allauth.AllauthMiddleware"
_ACCOUNT_MIDDLEWARE: Final = "allauth.account.middleware.AccountMiddleware"
# By name: an older release of django-allauth has no headless API, and they cannot be imported.
_CLASSES: Final = {
    "HEADLESS_TOKEN_STRATEGY": "safejwt.contrib.allauth.strategy.TokenStrategy",
    "HEADLESS_ADAPTER": "safejwt.contrib.allauth.adapter.HeadlessAdapter",
}
_SIGNED_COOKIES: Final = "django.contrib.sessions.backends.signed_cookies"


def check_allauth(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    messages = [*_check_owner_of_email()]
    if apps.is_installed("allauth.mfa"):
        messages += [*_check_login(), *_check_admin()]
    parts = dict(_parts())
    if any(parts.values()):
        messages += [*_check_parts(parts), *_check_session_engine(), *_check_user_sessions()]
    return messages


def _check_login() -> Iterator[CheckMessage]:
    if any(issubclass(view, LoginView) and set(view.amr) <= {"pwd"} for view in routed_views()):
        yield Error(
            "login/ asks for a password only, beside the second factors of allauth.mfa.",
            hint="Route safejwt.urls.without_login in place of safejwt.urls.",
            id="safejwt.E080",
        )


def _check_admin() -> Iterator[CheckMessage]:
    # A project's own form may ask for the second factor, and so may a decorated or overridden method.
    plain = [site for site in all_sites if site.login_form is None and _is_djangos(site.login)]
    if plain and apps.is_installed("django.contrib.admin"):
        yield CheckWarning(
            "The login of the admin asks for a password only, beside the second factors of allauth.mfa.",
            hint="Use safejwt.admin_site.AdminSite, which refuses users who have one, or decorate the method `login` of the "
            "site with allauth.account.decorators.secure_admin_login.",
            id="safejwt.W081",
        )


def _is_djangos(login: Any) -> bool:
    return getattr(login, "__func__", None) is AdminSite.login


def _check_owner_of_email() -> Iterator[CheckMessage]:
    if apps.is_installed("safejwt.accounts") and apps.is_installed("allauth.account"):
        yield Error(
            "safejwt.accounts and allauth.account both verify and change email addresses, each without the other.",
            hint="Remove one of them from INSTALLED_APPS.",
            id="safejwt.E082",
        )


def _parts() -> Iterator[tuple[str, bool]]:
    """The three parts of the bridge, and whether the project has them."""
    yield "MIDDLEWARE", has_middleware(_MIDDLEWARE)
    for name, wanted in _CLASSES.items():
        path = getattr(settings, name, None)
        found = import_string(path) if isinstance(path, str) else None
        yield name, wanted in (f"{base.__module__}.{base.__qualname__}" for base in getattr(found, "__mro__", ()))


def _check_parts(parts: dict[str, bool]) -> Iterator[CheckMessage]:
    if missing := [name for name, is_there in parts.items() if not is_there]:
        yield Error(
            f"safejwt.contrib.allauth is missing in {', '.join(missing)}.",
            hint="Add its middleware, its token strategy and its adapter: see docs/guides/second-factor.md.",
            id="safejwt.E081",
        )
    paths = list(settings.MIDDLEWARE)
    if _MIDDLEWARE in paths and _ACCOUNT_MIDDLEWARE not in paths[: paths.index(_MIDDLEWARE)]:
        yield Error(
            "AllauthMiddleware needs the middleware of django-allauth before it.",
            hint=f"Place {_MIDDLEWARE} after {_ACCOUNT_MIDDLEWARE}.",
            id="safejwt.E084",
        )


def _check_session_engine() -> Iterator[CheckMessage]:
    if settings.SESSION_ENGINE == _SIGNED_COOKIES:
        yield Error(
            "A login that needs several steps is kept in a Django session, and signed cookies cannot be ended.",
            hint="Set SESSION_ENGINE to an engine that stores sessions on the server.",
            id="safejwt.E083",
        )


def _check_user_sessions() -> Iterator[CheckMessage]:
    if apps.is_installed("allauth.usersessions"):
        yield CheckWarning(
            "allauth.usersessions lists Django sessions, which grant no access here, and cannot end the sessions that do.",
            hint="Remove it from INSTALLED_APPS. `sessions/` lists the devices of the user and ends them.",
            id="safejwt.W080",
        )

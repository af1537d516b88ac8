"""System checks: each wrong combination of settings has an id, a sentence and the way out. The ids are in docs/settings.md."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from django.apps import apps
from django.apps.config import AppConfig
from django.contrib.auth import get_backends
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from .client_address import trusted_networks
from .conf import conf
from .counters import parse_rates
from .keys import Fault, KeyRing, UnusableKey, access_keys, is_pem, refresh_keys

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

# An underscore would never match: web servers drop such headers, or take them for a hyphen.
_HEADER: Final = re.compile(r"[A-Za-z0-9-]+")


def is_placeholder(secret: str) -> bool:
    """Whether a secret is one character repeated, or carries the words of an example."""
    return _PLACEHOLDER.fullmatch(secret) is not None


def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        *_check_secrets(),
        *_check_lifetimes(),
        *_check_session_limit(),
        *_check_cookies(),
        *_check_csrf_cookie(),
        *_check_sites(),
        *_check_logout(),
        *_check_limits(),
        *_check_request_id(),
        *_check_middleware(),
    ]


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


def _check_session_limit() -> Iterator[CheckMessage]:
    limit: object = conf.max_sessions_per_user
    if limit is not None and (type(limit) is not int or limit < 1):
        yield Error(
            "The limit of sessions for one person is not a number from 1 on.",
            hint="Set SAFEJWT_MAX_SESSIONS_PER_USER to one, or to None for no limit.",
            id="safejwt.E013",
        )


def _check_request_id() -> Iterator[CheckMessage]:
    header: object = conf.request_id_header
    if header is None:
        return
    # What these hold would be written to the log.
    secret = {"authorization", "cookie", conf.csrf_header.removeprefix("HTTP_").replace("_", "-").lower()}
    if not isinstance(header, str) or not _HEADER.fullmatch(header) or header.lower() in secret:
        yield Error(
            "The header of the request's id is not the name of one, or of one that holds a secret.",
            hint='Set SAFEJWT_REQUEST_ID_HEADER to what your proxy sets, for example "X-Request-ID", or to None.',
            id="safejwt.E019",
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
        ("device", conf.device_cookie_name, conf.cookie_secure),
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


def _check_csrf_cookie() -> Iterator[CheckMessage]:
    if conf.csrf_cookie_name.startswith("__Host-") and (conf.csrf_cookie_domain or conf.csrf_cookie_path != "/"):
        yield Error(
            f"Browsers refuse the CSRF cookie {conf.csrf_cookie_name}: its name demands the path / and no domain.",
            hint="Leave CSRF_COOKIE_DOMAIN at None and CSRF_COOKIE_PATH at /, or the prefix out.",
            id="safejwt.E014",
        )


def _check_sites() -> Iterator[CheckMessage]:
    if conf.cors_answers_any_origin:
        yield Error(
            "Every site may read what the API answers to a signed-in person.",
            hint="Replace CORS_ALLOW_ALL_ORIGINS by CORS_ALLOWED_ORIGINS, a list of exact origins.",
            id="safejwt.E018",
        )
    if conf.cross_site:
        yield from _check_cross_site()
    elif conf.refresh_cookie_samesite.lower() not in {"strict", "lax"}:
        yield Error(
            "The refresh cookie is sent from other sites.",
            hint='Set SAFEJWT_REFRESH_COOKIE_SAMESITE to "Strict" or "Lax"; for an app on another site, SAFEJWT_CROSS_SITE.',
            id="safejwt.E008",
        )


def _check_cross_site() -> Iterator[CheckMessage]:
    if conf.refresh_cookie_samesite.lower() != "none":
        yield Error(
            "SAFEJWT_CROSS_SITE is on, and SAFEJWT_REFRESH_COOKIE_SAMESITE keeps the refresh cookie from the app's site.",
            hint="Remove SAFEJWT_REFRESH_COOKIE_SAMESITE.",
            id="safejwt.E015",
        )
    if not (conf.cookie_secure and conf.csrf_cookie_secure):
        yield Error(
            "SAFEJWT_CROSS_SITE is on, and browsers refuse its cookies: SameSite=None and Partitioned demand Secure.",
            hint="Set SAFEJWT_COOKIE_SECURE and CSRF_COOKIE_SECURE to True, and serve both sites over https.",
            id="safejwt.E016",
        )
    origins = conf.csrf_trusted_origins
    if not origins or any("*" in origin or not origin.startswith("https://") for origin in origins):
        yield Error(
            "SAFEJWT_CROSS_SITE is on, and CSRF_TRUSTED_ORIGINS does not say exactly who may call.",
            hint='List the app\'s origin, as "https://app.example.net": https, no wildcard.',
            id="safejwt.E017",
        )


_CLEARABLE: Final = {"cache", "storage", "clientHints", "prefetchCache", "prerenderCache"}


def _check_logout() -> Iterator[CheckMessage]:
    unknown = [kind for kind in conf.clear_site_data if kind not in _CLEARABLE]
    if unknown:
        yield Error(
            f"SAFEJWT_CLEAR_SITE_DATA names {', '.join(unknown)}.",
            # Chromium deletes those of every host below the registrable domain.
            hint='Take ("cache", "storage"), one of them, or (). "cookies" and "*" would sign people out of sibling hosts.',
            id="safejwt.E030",
        )


def _check_limits() -> Iterator[CheckMessage]:
    rates = {
        "SAFEJWT_LOGIN_RATE": conf.login_rate,
        "SAFEJWT_LOGIN_ACCOUNT_RATE": conf.login_account_rate,
        "SAFEJWT_LOGIN_ADDRESS_RATE": conf.login_address_rate,
        "SAFEJWT_REGISTER_RATE": conf.register_rate,
    }
    for name, rate in rates.items():
        try:
            parse_rates(rate)
        except ValueError as error:
            yield Error(f"{name}: {error}", hint="For example 10/m, or 30/h,100/d.", id="safejwt.E031")
    history: object = conf.event_history
    if history is not None and not (isinstance(history, timedelta) and history > timedelta(0)):
        yield Error(
            "SAFEJWT_EVENT_HISTORY is no length of time.",
            hint="Set it to a timedelta, or to None to keep no events.",
            id="safejwt.E033",
        )
    if not _are_proxies(conf.trusted_proxies):
        yield Error(
            "SAFEJWT_TRUSTED_PROXIES is neither a number nor a list of networks.",
            hint='The number of proxies before this server, for example 1, or their networks: ["10.0.0.0/8"].',
            id="safejwt.E032",
        )
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


def _are_proxies(value: object) -> bool:
    if not isinstance(value, tuple):
        return type(value) is int and value >= 0
    try:
        trusted_networks(value)
    except ValueError:
        return False
    return True

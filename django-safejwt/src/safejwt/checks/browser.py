"""System checks of settings that browsers interpret: cookies, the CSRF cookie, and other sites."""

import re
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from ..conf import conf
from ..conf.setting import TOKEN

__all__ = ["check_cookies", "check_csrf_cookie", "check_sites"]

# Pages of native apps have schemes of their own, which no web page has: capacitor, ionic, tauri, app. Anybody on the
# network can have an origin of plain http, and everybody the origin null.
_ORIGIN: Final = r"(?!(http|ws|wss|ftp|file|data|blob)://)[a-z][a-z0-9+.-]*://[^/*]+"


def check_cookies() -> Iterator[CheckMessage]:
    names = [conf.refresh_cookie_name, conf.device_cookie_name, conf.hint_cookie_name]
    names += [settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME]
    if len(set(names)) < len(names) or not re.fullmatch(TOKEN, settings.CSRF_COOKIE_NAME):
        yield Error(
            "Two cookies have the same name, or a name is not valid for a cookie.",
            hint="Give SAFEJWT_REFRESH_COOKIE_NAME, SAFEJWT_DEVICE_COOKIE_NAME, SAFEJWT_HINT_COOKIE_NAME and"
            " CSRF_COOKIE_NAME different names of letters, digits, _ and -.",
            id="safejwt.E027",
        )
    for kind, name, secure in [
        ("refresh", conf.refresh_cookie_name, conf.cookie_secure),
        ("CSRF", settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE),
        ("device", conf.device_cookie_name, conf.cookie_secure),
        ("hint", conf.hint_cookie_name, conf.cookie_secure),
    ]:
        if name.startswith("__") and not secure:
            yield Error(
                f"Browsers refuse the {kind} cookie {name}: its prefix requires Secure.",
                hint="Set SAFEJWT_COOKIE_SECURE and CSRF_COOKIE_SECURE to True, or remove the prefix.",
                id="safejwt.E007",
            )
        if not settings.DEBUG and not secure:
            yield CheckWarning(
                f"The {kind} cookie is sent over plain http.",
                hint="Set SAFEJWT_COOKIE_SECURE and CSRF_COOKIE_SECURE to True in production.",
                id="safejwt.W001",
            )
        if not settings.DEBUG and secure and not name.startswith("__Host-"):
            yield CheckWarning(
                f"A sibling host can plant the {kind} cookie {name}, because its name has no __Host- prefix.",
                hint='Let the name begin with "__Host-", for example CSRF_COOKIE_NAME = "__Host-csrftoken". Browsers'
                " then accept it only from this host, over https.",
                id="safejwt.W050",
            )
    if conf.hint_cookie_name.startswith(("__Http-", "__Host-Http-")):
        yield Error(
            f"Browsers refuse the hint cookie {conf.hint_cookie_name}: its prefix forbids that scripts read it.",
            hint='Let SAFEJWT_HINT_COOKIE_NAME begin with "__Host-".',
            id="safejwt.E050",
        )


def check_csrf_cookie() -> Iterator[CheckMessage]:
    if settings.CSRF_USE_SESSIONS or settings.CSRF_COOKIE_HTTPONLY:
        yield Error(
            "The app cannot read the CSRF token, which it must send in a header.",
            hint="Set CSRF_USE_SESSIONS and CSRF_COOKIE_HTTPONLY to False.",
            id="safejwt.E006",
        )
    if settings.CSRF_COOKIE_NAME.startswith("__Host-") and (
        settings.CSRF_COOKIE_DOMAIN or settings.CSRF_COOKIE_PATH != "/"
    ):
        yield Error(
            f"Browsers refuse the CSRF cookie {settings.CSRF_COOKIE_NAME}: its prefix requires the path / and no domain.",
            hint="Set CSRF_COOKIE_DOMAIN to None and CSRF_COOKIE_PATH to /, or remove the prefix.",
            id="safejwt.E014",
        )


def check_sites() -> Iterator[CheckMessage]:
    if _cors("CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"):
        yield Error(
            "Every site may read the responses that a logged-in user receives.",
            hint="Replace CORS_ALLOW_ALL_ORIGINS by CORS_ALLOWED_ORIGINS, a list of exact origins.",
            id="safejwt.E018",
        )
    if _cors("CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ORIGIN_REGEX_WHITELIST"):
        yield CheckWarning(
            "Every origin that matches a regular expression may read the responses that a logged-in user receives.",
            hint="Replace CORS_ALLOWED_ORIGIN_REGEXES by CORS_ALLOWED_ORIGINS, a list of exact origins.",
            id="safejwt.W035",
        )
    if conf.cross_site:
        yield from _check_cross_site()
    elif any("*" in origin for origin in settings.CSRF_TRUSTED_ORIGINS):
        yield CheckWarning(
            "CSRF_TRUSTED_ORIGINS has a wildcard: every host below that domain may act for a logged-in user.",
            hint="List exact origins. An attacker needs only one host that was taken over or forgotten.",
            id="safejwt.W034",
        )


def _check_cross_site() -> Iterator[CheckMessage]:
    if not (conf.cookie_secure and settings.CSRF_COOKIE_SECURE):
        yield Error(
            "SAFEJWT_CROSS_SITE is on, and browsers refuse its cookies: SameSite=None and Partitioned require Secure.",
            hint="Set SAFEJWT_COOKIE_SECURE and CSRF_COOKIE_SECURE to True, and serve both sites over https.",
            id="safejwt.E016",
        )
    origins = settings.CSRF_TRUSTED_ORIGINS
    if not origins or any("*" in origin or not re.fullmatch(_ORIGIN, origin) for origin in origins):
        yield Error(
            "SAFEJWT_CROSS_SITE is on, and CSRF_TRUSTED_ORIGINS is not a list of exact https origins.",
            hint='List the origin of the app, for example "https://app.example.net" or, for a native app,'
            ' "capacitor://localhost": not http, no wildcard.',
            id="safejwt.E017",
        )


def _cors(name: str, old_name: str) -> bool:
    """Whether this setting of django-cors-headers is set, and responses to requests with cookies can be read."""
    value = getattr(settings, name, getattr(settings, old_name, False))
    return bool(value and getattr(settings, "CORS_ALLOW_CREDENTIALS", False))

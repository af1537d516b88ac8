"""System checks of what browsers make of the settings: cookies, the CSRF pair, and other sites."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from ..conf import conf
from .kinds import TOKEN

__all__ = ["check_browsers"]


def check_browsers() -> Iterator[CheckMessage]:
    yield from _check_cookies()
    yield from _check_cookie_names()
    yield from _check_csrf_cookie()
    yield from _check_sites()


def _check_cookie_names() -> Iterator[CheckMessage]:
    names = [conf.refresh_cookie_name, conf.device_cookie_name, conf.csrf_cookie_name, *conf.other_cookie_names]
    if len(set(names)) < len(names) or not TOKEN.fullmatch(conf.csrf_cookie_name):
        yield Error(
            "Two cookies have one name, or one has a name that no cookie can have.",
            hint="Give SAFEJWT_REFRESH_COOKIE_NAME, SAFEJWT_DEVICE_COOKIE_NAME and CSRF_COOKIE_NAME names of their own,"
            " of letters, digits, _ and -.",
            id="safejwt.E027",
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
    if conf.cors_answers_patterns:
        yield CheckWarning(
            "Every origin that a regular expression matches may read what the API answers to a signed-in person.",
            hint="Replace CORS_ALLOWED_ORIGIN_REGEXES by CORS_ALLOWED_ORIGINS, a list of exact origins.",
            id="safejwt.W035",
        )
    if conf.cross_site:
        yield from _check_cross_site()
        return
    if any("*" in origin for origin in conf.csrf_trusted_origins):
        yield CheckWarning(
            "CSRF_TRUSTED_ORIGINS has a wildcard: every host below that domain may act for a signed-in person.",
            hint="List exact origins: one that is taken over or forgotten is enough for an attacker.",
            id="safejwt.W034",
        )
    if _same_site() == "none":
        yield Error(
            "The refresh cookie is sent from other sites.",
            hint='Set SAFEJWT_REFRESH_COOKIE_SAMESITE to "Strict" or "Lax"; for an app on another site, SAFEJWT_CROSS_SITE.',
            id="safejwt.E008",
        )


def _same_site() -> str:
    return str(conf.refresh_cookie_samesite).lower()


def _check_cross_site() -> Iterator[CheckMessage]:
    if _same_site() != "none":
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

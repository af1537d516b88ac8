"""System checks of what an app on another origin needs: CORS, trust and cookies that fit each other.

A list of origins may have members for other reasons: a partner who reads public data, the own origin behind a proxy. So
these checks report only what cannot be meant. Where django-cors-headers is not installed, they see nothing and are silent.
"""

import re
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.http import is_same_domain

from ..conf import conf
from ..conf.installed import has_middleware

__all__ = ["check_cross_origin"]

_MIDDLEWARE: Final = "corsheaders.middleware.CorsMiddleware"


def check_cross_origin() -> Iterator[CheckMessage]:
    if not (apps.is_installed("corsheaders") or has_middleware(_MIDDLEWARE)):
        return
    allowed = [each for each in _allowed_origins() if _host(each) and not _is_own(each)]
    trusted = [each for each in allowed if _is_trusted(each)]
    if conf.cross_site or trusted:
        # With SAFEJWT_CROSS_SITE, E017 requires exact origins.
        origins = trusted or [each for each in settings.CSRF_TRUSTED_ORIGINS if _host(each) and "*" not in each]
        if origins:
            yield from _check_responses(origins, is_listed=bool(trusted))
            yield from _check_requests(origins)
            if not conf.cross_site:
                yield from _check_cookies(origins)
    elif allowed and _setting("CORS_ALLOW_CREDENTIALS", False):
        yield CheckWarning(
            f"The app may send cookies from {allowed[0]}, and each of its requests is refused with csrf_failed:"
            " CSRF_TRUSTED_ORIGINS lists none of CORS_ALLOWED_ORIGINS.",
            hint=f'Set CSRF_TRUSTED_ORIGINS to the origins of the app, for example ["{allowed[0]}"].',
            id="safejwt.W037",
        )


def _check_responses(origins: list[str], *, is_listed: bool) -> Iterator[CheckMessage]:
    """What browsers need to let a page of these origins send cookies and read the response."""
    if not has_middleware(_MIDDLEWARE):
        yield CheckWarning(
            "django-cors-headers is installed, and CorsMiddleware is not in MIDDLEWARE: no page of the app may read a"
            " response.",
            hint=f'Put "{_MIDDLEWARE}" first in MIDDLEWARE.',
            id="safejwt.W036",
        )
    if not (is_listed or _allows_by_other_means()):
        yield CheckWarning(
            f"No page of {origins[0]} may read a response: CORS_ALLOWED_ORIGINS lists none of CSRF_TRUSTED_ORIGINS.",
            hint=f'Set CORS_ALLOWED_ORIGINS to the origins of the app, for example ["{origins[0]}"].',
            id="safejwt.W036",
        )
    if not _setting("CORS_ALLOW_CREDENTIALS", False):
        yield CheckWarning(
            f"Browsers withhold each response from the app on {origins[0]}, because its requests have cookies.",
            hint="Set CORS_ALLOW_CREDENTIALS to True.",
            id="safejwt.W036",
        )


def _check_requests(origins: list[str]) -> Iterator[CheckMessage]:
    """Whether django-cors-headers allows the headers and the paths of the client."""
    if missing := _missing_headers():
        yield CheckWarning(
            f"Browsers do not send the requests of the app on {origins[0]}: CORS_ALLOW_HEADERS lacks"
            f" {' and '.join(missing)}.",
            hint=f"Add to CORS_ALLOW_HEADERS: {', '.join(missing)}.",
            id="safejwt.W036",
        )
    if path := _path_beside_cors():
        yield CheckWarning(
            f"CORS_URLS_REGEX does not match {path}: no page of the app on {origins[0]} may read its response.",
            hint="Extend CORS_URLS_REGEX to the paths of safejwt.urls, or remove it.",
            id="safejwt.W036",
        )


def _check_cookies(origins: list[str]) -> Iterator[CheckMessage]:
    """Whether browsers keep the cookies, `SameSite=Strict`, for pages of one of these origins."""
    hosts = _known_hosts()
    if hosts and not {_site(_host(origin)) for origin in origins} & {_site(host) for host in hosts}:
        yield CheckWarning(
            f"No user can log in: {origins[0]} is on another site than {hosts[0]}, and browsers keep no"
            " SameSite=Strict cookie there.",
            hint="Serve both from one site, or set SAFEJWT_CROSS_SITE to True.",
            id="safejwt.W038",
        )
    if conf.cookie_secure and all(origin.startswith("http://") and not _is_local(_host(origin)) for origin in origins):
        yield CheckWarning(
            f"Some users cannot log in: cookies are Secure, and not every browser keeps them for {origins[0]}, which is"
            " plain http.",
            hint="Serve the app over https, and list that origin. If all is plain http, set SAFEJWT_COOKIE_SECURE to"
            " False.",
            id="safejwt.W038",
        )


def _missing_headers() -> list[str]:
    csrf = settings.CSRF_HEADER_NAME.removeprefix("HTTP_").replace("_", "-").lower()
    # The default of django-cors-headers has these three of what the client sends.
    found = {
        str(each).lower() for each in _setting("CORS_ALLOW_HEADERS", ("authorization", "content-type", "x-csrftoken"))
    }
    missing = [header for header in ("content-type", csrf) if header not in found]
    # The client may have another header for the token, where HTTP Basic protects the site.
    has_token = any("auth" in header or "token" in header for header in found - {csrf, "x-csrftoken"})
    return missing if has_token else ["authorization", *missing]


def _path_beside_cors() -> str | None:
    """A path of this package to which django-cors-headers adds nothing."""
    pattern = _setting("CORS_URLS_REGEX", "")
    try:
        path = f"/{reverse('safejwt-token').removeprefix(get_script_prefix())}"
    except NoReverseMatch:
        # With a namespace or arguments.
        return None
    return None if re.match(pattern, path) or _has_receivers() else path


def _allows_by_other_means() -> bool:
    names = ("CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOWED_ORIGIN_REGEXES")
    return any(_setting(name, None) for name in (*names, "CORS_ORIGIN_REGEX_WHITELIST")) or _has_receivers()


def _has_receivers() -> bool:
    signal: Any = getattr(sys.modules.get("corsheaders.signals"), "check_request_enabled", None)
    return signal is not None and bool(signal.has_listeners())


def _is_trusted(origin: str) -> bool:
    """As Django's CSRF checks decide it."""
    parts = urlsplit(origin)
    every = [urlsplit(each) for each in settings.CSRF_TRUSTED_ORIGINS]
    return any(parts.scheme == each.scheme and is_same_domain(parts.netloc, each.netloc.lstrip("*")) for each in every)


def _is_own(origin: str) -> bool:
    """Whether it may be the origin of this server, which some list too."""
    return urlsplit(origin).netloc in settings.ALLOWED_HOSTS


def _known_hosts() -> list[str]:
    """The names by which browsers know this server, or an empty list: behind a proxy that replaces the Host, for example."""
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS]
    are_internal = any(host == "*" or ("." not in host and host != "localhost") for host in hosts)
    return [] if are_internal or all(map(_is_local, hosts)) else hosts


def _is_local(host: str) -> bool:
    """Whether it is a name or an address that means something in this network only."""
    try:
        return ip_address(host.strip("[]")).is_private
    except ValueError:
        return host.rpartition(".")[2] in {"localhost", "local", "internal", "lan", "test"}


def _site(host: str) -> str:
    """What two hosts of one site have in common. Two of different sites may have it in common too: `github.io`."""
    return ".".join(host.split(".")[-2:])


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _setting(name: str, default: Any) -> Any:
    return getattr(settings, name, default)


def _allowed_origins() -> list[str]:
    found = _setting("CORS_ALLOWED_ORIGINS", _setting("CORS_ORIGIN_WHITELIST", ()))
    return [each for each in found if isinstance(each, str)] if isinstance(found, list | tuple) else []

"""The refresh cookie: one function owns its attributes, for setting and for clearing alike. And what it takes to partition a
cookie, which neither Django 6.1 nor Python 3.13 can.
"""

from collections.abc import Container
from datetime import timedelta
from http.cookies import Morsel
from math import ceil
from typing import Literal, TypedDict

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ..conf import conf
from ..errors import RefreshTokenInvalid, RefreshTokenMissing

__all__ = [
    "attributes",
    "clear_refresh_token",
    "partition",
    "read_refresh_token",
    "read_refresh_tokens",
    "set_refresh_token",
]


class _Attributes(TypedDict):
    path: str
    domain: None
    secure: bool
    httponly: bool
    samesite: Literal["Strict", "Lax", "None"]


def read_refresh_token(request: HttpRequest) -> str:
    """The refresh token in the request's cookie, not yet verified.

    Raises:
        RefreshTokenMissing: there is no such cookie, or it is empty.
        RefreshTokenInvalid: it was sent twice. A server on a sibling host can plant a second one, and which of them
            counts would be chance (RFC 6265 section 4.2.2).
    """
    tokens = read_refresh_tokens(request)
    if not any(tokens):
        raise RefreshTokenMissing
    if len(tokens) > 1:
        raise RefreshTokenInvalid
    return tokens[0]


def read_refresh_tokens(request: HttpRequest) -> list[str]:
    """What was sent under the cookie's name, however often: for logout, which ends what it can."""
    # Not from request.COOKIES: Django trims all that Python calls white space from a name, U+00A0 among it, and so would
    # take for ours a cookie in whose name no browser sees the __Host- prefix, which any sibling host can plant.
    header: str = request.META.get("HTTP_COOKIE", "")
    pairs = [pair.partition("=") for pair in header.split(";")]
    return [value.strip(' \t"') for name, _, value in pairs if name.strip(" \t") == conf.refresh_cookie_name]


def set_refresh_token(response: HttpResponseBase, token: str, *, lifetime: timedelta | None) -> None:
    """Puts the refresh token into its cookie, to be kept for `lifetime`, or with None until the browser is closed."""
    max_age = None if lifetime is None else ceil(lifetime.total_seconds())
    response.set_cookie(conf.refresh_cookie_name, token, max_age=max_age, **attributes())
    partition(response, conf.refresh_cookie_name)


def clear_refresh_token(response: HttpResponseBase) -> None:
    """Deletes the refresh cookie: the same name and attributes, expired at once."""
    response.set_cookie(conf.refresh_cookie_name, "", max_age=0, expires=_LONG_AGO, **attributes())
    partition(response, conf.refresh_cookie_name)


def partition(response: HttpResponseBase, name: str) -> None:
    """With an app on another site, makes the cookie called `name` in `response` one for the pages of that site alone (CHIPS).

    `SameSite=None` is set here too, for the CSRF cookie's attributes are Django's settings, and those are for the cookie that
    Django's own pages set, such as the admin: that one need not travel.
    """
    if conf.cross_site and name in response.cookies:
        cookie, partitioned = response.cookies[name], _PartitionedMorsel()
        partitioned.set(cookie.key, cookie.value, cookie.coded_value)
        partitioned.update({**cookie, "samesite": "None"})
        response.cookies[name] = partitioned


class _PartitionedMorsel(Morsel[str]):
    """A cookie with the attribute `Partitioned`, which Python's own writes from 3.14 on."""

    def OutputString(self, attrs: Container[str] | None = None) -> str:  # noqa: N802  Python's name
        return f"{super().OutputString(attrs)}; Partitioned"


_LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"


def attributes() -> _Attributes:
    """Those of every cookie that is for this server alone, whether it is set or cleared."""
    # Path=/ and no Domain are what the __Host- prefix demands (RFC 6265bis section 4.1.3.2).
    return {
        "path": "/",
        "domain": None,
        "secure": conf.cookie_secure,
        "httponly": True,
        "samesite": conf.refresh_cookie_samesite,
    }

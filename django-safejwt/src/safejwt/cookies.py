"""The refresh cookie: one function owns its attributes, for setting and for clearing alike."""

from datetime import timedelta
from math import ceil
from typing import Literal, TypedDict

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .conf import conf
from .errors import RefreshTokenInvalid, RefreshTokenMissing

__all__ = ["clear_refresh_token", "read_refresh_token", "set_refresh_token"]


class _Attributes(TypedDict):
    path: str
    domain: None
    secure: bool
    httponly: bool
    samesite: Literal["Strict", "Lax"]


def read_refresh_token(request: HttpRequest) -> str:
    """The refresh token in the request's cookie, not yet verified.

    Raises:
        RefreshTokenMissing: there is no such cookie, or it is empty.
        RefreshTokenInvalid: it was sent twice. A server on a sibling host can plant a second one, and which of them
            counts would be chance (RFC 6265 section 4.2.2).
    """
    name = conf.refresh_cookie_name
    token = request.COOKIES.get(name)
    if not token:
        raise RefreshTokenMissing
    pairs = request.META.get("HTTP_COOKIE", "").split(";")
    if sum(pair.partition("=")[0].strip() == name for pair in pairs) > 1:
        raise RefreshTokenInvalid
    return token


def set_refresh_token(response: HttpResponseBase, token: str, *, lifetime: timedelta) -> None:
    """Puts the refresh token into its cookie, to be kept for `lifetime`."""
    response.set_cookie(conf.refresh_cookie_name, token, max_age=ceil(lifetime.total_seconds()), **_attributes())


def clear_refresh_token(response: HttpResponseBase) -> None:
    """Deletes the refresh cookie: the same name and attributes, expired at once."""
    response.set_cookie(conf.refresh_cookie_name, "", max_age=0, expires=_LONG_AGO, **_attributes())


_LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"


def _attributes() -> _Attributes:
    # Path=/ and no Domain are what the __Host- prefix demands (RFC 6265bis section 4.1.3.2).
    return {
        "path": "/",
        "domain": None,
        "secure": conf.cookie_secure,
        "httponly": True,
        "samesite": conf.refresh_cookie_samesite,
    }

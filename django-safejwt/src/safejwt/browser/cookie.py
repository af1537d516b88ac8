"""The attributes of a cookie that only this host sees: set, clear and read in one class."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from http.cookies import Morsel
from math import ceil
from time import time
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from ..conf import conf
from .partitioned import partition

__all__ = ["HostCookie", "read_cookies"]

_LONG_AGO: Final = "Thu, 01 Jan 1970 00:00:00 GMT"


@dataclass(frozen=True, slots=True)
class HostCookie:
    """A cookie for this host alone that scripts cannot read, unless it is `readable`.

    Setting and clearing use the same attributes; a browser ignores a deletion with different ones.
    """

    name: str
    readable: bool = False

    def set(self, response: HttpResponseBase, value: str, *, lifetime: timedelta | None) -> None:
        """Set the cookie for `lifetime`, or with None until the browser is closed."""
        self._send(response, value, None if lifetime is None else ceil(lifetime.total_seconds()))

    def clear(self, response: HttpResponseBase) -> None:
        """Delete the cookie."""
        self._send(response, "", 0, expires=_LONG_AGO)

    def read(self, request: HttpRequest) -> list[str]:
        """Every value that the request carries under this name, in the order of the header."""
        return read_cookies(request, self.name)

    def _send(self, response: HttpResponseBase, value: str, max_age: int | None, expires: str | None = None) -> None:
        # As `response.set_cookie` writes it, which takes three times as long.
        cookie: Morsel[str] = Morsel()
        cookie.set(self.name, *response.cookies.value_encode(value))
        attributes: dict[str, Any] = {
            "samesite": "None" if conf.cross_site else "Strict",
            # The __Host- prefix requires Path=/ and no Domain (RFC 6265bis section 4.1.3.2).
            "path": "/",
            # An attribute that is not sent is empty.
            "secure": conf.cookie_secure or "",
            "httponly": not self.readable or "",
        }
        if max_age is not None:
            attributes["max-age"] = max_age
            attributes["expires"] = expires or _date(int(time()) + max_age)
        # Their names need no check, and are in lower case.
        dict.update(cookie, attributes)
        response.cookies[self.name] = cookie
        partition(response, self.name)


# A response sets several cookies of one lifetime.
_date: Final = lru_cache(maxsize=16)(http_date)


def read_cookies(request: HttpRequest, name: str) -> list[str]:
    """Every value that the request carries under exactly this name, in the order of the header.

    A comma separates no cookies. A sibling host can plant a value that contains a comma and a name
    with the `__Host-` prefix.
    """
    # Not from request.COOKIES. Django strips everything Python considers white space from a name,
    # such as U+00A0. It would accept a cookie whose name has no __Host- prefix for the browser, and
    # any sibling host can plant one.
    header: str = request.META.get("HTTP_COOKIE", "")
    known: tuple[str, dict[str, list[str]]] | None = getattr(request, "_safejwt_cookies", None)
    if known is None or known[0] is not header:
        known = header, _values_by_name(header)
        request._safejwt_cookies = known  # type: ignore[attr-defined]  # ours, as Django keeps its own there
    return list(known[1].get(name, ()))


def _values_by_name(header: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in header.split(";"):
        name, _, value = pair.partition("=")
        found.setdefault(name.strip(" \t"), []).append(value.strip(' \t"'))
    return found

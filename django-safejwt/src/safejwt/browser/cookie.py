"""The attributes of a cookie that only this host sees: set, clear and read in one class."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

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
        response.set_cookie(
            self.name,
            value,
            max_age=max_age,
            expires=expires,
            # The __Host- prefix requires Path=/ and no Domain (RFC 6265bis section 4.1.3.2).
            path="/",
            domain=None,
            secure=conf.cookie_secure,
            httponly=not self.readable,
            samesite="None" if conf.cross_site else "Strict",
        )
        partition(response, self.name)


def read_cookies(request: HttpRequest, name: str) -> list[str]:
    """Every value that the request carries under exactly this name, in the order of the header.

    A comma separates no cookies. A sibling host can plant a value that contains a comma and a name
    with the `__Host-` prefix.
    """
    # Not from request.COOKIES. Django strips everything Python considers white space from a name,
    # such as U+00A0. It would accept a cookie whose name has no __Host- prefix for the browser, and
    # any sibling host can plant one.
    header: str = request.META.get("HTTP_COOKIE", "")
    pairs = [pair.partition("=") for pair in header.split(";")]
    return [value.strip(' \t"') for found, _, value in pairs if found.strip(" \t") == name]

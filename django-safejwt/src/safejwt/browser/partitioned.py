"""Partitioned cookies (CHIPS), for an app on another site than the API.

Neither `HttpResponse.set_cookie` nor `http.cookies` before Python 3.14 writes the attribute. This
module can go when 3.14 is the oldest supported version: there
`response.cookies[name]["partitioned"] = True` suffices.
"""

from collections.abc import Container
from http.cookies import Morsel

from django.http.response import HttpResponseBase

from ..conf import conf

__all__ = ["partition"]


def partition(response: HttpResponseBase, name: str) -> None:
    """Restrict the cookie `name` of this response to the app's site if `SAFEJWT_CROSS_SITE` is on.

    Sets `SameSite=None` too. The CSRF cookie takes its attributes from Django's settings, and those
    also apply to Django's own pages, such as the admin, where the cookie need not be sent across
    sites.
    """
    if conf.cross_site and name in response.cookies:
        cookie, partitioned = response.cookies[name], _PartitionedMorsel()
        partitioned.set(cookie.key, cookie.value, cookie.coded_value)
        partitioned.update({**cookie, "samesite": "None"})
        response.cookies[name] = partitioned


class _PartitionedMorsel(Morsel[str]):
    def OutputString(self, attrs: Container[str] | None = None) -> str:  # noqa: N802  Python's name
        return f"{super().OutputString(attrs)}; Partitioned"

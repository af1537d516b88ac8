"""Where a request comes from: `Sec-Fetch-Site`, then `Origin`, or `Referer` on https.

A refusal names the origin and the setting that would allow it, for the log and under `DEBUG`.
"""

import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.middleware import csrf as csrf_module

from ..errors import CSRFFailed
from ..errors import gettext_noop as _

__all__ = ["check_origin", "check_script"]

# Private functions of Django keep the rules Django's own; the tests run on every supported version.
_django: Final[Any] = csrf_module
_SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS", "TRACE")
# Neither spaces nor quotation marks, so that no origin can look like the next attribute of a log line.
_SHOWN: Final = re.compile(r"[A-Za-z0-9+.:/\[\]_~-]{1,80}", re.ASCII)


def check_origin(request: HttpRequest) -> None:
    """Refuse a request that another site may have caused.

    Raises:
        CSRFFailed: the request comes from an origin that is not allowed, or shows none.
    """
    _check_fetch_site(request)
    if "HTTP_ORIGIN" in request.META:
        if not _middleware()._origin_verified(request):
            reason = _("The request comes from an origin that is not allowed.")
            raise CSRFFailed(reason, _advice(request, request.META["HTTP_ORIGIN"]))
    elif "HTTP_SEC_FETCH_SITE" not in request.META and request.is_secure():
        _check_referer(request)


def check_script(request: HttpRequest) -> None:
    """Refuse a navigation, and the load of an image or another resource: for GET with an effect (OWASP ASVS 3.5.3).

    The CSRF header excludes both already. A script has no destination, and neither has a client that is no browser.

    Raises:
        CSRFFailed: the browser says that no script has sent the request.
    """
    if request.META.get("HTTP_SEC_FETCH_DEST", "empty") != "empty":
        raise CSRFFailed(_("The request does not come from a script."))


def _check_fetch_site(request: HttpRequest) -> None:
    site = request.META.get("HTTP_SEC_FETCH_SITE", "same-origin")
    if site in {"same-origin", "none"}:
        return
    # same-site means a sibling host or another port. SameSite cookies are sent from there, so the
    # origin must be trusted.
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        advice = "It has no Origin header. List the app's origin in CSRF_TRUSTED_ORIGINS, and use fetch in CORS mode."
        raise CSRFFailed(_("The request comes from another site."), advice)
    if not _middleware()._origin_verified(request):
        raise CSRFFailed(_("The request comes from another site."), _advice(request, origin))


def _check_referer(request: HttpRequest) -> None:
    referer = request.META.get("HTTP_REFERER")
    if referer is None and request.method in _SAFE_METHODS:
        # Browsers send no Origin with such a request, and privacy settings remove the Referer. What
        # it protects against, a form of a man in the middle, cannot send our header.
        return
    try:
        _middleware()._check_referer(request)
    except _django.RejectRequest:
        # Django's own reason repeats the URL, which would be logged and may contain a secret.
        reason = _("The request's Referer is missing or not of an allowed origin.")
        raise CSRFFailed(reason, _advice(request, _origin_of(referer))) from None


def _advice(request: HttpRequest, origin: str | None) -> str:
    """The setting that would allow this origin. Both origins are the client's text, so they are bounded."""
    if origin is None:
        return "Send an Origin or Referer header."
    if origin == "null":
        return "Its origin is null (a sandboxed frame, a file or a redirect), which no setting allows."
    own = _own_origin(request)
    if own is None:
        return "Its Host is not in ALLOWED_HOSTS."
    if origin.partition("://")[::2] == ("https", own.partition("://")[2]):
        return f"{_shown(origin)} is plain http here: if TLS ends at a proxy, set SECURE_PROXY_SSL_HEADER."
    return (
        f"{_shown(origin)} is not {_shown(own)}: list it in CSRF_TRUSTED_ORIGINS,"
        " or let the proxy keep the Host (Vite: changeOrigin: false)."
    )


def _own_origin(request: HttpRequest) -> str | None:
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return None


def _origin_of(referer: str | None) -> str | None:
    try:
        parts = urlsplit(referer or "")
    except ValueError:
        return "malformed"
    # Neither user and password nor the path, which may contain a secret.
    return referer and f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _shown(origin: str) -> str:
    return origin if _SHOWN.fullmatch(origin) else "(malformed)"


def _middleware() -> Any:
    return _middleware_for(tuple(settings.CSRF_TRUSTED_ORIGINS))


# It keeps what it makes of these origins, and reads all other settings each time. The functions used here change nothing in
# it. It needs a callable and never calls it.
@lru_cache(maxsize=1)
def _middleware_for(trusted_origins: tuple[str, ...]) -> Any:
    return _django.CsrfViewMiddleware(lambda request: None)

"""The CSRF rule for every request that a browser makes, safe methods included.

It checks in this order: the origin of the request; Django's token, which cookie and header must
share; and for a logged-in browser the binding to its session. There the token is derived from the
session id, so a valid pair of cookie and header that an attacker obtained is useless (OWASP CSRF
cheat sheet, signed double submit). Nothing is stored.

Another cookie of the same name never locks a user out, wherever it comes from: it is one among
several, and one that fits is enough.
"""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import csrf as csrf_module

from ..errors import CSRFFailed
from ..errors import gettext_noop as _
from .cookie import read_cookies
from .csrf_token import (
    bind,
    bound_secret,
    is_bound,
    is_pair,
    is_same,
    is_well_formed,
    new_token,
    secret_in_forms,
    secret_of,
    unbind,
)
from .origin import check_origin
from .partitioned import partition

__all__ = ["bound_secret", "enforce", "forget", "issue", "keep_cookie", "set_cookie"]

_django: Final[Any] = csrf_module
# The function used here reads the settings each time, and changes nothing in it. It needs a callable and never calls it.
_middleware: Final = _django.CsrfViewMiddleware(lambda request: None)


def enforce(request: HttpRequest, sid: UUID | None = None) -> None:
    """Check the request.

    sid: the session of a logged-in browser, which the caller has verified.

    Raises:
        CSRFFailed: one of the checks failed.
    """
    if getattr(request, "_dont_enforce_csrf_checks", False):  # Django's test client; see its enforce_csrf_checks
        return
    is_ordinary = sid is not None and _has_pair(request, sid)
    if not is_ordinary:
        _keep_cookie(request)
    check_origin(request)
    if not is_ordinary:
        _check_token(request, sid)


def issue(request: HttpRequest, sid: UUID | None) -> str:
    """The token for this browser: that of its session, else the one it has, else a random one.

    `set_cookie` sends it.
    """
    # The ordinary browser has one cookie, which has been checked.
    if sid is not None and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE") and _has_pair(request, sid):
        return str(request.META[settings.CSRF_HEADER_NAME])
    current = _current(request)
    if sid is None:
        return current or new_token()
    return bind(current and secret_in_forms(current), sid)


def forget(request: HttpRequest) -> str:
    """A token under a mask of no session. The secret that open forms of Django may contain remains behind it."""
    current = _current(request)
    secret = current and secret_in_forms(current)
    return unbind(secret) if secret else new_token()


def set_cookie(request: HttpRequest, response: HttpResponseBase, token: str) -> None:
    """Send the CSRF cookie once, with or without Django's middleware.

    Its attributes are those of Django's `CSRF_COOKIE_*` settings.
    """
    request.META["CSRF_COOKIE"] = token
    _middleware._set_csrf_cookie(request, response)
    partition(response, settings.CSRF_COOKIE_NAME)
    # For Django's middleware, and for forms in this response.
    request.META.update(CSRF_COOKIE=secret_of(token), CSRF_COOKIE_NEEDS_UPDATE=False)


def keep_cookie(request: HttpRequest, response: HttpResponseBase, sid: UUID) -> None:
    """Keep the cookie of this session where Django would send its secret alone, as after each of its forms.

    Both are valid for Django, but the app would have to fetch the cookie again before its next request.
    """
    name = settings.CSRF_COOKIE_NAME
    secrets = {secret_of(cookie) for cookie in _cookies(request) if is_well_formed(cookie) and is_bound(cookie, sid)}
    if request.META.get("CSRF_COOKIE") in secrets:
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    # Django's middleware has run before ours, or ensure_csrf_cookie at the view.
    if name in response.cookies and response.cookies[name].value in secrets:
        del response.cookies[name]


def _has_pair(request: HttpRequest, sid: UUID) -> bool:
    """Whether the header is the token of this session, and so is the only cookie of the name. All else goes the long way."""
    name, header = settings.CSRF_COOKIE_NAME, request.META.get("HTTP_COOKIE", "")
    before, is_found, after = header.partition(f"{name}=")
    # Django reads a cookie whose name has other white space around it, too. The name then occurs twice.
    if not is_found or header.count(name) != 1 or before.rstrip(" \t")[-1:] not in ("", ";"):
        return False
    return is_pair(after.partition(";")[0].strip(" \t"), request.META.get(settings.CSRF_HEADER_NAME, ""), sid)


def _check_token(request: HttpRequest, sid: UUID | None) -> None:
    values = _cookies(request)
    cookies = list(filter(is_well_formed, values))
    if not values:
        raise CSRFFailed(_("CSRF cookie not set."))
    if not cookies:
        advice = "A proxy joined two Cookie lines with a comma: it must be a semicolon (RFC 9113 section 8.2.3)."
        raise CSRFFailed(_("CSRF cookie malformed."), advice if "," in values[0] else "")
    token = request.META.get(settings.CSRF_HEADER_NAME)
    if token is None:
        raise CSRFFailed(_("CSRF token missing."))
    if not is_well_formed(token):
        raise CSRFFailed(_("CSRF header malformed."))
    if not any(is_same(token, cookie) for cookie in cookies):
        raise CSRFFailed(_("CSRF cookie and header differ."))
    if sid is not None and not is_bound(token, sid):
        raise CSRFFailed(_("CSRF token belongs to another session."))


def _cookies(request: HttpRequest) -> list[str]:
    # Not request.COOKIES, which has one of several, and takes names with white space around them for this one.
    return read_cookies(request, settings.CSRF_COOKIE_NAME)


def _current(request: HttpRequest) -> str | None:
    """The token of this browser: a new secret of Django's, or the last cookie, which Django reads too."""
    _keep_cookie(request)
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        pending: str = request.META["CSRF_COOKIE"]
        return pending
    cookies = list(filter(is_well_formed, _cookies(request)))
    return cookies[-1] if cookies else None


def _keep_cookie(request: HttpRequest) -> None:
    # Django's middleware replaces a cookie that it cannot read, with every response. Where another
    # application planted that cookie, this would replace the token of the session.
    read_by_django = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    if read_by_django is not None and not is_well_formed(read_by_django):
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False

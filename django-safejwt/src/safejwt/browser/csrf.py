"""The CSRF rule for every request that a browser makes, safe methods included.

It checks in this order: `Sec-Fetch-Site`; `Origin`, or `Referer` on https; Django's token, which
cookie and header must share; and for a logged-in browser the binding to its session. There the CSRF
secret is derived from the session id, so a valid pair of cookie and header that an attacker
obtained is useless (OWASP CSRF cheat sheet, signed double submit). Nothing is stored.
"""

import hmac
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import csrf as csrf_module
from django.utils.crypto import salted_hmac

from ..conf import conf
from ..errors import CSRFFailed
from ..errors import gettext_noop as _
from .partitioned import partition

__all__ = ["bound_secret", "enforce", "forget", "issue", "set_cookie"]

# Private functions of Django keep the rules Django's own; the tests run on every supported version.
_django: Final[Any] = csrf_module

# Django's own alphabet and length (django.middleware.csrf), so that forms and the admin accept the
# derived secret too.
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LENGTH: Final = 32


def enforce(request: HttpRequest, sid: UUID | None = None) -> None:
    """Check the request.

    sid: the session of a logged-in browser, which the caller has verified.

    Raises:
        CSRFFailed: one of the checks failed.
    """
    if getattr(request, "_dont_enforce_csrf_checks", False):  # Django's test client; see its enforce_csrf_checks
        return
    _check_fetch_site(request)
    _check_origin(request)
    _check_token(request, sid)


def bound_secret(sid: UUID, secret_key: str | None = None) -> str:
    """The CSRF secret of a session, in Django's format.

    HMAC-SHA-256 of its id, under a key derived from `SECRET_KEY`.
    """
    digest = salted_hmac("safejwt.csrf", str(sid), secret=secret_key, algorithm="sha256").digest()
    number, characters = int.from_bytes(digest, "big"), []
    for _position in range(_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[index])
    return "".join(characters)


def issue(request: HttpRequest, sid: UUID | None) -> str:
    """The secret for this browser: derived from its session, else the one it has, else random.

    `set_cookie` sends it.
    """
    if sid is not None:
        request.META["CSRF_COOKIE"] = bound_secret(sid)
    else:
        _middleware().process_request(request)
        _django.get_token(request)
    secret: str = request.META["CSRF_COOKIE"]
    return secret


def forget(request: HttpRequest) -> None:
    """Replace the secret of an ended session with a random one; `set_cookie` sends it."""
    _django.rotate_token(request)


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Send the CSRF cookie once, with or without Django's middleware.

    Its attributes are those of Django's `CSRF_COOKIE_*` settings.
    """
    _middleware()._set_csrf_cookie(request, response)
    partition(response, settings.CSRF_COOKIE_NAME)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False


def _middleware() -> Any:
    # A new instance each time, because it caches settings. It needs a callable and never calls it.
    return _django.CsrfViewMiddleware(lambda request: None)


def _check_fetch_site(request: HttpRequest) -> None:
    site = request.META.get("HTTP_SEC_FETCH_SITE", "same-origin")
    if site in {"same-origin", "none"}:
        return
    # same-site means a sibling host or another port. SameSite cookies are sent from there, so the
    # origin must be trusted.
    if "HTTP_ORIGIN" not in request.META or not _middleware()._origin_verified(request):
        raise CSRFFailed(_("The request comes from another site."))


def _check_origin(request: HttpRequest) -> None:
    if "HTTP_ORIGIN" in request.META:
        if not _middleware()._origin_verified(request):
            raise CSRFFailed(_("The request comes from an origin that is not allowed."))
    elif request.is_secure() and "HTTP_SEC_FETCH_SITE" not in request.META:
        try:
            _middleware()._check_referer(request)
        except _django.RejectRequest:
            # Django's own reason repeats the URL, which would be logged and may contain a secret.
            raise CSRFFailed(_("The request's Referer is missing or not of an allowed origin.")) from None


def _check_token(request: HttpRequest, sid: UUID | None) -> None:
    try:
        secret = _middleware()._get_secret(request)
    except _django.InvalidTokenFormat:
        raise CSRFFailed(_("CSRF cookie malformed.")) from None
    if secret is None:
        raise CSRFFailed(_("CSRF cookie not set."))
    token = request.META.get(settings.CSRF_HEADER_NAME)
    if token is None:
        raise CSRFFailed(_("CSRF token missing."))
    try:
        _django._check_token_format(token)
    except _django.InvalidTokenFormat:
        raise CSRFFailed(_("CSRF header malformed.")) from None
    if not _django._does_token_match(token, secret):
        raise CSRFFailed(_("CSRF cookie and header differ."))
    if sid is not None and not _is_bound(secret, sid):
        raise CSRFFailed(_("CSRF token belongs to another session."))


def _is_bound(secret: str, sid: UUID) -> bool:
    return any(hmac.compare_digest(secret, bound_secret(sid, key)) for key in conf.secret_keys)

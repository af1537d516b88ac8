"""The refresh cookie, the token that a browser presents in it, and the hint that there is one.

The hint is a cookie that scripts can read. It holds no secret: the last letters of the session's
id. Without it the app knows at once that its visitor is anonymous. A logout that did not reach the
server is repeated only while the hint is that of the same session.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from ..conf import conf
from ..errors import RefreshTokenError, RefreshTokenInvalid, RefreshTokenMissing
from ..tokens.jwt import RefreshClaims, read_refresh_token
from .cookie import HostCookie

__all__ = ["PresentedCookie", "clear_refresh_cookie", "refresh_cookie", "set_refresh_cookie"]


def refresh_cookie() -> HostCookie:
    """The cookie that holds the refresh token, under the name the settings give it."""
    return HostCookie(conf.refresh_cookie_name)


def set_refresh_cookie(response: HttpResponseBase, token: str, sid: UUID, *, lifetime: timedelta | None) -> None:
    """Set the cookie and its hint for `lifetime`, or with None until the browser is closed."""
    refresh_cookie().set(response, token, lifetime=lifetime)
    _hint().set(response, str(sid)[-8:], lifetime=lifetime)


def clear_refresh_cookie(response: HttpResponseBase) -> None:
    """Delete the cookie and its hint.

    Call it after all other cookies are set: curl 7.88 keeps a cookie if another follows its
    deletion in the same response.
    """
    _hint().clear(response)
    refresh_cookie().clear(response)


@dataclass(frozen=True, slots=True)
class PresentedCookie:
    """The refresh cookie of a request, verified once: its claims, or why it is refused.

    The token is genuine but may have expired. Only the database knows whether its session is
    active.
    """

    claims: RefreshClaims | None = None
    error: RefreshTokenError | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "PresentedCookie":
        """Read and verify the refresh cookie of `request`."""
        try:
            return cls(claims=_verify(_single_token(request)))
        except RefreshTokenError as error:
            return cls(error=error)

    @property
    def session_id(self) -> UUID | None:
        """The session that the token names, until the token expires."""
        if self.claims is None or self.claims.expires_at <= timezone.now().timestamp():
            return None
        return self.claims.sid

    def claims_or_raise(self) -> RefreshClaims:
        """The claims of the token.

        Raises:
            RefreshTokenMissing: the cookie is missing or empty.
            RefreshTokenInvalid: the token is not one of ours, or the cookie was sent twice.
        """
        if self.claims is None:
            raise self.error or RefreshTokenMissing
        return self.claims

    def claims_to_end(self, request: HttpRequest) -> list[RefreshClaims]:
        """The claims of every genuine token in the request, for logout and a new login.

        A cookie that was sent twice grants no access. But a user who logs out must not stay logged
        in because a sibling host planted a second cookie, and the holder of a token may end its
        session anyway.
        """
        if self.claims is not None:
            return [self.claims]
        tokens = refresh_cookie().read(request)
        if len(tokens) < 2:  # `of` has refused a single one
            return []
        found: dict[UUID, RefreshClaims] = {}
        for token in tokens:
            with suppress(RefreshTokenError):
                claims = _verify(token)
                found[claims.sid] = claims
        return list(found.values())


def _hint() -> HostCookie:
    return HostCookie(conf.hint_cookie_name, readable=True)


def _single_token(request: HttpRequest) -> str:
    tokens = refresh_cookie().read(request)
    if not any(tokens):
        raise RefreshTokenMissing
    # A server on a sibling host can plant a second cookie, and the order is up to chance (RFC 6265
    # section 4.2.2).
    if len(tokens) > 1:
        raise RefreshTokenInvalid
    return tokens[0]


def _verify(token: str) -> RefreshClaims:
    return read_refresh_token(token, now=timezone.now(), allow_expired=True)

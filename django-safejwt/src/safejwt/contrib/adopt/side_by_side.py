"""Access tokens of djangorestframework-simplejwt beside those of this package."""

from contextlib import suppress
from typing import Any

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

from ...authentication import SafeJWTAuthentication
from ...tokens.jwt import is_foreign

__all__ = ["SideBySideAuthentication"]


class SideBySideAuthentication(SafeJWTAuthentication):
    """`SafeJWTAuthentication`, and simplejwt for its own access tokens until they expire.

    The header of a token says whose it is, so neither package refuses the other's. `request.auth` of
    a token of simplejwt is its own object, and its errors have its own shape, as clients that still
    use it expect. Such a token needs no CSRF token, because no browser sends it by itself.
    """

    theirs: type[JWTAuthentication] = JWTAuthentication

    def verify(self, request: Request) -> Any:
        theirs = self.theirs()
        return theirs.authenticate(request) if self._is_theirs(request, theirs) else super().verify(request)

    def _is_theirs(self, request: Request, theirs: JWTAuthentication) -> bool:
        raw: bytes | None = None
        # What is malformed gets our error.
        with suppress(AuthenticationFailed):
            header = theirs.get_header(request)
            raw = theirs.get_raw_token(header) if header else None
        token = (raw or b"").decode("latin-1")
        return token.count(".") == 2 and is_foreign(token)

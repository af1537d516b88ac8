"""SafeJWTAuthentication, for views of a project that drf-spectacular documents by itself."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from .components import SECURITY_SCHEMES

__all__ = ["SafeJWTScheme"]


class SafeJWTScheme(OpenApiAuthenticationExtension):
    """An access token, and the CSRF pair on every request."""

    target_class = "safejwt.authentication.SafeJWTAuthentication"
    match_subclasses = True
    name = ["accessToken", "csrfHeader", "csrfCookie"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        return [SECURITY_SCHEMES[name] for name in self.name]

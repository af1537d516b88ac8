"""The authentication classes, for views of a project that drf-spectacular documents by itself."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from ...authentication import JWTAuthentication, SafeJWTAuthentication
from .credentials import ACCESS, CSRF, requirement

__all__ = ["JWTScheme"]


class JWTScheme(OpenApiAuthenticationExtension):
    """An access token, and the CSRF token if the class checks it."""

    target_class = JWTAuthentication
    match_subclasses = True
    # An extension of the project for a class of its own wins.
    priority = -1
    # `requirement` registers the schemes. drf-spectacular would report that several classes share them.
    name: list[str] = []

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        checks_csrf = isinstance(self.target, SafeJWTAuthentication)
        return requirement(auto_schema, ACCESS, *((CSRF,) if checks_csrf else ()))

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        return []

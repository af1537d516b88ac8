"""The public keys of access tokens, for other services."""

from typing import Any, Final

from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from ..tokens.keys import access_keys
from .base import JSONView

__all__ = ["JWKSView"]

# Seconds a client may cache the key set. The steps of a key rotation are at least this far apart
# (docs/guides/keys.md).
_JWKS_MAX_AGE: Final = 300


class _AlwaysJSON(BaseContentNegotiation):
    """Libraries request a key set under several media types; all get the same response."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class JWKSView(JSONView):
    """GET: the public keys of access tokens (RFC 7517), for services that verify them.

    404 if all keys are shared secrets.

    For the project's root: `path(".well-known/jwks.json", JWKSView.as_view())`.
    """

    authentication_classes = ()
    permission_classes = ()
    content_negotiation_class: Any = _AlwaysJSON
    http_method_names = ["get", "head"]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        keys = access_keys().public_jwks
        if not keys:
            raise NotFound
        return Response({"keys": keys}, content_type="application/jwk-set+json")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == status.HTTP_200_OK:
            response["Cache-Control"] = f"public, max-age={_JWKS_MAX_AGE}"
        return response

"""Base views: JSON for anonymous clients, and for the user of an access token."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, Final, cast
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, transaction
from django.http import HttpRequest
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from ..audit import events
from ..authentication import SafeJWTAuthentication
from ..browser import csrf
from ..errors import SafeJWTError
from ..handlers import RedactingReporterFilter, exception_handler
from ..parsers import BoundedJSONParser
from ..throttling.anonymous import AnonymousThrottle
from ..tokens.jwt import AccessClaims

__all__ = ["AnonymousView", "JSONView", "ProtectedView"]


class _Negotiation(DefaultContentNegotiation):
    """By the `Accept` header, and 404 for `?format=html`, whatever the project's `URL_FORMAT_OVERRIDE` is.

    What browsers and their clients send to a JSON endpoint is recognized without parsing it.
    """

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE="format")

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        meta = request._request.META
        is_usual = not format_suffix and not meta.get("QUERY_STRING") and meta.get("HTTP_ACCEPT", "*/*") in _TAKES_JSON
        if is_usual and _is_json(renderers):
            return renderers[0], _JSON
        return super().select_renderer(request, renderers, format_suffix)

    def select_parser(self, request: Any, parsers: Any) -> Any:
        if request._request.META.get("CONTENT_TYPE") == _JSON and _is_json(parsers):
            return parsers[0]
        return super().select_parser(request, parsers)


_JSON: Final = "application/json"
# fetch by default, a client that says it, and axios.
_TAKES_JSON: Final = frozenset({"*/*", _JSON, f"{_JSON}, */*", f"{_JSON}, text/plain, */*"})


def _is_json(choices: Sequence[Any]) -> bool:
    return len(choices) == 1 and choices[0].media_type == _JSON


class JSONView(APIView):
    """Accepts JSON of limited size, returns JSON that is never cached, and reports errors as JSON.

    The defaults in the project's `REST_FRAMEWORK` do not apply to it: parsers, renderers, permissions,
    throttles, versioning, negotiation, metadata and the exception handler. A subclass sets what it
    needs.
    """

    renderer_classes = (JSONRenderer,)
    parser_classes = (BoundedJSONParser,)
    content_negotiation_class: Any = _Negotiation
    # A throttle of the project would count refreshes and logouts of all users behind one address.
    throttle_classes: Sequence[type[BaseThrottle]] = ()
    versioning_class = None
    metadata_class = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        # ATOMIC_REQUESTS would roll back the deletion of a reused token together with its 401
        # response.
        view = super().as_view(**initkwargs)
        for alias in connections:
            view = transaction.non_atomic_requests(using=alias)(view)
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.exception_reporter_filter = RedactingReporterFilter()
        with events.request_context(request):
            return super().dispatch(request, *args, **kwargs)

    def get_format_suffix(self, **kwargs: Any) -> None:
        """Return None: a captured path argument `format` belongs to the project."""

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, SafeJWTError):
            events.refused(exc)
        return super().handle_exception(exc)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return exception_handler

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class AnonymousView(JSONView):
    """Base of endpoints that need no access token and ignore the `Authorization` header.

    The CSRF token is checked first: without authentication classes Django REST Framework never
    checks it. `AnonymousThrottle` limits the requests of one client network, because a view that
    starts a session can be used to guess credentials. To replace the limit, set `throttle_classes`.
    """

    authentication_classes = ()
    permission_classes = ()
    throttle_classes: Sequence[type[BaseThrottle]] = (AnonymousThrottle,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        csrf.enforce(request._request, self.session_id(request))
        super().initial(request, *args, **kwargs)

    def session_id(self, request: Request) -> UUID | None:
        """The session that the CSRF token must be bound to, if any."""
        return None


class ProtectedView(JSONView):
    """Base of endpoints for the user of the access token."""

    authentication_classes = (SafeJWTAuthentication,)
    permission_classes: Sequence[type[BasePermission]] = (IsAuthenticated,)

    @property
    def user(self) -> AbstractBaseUser:
        """The authenticated user. With `SAFEJWT_SESSION_CHECK = "none"` this reads them, unless they have been read."""
        user = cast("AbstractBaseUser", self.request.user)
        # The key alone would come from the token, and may be that of a user who has been deactivated since.
        user.get_username()
        return user

    @property
    def claims(self) -> AccessClaims:
        """The claims of the access token, with the id of its session.

        Another authentication has no claims: a test that calls `force_authenticate(user)`, or an
        authentication class of your own. They then name no session, and `authenticated_at` is 0.
        """
        claims = self.request.auth
        return claims if isinstance(claims, AccessClaims) else AccessClaims.without_session(self.user.pk)

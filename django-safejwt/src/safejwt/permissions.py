"""How and when users have to authenticate before sensitive actions (OWASP ASVS 7.5.1).

A stolen access token or an unattended computer grants access to what an account shows, but not to
the actions that would take the account over. The claims of the access token decide, without a query.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from .audit.identifiers import changes_identifier
from .conf import conf
from .errors import MFARequired, ReauthenticationRequired
from .handlers import api_error
from .tokens.jwt import AccessClaims

__all__ = [
    "IsRecentlyAuthenticated",
    "IsRecentlyAuthenticatedToRename",
    "RequireMFA",
    "mfa_required",
    "recent_authentication_required",
    "require_mfa",
    "require_recent_authentication",
]


class IsRecentlyAuthenticated(BasePermission):
    """Allows users who logged in or re-authenticated within `SAFEJWT_REAUTHENTICATION_AGE`.

    Put it after `IsAuthenticated`. For single methods of a view use
    `recent_authentication_required`.

    Raises:
        APIError: 403 `reauthentication_required`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        require_recent_authentication(request)
        return True


class IsRecentlyAuthenticatedToRename(IsRecentlyAuthenticated):
    """The same for requests that send another username or email address than the user has.

    For a view that updates users. Others could otherwise take the name, or the account by the new
    address. `safejwt.throttling.RenameThrottle` limits these requests.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        return not changes_identifier(request) or super().has_permission(request, view)


class RequireMFA(BasePermission):
    """Allows sessions in which the user has authenticated with two factors, at login or since then.

    Put it after `IsAuthenticated`. For single methods of a view use `mfa_required`. A subclass names
    other methods of RFC 8176, one of which is required::

        class RequireHardwareKey(RequireMFA):
            methods = ("hwk",)

    Raises:
        APIError: 403 `mfa_required`.
    """

    methods: Sequence[str] = ("mfa",)

    def has_permission(self, request: Request, view: Any) -> bool:
        require_mfa(request, self.methods)
        return True


def recent_authentication_required(method: Callable[..., Any]) -> Callable[..., Any]:
    """`IsRecentlyAuthenticated` for one method of a view, or for a function decorated with `@api_view`."""
    return _guarded(method, require_recent_authentication)


def mfa_required(method: Callable[..., Any]) -> Callable[..., Any]:
    """`RequireMFA` for one method of a view, or for a function decorated with `@api_view`."""
    return _guarded(method, require_mfa)


def _guarded(method: Callable[..., Any], require: Callable[[Request], None]) -> Callable[..., Any]:
    @wraps(method)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        # The request is the first argument of a function, and the second of a method.
        require(next(value for value in args if isinstance(value, Request)))
        return method(*args, **kwargs)

    return guarded


def require_recent_authentication(request: Request) -> None:
    """Raise if the user has to re-authenticate.

    Raises:
        APIError: 403 `reauthentication_required`.
    """
    claims = request.auth
    authenticated_at = claims.authenticated_at if isinstance(claims, AccessClaims) else 0
    if timezone.now().timestamp() - authenticated_at > conf.reauthentication_age.total_seconds():
        raise api_error(ReauthenticationRequired(), request)


def require_mfa(request: Request, methods: Sequence[str] = ("mfa",)) -> None:
    """Raise unless the user has authenticated with one of these methods.

    Raises:
        APIError: 403 `mfa_required`.
    """
    claims = request.auth
    used = claims.amr if isinstance(claims, AccessClaims) else ()
    if set(methods).isdisjoint(used):
        raise api_error(MFARequired(), request)

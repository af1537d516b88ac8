"""The gate before sensitive actions: the person has shown who he is a short while ago (OWASP ASVS 7.5.1).

A stolen access token, or a computer left alone, opens what an account shows, and not what would take it over.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from .conf import conf
from .errors import ReauthenticationRequired
from .handlers import APIError
from .tokens.jwt import AccessClaims

__all__ = ["IsRecentlyAuthenticated", "recent_authentication_required", "require_recent_authentication"]


class IsRecentlyAuthenticated(BasePermission):
    """Lets a request pass whose person logged in, or entered the password again, within `SAFEJWT_REAUTHENTICATION_AGE`.

    Put it after `IsAuthenticated`. For some methods of a view only: `recent_authentication_required`.

    Raises:
        APIError: 403 `reauthentication_required`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        require_recent_authentication(request)
        return True


def recent_authentication_required(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same for one method of a view, or for a function below `@api_view`."""

    @wraps(method)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        # A method's request comes after self; a function's is the first argument.
        require_recent_authentication(next(word for word in args if isinstance(word, Request)))
        return method(*args, **kwargs)

    return guarded


def require_recent_authentication(request: Request) -> None:
    """Raises where the person has to show again who he is.

    Raises:
        APIError: 403 `reauthentication_required`.
    """
    claims = request.auth
    authenticated_at = claims.authenticated_at if isinstance(claims, AccessClaims) else 0
    if timezone.now().timestamp() - authenticated_at > conf.reauthentication_age.total_seconds():
        raise APIError(ReauthenticationRequired())

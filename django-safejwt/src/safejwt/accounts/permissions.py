"""A permission for views that require a verified email address."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from safejwt.errors import EmailNotVerified
from safejwt.handlers import api_error

from .conf import conf
from .email_addresses import is_verified

__all__ = ["IsVerified"]


class IsVerified(BasePermission):
    """Refuse users with an unverified address while `SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED` is on.

    Put it after `IsAuthenticated`.

    Raises:
        APIError: 403 `email_not_verified`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if conf.require_verified and request.user.is_authenticated and not is_verified(request.user):
            raise api_error(EmailNotVerified(), request)
        return True

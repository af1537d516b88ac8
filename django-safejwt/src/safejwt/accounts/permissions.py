"""Nothing of value before the address is confirmed, where `SAFEJWT_ACCOUNTS_REQUIRE_VERIFIED` says so."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from safejwt.errors import EmailNotVerified
from safejwt.handlers import APIError

from .conf import conf
from .email_addresses import is_verified

__all__ = ["IsVerified"]


class IsVerified(BasePermission):
    """Lets people pass whose address is confirmed, and everybody while the setting is off. Put it after `IsAuthenticated`.

    Raises:
        APIError: 403 `email_not_verified`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if conf.require_verified and request.user.is_authenticated and not is_verified(request.user):
            raise APIError(EmailNotVerified())
        return True

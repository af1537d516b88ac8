"""A permission for views that require a verified email address, where django-allauth owns the addresses."""

from typing import Any

from allauth.account.models import EmailAddress
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from ...errors import EmailNotVerified
from ...handlers import api_error

__all__ = ["IsVerified"]


class IsVerified(BasePermission):
    """Refuse users whose primary address is not verified. `safejwt.accounts.permissions.IsVerified` asks that app.

    Put it after `IsAuthenticated`.

    Raises:
        APIError: 403 `email_not_verified`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user  # None for visitors, if UNAUTHENTICATED_USER says so
        if user and user.is_authenticated and not _is_verified(user.pk):
            raise api_error(EmailNotVerified(), request)
        return True


def _is_verified(user_id: Any) -> bool:
    return EmailAddress.objects.filter(user_id=user_id, primary=True, verified=True).exists()

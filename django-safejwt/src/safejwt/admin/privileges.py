"""Whom a staff user may act on: no superuser, and no user with a permission that they do not have themselves."""

from typing import Any, Final, TypeVar

from django.contrib.auth.models import Permission
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

__all__ = ["PRIVILEGES", "ChangedBySuperusers", "is_superuser", "is_within_reach", "within_reach"]

# Fields of a user that grant permissions.
PRIVILEGES: Final = ("is_staff", "is_superuser", "groups", "user_permissions")

_M = TypeVar("_M", bound=Model)


class ChangedBySuperusers:
    """Mixin for an admin whose rows grant permissions, such as groups. Staff users may view them at most."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return is_superuser(request.user) and super().has_add_permission(request, *args)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request.user) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request.user) and super().has_delete_permission(request, obj)  # type: ignore[misc]


def within_reach(users: QuerySet[_M], staff: Any) -> QuerySet[_M]:
    """Those of these users who are allowed no more than this staff user. Inactive users count as if they were active."""
    if is_superuser(staff):
        return users
    fields = {field.name for field in users.model._meta.get_fields()}
    if "is_superuser" in fields:
        users = users.exclude(is_superuser=True)
    others = Permission.objects.exclude(pk__in=_permissions_of(staff, fields))
    if "user_permissions" in fields:
        users = users.exclude(user_permissions__in=others)
    if "groups" in fields:
        users = users.exclude(groups__permissions__in=others)
    return users


def is_within_reach(user: Any, staff: Any) -> bool:
    """Whether this user is allowed no more than this staff user."""
    if is_superuser(staff):
        return True
    return within_reach(type(user)._base_manager.filter(pk=user.pk), staff).exists()


def _permissions_of(staff: Any, fields: set[str]) -> QuerySet[Permission]:
    """Read from the database and not from the backends: their permissions could not be compared with those of others."""
    own = Q(pk__in=[])
    if "user_permissions" in fields:
        own |= Q(pk__in=staff.user_permissions.values("pk"))
    if "groups" in fields:
        own |= Q(group__in=staff.groups.values("pk"))
    return Permission.objects.filter(own)


def is_superuser(staff: Any) -> bool:
    """Whether this user may do everything."""
    # A user model without the field knows no such difference.
    return bool(getattr(staff, "is_superuser", True))

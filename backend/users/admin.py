"""Users and groups in the admin.

Django's UserAdmin hashes passwords; a plain ModelAdmin would store them as typed.
"""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from safejwt.admin import ChangedBySuperusers, UserActions

from .models import User

__all__ = ["GroupAdmin", "UserAdmin"]

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(UserActions, DjangoUserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Django's admin for users, with the email in the form for new users."""

    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "email", "usable_password", "password1", "password2"),
            },
        ),
    )
    list_display = ["username", "email", "is_active", "is_staff", "last_login", "date_joined"]


@admin.register(Group)
class GroupAdmin(ChangedBySuperusers, DjangoGroupAdmin):
    """Who may change a group may give its members, or themselves, every permission."""

"""Users in the admin.

Django's UserAdmin hashes passwords; a plain ModelAdmin would store them as typed.
"""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from safejwt.admin import UserActions

from .models import User

__all__ = ["UserAdmin"]


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

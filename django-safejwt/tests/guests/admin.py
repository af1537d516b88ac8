"""The user model in the admin of a guest, unless the guest's own admin has it."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from safejwt.admin import UserActions

__all__ = ["register_users"]


def register_users() -> None:
    model = get_user_model()
    if not admin.site.is_registered(model):
        shown = {"list_display": ["pk", model.USERNAME_FIELD], "search_fields": [model.USERNAME_FIELD]}
        admin.site.register(model, type("UserAdmin", (UserActions, admin.ModelAdmin), shown))

"""Django's admin in a guest, with the user model in it."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import path
from safejwt.admin import UserActions

__all__ = ["urlpatterns"]

User = get_user_model()
if not admin.site.is_registered(User):
    shown = {"list_display": ["pk", User.USERNAME_FIELD]}
    admin.site.register(User, type("UserAdmin", (UserActions, admin.ModelAdmin), shown))

urlpatterns = [path("admin/", admin.site.urls)]

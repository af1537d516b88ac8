"""The URLs of a guest that has none of its own."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from .admin import register_users
from .views import ThingsView

users = [path("", include("safejwt.urls"))]
if apps.is_installed("safejwt.accounts"):
    users.append(path("", include("safejwt.accounts.urls")))
api = [path("users/", include(users)), path("things/", ThingsView.as_view(), name="things")]
urlpatterns = api
if settings.GUEST.admin:
    register_users()
    urlpatterns = [*api, path("admin/", admin.site.urls)]

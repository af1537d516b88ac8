"""The URLs of a guest that has none of its own."""

from django.apps import apps
from django.urls import include, path
from django.utils.module_loading import import_string

from .views import ThingsView

own = "safejwt.accounts.views" if apps.is_installed("safejwt.accounts") else "safejwt.views"
users = [path("", import_string(f"{own}.RegisterView").as_view()), path("", include("safejwt.urls"))]
if apps.is_installed("safejwt.accounts"):
    users.append(path("", include("safejwt.accounts.urls")))
api = [path("users/", include(users)), path("things/", ThingsView.as_view(), name="things")]
admin = [path("", include("tests.guests.admin"))] if apps.is_installed("django.contrib.admin") else []
urlpatterns = [*api, *admin]

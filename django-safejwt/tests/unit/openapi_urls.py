"""The URLs of a project that documents its API."""

from django.apps import apps
from django.urls import include, path

urlpatterns = [path("users/", include("safejwt.urls"))]
if apps.is_installed("safejwt.accounts"):
    urlpatterns.append(path("users/", include("safejwt.accounts.urls")))

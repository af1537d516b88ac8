from django.urls import include, path

from ...urls import admin, api

urlpatterns = [*admin, path("<slug:tenant>/", include(api))]

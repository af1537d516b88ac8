from django.urls import include, re_path

from ...urls import admin, api

urlpatterns = [re_path(r"^(?P<version>(v1|v2))/", include(api)), *admin]

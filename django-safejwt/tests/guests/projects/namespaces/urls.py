from django.urls import include, path

from ...urls import admin, users
from ...views import ThingsView

api = [path("account/", include((users, "account"))), path("things/", ThingsView.as_view(), name="things")]
urlpatterns = [path("api/v1/", include((api, "api"), namespace="v1")), *admin]

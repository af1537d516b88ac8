from typing import Any

from django.contrib import admin
from django.urls import include, path  # noqa: F401 - the lines of second-factor.md use it
from rest_framework.response import Response
from safejwt.permissions import IsRecentlyAuthenticated, RequireMFA
from safejwt.views import ProtectedView

from .guide import code


class ThingsView(ProtectedView):
    def get(self, request: Any) -> Response:
        return Response({"user": request.user.email, "sid": str(self.claims.sid), "amr": self.claims.amr})


class PayoutView(ThingsView):
    permission_classes = [*ProtectedView.permission_classes, RequireMFA]


class SensitiveView(ThingsView):
    permission_classes = [*ProtectedView.permission_classes, IsRecentlyAuthenticated]


urlpatterns = [
    path("admin/", admin.site.urls),
    path("things/", ThingsView.as_view()),
    path("payouts/", PayoutView.as_view()),
    path("sensitive/", SensitiveView.as_view()),
]
exec(compile(code("urls.py"), "second-factor.md", "exec"), globals())  # noqa: S102 - its users run it too

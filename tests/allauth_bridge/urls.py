from typing import Any

from django.contrib import admin
from django.urls import include, path  # noqa: F401 - the lines of second-factor.md use it
from rest_framework.permissions import IsAuthenticated  # noqa: F401 - those of its views
from rest_framework.response import Response
from rest_framework.views import APIView  # noqa: F401
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
exec(compile(code("views.py"), "second-factor.md", "exec"), globals())  # noqa: S102
urlpatterns.append(path("orders/", globals()["OrderView"].as_view()))
exec(compile(code("urls.py"), "second-factor.md", "exec"), globals())  # noqa: S102 - its users run it too
